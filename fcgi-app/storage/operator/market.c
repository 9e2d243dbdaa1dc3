/* Which symbols are due, and what was answered. */
#include "storage/operator/market.h"

#include "base/buf.h"
#include "storage/operator/admin_conn.h"
#include "storage/rows.h"

/* PostgreSQL's text of an array whose elements need no quotes: symbols, days
 * and numbers. */
static void
add_element(struct fp_buf *list, const char *element)
{
    fp_buf_char(list, list->len == 0 ? '{' : ',');
    fp_buf_str(list, element);
}

static const char *
array_text(struct fp_buf *list)
{
    fp_buf_str(list, list->len == 0 ? "{}" : "}");
    return fp_buf_text(list);
}

enum fp_err
fp_storage_market_due(struct fp_storage_admin *admin, const char *const *also,
                      size_t n_also, int hours, int at_most,
                      struct fp_arena *arena, const char *const **symbols,
                      size_t *count, int64_t *waiting, struct fp_error *error)
{
    char hours_text[FP_INT_TEXT], most_text[FP_INT_TEXT];
    const char *values[3] = { NULL, fp_int_text(hours, hours_text),
                              fp_int_text(at_most, most_text) };
    const char **found = NULL;
    PGresult *result = NULL;
    struct fp_buf list;
    enum fp_err err;
    size_t n = 0;

    fp_buf_init(&list, 0);
    for (size_t i = 0; i < n_also; i++)
        add_element(&list, also[i]);
    values[0] = array_text(&list);
    err = fp_buf_error(&list);
    if (err != FP_OK)
        fp_error_set(error, err, "Out of memory.");
    else
        err = fp_admin_query(admin,
                             "SELECT symbol, waiting FROM finplan.market_due("
                             "$1::text[], $2::int, $3::int)",
                             3, values, &result, error);
    fp_buf_fini(&list);
    if (err != FP_OK)
        return err;
    n = (size_t)PQntuples(result);
    found = fp_arena_array(arena, n, sizeof(*found));
    for (size_t i = 0; found != NULL && i < n; i++) {
        found[i] = fp_arena_strdup(arena, fp_row_text(result, (int)i, 0));
        if (found[i] == NULL)
            found = NULL;
    }
    *waiting = n > 0 ? fp_row_int(result, 0, 1) : 0;
    PQclear(result);
    if (found == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    *symbols = found;
    *count = n;
    return FP_OK;
}

enum fp_err
fp_storage_market_answer(struct fp_storage_admin *admin, const char *symbol,
                         const char *outcome, const char *source,
                         const struct fp_storage_price *prices, size_t n,
                         int64_t *kept, int64_t *changed,
                         struct fp_error *error)
{
    const char *values[5] = { symbol, outcome, source, NULL, NULL };
    PGresult *result = NULL;
    struct fp_buf days, closes;
    enum fp_err err = FP_OK;

    fp_buf_init(&days, 0);
    fp_buf_init(&closes, 0);
    for (size_t i = 0; i < n; i++) {
        add_element(&days, prices[i].date);
        add_element(&closes, prices[i].close);
    }
    values[3] = array_text(&days);
    values[4] = array_text(&closes);
    if (fp_buf_error(&days) != FP_OK || fp_buf_error(&closes) != FP_OK)
        err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (err == FP_OK)
        err = fp_admin_query(admin,
                             "SELECT kept, changed FROM finplan.market_answer("
                             "$1::text, $2::text, $3::text, $4::date[],"
                             " $5::numeric[])",
                             5, values, &result, error);
    fp_buf_fini(&days);
    fp_buf_fini(&closes);
    if (err != FP_OK)
        return err;
    *kept = fp_row_int(result, 0, 0);
    *changed = fp_row_int(result, 0, 1);
    PQclear(result);
    return FP_OK;
}
