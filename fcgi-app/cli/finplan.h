/* Parts that the subcommands of `finplan` share. */
#ifndef FP_CLI_FINPLAN_H
#define FP_CLI_FINPLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/faults.h"
#include "codec/requests/request.h"
#include "planning/kernel/level.h"
#include "planning/market/history.h"

/* Exit codes. */
enum {
    FINPLAN_OK = 0,
    FINPLAN_WRONG = 1,  /* the document is wrong */
    FINPLAN_USAGE = 2,
    FINPLAN_UNFINISHED = 3
};

enum finplan_format { FINPLAN_TABLE, FINPLAN_JSON, FINPLAN_CSV };

/* The command line of one subcommand. */
struct finplan_args {
    const char *file;          /* "-": standard input */
    const char *other;         /* compare: the second plan */
    enum finplan_format format;
    const char *data;          /* --data, NULL: the installed series */
    const char *paths, *seed;  /* as given, NULL when not */
    const char *from, *to, *years, *rate;
    const char *year;          /* tax: default tax year */
    const char *grid;          /* sensitivity: two names, NULL: a tornado */
    const char *kind;          /* benefits: what the cases ask */
    const char *cases;         /* backtest: cycles of these cases instead */
    int cycles;                /* … 1: a row for each cycle */
    int explain;               /* project: 1: explain --year instead */
    const char *path;          /* project: "p10" or a number, NULL: none */
    const char *sex, *age, *birth_year;              /* survival */
    const char *spouse_sex, *spouse_age, *spouse_birth_year;
    const char *model;         /* survival: the life table */
    /* solve, as given */
    const char *what, *person, *property, *success, *low, *high, *tolerance;
    const char *list;          /* batch: a file of names, NULL: none */
    char **words;              /* formula: its name and inputs; batch: files;
                                * ask: the question and its file */
    int n_words;
    int threads;
    enum fp_level level;       /* --isa */
    uint64_t deadline_ms;      /* 0: none */
    int stream, shards;        /* --stream; --shards, 0: not said */
    double until_se;           /* 0: not said */
};

/* What a subcommand works with. The arena and the buffer are main's. */
struct finplan {
    struct finplan_args args;
    struct fp_arena *arena;
    struct fp_buf out;         /* printed when the command succeeds */
    const char *bytes;         /* the document */
    size_t len;
};

int finplan_simulate(struct finplan *f) FP_NONNULL(1);
int finplan_batch(struct finplan *f) FP_NONNULL(1);
int finplan_project(struct finplan *f) FP_NONNULL(1);
int finplan_backtest(struct finplan *f) FP_NONNULL(1);
int finplan_compare(struct finplan *f) FP_NONNULL(1);
int finplan_sensitivity(struct finplan *f) FP_NONNULL(1);
int finplan_cycles(struct finplan *f) FP_NONNULL(1);
int finplan_ask(struct finplan *f) FP_NONNULL(1);
int finplan_benefits(struct finplan *f) FP_NONNULL(1);
int finplan_conformance(struct finplan *f) FP_NONNULL(1);
int finplan_formula(struct finplan *f) FP_NONNULL(1);
int finplan_survival(struct finplan *f) FP_NONNULL(1);
int finplan_verify(struct finplan *f) FP_NONNULL(1);
int finplan_tables(struct finplan *f) FP_NONNULL(1);
/* project --explain: the year of a projection line by line. */
struct fp_projection;
int finplan_explain(struct finplan *f, const struct fp_request *request,
                    const char *id, const struct fp_history *history,
                    const struct fp_projection *projection)
    FP_NONNULL(1, 2, 3, 5);
int finplan_solve(struct finplan *f) FP_NONNULL(1);
int finplan_stress(struct finplan *f) FP_NONNULL(1);
int finplan_range(struct finplan *f) FP_NONNULL(1);
int finplan_validate(struct finplan *f) FP_NONNULL(1);
int finplan_tax(struct finplan *f) FP_NONNULL(1);

/* Reads the document and the options of the command line into *request. On a
 * fault everything wrong is printed to standard error, and an exit code other
 * than FINPLAN_OK is returned. */
int finplan_request(struct finplan *f, enum fp_request_kind kind,
                    struct fp_request *request) FP_NONNULL(1, 3);

/* The options of the command line, and what is usual for the rest, into a
 * request that was decoded. Exit codes as above. */
int finplan_complete(const struct finplan *f, struct fp_request *request)
    FP_NONNULL(1, 2);

/* The historical series when the request needs one, otherwise *history is
 * NULL. Exit codes as above. */
int finplan_history(struct finplan *f, const struct fp_request *request,
                    const struct fp_history **history) FP_NONNULL(1, 2, 3);

/* How the request's paths are run: as it and the command line say. */
struct fp_sim_options finplan_options(const struct finplan *f,
                                      const struct fp_request *request)
    FP_NONNULL(1, 2);

/* The id of a text that identifies a question. Exit codes as above. */
int finplan_identify(const struct fp_buf *text, char id[33])
    FP_NONNULL(1, 2);

/* result_id of a request: 32 hexadecimal digits and a NUL. */
int finplan_result_id(const struct fp_request *request,
                      const struct fp_history *history, char id[33])
    FP_NONNULL(1, 3);

/* Reads a whole file, or standard input for "-", into the arena; at most
 * 10 MiB. */
int finplan_read(struct finplan *f, const char *path, const char **bytes,
                 size_t *len) FP_NONNULL(1, 2, 3, 4);

/* Prints every fault to standard error, one a line: "/accounts/0/fee: …". */
void finplan_print_faults(const char *file, const struct fp_faults *faults)
    FP_NONNULL(1, 2);

/* The exit code for an error of the engine, after printing it. */
int finplan_engine_error(const char *file, const struct fp_error *error)
    FP_NONNULL(1, 2);

/* Dollars with thousands separators and no cents, right-aligned in `width`
 * columns: "  1,234,567". */
void finplan_dollars(struct fp_buf *out, double value, int width)
    FP_NONNULL(1);

/* What a table ends with: warnings, assumptions, identity. */
void finplan_footnotes(struct fp_buf *out, const struct fp_request *request,
                       const char *result_id) FP_NONNULL(1, 2, 3);

#endif
