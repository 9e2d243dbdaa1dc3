/* What the tests of storage/ against a real PostgreSQL share: a pool, two
 * users, and a server to connect to. */
#ifndef FP_TESTS_STORAGE_FIXTURE_H
#define FP_TESTS_STORAGE_FIXTURE_H

#include "tests/cmocka_fp.h"

#include <pthread.h>

#include "storage/plans_store.h"
#include "storage/pool.h"

#define MS UINT64_C(1000000)
#define S (1000 * MS)

extern const char document[];
extern const size_t document_len;

struct fixture {
    struct fp_storage_pool *pool;
    struct fp_arena *arena;
    struct fp_storage_call call;  /* of no user */
    struct fp_storage_call alice;
    struct fp_storage_call bob;
    pthread_mutex_t lock;         /* events come from any thread */
    char sqlstate[6];             /* of the last logged failure */
};

/* cmocka's set-up and tear-down; the latter checks that nothing is lent. */
int set_up(void **state);
int tear_down(void **state);

#define WITH_DB(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* The call, with a deadline from now. */
const struct fp_storage_call *within(struct fp_storage_call *call,
                                     uint64_t ns);
const struct fp_storage_call *soon(struct fp_storage_call *call);

/* Another pool; log NULL: silent. */
struct fp_storage_pool *open_pool(size_t connections, struct fixture *log);

/* Stores a plan or fails the test. */
struct fp_stored_plan add_plan(struct fp_storage_call *call,
                               const char *name);

/* Runs sql as superuser, or fails the test. */
void as_superuser(const char *sql);

/* Call first in main: without FP_TEST_DATABASE_URL it runs this program again
 * under tests/storage/postgres.py, which starts a server, or skips (exit 77)
 * where there is no PostgreSQL. An argument selects tests by name. */
void need_server(int argc, char **argv);

/* postgres.py ACTION for the running server: start, stop, kill, pause … */
void server(const char *action);

#endif
