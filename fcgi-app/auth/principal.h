/* Who is asking: user, role, and what the token allows. Pure. */
#ifndef FP_AUTH_PRINCIPAL_H
#define FP_AUTH_PRINCIPAL_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/uuid.h"

enum fp_role { FP_ROLE_USER, FP_ROLE_ADVISOR, FP_ROLE_ADMIN };

/* What a token or an API key may allow, as bits. The words are those of the
 * scope claim. */
enum fp_grant {
    FP_GRANT_PLANS_READ = 1,        /* "plans:read" */
    FP_GRANT_PLANS_WRITE = 2,       /* "plans:write" */
    FP_GRANT_SIMULATIONS_READ = 4,  /* "simulations:read" */
    FP_GRANT_SIMULATIONS_RUN = 8,   /* "simulations:run" */
    FP_GRANT_ADMIN = 16,            /* "admin": role admin only */
    FP_GRANT_RECORDS_READ = 32,     /* "records:read" */
    FP_GRANT_RECORDS_WRITE = 64,    /* "records:write" */
    FP_GRANT_SHARED_READ = 128,     /* "shared:read": role advisor only; what
                                     * other households have shared */
    FP_GRANT_ACCOUNT = 256          /* "account": the account itself; of a
                                     * login only, never of an API key */
};

enum { FP_GRANTS_TEXT = 160 };

struct fp_principal {
    char user_id[FP_UUID_TEXT];
    char session_id[FP_UUID_TEXT]; /* the login behind an access token; "" for
                                    * an API key */
    enum fp_role role;
    unsigned grants;          /* enum fp_grant, or-ed */
};

/* "user", "advisor", "admin". */
const char *fp_role_name(enum fp_role role);

/* FP_EINVAL: not one of the words. */
enum fp_err fp_role_parse(const char *text, size_t len, enum fp_role *out)
    FP_MUST_CHECK FP_NONNULL(3);

/* Everything a role may do. */
unsigned fp_role_grants(enum fp_role role);

/* The words of grants, separated by one space, in the order above. */
void fp_grants_write(unsigned grants, char text[FP_GRANTS_TEXT])
    FP_NONNULL(2);

/* Reads such a text; words of later versions are ignored, as RFC 6749,
 * section 3.3, asks. FP_EINVAL: characters outside of a scope's set, or blanks
 * in the wrong place. */
enum fp_err fp_grants_parse(const char *text, size_t len, unsigned *out)
    FP_MUST_CHECK FP_NONNULL(3);

/* 1 when every bit of wanted was granted. */
int fp_principal_may(const struct fp_principal *principal, unsigned wanted)
    FP_NONNULL(1);

#endif
