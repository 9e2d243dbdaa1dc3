/* Roles, database and schema: what must exist before the first migration.
 *
 *   finplan_owner  owns every object; runs migrations. NOLOGIN unless it is
 *                  given a password.
 *   finplan_app    the service. LOGIN, no superuser, no BYPASSRLS, not a
 *                  member of finplan_owner: row-level security binds it.
 *   finplan_jobs   the processes that work on jobs. The same; it can read no
 *                  table of users, only call the functions of its work.
 *   finplan_market the program that fetches prices. The same, and its
 *                  functions name no user.
 *
 * Everything is made only when missing, so running it again is harmless. */
#ifndef FP_STORAGE_BOOTSTRAP_H
#define FP_STORAGE_BOOTSTRAP_H

#include "storage/operator/admin.h"

struct fp_bootstrap {
    struct fp_storage_admin_config admin; /* a login that may create roles and
                                             databases; its `database` is where
                                             it connects first */
    const char *database;       /* to create */
    const char *app_password;   /* of finplan_app; NULL: leave as it is */
    const char *jobs_password;  /* of finplan_jobs; NULL: leave as it is */
    const char *market_password; /* of finplan_market; NULL: as it is */
    const char *owner_password; /* of finplan_owner, which may then log in;
                                   NULL: leave as it is */
};

/* Passwords reach the server as SCRAM verifiers only.
 * FP_EFORBID (this login may not, or a role has rights that it must not
 * have), FP_EUNAVAIL, FP_EIO, FP_EINVAL. */
enum fp_err fp_storage_bootstrap(const struct fp_bootstrap *bootstrap,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
