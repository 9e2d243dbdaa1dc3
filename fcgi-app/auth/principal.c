/* Roles and grants, and their words. */
#include "auth/principal.h"

#include <string.h>

static const char *const role_names[] = {
    [FP_ROLE_USER] = "user",
    [FP_ROLE_ADVISOR] = "advisor",
    [FP_ROLE_ADMIN] = "admin",
};

static const struct {
    unsigned grant;
    const char *word;
} grant_words[] = {
    { FP_GRANT_PLANS_READ, "plans:read" },
    { FP_GRANT_PLANS_WRITE, "plans:write" },
    { FP_GRANT_SIMULATIONS_READ, "simulations:read" },
    { FP_GRANT_SIMULATIONS_RUN, "simulations:run" },
    { FP_GRANT_ADMIN, "admin" },
    { FP_GRANT_RECORDS_READ, "records:read" },
    { FP_GRANT_RECORDS_WRITE, "records:write" },
    { FP_GRANT_SHARED_READ, "shared:read" },
    { FP_GRANT_ACCOUNT, "account" },
};

static int
is_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(text, word, len) == 0;
}

const char *
fp_role_name(enum fp_role role)
{
    return (size_t)role < FP_COUNT(role_names) ? role_names[role] : "user";
}

enum fp_err
fp_role_parse(const char *text, size_t len, enum fp_role *out)
{
    size_t i;

    for (i = 0; i < FP_COUNT(role_names); i++) {
        if (is_word(text, len, role_names[i])) {
            *out = (enum fp_role)i;
            return FP_OK;
        }
    }
    return FP_EINVAL;
}

unsigned
fp_role_grants(enum fp_role role)
{
    unsigned own = FP_GRANT_PLANS_READ | FP_GRANT_PLANS_WRITE |
                   FP_GRANT_SIMULATIONS_READ | FP_GRANT_SIMULATIONS_RUN |
                   FP_GRANT_RECORDS_READ | FP_GRANT_RECORDS_WRITE |
                   FP_GRANT_ACCOUNT;

    switch (role) {
    case FP_ROLE_USER: return own;
    case FP_ROLE_ADVISOR: return own | FP_GRANT_SHARED_READ;
    case FP_ROLE_ADMIN: return own | FP_GRANT_ADMIN;
    }
    return 0;
}

void
fp_grants_write(unsigned grants, char text[FP_GRANTS_TEXT])
{
    size_t at = 0, i;

    for (i = 0; i < FP_COUNT(grant_words); i++) {
        size_t len = strlen(grant_words[i].word);

        if (!(grants & grant_words[i].grant))
            continue;
        if (at > 0)
            text[at++] = ' ';
        memcpy(text + at, grant_words[i].word, len);
        at += len;
    }
    text[at] = '\0';
}

/* scope-token of RFC 6749, section 3.3: printable, no quote, no backslash. */
static int
scope_char(char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
}

enum fp_err
fp_grants_parse(const char *text, size_t len, unsigned *out)
{
    unsigned grants = 0;
    size_t at = 0, i;

    while (at < len) {
        size_t end = at;

        while (end < len && scope_char(text[end]))
            end++;
        if (end == at || end + 1 == len || (end < len && text[end] != ' '))
            return FP_EINVAL; /* an empty word, a last blank, a bad byte */
        for (i = 0; i < FP_COUNT(grant_words); i++)
            if (is_word(text + at, end - at, grant_words[i].word))
                grants |= grant_words[i].grant;
        at = end < len ? end + 1 : end;
    }
    *out = grants;
    return FP_OK;
}

int
fp_principal_may(const struct fp_principal *principal, unsigned wanted)
{
    return (principal->grants & wanted) == wanted;
}
