/* finplan batch: many households, one result a line, in the order given. Each
 * line is what `finplan simulate --format json` prints for that household
 * alone. A plan that is wrong gives a line that says why, and the batch goes
 * on. */
#include "cli/finplan.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/results/encode.h"
#include "planning/answers/batch.h"
#include "planning/simulation/simulate.h"

enum { SLOTS_A_THREAD = 4, ARENA_MIB = 256 };

/* One household on its way. */
struct household {
    struct fp_arena *arena;
    const char *name;            /* of its file, or "line 7" of the input */
    struct fp_buf plan, answer;
    int too_long;                /* the document is over its limit */
    int error;                   /* errno of its file; 0: none */
    int status;                  /* FINPLAN_OK, or what is wrong */
};

struct batch {
    struct finplan *f;
    struct fp_sim_options options;
    FILE *lines;                 /* of documents, or of names; NULL: the words
                                  * of the command line are names */
    int names;                   /* 1: the lines are names of files */
    uint64_t line;               /* that was read last */
    pthread_mutex_t history_lock; /* of the two that follow, and f->arena */
    const struct fp_history *history;
    int history_status;          /* -1: not looked for */
    int status;                  /* worst of the households' */
};

/* Reads up to a line's end into buf; bytes beyond its limit are left out and
 * noted. 0 at the end of the file. */
static int
read_line(FILE *file, struct fp_buf *buf, int *too_long)
{
    int c = getc_unlocked(file);

    *too_long = 0;
    if (c == EOF)
        return 0;
    for (; c != EOF && c != '\n'; c = getc_unlocked(file)) {
        fp_buf_char(buf, (char)c);
        if (fp_buf_error(buf) != FP_OK)
            *too_long = 1;
    }
    return 1;
}

static int
is_blank(const struct fp_buf *buf)
{
    for (size_t i = 0; i < buf->len; i++)
        if (strchr(" \t\r", buf->data[i]) == NULL)
            return 0;
    return 1;
}

/* The next line that is not empty, into the slot's plan. */
static int
next_line(struct batch *batch, struct household *slot)
{
    do {
        fp_buf_reset(&slot->plan);
        if (!read_line(batch->lines, &slot->plan, &slot->too_long))
            return 0;
        batch->line++;
    } while (!slot->too_long && is_blank(&slot->plan));
    return 1;
}

static void
read_file(struct household *slot, const char *name)
{
    FILE *file = fopen(name, "rb");
    char chunk[65536];
    size_t n;

    fp_buf_reset(&slot->plan);
    slot->error = file == NULL ? errno : 0;
    slot->too_long = 0;
    if (file == NULL)
        return;
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        fp_buf_add(&slot->plan, chunk, n);
    if (ferror(file))
        slot->error = errno;
    slot->too_long = fp_buf_error(&slot->plan) != FP_OK;
    fclose(file);
}

static int
take(void *context, void *at, uint64_t number)
{
    struct batch *batch = context;
    struct household *slot = at;
    const struct finplan_args *args = &batch->f->args;
    const char *name;

    fp_arena_reset(slot->arena);
    slot->error = 0;
    if (batch->lines == NULL) {
        if (number >= (uint64_t)args->n_words)
            return 0;
        name = args->words[number];
    } else {
        if (!next_line(batch, slot))
            return 0;
        name = batch->names
                   ? fp_arena_strndup(slot->arena, slot->plan.data,
                                      slot->plan.len)
                   : fp_arena_printf(slot->arena, "line %llu",
                                     (unsigned long long)batch->line);
    }
    slot->name = name;
    if (name != NULL && (batch->lines == NULL || batch->names))
        read_file(slot, name);
    return 1;
}

/* The series, read once for all households that need it. */
static int
find_history(struct batch *batch, const struct fp_request *request,
             const struct fp_history **history)
{
    *history = NULL;
    if (!fp_request_needs_history(request))
        return FINPLAN_OK;
    pthread_mutex_lock(&batch->history_lock);
    if (batch->history_status < 0)
        batch->history_status =
            finplan_history(batch->f, request, &batch->history);
    *history = batch->history;
    pthread_mutex_unlock(&batch->history_lock);
    return batch->history_status;
}

/* The line of a household that has no answer. */
static void
write_faults(struct household *slot, const struct fp_faults *faults)
{
    fp_buf_str(&slot->answer, "{\"source\":");
    fp_buf_json(&slot->answer, slot->name);
    fp_buf_str(&slot->answer, ",\"errors\":");
    fp_faults_encode(&slot->answer, faults);
    fp_buf_str(&slot->answer, "}\n");
    slot->status = FINPLAN_WRONG;
}

static void
simulate(struct batch *batch, struct household *slot,
         struct fp_faults *faults)
{
    struct fp_sim_options options = batch->options;
    const struct fp_history *history;
    struct fp_sim_result result;
    struct fp_request request;
    struct fp_error error;
    char id[33];

    enum fp_err err =
        fp_request_decode(FP_REQUEST_SIMULATE, fp_buf_text(&slot->plan),
                          slot->plan.len, slot->arena, faults, &request);

