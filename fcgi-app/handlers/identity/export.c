/* GET /api/v1/users/me/export: everything the user has, page by page, so that
 * an account of any size can be taken away within the bounds of a reply. */
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/account.h"
#include "handlers/list.h"
#include "handlers/stored.h"
#include "storage/identity/export_store.h"
#include "storage/identity/users_store.h"

static const char gone[] = "The account is no longer there.";

int
fp_handle_me_export(struct fp_call *call)
{
    static const char *const names[] = { "cursor" };
    struct fp_buf *body = &call->response->body;
    struct fp_error error = { .code = FP_OK };
    struct fp_export_page rows;
    struct fp_storage_call db;
    struct fp_user user;
    struct fp_page page;
    enum fp_err err;
    size_t i;
    int status = fp_list_page(call, names, FP_COUNT(names), &page);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_user_self(&db, &user, &error));
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_export_page(
                                &db, fp_list_after(&page), &rows, &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error,
                              "The cursor is none of this export.", gone);
    fp_buf_str(body, "{\"format\":\"finplan-export-1\",\"user\":");
    fp_account_write_user(body, &user);
    fp_buf_str(body, ",\"rows\":[");
    for (i = 0; i < rows.count; i++) {
        fp_buf_str(body, i > 0 ? ",{" : "{");
        fp_account_write_text(body, "kind", rows.rows[i].kind);
        fp_buf_str(body, "\"row\":");
        fp_buf_str(body, rows.rows[i].json);
        fp_buf_char(body, '}');
    }
    fp_buf_char(body, ']');
    fp_http_response_header(call->response, "Content-Disposition",
                            "attachment; filename=\"finplan-export.json\"");
    return fp_list_end(call, 200, NULL, rows.next);
}
