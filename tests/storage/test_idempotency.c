/* Idempotency keys against a real PostgreSQL: one effect with its reply, or
 * neither. */
#include "tests/storage/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/idempotency_store.h"

enum { RACERS = 8 };

#define HASH_A                                                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B                                                                \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct fp_idempotency
key(const char *text, const char *hash)
{
    return (struct fp_idempotency){ .route = "POST /x", .key = text,
                                    .request_hash = hash };
}

static size_t
plans_of(struct fp_storage_call *call)
{
    struct fp_storage_call plain = *call;
    struct fp_stored_plan_page page = { .count = 0 };

    plain.once = NULL;
    assert_int_equal(fp_storage_plan_list(soon(&plain), NULL, 100, &page,
                                          NULL), FP_OK);
    return page.count;
}

static enum fp_err
make_plan(struct fp_storage_call *call, struct fp_stored_plan *out)
{
    const struct fp_plan_input input = { "once", document, document_len, NULL };

    return fp_storage_plan_create(soon(call), &input, out, NULL);
}

static void
keeps_the_reply_with_the_effect(void **state)
{
    static const char body[] = "{\"id\":\"\xc3\xa9\"}\n";
    const struct fp_idempotency_reply reply = {
        201, "/api/v1/plans/1", "\"v1\"", body, sizeof(body) - 1 };
    struct fixture *fx = *state;
    struct fp_idempotency once = key("k", HASH_A);
    struct fp_stored_plan plan, seen;

    fx->alice.once = &once;
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(once.state, FP_KEY_OPEN);
    /* Nobody else sees it yet; the call itself does. */
    assert_int_equal(plans_of(&fx->alice), 0);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), plan.id, &seen,
                                         NULL), FP_OK);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
    assert_null(once.conn);
    assert_int_equal(plans_of(&fx->alice), 1);

    once = key("k", HASH_A);
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_REPLAY);
    assert_int_equal(once.reply.status, 201);
    assert_string_equal(once.reply.location, "/api/v1/plans/1");
    assert_string_equal(once.reply.etag, "\"v1\"");
    assert_int_equal(once.reply.body_len, sizeof(body) - 1);
    assert_string_equal(once.reply.body, body);
    once = key("k", HASH_B);
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_OTHER);
    /* Writing under it anyway does nothing. */
    once = key("k", HASH_A);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_ECANCELED);
    assert_int_equal(once.state, FP_KEY_USED);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_ECANCELED);
    assert_int_equal(plans_of(&fx->alice), 1);
}

/* A key belongs to its user and its route. */
static void
keys_are_scoped(void **state)
{
    const struct fp_idempotency_reply reply = { .status = 204 };
    struct fixture *fx = *state;
    struct fp_idempotency once = key("k", HASH_A);
    struct fp_stored_plan plan;

    fx->alice.once = fx->bob.once = &once;
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    once = key("k", HASH_A);
    assert_int_equal(fp_idempotency_look(soon(&fx->bob), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
    once.route = "POST /y";
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
    once = key("k", HASH_A);
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_REPLAY);
    assert_null(once.reply.body);
    assert_null(once.reply.location);
}

static void
a_dropped_effect_leaves_the_key_free(void **state)
{
    struct fixture *fx = *state;
    struct fp_idempotency once = key("k", HASH_A);
    struct fp_stored_plan plan;

    fx->alice.once = &once;
    fp_idempotency_drop(soon(&fx->alice)); /* nothing is open */
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    fp_idempotency_drop(soon(&fx->alice));
    assert_int_equal(once.state, FP_KEY_FREE);
    assert_int_equal(plans_of(&fx->alice), 0);
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
}

/* A write that fails takes all before it back, and nothing follows. */
static void
a_failed_write_undoes_all(void **state)
{
    const struct fp_idempotency_reply reply = { .status = 201 };
    const struct fp_plan_input wrong = { "n", "[]", 2, NULL };
    struct fixture *fx = *state;
    struct fp_idempotency once = key("k", HASH_A);
    struct fp_stored_plan plan;

    fx->alice.once = &once;
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &wrong, &plan,
                                            NULL), FP_EINVAL);
    assert_int_equal(once.state, FP_KEY_FREE); /* it was the first */
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &wrong, &plan,
                                            NULL), FP_EINVAL);
    assert_int_equal(once.state, FP_KEY_LOST);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_ECANCELED);
    assert_int_equal(plans_of(&fx->alice), 0);
    /* A reply that the table refuses takes the effect with it. */
    once = key("k2", HASH_A);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_idempotency_keep(
                         soon(&fx->alice),
                         &(struct fp_idempotency_reply){ .status = 500 },
                         NULL), FP_EINVAL);
    assert_null(once.conn);
    assert_int_equal(plans_of(&fx->alice), 0);
    once = key("k", HASH_A);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    assert_int_equal(plans_of(&fx->alice), 1);
}

