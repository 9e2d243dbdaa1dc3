/* A plan and the options of one calculation. */
#include "codec/requests/request.h"

#include <json.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/gate.h"
#include "codec/json/reader.h"
#include "codec/plan/encode.h"
#include "codec/requests/sensitivity.h"
#include "codec/requests/solve.h"
#include "codec/requests/stream.h"
#include "planning/law/tax.h"
#include "planning/market/market_as.h"
#include "planning/simulation/simulate.h"
#include "planning/version.h"

enum { YEAR_MIN = 1500, YEAR_MAX = 2500 };
enum { KNOWN_MAX = 16 };

#define PATH_IS \
    "path is p5, p10, p25, p50, p75, p90, p95 or the number of a path"

/* Bounds of one option, the same for bodies, queries and flags. */
struct option {
    const char *name;
    unsigned kinds; /* bits: the kinds that take it */
    int64_t min, max;
};

#define KIND(kind) (1u << (kind))
#define ONE_PATH                                                            \
    (KIND(FP_REQUEST_PROJECT) | KIND(FP_REQUEST_EXPLAIN) |                  \
     KIND(FP_REQUEST_CASH_FLOW) | KIND(FP_REQUEST_NET_WORTH))
#define SOLVES (KIND(FP_REQUEST_SOLVE) | KIND(FP_REQUEST_MAX))
#define WORLDS (KIND(FP_REQUEST_STRESS) | KIND(FP_REQUEST_RANGE))
/* Every run of these draws paths. */
#define DRAWN                                                               \
    (KIND(FP_REQUEST_SIMULATE) | SOLVES | WORLDS |                          \
     KIND(FP_REQUEST_BOOTSTRAP) | KIND(FP_REQUEST_SENSITIVITY) |            \
     KIND(FP_REQUEST_GOAL))
#define SAMPLED (DRAWN | ONE_PATH)
#define WINDOWS (KIND(FP_REQUEST_BACKTEST) | KIND(FP_REQUEST_SAFE_RATE))
#define SEARCHES (SOLVES | KIND(FP_REQUEST_SENSITIVITY))
#define STREAMS (KIND(FP_REQUEST_SIMULATE) | KIND(FP_REQUEST_BOOTSTRAP))
/* Answers of a set number of runs. */
#define SEVERAL (WORLDS | KIND(FP_REQUEST_GOAL))

static const struct option options[] = {
    { "paths", SAMPLED, 1, FP_SIM_PATHS_MAX },
    { "seed", SAMPLED, 0, INT64_MAX },
    { "year", KIND(FP_REQUEST_EXPLAIN), YEAR_MIN, YEAR_MAX },
    { "from", WINDOWS, YEAR_MIN, YEAR_MAX },
    { "to", WINDOWS, YEAR_MIN, YEAR_MAX },
    { "years", WINDOWS, 1, FP_PLAN_YEARS_MAX },
    { "deadline_ms", SEARCHES | STREAMS | SEVERAL, 1,
      FP_REQUEST_DEADLINE_MAX_MS },
};

static const char *const no_options[] = { NULL };
static const char *const several_options[] = { "paths", "seed", "deadline_ms",
                                               NULL };
static const char *const simulate_options[] = { "paths", "seed", "stream",
                                                "until_standard_error",
                                                "deadline_ms", NULL };
static const char *const path_options[] = { "path", "paths", "seed", NULL };
static const char *const explain_options[] = { "path", "paths", "seed", "year",
                                               NULL };
static const char *const backtest_options[] = { "from", "to", "years", "rate",
                                                NULL };
static const char *const solve_options[] = { "for", "person", "property",
                                             "success", "low", "high",
                                             "tolerance", "paths", "seed",
                                             "deadline_ms", NULL };
static const char *const max_options[] = { "success", "low", "high",
                                           "tolerance", "paths", "seed",
                                           "deadline_ms", NULL };
static const char *const sensitivity_options[] = { "grid", "paths", "seed",
                                                   "deadline_ms", NULL };
static const char *const safe_rate_options[] = { "success", "from", "to",
                                                 "years", NULL };

static const struct {
    const char *name;
    const char *const *options;
} kinds[FP_REQUEST_COUNT] = {
    [FP_REQUEST_PLAN] = { "plan", no_options },
    [FP_REQUEST_SIMULATE] = { "simulate", simulate_options },
    [FP_REQUEST_PROJECT] = { "project", path_options },
    [FP_REQUEST_BACKTEST] = { "backtest", backtest_options },
    [FP_REQUEST_EXPLAIN] = { "explain", explain_options },
    [FP_REQUEST_STRESS] = { "stress", several_options },
    [FP_REQUEST_RANGE] = { "range", several_options },
    [FP_REQUEST_SOLVE] = { "solve", solve_options },
    [FP_REQUEST_MAX] = { "max", max_options },
    [FP_REQUEST_CASH_FLOW] = { "cash_flow", path_options },
    [FP_REQUEST_NET_WORTH] = { "net_worth", path_options },
    [FP_REQUEST_BOOTSTRAP] = { "bootstrap", simulate_options },
    [FP_REQUEST_SENSITIVITY] = { "sensitivity", sensitivity_options },
    [FP_REQUEST_SAFE_RATE] = { "safe_rate", safe_rate_options },
    [FP_REQUEST_GOAL] = { "goal", several_options },
};

