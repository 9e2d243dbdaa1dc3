/* Accounts, by the owner of the schema. */
#include "storage/operator/accounts.h"

#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/operator/admin_conn.h"
#include "storage/rows.h"

#define BY_EMAIL "lower(email COLLATE \"C\") = lower($1::text COLLATE \"C\")"
#define END_SESSIONS                                                          \
    "UPDATE finplan.sessions s SET revoked_at = now(), revoked_for = 'all'"   \
    " FROM person WHERE s.owner_id = person.id AND s.revoked_at IS NULL"      \
    " RETURNING s.id"

enum fp_err
fp_storage_account_create(struct fp_storage_admin *admin, const char *email,
                          const char *password_hash, const char *role,
                          char id[37], struct fp_error *error)
{
    char made[FP_UUID_TEXT];
    const char *values[4] = { made, email, password_hash, role };
    enum fp_err err;

    if (fp_uuid7(fp_clock_unix_ms(), made) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL, "No random numbers.");
    err = fp_admin_query(admin,
                         "INSERT INTO finplan.users"
                         " (id, email, password_hash, role)"
                         " VALUES ($1::uuid, $2::text, $3::text, $4::text)",
                         4, values, NULL, error);
    if (err == FP_ECONFLICT)
        return fp_error_set(error, err, "An account %.254s exists already.",
                            email);
    if (err == FP_OK)
        memcpy(id, made, sizeof(made));
    return err;
}

enum fp_err
fp_storage_account_list(struct fp_storage_admin *admin, struct fp_arena *arena,
                        struct fp_user **list, size_t *count,
                        struct fp_error *error)
{
    struct fp_user *users = NULL;
    PGresult *result = NULL;
    enum fp_err err;
    size_t n;

    err = fp_admin_query(
        admin,
        "SELECT id, email, role, (disabled_at IS NOT NULL)::int,"
        " (extract(epoch FROM created_at) * 1000)::bigint"
        " FROM finplan.users ORDER BY lower(email COLLATE \"C\")",
        0, NULL, &result, error);
    if (err != FP_OK)
        return err;
    n = (size_t)PQntuples(result);
    users = fp_arena_array(arena, n, sizeof(*users));
    for (size_t i = 0; users != NULL && i < n; i++) {
        users[i] = (struct fp_user){
            .id = fp_arena_strdup(arena, fp_row_text(result, (int)i, 0)),
            .email = fp_arena_strdup(arena, fp_row_text(result, (int)i, 1)),
            .role = fp_arena_strdup(arena, fp_row_text(result, (int)i, 2)),
            .disabled = (int)fp_row_int(result, (int)i, 3),
            .created_ms = fp_row_int(result, (int)i, 4),
        };
        if (users[i].id == NULL || users[i].email == NULL ||
            users[i].role == NULL)
            users = NULL;
    }
    PQclear(result);
    if (users == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    *list = users;
    *count = n;
    return FP_OK;
}

/* sql answers the number of accounts that it changed. */
static enum fp_err
change_one(struct fp_storage_admin *admin, const char *sql, int n,
           const char *const *values, struct fp_error *error)
{
    PGresult *result = NULL;
    int found;
    enum fp_err err = fp_admin_query(admin, sql, n, values, &result, error);

    if (err != FP_OK)
        return err;
    found = (int)fp_row_int(result, 0, 0);
    PQclear(result);
    if (found == 0)
        return fp_error_set(error, FP_ENOTFOUND, "There is no account %.254s.",
                            values[0]);
    return FP_OK;
}

enum fp_err
fp_storage_account_set_password(struct fp_storage_admin *admin,
                                const char *email, const char *password_hash,
                                struct fp_error *error)
{
    const char *values[2] = { email, password_hash };

    return change_one(admin,
                      "WITH person AS (UPDATE finplan.users"
                      " SET password_hash = $2::text WHERE " BY_EMAIL
                      " RETURNING id), ended AS (" END_SESSIONS
                      ") SELECT count(*) FROM person",
                      2, values, error);
}

enum fp_err
fp_storage_account_set_disabled(struct fp_storage_admin *admin,
                                const char *email, int disabled,
                                struct fp_error *error)
{
    const char *values[1] = { email };

    return change_one(admin,
                      disabled
                          ? "WITH person AS (UPDATE finplan.users"
                            " SET disabled_at = coalesce(disabled_at, now())"
                            " WHERE " BY_EMAIL
                            " RETURNING id), ended AS (" END_SESSIONS
                            ") SELECT count(*) FROM person"
                          : "WITH person AS (UPDATE finplan.users"
                            " SET disabled_at = NULL WHERE " BY_EMAIL
                            " RETURNING id) SELECT count(*) FROM person",
                      1, values, error);
}