/* While the first is being answered, another waits for the lock timeout. */
static void
a_key_in_use_is_busy(void **state)
{
    const struct fp_idempotency_reply reply = { .status = 201 };
    struct fixture *fx = *state;
    struct fp_idempotency first = key("k", HASH_A), second = first;
    struct fp_storage_call other = fx->alice;
    struct fp_stored_plan plan;

    fx->alice.once = &first;
    other.once = &second;
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_storage_plan_create(
                         within(&other, 500 * MS),
                         &(struct fp_plan_input){ "n", document,
                                                  document_len, NULL },
                         &plan, NULL), FP_ECANCELED);
    assert_int_equal(second.state, FP_KEY_BUSY);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    assert_int_equal(plans_of(&fx->alice), 1);
}

static void
replies_are_kept_for_a_day_and_not_for_ever(void **state)
{
    const struct fp_idempotency_reply reply = { .status = 201 };
    struct fixture *fx = *state;
    struct fp_idempotency once = key("k", HASH_A);
    struct fp_stored_plan plan;

    fx->alice.once = &once;
    assert_true(FP_IDEMPOTENCY_HOURS >= 24);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    as_superuser("UPDATE finplan.idempotent_replies"
                 " SET created_at = now() - interval '47 hours'");
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_REPLAY);
    as_superuser("UPDATE finplan.idempotent_replies"
                 " SET created_at = now() - interval '49 hours'");
    assert_int_equal(fp_idempotency_look(soon(&fx->alice), NULL), FP_OK);
    assert_int_equal(once.state, FP_KEY_FREE);
    assert_int_equal(make_plan(&fx->alice, &plan), FP_OK);
    assert_int_equal(fp_idempotency_keep(soon(&fx->alice), &reply, NULL),
                     FP_OK);
    assert_int_equal(plans_of(&fx->alice), 2);
}

struct racer {
    struct fp_storage_call call;
    struct fp_idempotency once;
    enum fp_err err;
};

static void *
race(void *data)
{
    const struct fp_idempotency_reply reply = { .status = 201 };
    struct racer *racer = data;
    struct fp_stored_plan plan;

    racer->call.arena = fp_arena_new(0);
    racer->call.once = &racer->once;
    racer->err = make_plan(&racer->call, &plan);
    if (racer->err == FP_OK)
        racer->err = fp_idempotency_keep(&racer->call, &reply, NULL);
    fp_arena_free(racer->call.arena);
    return NULL;
}

static void
one_of_many_at_once_wins(void **state)
{
    struct fixture *fx = *state;
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    size_t won = 0, i;

    for (i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){ .call = fx->alice,
                                    .once = key("race", HASH_A) };
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]),
                         0);
    }
    for (i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        if (racers[i].err == FP_OK) {
            won++;
        } else {
            assert_int_equal(racers[i].err, FP_ECANCELED);
            assert_int_equal(racers[i].once.state, FP_KEY_USED);
        }
    }
    assert_int_equal(won, 1);
    assert_int_equal(plans_of(&fx->alice), 1);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(keeps_the_reply_with_the_effect),
        WITH_DB(keys_are_scoped),
        WITH_DB(a_dropped_effect_leaves_the_key_free),
        WITH_DB(a_failed_write_undoes_all),
        WITH_DB(a_key_in_use_is_busy),
        WITH_DB(replies_are_kept_for_a_day_and_not_for_ever),
        WITH_DB(one_of_many_at_once_wins),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
