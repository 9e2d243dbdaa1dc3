/* A kept simulation, computed again. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"

/* Options in the query that go over those of the kept question. */
static void
take_query(struct fp_call *call, struct fp_asked *asked,
           struct fp_faults *faults)
{
    static const char *const names[] = { "paths", "seed" };

    fp_http_query_check(call->request, names, FP_COUNT(names), faults);
    for (size_t i = 0; i < FP_COUNT(names); i++) {
        const char *value = fp_http_query_param(call->request, names[i]);

        if (value != NULL && fp_asked_set(asked, names[i], value) != FP_OK)
            fp_faults_add(faults, "", "limit", "There are too many options.");
    }
}

/* POST /api/v1/simulations/{id}/rerun: with the same seed and paths, by the
 * same engine, the bytes of the kept result. */
int
fp_handle_simulation_rerun(struct fp_call *call)
{
    struct fp_stored_simulation stored;
    struct fp_answered answered;
    struct fp_faults query;
    struct fp_asked asked;
    int status = fp_kept_simulation(call, &stored, &asked);

    if (status != 0)
        return status;
    if (fp_http_query_param(call->request, "paths") == NULL &&
        fp_http_query_param(call->request, "seed") == NULL)
        fp_kept_again(&asked, &stored);
    asked.may_defer = 1;
    fp_faults_init(&query, call->arena);
    take_query(call, &asked, &query);
    status = fp_answer_checked(call, &asked, 1, &query, &answered);
    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}