    if (err == FP_ENOMEM)
        fp_faults_add(faults, "", "memory", "out of memory");
    if (err != FP_OK)
        return;
    slot->status = finplan_complete(batch->f, &request);
    if (slot->status == FINPLAN_OK)
        slot->status = find_history(batch, &request, &history);
    if (slot->status == FINPLAN_OK)
        slot->status = finplan_result_id(&request, history, id);
    if (slot->status != FINPLAN_OK)
        return;
    options.paths = request.paths;
    options.seed = request.seed;
    if (fp_simulate(&request.document.plan, history, &options, slot->arena,
                    &result, &error) != FP_OK) {
        fp_faults_add(faults, request.prefix, "infeasible", "%s",
                      error.detail);
        return;
    }
    fp_result_simulate(&slot->answer, &request, id, history, &result);
}

static void
work(void *context, void *at, uint64_t number)
{
    struct household *slot = at;
    struct fp_faults faults;

    (void)number;
    fp_buf_reset(&slot->answer);
    slot->status = FINPLAN_OK;
    fp_faults_init(&faults, slot->arena);
    if (slot->name == NULL) {
        slot->name = "";
        fp_faults_add(&faults, "", "memory", "out of memory");
    } else if (slot->error != 0) {
        fp_faults_add(&faults, "", "unreadable", "%s", strerror(slot->error));
    } else if (slot->too_long) {
        fp_faults_add(&faults, "", "limit",
                      "a document has at most 10 MiB");
    } else {
        simulate(context, slot, &faults);
    }
    if (!fp_faults_none(&faults))
        write_faults(slot, &faults);
}

static int
give(void *context, void *at, uint64_t number)
{
    const struct household *slot = at;
    struct batch *batch = context;

    (void)number;
    if (slot->status > batch->status)
        batch->status = slot->status;
    if (slot->status > FINPLAN_WRONG)
        return 1;
    if (fp_buf_error(&slot->answer) == FP_OK &&
        fwrite(slot->answer.data, 1, slot->answer.len, stdout) ==
            slot->answer.len &&
        fflush(stdout) == 0)
        return 0;
    fputs("finplan: the output could not be written\n", stderr);
    batch->status = FINPLAN_UNFINISHED;
    return 1;
}

static void
close_slots(struct household *slots, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fp_arena_free(slots[i].arena);
        fp_buf_fini(&slots[i].plan);
        fp_buf_fini(&slots[i].answer);
    }
}

/* Runs the line of households; batch.status says how it went. */
static int
run_line(struct batch *batch)
{
    const struct fp_batch_calls calls = { batch, take, work, give };
    struct household slots[SLOTS_A_THREAD * FP_BATCH_THREADS_MAX];
    void *places[SLOTS_A_THREAD * FP_BATCH_THREADS_MAX];
    int threads = batch->f->args.threads;
    size_t n = SLOTS_A_THREAD * (size_t)threads, made = 0;
    uint64_t given;

    for (; made < n; made++) {
        slots[made] = (struct household){ .status = FINPLAN_OK };
        slots[made].arena = fp_arena_new((size_t)ARENA_MIB << 20);
        fp_buf_init(&slots[made].plan, (size_t)10 << 20);
        fp_buf_init(&slots[made].answer, 0);
        places[made] = &slots[made];
        if (slots[made].arena == NULL)
            break;
    }
    if (made == 0 ||
        (fp_batch_run(&calls, places, made, threads, &given) != FP_OK &&
         batch->status <= FINPLAN_WRONG)) {
        fputs("finplan: out of memory\n", stderr);
        batch->status = FINPLAN_UNFINISHED;
    }
    close_slots(slots, made);
    return batch->status;
}

int
finplan_batch(struct finplan *f)
{
    struct batch batch = { .f = f, .options = { .threads = 1,
                                       .level = f->args.level },
                           .history_status = -1,
                           .names = f->args.list != NULL };
    const char *list = f->args.list;
    int piped = f->args.n_words == 0 ||
                (f->args.n_words == 1 && strcmp(f->args.words[0], "-") == 0);
    int status;

    if (list != NULL && f->args.n_words > 0) {
        fputs("finplan: either --list or files\n", stderr);
        return FINPLAN_USAGE;
    }
    if (list != NULL && strcmp(list, "-") != 0)
        batch.lines = fopen(list, "r");
    else if (list != NULL || piped)
        batch.lines = stdin;
    if (batch.lines == NULL && list != NULL) {
        fprintf(stderr, "finplan: %s: %s\n", list, strerror(errno));
        return FINPLAN_WRONG;
    }
    pthread_mutex_init(&batch.history_lock, NULL);
    /* Without room for kept markets every household draws its own. */
    batch.options.markets = fp_market_paths_new(FP_MARKET_PATHS_BYTES,
                                                FP_MARKET_KEEP_ALWAYS);
    status = run_line(&batch);
    fp_market_paths_free(batch.options.markets);
    pthread_mutex_destroy(&batch.history_lock);
    if (batch.lines != NULL && batch.lines != stdin)
        fclose(batch.lines);
    return status;
}
