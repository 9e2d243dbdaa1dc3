/* Exports. */
#include "storage/identity/export_store.h"

#include "storage/rows.h"
#include "storage/tx.h"

enum fp_err
fp_storage_export_page(const struct fp_storage_call *call, const char *after,
                       struct fp_export_page *out, struct fp_error *error)
{
    char count[FP_INT_TEXT], bytes[FP_INT_TEXT];
    struct fp_export_page page = { .rows = NULL };
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;
    size_t i;

    err = fp_tx_run(call,
                    &(struct fp_tx){
                        .claim = call->user_id,
                        .read_only = 1,
                        .steps = { { .statement = FP_SQL_EXPORT_PAGE,
                                     .values = { after,
                                                 fp_int_text(FP_EXPORT_ROWS,
                                                             count),
                                                 fp_int_text(FP_EXPORT_BYTES,
                                                             bytes) } } },
                        .n_steps = 1 },
                    results, NULL, error);
    if (err != FP_OK)
        return err;
    page.count = (size_t)PQntuples(results[0]);
    page.rows = fp_arena_array(call->arena, page.count, sizeof(*page.rows));
    if (page.rows == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (i = 0; i < page.count; i++)
        page.rows[i] = (struct fp_export_row){
            .kind = fp_row_text(results[0], (int)i, 0),
            .json = fp_row_text(results[0], (int)i, 1),
        };
    /* An empty page after a full one is the price of not looking ahead. */
    if (page.count > 0)
        page.next = fp_row_text(results[0], (int)page.count - 1, 2);
    *out = page;
    return FP_OK;
}
