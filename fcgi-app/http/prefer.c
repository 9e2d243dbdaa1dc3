/* Preferences: a list of tokens, some with a value, all with parameters that
 * nothing here has a use for. */
#include "http/prefer.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { WAIT_MAX_S = 86400 };

/* Length of one element: up to a comma outside of quotes. */
static size_t
element(const char *p)
{
    size_t n = 0;
    int quoted = 0;

    for (; p[n] != '\0' && (quoted || p[n] != ','); n++) {
        if (p[n] == '"')
            quoted = !quoted;
        else if (p[n] == '\\' && quoted && p[n + 1] != '\0')
            n++;
    }
    return n;
}

static int
is(const char *text, size_t len, const char *word)
{
    return len == strlen(word) && strncasecmp(text, word, len) == 0;
}

static void
take(const char *p, size_t len, struct fp_prefer *out, int *has_return)
{
    size_t name, end;
    int64_t seconds;

    end = strcspn(p, ";");
    if (end > len)
        end = len;
    while (end > 0 && (p[end - 1] == ' ' || p[end - 1] == '\t'))
        end--;
    name = strcspn(p, "= \t;,");
    if (name > end)
        name = end;
    if (is(p, end, "respond-async")) {
        out->respond_async = 1;
    } else if (is(p, name, "return") && !*has_return) {
        *has_return = 1;
        out->minimal = is(p, end, "return=minimal");
    } else if (is(p, name, "wait") && name < end && out->wait_s < 0 &&
               fp_text_int64(p + name + 1, end - name - 1, 0, WAIT_MAX_S,
                             &seconds) == FP_OK) {
        out->wait_s = (int)seconds;
    }
}

void
fp_prefer_parse(const char *header, struct fp_prefer *out)
{
    int has_return = 0;

    *out = (struct fp_prefer){ .wait_s = -1 };
    while (header != NULL && *header != '\0') {
        size_t len;

        header += strspn(header, " \t,");
        len = element(header);
        take(header, len, out, &has_return);
        header += len;
    }
}
