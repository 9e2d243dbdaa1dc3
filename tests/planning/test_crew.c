/* Threads that share the work of a run, and the blocks dealt out to them. */
#include "tests/cmocka_fp.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "planning/kernel/kernel.h"
#include "planning/simulation/blocks.h"
#include "planning/simulation/crew.h"

enum { PATHS_MOST = 40 * FP_KERNEL_BLOCK, CALLS = 50, CALLERS = 24 };

struct places {
    int came[FP_CREW_MAX];
};

static void
come(void *context, int place)
{
    struct places *places = context;

    assert_in_range(place, 0, FP_CREW_MAX - 1);
    __atomic_add_fetch(&places->came[place], 1, __ATOMIC_RELAXED);
}

static void
call_all(int threads)
{
    struct fp_crew *crew = fp_crew_take(threads);
    struct places places = { { 0 } };
    int n = fp_crew_threads(crew);

    assert_int_equal(n, threads < FP_CREW_MAX ? threads : FP_CREW_MAX);
    for (int i = 0; i < CALLS; i++)
        fp_crew_run(crew, come, &places);
    fp_crew_give(crew);
    for (int place = 0; place < FP_CREW_MAX; place++)
        assert_int_equal(places.came[place], place < n ? CALLS : 0);
}

/* Kept crews are larger, smaller and as large as what is wanted next. */
static void
every_thread_works_at_every_call(void **state)
{
    static const int wanted[] = { 1, 2, 2, 7, 3, 2, FP_CREW_MAX, 1, 5,
                                  FP_CREW_MAX + 10 };

    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        call_all(wanted[i]);
}

static void *
call_some(void *argument)
{
    (void)argument;
    for (int i = 0; i < 5; i++)
        call_all(2 + i % 3);
    return NULL;
}

/* More runs at once than crews are kept. */
static void
runs_at_once_have_crews_of_their_own(void **state)
{
    pthread_t callers[CALLERS];

    (void)state;
    for (int i = 0; i < CALLERS; i++)
        assert_int_equal(
            pthread_create(&callers[i], NULL, call_some, NULL), 0);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(callers[i], NULL);
}

/* A fork has its parent's memory without its threads: it must not wait for
 * them. The thread sanitizer does not let a fork start any. */
static void
a_fork_starts_threads_of_its_own(void **state)
{
    int status;
    pid_t child;

    (void)state;
#ifdef __SANITIZE_THREAD__
    skip();
#endif
    call_all(3);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(20);
        call_all(3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

struct seen {
    unsigned char times[PATHS_MOST];
    uint64_t first;
};

static enum fp_err
see(void *context, void *own, uint64_t first, size_t n)
{
    struct seen *seen = context;

    (void)own;
    for (uint64_t path = first; path < first + n; path++)
        __atomic_add_fetch(&seen->times[path - seen->first], 1,
                           __ATOMIC_RELAXED);
    return FP_OK;
}

static void
run_blocks(uint64_t first, uint64_t paths, int threads, int apart)
{
    struct fp_sim_options options = { .threads = threads };
    struct fp_crew *crew =
        fp_crew_take(fp_blocks_threads(paths, threads));
    struct seen seen = { .first = first };
    struct fp_blocks blocks = { .options = &options,
                                .crew = crew,
                                .first = first,
                                .end = first + paths,
                                .total = paths,
                                .run = see,
                                .context = &seen,
                                .apart = apart };

    assert_int_equal(fp_blocks_run(&blocks), FP_OK);
    fp_crew_give(crew);
    assert_int_equal(blocks.done, paths);
    for (uint64_t path = 0; path < PATHS_MOST; path++)
        if (seen.times[path] != (path < paths))
            fail_msg("path %llu of %llu, %d threads, %d: %d times",
                     (unsigned long long)path, (unsigned long long)paths,
                     threads, apart, seen.times[path]);
}

static void
every_path_is_run_once(void **state)
{
    static const uint64_t paths[] = {
        1, 63, 64, 65, 127, 128, 129, 192, 255, 256, 257, 320, 384, 1000,
        13 * FP_KERNEL_BLOCK + 1, PATHS_MOST - 1, PATHS_MOST
    };

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
        for (int threads = 1; threads <= 9; threads++)
            for (int apart = 0; apart <= 1; apart++)
                run_blocks(3 * FP_KERNEL_BLOCK, paths[i], threads, apart);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_thread_works_at_every_call),
        cmocka_unit_test(runs_at_once_have_crews_of_their_own),
        cmocka_unit_test(a_fork_starts_threads_of_its_own),
        cmocka_unit_test(every_path_is_run_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
