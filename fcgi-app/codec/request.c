/* A plan and the options of one calculation. */
#include "codec/request.h"

#include <json.h>
#include <string.h>

#include "base/text.h"
#include "codec/json_gate.h"
#include "codec/plan_encode.h"
#include "codec/reader.h"
#include "codec/request_solve.h"
#include "planning/law/tax.h"
#include "planning/simulation/simulate.h"
#include "planning/version.h"

enum { YEAR_MIN = 1500, YEAR_MAX = 2500 };

#define PATH_IS \
    "path is p5, p10, p25, p50, p75, p90, p95 or the number of a path"

/* Bounds of one option, the same for bodies, queries and flags. */
struct option {
    const char *name;
    unsigned kinds; /* bits: the kinds that take it */
    int64_t min, max;
};

#define KIND(kind) (1u << (kind))
#define ONE_PATH (KIND(FP_REQUEST_PROJECT) | KIND(FP_REQUEST_EXPLAIN))
#define WORLDS (KIND(FP_REQUEST_STRESS) | KIND(FP_REQUEST_RANGE))
#define SAMPLED                                                             \
    (KIND(FP_REQUEST_SIMULATE) | KIND(FP_REQUEST_SOLVE) | WORLDS | ONE_PATH)

static const struct option options[] = {
    { "paths", SAMPLED, 1, FP_SIM_PATHS_MAX },
    { "seed", SAMPLED, 0, INT64_MAX },
    { "year", KIND(FP_REQUEST_EXPLAIN), YEAR_MIN, YEAR_MAX },
    { "from", KIND(FP_REQUEST_BACKTEST), YEAR_MIN, YEAR_MAX },
    { "to", KIND(FP_REQUEST_BACKTEST), YEAR_MIN, YEAR_MAX },
    { "years", KIND(FP_REQUEST_BACKTEST), 1, FP_PLAN_YEARS_MAX },
};

