/* /api/v1/auth/sessions: the logins of the user, and ending them. A session
 * that is ended gets no new access token; the one that it has is good for
 * what is not the account's until it expires (JWT_ACCESS_TOKEN_EXPIRE_MINUTES),
 * because it is checked without the database. */
#include <string.h>

#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/list.h"
#include "handlers/stored.h"
#include "storage/identity/sessions_store.h"

static const char missing[] = "You have no open session with this id.";

static void
write_session(struct fp_call *call, const void *row)
{
    struct fp_buf *body = &call->response->body;
    const struct fp_session_row *session = row;

    fp_buf_char(body, '{');
    fp_account_write_text(body, "id", session->id);
    fp_account_write_text(body, "user_agent", session->user_agent);
    fp_account_write_time(body, "created", session->created_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "used", session->used_ms);
    fp_buf_char(body, ',');
    fp_account_write_time(body, "expires", session->expires_ms);
    fp_buf_str(body, ",\"current\":");
    fp_buf_str(body, strcmp(session->id, call->principal.session_id) == 0
                         ? "true}"
                         : "false}");
}

/* GET /api/v1/auth/sessions */
int
fp_handle_sessions_list(struct fp_call *call)
{
    static const char *const names[] = { "limit", "cursor" };
    struct fp_error error = { .code = FP_OK };
    struct fp_session_page rows;
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
            fp_storage_session_list(&db, fp_list_after(&page),
                                    (size_t)page.limit, &rows, &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error,
                              "The cursor is none of this list.", missing);
    return fp_list_reply(call, "sessions", rows.rows, rows.count,
                         sizeof(*rows.rows), write_session, &page, rows.next);
}

/* DELETE /api/v1/auth/sessions/{id} */
int
fp_handle_sessions_delete(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_session_revoke_one(&db, id, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return fp_call_no_content(call);
}

/* POST /api/v1/auth/sessions/revoke-others */
int
fp_handle_sessions_revoke_others(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    int64_t revoked = 0;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_session_revoke_others(
                                &db, call->principal.session_id, &revoked,
                                &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_buf_str(body, "{\"revoked\":");
    fp_buf_int(body, revoked);
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 200);
}
