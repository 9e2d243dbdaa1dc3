/* What is asked of the engine: a plan and the options of one calculation, the
 * same for the command line and the service.
 *
 * Order of use: fp_request_decode, then set options that came from elsewhere
 * (query, flags), then fp_request_complete, then fp_request_identity. */
#ifndef FP_CODEC_REQUEST_H
#define FP_CODEC_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/plan/decode.h"
#include "planning/answers/backtest.h"
#include "planning/answers/sensitivity.h"
#include "planning/answers/solve.h"
#include "planning/market/history.h"

enum fp_request_kind {
    FP_REQUEST_PLAN,     /* a bare plan, no options */
    FP_REQUEST_SIMULATE, /* paths, seed */
    FP_REQUEST_PROJECT,  /* path; with it paths, seed */
    FP_REQUEST_BACKTEST, /* from, to, years, rate */
    FP_REQUEST_EXPLAIN,  /* year, and what a projection takes */
    FP_REQUEST_STRESS,   /* paths, seed, deadline_ms; the history is always at
                          * hand */
    FP_REQUEST_RANGE,    /* the same */
    FP_REQUEST_SOLVE,    /* for, person, property, success, low, high,
                          * tolerance, paths, seed, deadline_ms */
    FP_REQUEST_MAX,      /* the same for spending, without for, person and
                          * property; see fp_request_max */
    FP_REQUEST_CASH_FLOW, /* as a projection: the same path, in and out */
    FP_REQUEST_NET_WORTH, /* as a projection: what is owned and owed */
    FP_REQUEST_BOOTSTRAP, /* paths, seed; see fp_request_bootstrap */
    FP_REQUEST_SENSITIVITY, /* x, y or grid; paths, seed, deadline_ms */
    FP_REQUEST_SAFE_RATE, /* success, from, to, years */
    FP_REQUEST_GOAL,     /* paths, seed, deadline_ms; the goal is named beside
                          * it */
    FP_REQUEST_COUNT
};

enum { FP_REQUEST_DEADLINE_MAX_MS = 3600000 };

/* The name of a kind in identities and of results that are kept:
 * "simulate", "project", … */
const char *fp_request_kind_name(enum fp_request_kind kind);

/* The options of a kind as queries, flags and envelopes name them, ending with
 * NULL; an envelope has "plan" beside them, and of a sensitivity "x" and "y" in
 * place of "grid". */
const char *const *fp_request_options(enum fp_request_kind kind);

/* What is solved for, as the caller says it; fp_request_solve makes the
 * options of it. */
struct fp_solve_request {
    int has_what, has_low, has_high;
    const char *person, *property; /* ids, NULL: not said */
    double low, high;
    struct fp_solve_options options;
};

/* One or two axes of a grid; none: a tornado. */
struct fp_sensitivity_request {
    size_t n_axes;
    struct fp_grid_axis axes[2];
    int usual[2];        /* 1: the axis takes the usual steps */
};

struct fp_request {
    enum fp_request_kind kind;
    struct fp_plan_document document;
    const char *prefix;   /* "" for a bare plan, "/plan" in an envelope */
    int has_paths, has_seed; /* 1: given by the caller */
    uint64_t paths, seed;
    int streamed;         /* simulate: no path is kept, and the result is
                           * another; more paths are allowed */
    int may_stream;       /* 1: more paths than are kept may be asked for */
    double until_se;      /* simulate: enough paths for this standard error of
                           * the probability of success; 0: not said. No part
                           * of the identity: see fp_request_stream */
    int has_path;         /* project: 1 opens one path of a simulation, … */
    int path_level;       /* … the one at this percentile, an index into
                           * fp_percentile_levels; -1: … */
    uint64_t path;        /* … the path of this number */
    int explain_year;     /* explain: the year; 0: the first */
    struct fp_backtest_options backtest; /* 0, 0, 0, -1 when not given */
    struct fp_solve_request solve;
    struct fp_sensitivity_request sensitivity;
    double safe_success; /* safe_rate: part of the windows; 0: not said */
    size_t goal;         /* goal: an index of the plan */
    uint64_t deadline_ms; /* answer within this, as far as it goes; 0: not
                          * said. No part of the identity */
    uint64_t runs;       /* a search, a sensitivity: ends after so many runs, as
                          * if its deadline had come; 0: not said. No part of
                          * the identity */
};

/* 1 when a deadline leaves the answer with fewer paths in each of its runs: a
 * stress, a range, a goal, a simulation that is to be compared. (What streams
 * ends its one run; a search does fewer runs; a historical market has the windows
 * that it has.) Where it is said the number of
 * paths is what came of it, never what was assumed. */
int fp_request_narrows(const struct fp_request *request) FP_NONNULL(1);

/* Bytes that are a bare plan or an envelope {"plan": …, options}: an object
 * with a member "plan" is an envelope (never for FP_REQUEST_PLAN). Pointers of
 * faults start at the body's root. Options are checked for type and range.
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_request_decode(enum fp_request_kind kind, const char *bytes,
                              size_t len, struct fp_arena *arena,
                              struct fp_faults *faults,
                              struct fp_request *out)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

/* Sets one option from text ("paths", "20000"), as flags and queries have it.
 * FP_ENOTFOUND: the kind has no such option; FP_EINVAL: the value is wrong.
 * error says what is right. */
enum fp_err fp_request_option(struct fp_request *request, const char *name,
                              const char *value, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* A simulation, after the options are set and before it is completed: one that
 * ends by its error or by a deadline is streamed, over most_paths unless the
 * caller says how many at most. Its result is that of a streamed run of the
 * paths that it came to, and so is its identity: set request->paths to those
 * before fp_request_identity. */
void fp_request_stream(struct fp_request *request, uint64_t most_paths)
    FP_NONNULL(1);

/* FP_REQUEST_SOLVE, after the options are set: checks them against the plan and
 * completes request->solve.options. FP_EINVAL: faults were added. */
enum fp_err fp_request_solve(struct fp_request *request,
                             struct fp_faults *faults)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* FP_REQUEST_BOOTSTRAP, before it is completed: makes it a simulation of the
 * plan with its market bootstrapped from history (as fp_market_as), and lists
 * the model among the assumed where the plan has another; a plan whose market
 * is that already stays as it is. FP_EINVAL: error says what history lacks. */
enum fp_err fp_request_bootstrap(struct fp_request *request,
                                 const struct fp_history *history,
                                 struct fp_arena *arena,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* FP_REQUEST_MAX, before it is completed: makes it FP_REQUEST_SOLVE for
 * spending. */
void fp_request_max(struct fp_request *request) FP_NONNULL(1);

/* FP_REQUEST_GOAL: finds the goal in the plan. FP_ENOTFOUND. */
enum fp_err fp_request_goal(struct fp_request *request, const char *id)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Takes default_paths and the seed 1 where none was given, and lists both
 * among the assumed; nothing for a projection that opens no path. Call once. */
void fp_request_complete(struct fp_request *request, uint64_t default_paths)
    FP_NONNULL(1);

/* 1 when the calculation draws paths from a seed. */
int fp_request_is_sampled(const struct fp_request *request) FP_NONNULL(1);

/* 1 when the calculation needs a historical series. */
int fp_request_needs_history(const struct fp_request *request) FP_NONNULL(1);

/* Writes the text whose SHA-256 identifies the result: kind, engine, tables,
 * history, options, assumptions, canonical plan. history may be NULL. The
 * first 32 hexadecimal digits of the hash are the result_id. */
void fp_request_identity(struct fp_buf *buf, const struct fp_request *request,
                         const struct fp_history *history) FP_NONNULL(1, 2);

#endif