const char *
fp_request_kind_name(enum fp_request_kind kind)
{
    return kinds[kind].name;
}

const char *const *
fp_request_options(enum fp_request_kind kind)
{
    return kinds[kind].options;
}

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
    } else if (strcmp(name, "deadline_ms") == 0) {
        request->deadline_ms = (uint64_t)value;
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
    if (fp_text_int64(text, strlen(text), 0, FP_SIM_STREAM_MAX - 1,
                      &number) != FP_OK)
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

/* A part of a whole that an option of this name says; *at NULL: the kind has
 * no such option. */
static double *
part_called(struct fp_request *request, const char *name)
{
    if (request->kind == FP_REQUEST_BACKTEST && strcmp(name, "rate") == 0)
        return &request->backtest.rate;
    if (request->kind == FP_REQUEST_SAFE_RATE && strcmp(name, "success") == 0)
        return &request->safe_success;
    return NULL;
}

static int
is_part(const struct fp_request *request, const double *at, double value)
{
    return at == &request->safe_success ? value > 0.0 && value <= 1.0
                                        : value >= 0.0 && value <= 1.0;
}

static void
read_parts(struct fp_request *request, const struct fp_node *body)
{
    static const char *const names[] = { "rate", "success" };

    for (size_t i = 0; i < FP_COUNT(names); i++) {
        struct fp_node node = fp_node_member(body, names[i]);
        double *at = part_called(request, names[i]), value;

        if (at == NULL || !node.present || !fp_node_number(&node, &value))
            continue;
        if (is_part(request, at, value))
            *at = value;
        else
            fp_node_fault(&node, "range",
                          "%.10g is outside 0 to 1 (0.04 is 4 %%)", value);
    }
}

/* More paths than a run keeps make it a streamed one where that may be. */
static int64_t
most_of(const struct fp_request *request, const struct option *option)
{
    return option->max == FP_SIM_PATHS_MAX &&
                   (request->streamed || request->may_stream)
               ? FP_SIM_STREAM_MAX
               : option->max;
}

static void
read_options(struct fp_request *request, const struct fp_node *body)
{
    const char *const *names = fp_request_options(request->kind);
    const char *known[KNOWN_MAX] = { "plan" };
    struct fp_node path = fp_node_member(body, "path");
    size_t n = 1;

    for (; *names != NULL; names++)
        known[n++] = *names;
    if (request->kind == FP_REQUEST_SENSITIVITY) {
        known[n++] = "x";
        known[n++] = "y";
    }
    known[n] = NULL;
    fp_node_object(body, known, "an object");
    for (size_t i = 0; i < FP_COUNT(options); i++) {
        const struct option *option = &options[i];
        struct fp_node node = fp_node_member(body, option->name);
        int64_t value;

        if ((option->kinds & KIND(request->kind)) != 0 && node.present &&
            fp_node_int(&node, option->min, most_of(request, option),
                        &value))
            set_option(request, option->name, value);
    }
    read_path(request, &path);
    read_parts(request, body);
    if ((KIND(request->kind) & STREAMS) != 0)
        fp_request_read_stream(request, body);
    if ((KIND(request->kind) & SOLVES) != 0)
        fp_request_read_solve(request, body);
    if (request->kind == FP_REQUEST_SENSITIVITY)
        fp_request_read_sensitivity(request, body);
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
    built.may_stream = (KIND(kind) & STREAMS) != 0;
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
    double rate, *part;

    if (option != NULL) {
        int64_t max = most_of(request, option);

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
    if ((KIND(request->kind) & STREAMS) != 0)
        return fp_request_stream_option(request, name, value, error);
    if ((KIND(request->kind) & SOLVES) != 0)
        return fp_request_solve_option(request, name, value, error);
    if (request->kind == FP_REQUEST_SENSITIVITY &&
        strcmp(name, "grid") == 0)
        return fp_request_sensitivity_grid(request, value, error);
    part = part_called(request, name);
    if (part == NULL)
        return fp_error_set(error, FP_ENOTFOUND,
                            "there is no such option here");
    if (fp_text_double(value, strlen(value), &rate) != FP_OK ||
        !is_part(request, part, rate))
        return fp_error_set(error, FP_EINVAL,
                            "%s is a number from 0 to 1 (0.04 is 4 %%)", name);
    *part = rate;
    return FP_OK;
}

enum fp_err
fp_request_bootstrap(struct fp_request *request,
                     const struct fp_history *history, struct fp_arena *arena,
                     struct fp_error *error)
{
    struct fp_plan *plan = &request->document.plan;

    request->kind = FP_REQUEST_SIMULATE;
    if (plan->market.model == FP_MARKET_BOOTSTRAP)
        return FP_OK;
    fp_assumed_add(&request->document.assumed, "/market/model",
                   "\"bootstrap\"",
                   "this question draws blocks of years of the past, whatever "
                   "the plan's model");
    return fp_market_as(plan, history, FP_MARKET_BOOTSTRAP, arena, plan,
                        error);
}

void
fp_request_max(struct fp_request *request)
{
    request->kind = FP_REQUEST_SOLVE;
    request->solve.has_what = 1;
    request->solve.options.what = FP_SOLVE_SPENDING;
}

enum fp_err
fp_request_goal(struct fp_request *request, const char *id)
{
    const struct fp_plan *plan = &request->document.plan;

    for (size_t g = 0; g < plan->n_goals; g++)
        if (strcmp(plan->goals[g].id, id) == 0) {
            request->goal = g;
            return FP_OK;
        }
    return FP_ENOTFOUND;
}

int
fp_request_narrows(const struct fp_request *request)
{
    return ((KIND(request->kind) & SEVERAL) != 0 ||
            (request->kind == FP_REQUEST_SIMULATE && !request->may_stream)) &&
           request->document.plan.market.model != FP_MARKET_HISTORICAL;
}

void
fp_request_complete(struct fp_request *request, uint64_t default_paths)
{
    struct fp_assumed *assumed = &request->document.assumed;
    struct fp_buf number;

    if (request->kind == FP_REQUEST_SAFE_RATE &&
        request->safe_success <= 0.0) {
        request->safe_success = 1.0;
        fp_assumed_add(assumed, "/success", "1",
                       "every window is to be survived");
    }
    if (!fp_request_is_sampled(request))
        return;
    if (request->kind == FP_REQUEST_SOLVE)
        fp_request_complete_solve(request);
    if (request->kind == FP_REQUEST_SENSITIVITY)
        fp_request_complete_sensitivity(request);
    if (!request->has_paths && request->deadline_ms > 0 &&
        fp_request_narrows(request)) {
        request->paths = default_paths;
        request->has_paths = 1;
    }
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
    return (KIND(request->kind) & DRAWN) != 0 || request->has_path;
}

int
fp_request_needs_history(const struct fp_request *request)
{
    const struct fp_market *market = &request->document.plan.market;

    return (KIND(request->kind) &
            (WINDOWS | WORLDS | KIND(FP_REQUEST_BOOTSTRAP))) != 0 ||
           market->model == FP_MARKET_BOOTSTRAP ||
           market->model == FP_MARKET_HISTORICAL;
}

void
fp_request_identity(struct fp_buf *buf, const struct fp_request *request,
                    const struct fp_history *history)
{
    const struct fp_backtest_options *backtest = &request->backtest;

    fp_buf_printf(buf, "%s\n%s\n%s\n", fp_request_kind_name(request->kind),
                  fp_planning_version(), fp_tax_tables_id());
    if (history != NULL && fp_request_needs_history(request))
        fp_buf_printf(buf, "%s %s", history->name, history->checksum);
    fp_buf_char(buf, '\n');
    if (request->explain_year != 0)
        fp_buf_printf(buf, "year %d ", request->explain_year);
    if (request->kind == FP_REQUEST_SOLVE)
        fp_request_identify_solve(buf, request);
    if (request->kind == FP_REQUEST_SENSITIVITY)
        fp_request_identify_sensitivity(buf, request);
    if (request->kind == FP_REQUEST_GOAL)
        fp_buf_printf(buf, "%zu ", request->goal);
    if (request->has_path)
        fp_buf_printf(buf, "%d %llu ", request->path_level,
                      (unsigned long long)request->path);
    if (fp_request_is_sampled(request)) {
        fp_buf_printf(buf, "%llu %llu", (unsigned long long)request->paths,
                      (unsigned long long)request->seed);
        if (request->streamed)
            fp_buf_str(buf, " streamed");
    } else if ((KIND(request->kind) & WINDOWS) != 0) {
        fp_buf_printf(buf, "%d %d %d ", backtest->from_year,
                      backtest->to_year, backtest->years);
        fp_buf_double(buf, request->kind == FP_REQUEST_SAFE_RATE
                               ? request->safe_success
                               : backtest->rate);
    }
    fp_buf_char(buf, '\n');
    fp_assumed_encode(buf, &request->document.assumed);
    fp_buf_char(buf, '\n');
    fp_plan_encode(buf, &request->document.plan);
}
