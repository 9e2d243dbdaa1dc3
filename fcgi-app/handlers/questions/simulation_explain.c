/* A year of a path of a kept simulation, line by line. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"

/* GET /api/v1/simulations/{id}/explain?path=&year= */
int
fp_handle_simulation_explain(struct fp_call *call)
{
    static const char *const names[] = { "path", "year" };
    const char *path = fp_http_query_param(call->request, "path");
    const char *year = fp_http_query_param(call->request, "year");
    struct fp_stored_simulation stored;
    struct fp_answered answered;
    struct fp_faults query;
    struct fp_asked asked;
    int status = fp_kept_simulation(call, &stored, &asked);

    if (status != 0)
        return status;
    fp_faults_init(&query, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &query);
    asked.kind = FP_REQUEST_EXPLAIN;
    if (fp_asked_set(&asked, "path", path != NULL ? path : "p50") != FP_OK ||
        (year != NULL && fp_asked_set(&asked, "year", year) != FP_OK))
        return fp_call_internal(call, "options", NULL);
    status = fp_answer_checked(call, &asked, 0, &query, &answered);
    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}
