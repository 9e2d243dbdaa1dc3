/* A year of a path of a kept simulation, line by line. */
#include <stdio.h>
#include <string.h>

#include "codec/results/kept_paths.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"

enum { NUMBER = 24 };

/* The path that a percentile of the kept result is; anything else is left to
 * be read as a number. */
static const char *
number_of(const struct fp_kept_paths *kept, const char *path,
          char number[NUMBER])
{
    for (int q = 0; q < FP_PERCENTILES; q++)
        if (strcmp(fp_percentile_names[q], path) == 0) {
            snprintf(number, NUMBER, "%llu",
                     (unsigned long long)kept->percentiles[q]);
            return number;
        }
    return path;
}

/* GET /api/v1/simulations/{id}/explain?path=&year= */
int
fp_handle_simulation_explain(struct fp_call *call)
{
    static const char *const names[] = { "path", "year" };
    const char *path = fp_http_query_param(call->request, "path");
    struct fp_stored_simulation stored;
    struct fp_answered answered;
    struct fp_kept_paths kept;
    struct fp_faults query;
    struct fp_asked asked;
    char number[NUMBER];
    int status = fp_kept_simulation(call, &stored, &asked);

    if (status != 0)
        return status;
    if (fp_kept_paths_read(stored.result, stored.result_len, call->arena,
                           &kept) != FP_OK)
        return fp_call_internal(call, "kept_result", NULL);
    fp_faults_init(&query, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &query);
    asked.view = FP_REQUEST_EXPLAIN;
    asked.path = number_of(&kept, path != NULL ? path : "p50", number);
    asked.year = fp_http_query_param(call->request, "year");
    status = fp_answer_checked(call, &asked, 0, &query, &answered);
    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}