static const struct option *
find_option(enum fp_request_kind kind, const char *name)
{
    for (size_t i = 0; i < FP_COUNT(options); i++)
        if ((options[i].kinds & KIND(kind)) != 0 &&
            strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static void
set_option(struct fp_request *request, const char *name, int64_t value)
{
    if (strcmp(name, "paths") == 0) {
        request->paths = (uint64_t)value;
        request->has_paths = 1;
    } else if (strcmp(name, "seed") == 0) {
        request->seed = (uint64_t)value;
        request->has_seed = 1;
    } else if (strcmp(name, "year") == 0) {
        request->explain_year = (int)value;
    } else if (strcmp(name, "from") == 0) {
        request->backtest.from_year = (int)value;
    } else if (strcmp(name, "to") == 0) {
        request->backtest.to_year = (int)value;
    } else {
        request->backtest.years = (int)value;
    }
}

/* "p10" or a number of a path. 0: neither. */
static int
parse_path(struct fp_request *request, const char *text)
{
    int64_t number;

    for (int q = 0; q < FP_PERCENTILES; q++)
        if (strcmp(text, fp_percentile_names[q]) == 0) {
            request->has_path = 1;
            request->path_level = q;
            return 1;
        }
    if (fp_text_int64(text, strlen(text), 0, FP_SIM_PATHS_MAX - 1, &number) !=
        FP_OK)
        return 0;
    request->has_path = 1;
    request->path_level = -1;
    request->path = (uint64_t)number;
    return 1;
}

static void
read_path(struct fp_request *request, const struct fp_node *node)
{
    const char *text;

    if ((KIND(request->kind) & ONE_PATH) == 0 || !node->present)
        return;
    if (fp_node_text(node, &text) && !parse_path(request, text))
        fp_node_fault(node, "value", PATH_IS);
}

static void
read_options(struct fp_request *request, const struct fp_node *body)
{
    static const char *const simulate[] = { "plan", "paths", "seed", NULL };
    static const char *const project[] = { "plan", "path", "paths", "seed",
                                           NULL };
    static const char *const explain[] = { "plan", "path", "paths", "seed",
                                           "year", NULL };
    static const char *const backtest[] = { "plan", "from", "to", "years",
                                            "rate", NULL };
    static const char *const solve[] = { "plan", "for", "person", "property",
                                         "success", "low", "high",
                                         "tolerance", "paths", "seed", NULL };
    const char *const *known =
        request->kind == FP_REQUEST_SIMULATE ||
                (KIND(request->kind) & WORLDS) != 0
            ? simulate
        : request->kind == FP_REQUEST_BACKTEST ? backtest
        : request->kind == FP_REQUEST_EXPLAIN  ? explain
        : request->kind == FP_REQUEST_SOLVE    ? solve : project;
    struct fp_node rate = fp_node_member(body, "rate");
    struct fp_node path = fp_node_member(body, "path");

    fp_node_object(body, known, "an object");
    for (size_t i = 0; i < FP_COUNT(options); i++) {
        const struct option *option = &options[i];
        struct fp_node node = fp_node_member(body, option->name);
        int64_t value;

        if ((option->kinds & KIND(request->kind)) != 0 && node.present &&
            fp_node_int(&node, option->min, option->max, &value))
            set_option(request, option->name, value);
    }
    read_path(request, &path);
    if (request->kind == FP_REQUEST_SOLVE)
        fp_request_read_solve(request, body);
    if (request->kind == FP_REQUEST_BACKTEST && rate.present) {
        double value;

        if (!fp_node_number(&rate, &value))
            return;
        if (value >= 0.0 && value <= 1.0)
            request->backtest.rate = value;
        else
            fp_node_fault(&rate, "range",
                          "%.10g is outside 0 to 1 (0.04 is 4 %%)", value);
    }
}

enum fp_err
fp_request_decode(enum fp_request_kind kind, const char *bytes, size_t len,
                  struct fp_arena *arena, struct fp_faults *faults,
                  struct fp_request *out)
{
    struct fp_request built = { .kind = kind, .prefix = "" };
    struct fp_assumed unused;
    struct fp_reader reader = { arena, faults, &unused, "", 0 };
    struct fp_node body = { &reader, NULL, "", 1 };
    struct fp_node plan;
    enum fp_err err;

    fp_assumed_init(&unused, arena);
    built.backtest.rate = -1.0;
    err = fp_json_parse(bytes, len, NULL, arena, faults, &body.value);
    if (err != FP_OK)
        return err;
    plan = fp_node_member(&body, "plan");
    if (kind == FP_REQUEST_PLAN || !plan.present) {
        plan.value = body.value;
    } else {
        built.prefix = "/plan";
        read_options(&built, &body);
    }
    err = fp_plan_decode_tree(plan.value, built.prefix, arena, faults,
                              &built.document);
    if (err != FP_OK || reader.failed)
        return err != FP_OK ? err : FP_EINVAL;
    *out = built;
    return FP_OK;
}

enum fp_err
fp_request_option(struct fp_request *request, const char *name,
                  const char *value, struct fp_error *error)
{
    const struct option *option = find_option(request->kind, name);
    int64_t number;
    double rate;

    if (option != NULL) {
        int64_t max = request->streamed && option->max == FP_SIM_PATHS_MAX
                          ? FP_SIM_STREAM_MAX
                          : option->max;

        if (fp_text_int64(value, strlen(value), option->min, max, &number) !=
            FP_OK)
            return fp_error_set(error, FP_EINVAL,
                                "%s is a whole number from %lld to %lld",
                                name, (long long)option->min, (long long)max);
        set_option(request, name, number);
        return FP_OK;
    }
    if ((KIND(request->kind) & ONE_PATH) != 0 && strcmp(name, "path") == 0)
        return parse_path(request, value)
                   ? FP_OK
                   : fp_error_set(error, FP_EINVAL, PATH_IS);
    if (request->kind == FP_REQUEST_SOLVE)
        return fp_request_solve_option(request, name, value, error);
    if (request->kind != FP_REQUEST_BACKTEST || strcmp(name, "rate") != 0)
        return fp_error_set(error, FP_ENOTFOUND,
                            "there is no such option here");
    if (fp_text_double(value, strlen(value), &rate) != FP_OK ||
        !(rate >= 0.0 && rate <= 1.0))
        return fp_error_set(error, FP_EINVAL,
                            "rate is a number from 0 to 1 (0.04 is 4 %%)");
    request->backtest.rate = rate;
    return FP_OK;
}

void
fp_request_complete(struct fp_request *request, uint64_t default_paths)
{
    struct fp_assumed *assumed = &request->document.assumed;
    struct fp_buf number;

    if (!fp_request_is_sampled(request))
        return;
    if (request->kind == FP_REQUEST_SOLVE)
        fp_request_complete_solve(request);
    fp_buf_init(&number, 32);
    if (!request->has_paths) {
        request->paths = default_paths;
        fp_buf_printf(&number, "%llu", (unsigned long long)default_paths);
        fp_assumed_add(assumed, "/paths", fp_buf_text(&number),
                       "the usual number of paths");
    }
    if (!request->has_seed) {
        request->seed = 1;
        fp_assumed_add(assumed, "/seed", "1",
                       "the same seed each time, so that equal plans give "
                       "equal answers");
    }
    fp_buf_fini(&number);
}

int
fp_request_is_sampled(const struct fp_request *request)
{
    return request->kind == FP_REQUEST_SIMULATE ||
           request->kind == FP_REQUEST_SOLVE ||
           (KIND(request->kind) & WORLDS) != 0 || request->has_path;
}

int
fp_request_needs_history(const struct fp_request *request)
{
    const struct fp_market *market = &request->document.plan.market;

    return request->kind == FP_REQUEST_BACKTEST ||
           (KIND(request->kind) & WORLDS) != 0 ||
           market->model == FP_MARKET_BOOTSTRAP ||
           market->model == FP_MARKET_HISTORICAL;
}

void
fp_request_identity(struct fp_buf *buf, const struct fp_request *request,
                    const struct fp_history *history)
{
    static const char *const kinds[] = { "plan", "simulate", "project",
                                         "backtest", "explain",
                                         "stress", "range", "solve" };
    const struct fp_backtest_options *backtest = &request->backtest;

    fp_buf_printf(buf, "%s\n%s\n%s\n", kinds[request->kind],
                  fp_planning_version(), fp_tax_tables_id());
    if (history != NULL && fp_request_needs_history(request))
        fp_buf_printf(buf, "%s %s", history->name, history->checksum);
    fp_buf_char(buf, '\n');
    if (request->explain_year != 0)
        fp_buf_printf(buf, "year %d ", request->explain_year);
    if (request->kind == FP_REQUEST_SOLVE)
        fp_request_identify_solve(buf, request);
    if (request->has_path)
        fp_buf_printf(buf, "%d %llu ", request->path_level,
                      (unsigned long long)request->path);
    if (fp_request_is_sampled(request)) {
        fp_buf_printf(buf, "%llu %llu", (unsigned long long)request->paths,
                      (unsigned long long)request->seed);
        if (request->streamed)
            fp_buf_str(buf, " streamed");
    } else if (request->kind == FP_REQUEST_BACKTEST) {
        fp_buf_printf(buf, "%d %d %d ", backtest->from_year,
                      backtest->to_year, backtest->years);
        fp_buf_double(buf, backtest->rate);
    }
    fp_buf_char(buf, '\n');
    fp_assumed_encode(buf, &request->document.assumed);
    fp_buf_char(buf, '\n');
    fp_plan_encode(buf, &request->document.plan);
}
