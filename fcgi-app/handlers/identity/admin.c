/* /api/v1/admin: users, tables and the audit log, for admins. What users keep
 * (plans, records, results) is none of an admin's business and in none of
 * these replies. */
#include <string.h>

#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/list.h"
#include "handlers/stored.h"
#include "planning/tables.h"
#include "storage/identity/users_admin.h"

enum { ROLE, DISABLED, FIELDS };

static const char missing[] = "There is no user with this id.";

static void
write_user(struct fp_call *call, const void *row)
{
    struct fp_buf *body = &call->response->body;
    const struct fp_user *user = row;

    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", user->id);
    fp_account_write_text(body, "email", user->email);
    fp_account_write_text(body, "role", user->role);
    fp_buf_printf(body, "\"disabled\":%s,\"totp\":%s,",
                  user->disabled ? "true" : "false",
                  user->totp ? "true" : "false");
    fp_account_write_time(body, "created", user->created_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "updated", user->updated_ms);
    fp_buf_printf(body, ",\"version\":%lld}", (long long)user->version);
}

static int
reply_user(struct fp_call *call, const struct fp_user *user)
{
    write_user(call, user);
    fp_buf_char(&call->response->body, '\n');
    fp_account_etag(call, user->version);
    return fp_call_json(call, 200);
}

/* GET /api/v1/admin/users */
int
fp_handle_admin_users(struct fp_call *call)
{
    static const char *const names[] = { "limit", "cursor" };
    struct fp_error error = { .code = FP_OK };
    struct fp_user_page rows;
    struct fp_storage_call db;
    struct fp_page page;
    enum fp_err err;
    int status = fp_list_page(call, names, FP_COUNT(names), &page);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_admin_users(&db, fp_list_after(&page),
                                   (size_t)page.limit, &rows, &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error,
                              "The cursor is none of this list.", missing);
    return fp_list_reply(call, "users", rows.users, rows.count,
                         sizeof(*rows.users), write_user, &page, rows.next);
}

static enum fp_err
read_user(struct fp_call *call, const char *id, struct fp_user *user,
          struct fp_error *error)
{
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err != FP_OK)
        return err;
    return fp_stored_end(call, &db,
                         fp_storage_admin_user(&db, id, user, error));
}

/* GET /api/v1/admin/users/{id} */
int
fp_handle_admin_user_get(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_user user;
    enum fp_err err = read_user(call, id, &user, &error);

    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return fp_account_not_modified(call, user.version)
               ? 304
               : reply_user(call, &user);
}

/* 0, or the status of the refusal. */
static int
check_role(struct fp_call *call, const struct fp_field *field)
{
    struct fp_faults faults;
    enum fp_role role;

    if (field->value == NULL ||
        fp_role_parse(field->value, field->len, &role) == FP_OK)
        return 0;
    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults, "/role", "word",
                  "This must be user, advisor or admin.");
    return fp_call_faults(call, 422, "invalid",
                          "The user cannot be changed like this.", &faults);
}

/* PATCH /api/v1/admin/users/{id} {"role", "disabled"} */
int
fp_handle_admin_user_change(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_field fields[FIELDS] = {
        [ROLE] = { .name = "role", .min = 1, .max = 16 },
        [DISABLED] = { .name = "disabled", .kind = FP_FIELDS_FLAG },
    };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_user user;
    enum fp_err err;
    int status = fp_account_read(call, fields, FIELDS);

    if (status == 0)
        status = check_role(call, &fields[ROLE]);
    if (status != 0)
        return status;
    err = read_user(call, id, &user, &error);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    status = fp_account_if_match(call, user.version);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_admin_user_change(
                &db, id, user.version, fields[ROLE].value,
                fields[DISABLED].present ? (int)fields[DISABLED].number : -1,
                &user, &error));
    if (err == FP_ECONFLICT)
        return fp_call_problem(call, 412, "version_mismatch",
                               "The user was changed meanwhile; read it "
                               "again.");
    if (err == FP_EINVAL)
        return fp_call_problem(call, 409, "own_account",
                               "Admins do not change their own rights; "
                               "another admin can.");
    if (err == FP_EFORBID)
        return fp_call_problem(call, 403, "forbidden", error.detail);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return reply_user(call, &user);
}

/* GET /api/v1/admin/tables */
int
fp_handle_admin_tables(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;
    size_t i;

    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", fp_tables_id);
    fp_buf_str(body, "\"tables\":[");
    for (i = 0; i < fp_tables_count; i++) {
        const struct fp_table *table = &fp_tables[i];

        fp_buf_str(body, i > 0 ? ",{" : "{");
        fp_account_write_text(body, "name", table->name);
        fp_account_write_text(body, "title", table->title);
        fp_account_write_text(body, "checksum", table->checksum);
        fp_buf_printf(body, "\"lines\":%zu}", table->n_lines);
    }
    fp_buf_str(body, "]}\n");
    return fp_call_json(call, 200);
}

static void
write_event(struct fp_call *call, const void *event)
{
    struct fp_buf *body = &call->response->body;
    const struct fp_audit_row *row = event;

    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", row->id);
    fp_account_write_time(body, "at", row->at_ms);
    fp_buf_char(body, ',');
    fp_account_write_text(body, "actor_id", row->actor_id);
    fp_account_write_text(body, "owner_id", row->owner_id);
    fp_account_write_text(body, "action", row->action);
    fp_account_write_text(body, "object_id", row->object_id);
    fp_buf_str(body, "\"detail\":");
    if (row->detail != NULL)
        fp_buf_json(body, row->detail);
    else
        fp_buf_str(body, "null");
    fp_buf_char(body, '}');
}

/* GET /api/v1/admin/audit?owner_id= */
int
fp_handle_admin_audit(struct fp_call *call)
{
    static const char *const names[] = { "limit", "cursor", "owner_id" };
    const char *owner = fp_http_query_param(call->request, "owner_id");
    struct fp_error error = { .code = FP_OK };
    struct fp_audit_page rows;
    struct fp_storage_call db;
    struct fp_page page;
    enum fp_err err;
    int status = fp_list_page(call, names, FP_COUNT(names), &page);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            fp_storage_admin_audit(&db, owner, fp_list_after(&page),
                                   (size_t)page.limit, &rows, &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error, error.detail, missing);
    return fp_list_reply(call, "events", rows.rows, rows.count,
                         sizeof(*rows.rows), write_event, &page, rows.next);
}
