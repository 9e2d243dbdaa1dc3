/* GET /api/v1/tax/tables/{year}: the law that answers go by. */
#include <string.h>

#include "base/text.h"
#include "codec/questions/tables.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/signed.h"
#include "handlers/tagged.h"

int
fp_handle_tax_tables(struct fp_call *call)
{
    static const char *const names[] = { "table" };
    const char *text = fp_http_path_param(call->request, "year");
    const char *table = fp_http_query_param(call->request, "table");
    struct fp_faults faults;
    int64_t year = 0;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    if (table != NULL && !fp_question_is_law(table))
        fp_faults_add(&faults, "?table", "value",
                      "There is no such table of law; without this parameter "
                      "the reply has all of them.");
    if (!fp_faults_none(&faults))
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &faults);
    if (fp_text_int64(text, strlen(text), 0, 9999, &year) != FP_OK)
        year = 0;
    err = fp_question_tables((int)year, table, call->arena,
                             &call->response->body);
    if (err == FP_ERANGE)
        return fp_call_problem(call, 404, "not_found",
                               "The tables do not have this year.");
    if (err == FP_ENOMEM)
        return fp_call_unavailable(call, "memory",
                                   "The tables need more memory than one "
                                   "request may take.");
    if (err != FP_OK)
        return fp_call_internal(call, "tables", NULL);
    if (fp_tagged(call, NULL) == 304)
        return 304;
    return fp_signed_json(call, 200, NULL);
}
