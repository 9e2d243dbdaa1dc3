/* Times fp_simulate inside a process: each plan at every level of the machine,
 * with one thread and two, in turn, so that what else the machine does falls on
 * all alike. Prints JSON: the least and the median milliseconds of each.
 *
 *   bench_engine ROUNDS PATHS PLAN.json... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/faults.h"
#include "codec/request.h"
#include "planning/kernel/level.h"
#include "planning/simulation/simulate.h"

enum { PLANS_MAX = 8, ROUNDS_MAX = 200, THREADS_MAX = 2, TEXT_MAX = 1 << 20 };

static double took[PLANS_MAX][FP_LEVEL_COUNT][THREADS_MAX + 1][ROUNDS_MAX];

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
run_once(const struct fp_plan *plan, enum fp_level level, int threads,
         uint64_t paths)
{
    struct fp_sim_options options = { .paths = paths,
                                      .seed = 1,
                                      .threads = threads,
                                      .level = level };
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_sim_result result;
    struct fp_error error;
    double began = now_ms(), ms;

    if (arena == NULL ||
        fp_simulate(plan, NULL, &options, arena, &result, &error) != FP_OK) {
        fputs("bench_engine: the run failed\n", stderr);
        exit(1);
    }
    ms = now_ms() - began;
    fp_arena_free(arena);
    return ms;
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
        for (int threads = 1; threads <= THREADS_MAX; threads++) {
            double *all = took[plan][level][threads];

            if (all[0] <= 0.0)
                continue;
            qsort(all, (size_t)rounds, sizeof(*all), rising);
            printf("%s\"%s/%d\": {\"least\": %.3f, \"median\": %.3f}", comma,
                   fp_level_names[level], threads, all[0], all[rounds / 2]);
            comma = ", ";
        }
    printf("}");
}

int
main(int argc, char **argv)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    const struct fp_plan *plans[PLANS_MAX];
    int rounds = argc > 3 ? atoi(argv[1]) : 0, n = argc - 3;
    uint64_t paths = argc > 3 ? strtoull(argv[2], NULL, 10) : 0;

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
                for (int threads = 1; threads <= THREADS_MAX; threads++) {
                    enum fp_level one;

                    if (fp_level_choose((enum fp_level)level, &one) == FP_OK)
                        took[i][level][threads][round] =
                            run_once(plans[i], one, threads, paths);
                }
    printf("{");
    for (int i = 0; i < n; i++) {
        print_plan(argv[3 + i], (size_t)i, rounds);
        printf(i + 1 < n ? ", " : "}\n");
    }
    fp_arena_free(arena);
    return 0;
}
