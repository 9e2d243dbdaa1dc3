/* Times fp_simulate inside a process: each plan at every level of the machine,
 * with one thread and two, and two runs of one thread at once (what two
 * processors of the machine give at best), in turn, so that what else the
 * machine does falls on all alike. Prints JSON: the least and the median
 * milliseconds of each.
 *
 *   bench_engine ROUNDS PATHS PLAN.json...
 *
 * And how a streamed run's time grows, at the best level and with one thread:
 * the least milliseconds of a thousand paths, ten thousand, … up to MOST.
 *
 *   bench_engine --growth ROUNDS MOST PLAN.json */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/faults.h"
#include "codec/requests/request.h"
#include "planning/kernel/level.h"
#include "planning/simulation/simulate.h"

enum { PLANS_MAX = 8, ROUNDS_MAX = 200, TEXT_MAX = 1 << 20,
       LONG_RUN = 5000000 /* paths that are run once */ };

/* Ways to run: one thread, two, two runs at once. */
enum { ALONE, SHARED, AT_ONCE, WAYS };
static const char *const way_names[WAYS] = { "1", "2", "1+1" };

static double took[PLANS_MAX][FP_LEVEL_COUNT][WAYS][ROUNDS_MAX];

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static const struct fp_plan *
read_plan(const char *file, struct fp_arena *arena)
{
    struct fp_request *request = fp_arena_alloc(arena, sizeof(*request));
    char *text = fp_arena_alloc(arena, TEXT_MAX);
    struct fp_faults faults;
    FILE *from = fopen(file, "r");
    size_t len = from != NULL && text != NULL
                     ? fread(text, 1, TEXT_MAX, from)
                     : 0;

    if (from != NULL)
        fclose(from);
    fp_faults_init(&faults, arena);
    if (request == NULL ||
        fp_request_decode(FP_REQUEST_SIMULATE, text, len, arena, &faults,
                          request) != FP_OK) {
        fprintf(stderr, "bench_engine: %s is no plan\n", file);
        exit(1);
    }
    return &request->document.plan;
}

static double
run_with(const struct fp_plan *plan, const struct fp_sim_options *options)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_sim_result result;
    struct fp_error error;
    double began = now_ms(), ms;

    if (arena == NULL ||
        fp_simulate(plan, NULL, options, arena, &result, &error) != FP_OK) {
        fputs("bench_engine: the run failed\n", stderr);
        exit(1);
    }
    ms = now_ms() - began;
    fp_arena_free(arena);
    return ms;
}

static double
run_once(const struct fp_plan *plan, enum fp_level level, int threads,
         uint64_t paths)
{
    const struct fp_sim_options options = { .paths = paths,
                                            .seed = 1,
                                            .threads = threads,
                                            .level = level };

    return run_with(plan, &options);
}

struct errand {
    const struct fp_plan *plan;
    enum fp_level level;
    uint64_t paths;
};

static void *
run_errand(void *argument)
{
    const struct errand *errand = argument;

    run_once(errand->plan, errand->level, 1, errand->paths);
    return NULL;
}

static double
run_at_once(const struct fp_plan *plan, enum fp_level level, uint64_t paths)
{
    struct errand errand = { plan, level, paths };
    double began = now_ms();
    pthread_t other;

    if (pthread_create(&other, NULL, run_errand, &errand) != 0) {
        fputs("bench_engine: no thread\n", stderr);
        exit(1);
    }
    run_errand(&errand);
    pthread_join(other, NULL);
    return now_ms() - began;
}

static double
run_way(const struct fp_plan *plan, enum fp_level level, int way,
        uint64_t paths)
{
    if (way == AT_ONCE)
        return run_at_once(plan, level, paths);
    return run_once(plan, level, way == SHARED ? 2 : 1, paths);
}

static int
rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void
print_plan(const char *file, size_t plan, int rounds)
{
    const char *name = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1
                                                  : file;
    const char *comma = "";

    printf("\"%.*s\": {", (int)strcspn(name, "."), name);
    for (int level = FP_LEVEL_AUTO + 1; level < FP_LEVEL_COUNT; level++)
        for (int way = 0; way < WAYS; way++) {
            double *all = took[plan][level][way];

            if (all[0] <= 0.0)
                continue;
            qsort(all, (size_t)rounds, sizeof(*all), rising);
            printf("%s\"%s/%s\": {\"least\": %.3f, \"median\": %.3f}", comma,
                   fp_level_names[level], way_names[way], all[0],
                   all[rounds / 2]);
            comma = ", ";
        }
    printf("}");
}

/* Long runs hide a disturbance; short ones are repeated until they are out of
 * its way. */
static double
least_of(const struct fp_plan *plan, uint64_t paths, int rounds)
{
    const struct fp_sim_options options = { .paths = paths,
                                            .seed = 1,
                                            .threads = 1,
                                            .stream = 1 };
    double least = run_with(plan, &options);

    for (int round = 1; round < rounds && paths < LONG_RUN; round++) {
        double ms = run_with(plan, &options);

        least = ms < least ? ms : least;
    }
    return least;
}

static int
print_growth(int rounds, uint64_t most, const char *file)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    const struct fp_plan *plan;

    if (arena == NULL || rounds < 1)
        return 2;
    plan = read_plan(file, arena);
    printf("{");
    for (uint64_t paths = 1000; paths <= most; paths *= 10)
        printf("%s\"%llu\": %.3f", paths > 1000 ? ", " : "",
               (unsigned long long)paths, least_of(plan, paths, rounds));
    printf("}\n");
    fp_arena_free(arena);
    return 0;
}

int
main(int argc, char **argv)
{
    struct fp_arena *arena = NULL;
    const struct fp_plan *plans[PLANS_MAX];
    int rounds = argc > 3 ? atoi(argv[1]) : 0, n = argc - 3;
    uint64_t paths = argc > 3 ? strtoull(argv[2], NULL, 10) : 0;

    if (argc == 5 && strcmp(argv[1], "--growth") == 0)
        return print_growth(atoi(argv[2]), strtoull(argv[3], NULL, 10),
                            argv[4]);
    arena = fp_arena_new((size_t)64 << 20);
    if (arena == NULL || rounds < 1 || rounds > ROUNDS_MAX || paths < 1 ||
        n > PLANS_MAX) {
        fputs("usage: bench_engine ROUNDS PATHS PLAN.json...\n", stderr);
        return 2;
    }
    for (int i = 0; i < n; i++)
        plans[i] = read_plan(argv[3 + i], arena);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < n; i++)
            for (int level = FP_LEVEL_AUTO + 1; level < FP_LEVEL_COUNT;
                 level++)
                for (int way = 0; way < WAYS; way++) {
                    enum fp_level one;

                    if (fp_level_choose((enum fp_level)level, &one) == FP_OK)
                        took[i][level][way][round] =
                            run_way(plans[i], one, way, paths);
                }
    printf("{");
    for (int i = 0; i < n; i++) {
        print_plan(argv[3 + i], (size_t)i, rounds);
        printf(i + 1 < n ? ", " : "}\n");
    }
    fp_arena_free(arena);
    return 0;
}
