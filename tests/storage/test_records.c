/* Records in a real PostgreSQL: versions against writers at the same time, and
 * sums that hold to the cent whatever is done to a ledger.
 *
 * FP_LEDGER_OPERATIONS sets how many random operations are done (10,000). */
#include "tests/storage/fixture.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "storage/records/ledger_store.h"
#include "storage/records/records_store.h"

enum { THREADS = 4, ACCOUNTS = 6, POOL = 400, BULK = 12, FILE_LINES = 20 };

static const struct fp_record_kind *
kind(enum fp_record id)
{
    return fp_record_kind(id);
}

static void
set(struct fp_record_values *values, enum fp_record id, const char *field,
    const char *text)
{
    values->values[fp_record_field(kind(id), field)] = text;
}

static struct fp_record_row
make(struct fp_storage_call *call, enum fp_record id, const char *parent,
     const struct fp_record_values *values)
{
    struct fp_record_refusal refusal;
    struct fp_record_row *rows = NULL;
    struct fp_error error = { .code = FP_OK };

    if (fp_storage_records_create(soon(call), kind(id), parent, values, 1,
                                  &rows, &refusal, &error) != FP_OK)
        fail_msg("%s: %s", kind(id)->one, error.detail);
    return rows[0];
}

static struct fp_record_row
make_household(struct fp_storage_call *call)
{
    struct fp_record_values values = { .values = { NULL } };

    set(&values, FP_RECORD_HOUSEHOLD, "name", "Home");
    set(&values, FP_RECORD_HOUSEHOLD, "filing_status", "single");
    return make(call, FP_RECORD_HOUSEHOLD, NULL, &values);
}

static struct fp_record_row
make_account(struct fp_storage_call *call, const char *household)
{
    struct fp_record_values values = { .values = { NULL } };

    set(&values, FP_RECORD_ACCOUNT, "name", "Account");
    set(&values, FP_RECORD_ACCOUNT, "type", "cash");
    set(&values, FP_RECORD_ACCOUNT, "opening_balance", "1000");
    set(&values, FP_RECORD_ACCOUNT, "stock_share", "0");
    set(&values, FP_RECORD_ACCOUNT, "fee", "0");
    set(&values, FP_RECORD_ACCOUNT, "yield_qualified", "0");
    set(&values, FP_RECORD_ACCOUNT, "yield_ordinary", "0");
    set(&values, FP_RECORD_ACCOUNT, "employer_plan", "f");
    return make(call, FP_RECORD_ACCOUNT, household, &values);
}

static int64_t
number(const struct fp_record_row *row, enum fp_record id, const char *field)
{
    const char *text = row->values[fp_record_field(kind(id), field)];
    int64_t out = 0;

    assert_int_equal(fp_text_int64(text, strlen(text), INT64_MIN, INT64_MAX,
                                   &out), FP_OK);
    return out;
}

/* --- what one record promises ------------------------------------------------- */

static void
test_records_of_others(void **state)
{
    struct fixture *fx = *state;
    struct fp_record_row home = make_household(&fx->alice), row;
    struct fp_record_page page;
    struct fp_record_version *list;
    size_t count;
    int more;

    assert_int_equal(fp_storage_record_get(soon(&fx->bob),
                                           kind(FP_RECORD_HOUSEHOLD), home.id,
                                           FP_RECORD_NOW, &row, NULL),
                     FP_ENOTFOUND);
    assert_int_equal(fp_storage_records_list(soon(&fx->bob),
                                             kind(FP_RECORD_ACCOUNT), home.id,
                                             FP_RECORD_NOW, NULL, 10, &page,
                                             NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_record_history(soon(&fx->bob),
                                               kind(FP_RECORD_HOUSEHOLD),
                                               home.id, 0, 10, &list, &count,
                                               &more, NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_record_delete(soon(&fx->bob),
                                              kind(FP_RECORD_HOUSEHOLD),
                                              home.id, 0, NULL),
                     FP_ENOTFOUND);
    assert_int_equal(fp_storage_records_list(soon(&fx->bob),
                                             kind(FP_RECORD_HOUSEHOLD), NULL,
                                             FP_RECORD_NOW, NULL, 10, &page,
                                             NULL), FP_OK);
    assert_int_equal(page.count, 0);
}

struct writer {
    struct fixture *fx;
    struct fp_storage_call call;
    const char *id;
    int64_t version;
    atomic_int *won, *lost, *other;
};

static void *
write_once(void *data)
{
    struct writer *w = data;
    struct fp_record_values values = { .values = { NULL } };
    struct fp_record_refusal refusal;
    struct fp_record_row row;
    enum fp_err err;

    set(&values, FP_RECORD_HOUSEHOLD, "name", "Mine");
    set(&values, FP_RECORD_HOUSEHOLD, "filing_status", "single");
    /* On a busy machine a lock may take longer than the fixture waits. */
    do
        err = fp_storage_record_replace(soon(&w->call),
                                        kind(FP_RECORD_HOUSEHOLD), w->id,
                                        w->version, &values, &row, &refusal,
                                        NULL);
    while (err == FP_ETIMEOUT);
    atomic_fetch_add(err == FP_OK          ? w->won
                     : err == FP_ECONFLICT ? w->lost
                                           : w->other, 1);
    return NULL;
}

/* Many writers of one version: one of them wins, the others are told. */
static void
test_records_one_winner(void **state)
{
    enum { WRITERS = 8, ROUNDS = 10 };
    struct fixture *fx = *state;
    struct fp_record_row home = make_household(&fx->alice);
    struct fp_arena *arenas[WRITERS];

    for (int i = 0; i < WRITERS; i++)
        arenas[i] = fp_arena_new(0);
    for (int round = 1; round <= ROUNDS; round++) {
        struct writer writers[WRITERS];
        pthread_t threads[WRITERS];
        atomic_int won = 0, lost = 0, other = 0;

        for (int i = 0; i < WRITERS; i++) {
            writers[i] = (struct writer){ fx, fx->alice, home.id, round,
                                          &won, &lost, &other };
            writers[i].call.arena = arenas[i];
            assert_int_equal(pthread_create(&threads[i], NULL, write_once,
                                            &writers[i]), 0);
        }
        for (int i = 0; i < WRITERS; i++)
            pthread_join(threads[i], NULL);
        assert_int_equal(won, 1);
        assert_int_equal(lost, WRITERS - 1);
        assert_int_equal(other, 0);
    }
    for (int i = 0; i < WRITERS; i++)
        fp_arena_free(arenas[i]);
}

/* --- the ledger --------------------------------------------------------------- */

/* A transaction that some thread may change: what it holds at that version. */
struct slot {
    char id[37];
    int account;
    int64_t version, cents; /* version 0: the slot is free */
};

struct ledger {
    struct fixture *fx;
    char accounts[ACCOUNTS][37];
    _Atomic int64_t sums[ACCOUNTS];   /* of everything that was acknowledged */
    _Atomic int64_t counts[ACCOUNTS];
    pthread_mutex_t lock;             /* of the slots */
    struct slot slots[POOL];
    atomic_long left;                 /* operations to be done */
    atomic_long done[4];              /* by kind of operation */
    atomic_long conflicts, faults;
    atomic_long waited;               /* rolled back: a lock did not come free
                                       * in the fixture's 300 ms */
};

struct worker {
    struct ledger *ledger;
    struct fp_storage_call call;
    uint64_t random;
    unsigned number, files;
};

static uint64_t
draw(struct worker *w, uint64_t below)
{
    /* SOURCE: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software
     * 8(14), July 2003. */
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return w->random % below;
}

static int64_t
draw_cents(struct worker *w)
{
    return (int64_t)draw(w, 2000001) - 1000000;
}

static void
count(struct worker *w, int account, int64_t cents, int64_t n)
{
    atomic_fetch_add(&w->ledger->sums[account], cents);
    atomic_fetch_add(&w->ledger->counts[account], n);
}

static const char *
text(struct worker *w, int64_t value)
{
    return fp_arena_printf(w->call.arena, "%lld", (long long)value);
}

static void
fill(struct worker *w, struct fp_record_values *values, int64_t cents)
{
    memset(values, 0, sizeof(*values));
    set(values, FP_RECORD_TRANSACTION, "date",
        fp_arena_printf(w->call.arena, "2026-%02d-%02d",
                        (int)draw(w, 12) + 1, (int)draw(w, 28) + 1));
    set(values, FP_RECORD_TRANSACTION, "amount", text(w, cents));
    set(values, FP_RECORD_TRANSACTION, "description", "random");
}

static void
keep(struct worker *w, const struct fp_record_row *row, int account,
     int64_t cents)
{
    struct slot *slot = &w->ledger->slots[draw(w, POOL)];

    pthread_mutex_lock(&w->ledger->lock);
    snprintf(slot->id, sizeof(slot->id), "%s", row->id);
    slot->account = account;
    slot->version = row->version;
    slot->cents = cents;
    pthread_mutex_unlock(&w->ledger->lock);
}

static enum fp_err
create(struct worker *w)
{
    struct fp_record_values list[BULK];
    struct fp_record_refusal refusal;
    struct fp_record_row *rows = NULL;
    int64_t cents[BULK], sum = 0;
    size_t n = (size_t)draw(w, BULK) + 1;
    int account = (int)draw(w, ACCOUNTS);
    enum fp_err err;

    for (size_t i = 0; i < n; i++) {
        cents[i] = draw_cents(w);
        sum += cents[i];
        fill(w, &list[i], cents[i]);
    }
    err = fp_storage_records_create(&w->call, kind(FP_RECORD_TRANSACTION),
                                    w->ledger->accounts[account], list, n,
                                    &rows, &refusal, NULL);
    if (err != FP_OK)
        return err;
    count(w, account, sum, (int64_t)n);
    for (size_t i = 0; i < n; i++)
        keep(w, &rows[i], account, cents[i]);
    return FP_OK;
}

/* A slot as it is now; 0 when it is free. Another thread may take it too: the
 * version decides who is first. */
static int
pick(struct worker *w, struct slot *out, struct slot **where)
{
    *where = &w->ledger->slots[draw(w, POOL)];
    pthread_mutex_lock(&w->ledger->lock);
    *out = **where;
    pthread_mutex_unlock(&w->ledger->lock);
    return out->version > 0;
}

static void
settle(struct worker *w, struct slot *where, const struct slot *was,
       int64_t version, int64_t cents)
{
    pthread_mutex_lock(&w->ledger->lock);
    if (strcmp(where->id, was->id) == 0 && where->version == was->version) {
        where->version = version;
        where->cents = cents;
    }
    pthread_mutex_unlock(&w->ledger->lock);
}

static enum fp_err
change(struct worker *w)
{
    struct fp_record_values values;
    struct fp_record_refusal refusal;
    struct fp_record_row row;
    struct slot was, *where;
    int64_t cents = draw_cents(w);
    enum fp_err err;

    if (!pick(w, &was, &where))
        return create(w);
    fill(w, &values, cents);
    err = fp_storage_record_replace(&w->call, kind(FP_RECORD_TRANSACTION),
                                    was.id, was.version, &values, &row,
                                    &refusal, NULL);
    if (err == FP_OK) {
        count(w, was.account, cents - was.cents, 0);
        settle(w, where, &was, row.version, cents);
    }
    return err;
}

static enum fp_err
erase(struct worker *w)
{
    struct slot was, *where;
    enum fp_err err;

    if (!pick(w, &was, &where))
        return create(w);
    err = fp_storage_record_delete(&w->call, kind(FP_RECORD_TRANSACTION),
                                   was.id, was.version, NULL);
    if (err == FP_OK) {
        count(w, was.account, -was.cents, -1);
        settle(w, where, &was, 0, 0);
    }
    return err;
}

/* A file, every second time one that came before: its lines are duplicates. */
static enum fp_err
import(struct worker *w)
{
    struct fp_ledger_line lines[FILE_LINES];
    struct fp_record_refusal refusal;
    const int again = w->files > 0 && draw(w, 2) == 0;
    unsigned file = again ? (unsigned)draw(w, w->files) : w->files++;
    int account = (int)(file % ACCOUNTS);
    enum fp_err err;

    for (int i = 0; i < FILE_LINES; i++)
        lines[i] = (struct fp_ledger_line){
            .date = "2026-06-15",
            .cents = (int64_t)(file * 31 + (unsigned)i * 7) - 50,
            .description = "file",
            .external_id = fp_arena_printf(w->call.arena, "%u-%u-%d",
                                           w->number, file, i),
        };
    err = fp_storage_import(&w->call, w->ledger->accounts[account], "ofx", 0,
                            lines, FILE_LINES, &refusal, NULL);
    for (int i = 0; err == FP_OK && i < FILE_LINES; i++)
        if (!lines[i].duplicate)
            count(w, account, lines[i].cents, 1);
    return err;
}

static void *
work(void *data)
{
    static enum fp_err (*const operations[])(struct worker *) = {
        create, change, erase, import
    };
    struct worker *w = data;

    while (atomic_fetch_sub(&w->ledger->left, 1) > 0) {
        /* Most change what is there; a few files. */
        const uint64_t dice = draw(w, 100);
        const int which = dice < 35 ? 0 : dice < 70 ? 1 : dice < 96 ? 2 : 3;
        enum fp_err err;

        fp_arena_reset(w->call.arena);
        soon(&w->call);
        err = operations[which](w);
        atomic_fetch_add(&w->ledger->done[which], 1);
        if (err == FP_ECONFLICT || err == FP_ENOTFOUND)
            atomic_fetch_add(&w->ledger->conflicts, 1);
        else if (err == FP_ETIMEOUT)
            atomic_fetch_add(&w->ledger->waited, 1);
        else if (err != FP_OK)
            atomic_fetch_add(&w->ledger->faults, 1);
    }
    return NULL;
}

/* All transactions of an account, page by page. */
static void
add_up(struct fp_storage_call *call, const char *account, int64_t *sum,
       int64_t *n)
{
    const char *after = NULL;
    char next[64];

    *sum = 0;
    *n = 0;
    do {
        struct fp_record_page page;

        fp_arena_reset(call->arena);
        assert_int_equal(fp_storage_records_list(
                             soon(call), kind(FP_RECORD_TRANSACTION), account,
                             FP_RECORD_NOW, after, FP_RECORD_PAGE_MAX, &page,
                             NULL), FP_OK);
        for (size_t i = 0; i < page.count; i++)
            *sum += number(&page.rows[i], FP_RECORD_TRANSACTION, "amount");
        *n += (int64_t)page.count;
        after = NULL;
        if (page.next != NULL) {
            snprintf(next, sizeof(next), "%s", page.next);
            after = next;
        }
    } while (after != NULL);
}

static void
test_records_ledger(void **state)
{
    struct fixture *fx = *state;
    const char *wanted = getenv("FP_LEDGER_OPERATIONS");
    const long operations = wanted != NULL ? strtol(wanted, NULL, 10) : 10000;
    struct ledger *ledger = calloc(1, sizeof(*ledger));
    struct fp_record_row home = make_household(&fx->alice);
    struct fp_storage_call call = fx->alice;
    struct fp_storage_pool *pool = open_pool(THREADS, fx);
    struct fp_arena *arena = fp_arena_new(0);
    struct worker workers[THREADS];
    pthread_t threads[THREADS];

    assert_non_null(ledger);
    ledger->fx = fx;
    pthread_mutex_init(&ledger->lock, NULL);
    atomic_store(&ledger->left, operations);
    for (int i = 0; i < ACCOUNTS; i++)
        snprintf(ledger->accounts[i], sizeof(ledger->accounts[i]), "%s",
                 make_account(&fx->alice, home.id).id);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){ .ledger = ledger, .call = fx->alice,
                                      .number = (unsigned)i };
        workers[i].random = 88172645463325252ULL + (uint64_t)i * 7919;
        workers[i].call.pool = pool;
        workers[i].call.arena = fp_arena_new(0);
        assert_int_equal(pthread_create(&threads[i], NULL, work,
                                        &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        fp_arena_free(workers[i].call.arena);
    }
    print_message("%ld operations: %ld creations, %ld changes, %ld "
                  "deletions, %ld files; %ld met another version, %ld waited "
                  "in vain\n", operations, ledger->done[0], ledger->done[1],
                  ledger->done[2], ledger->done[3], ledger->conflicts,
                  ledger->waited);
    assert_int_equal(ledger->faults, 0);
    call.arena = arena;
    for (int i = 0; i < ACCOUNTS; i++) {
        struct fp_ledger_group *groups = NULL;
        struct fp_record_row account;
        int64_t sum, n, balance, by_month = 0, in_months = 0;
        size_t months = 0;

        add_up(&call, ledger->accounts[i], &sum, &n);
        assert_true(sum == ledger->sums[i]);
        assert_true(n == ledger->counts[i]);
        assert_int_equal(fp_storage_record_get(soon(&call),
                                               kind(FP_RECORD_ACCOUNT),
                                               ledger->accounts[i],
                                               FP_RECORD_NOW, &account, NULL),
                         FP_OK);
        balance = number(&account, FP_RECORD_ACCOUNT, "balance");
        assert_true(balance == 1000 + sum);
        assert_int_equal(fp_storage_ledger_summary(
                             soon(&call), ledger->accounts[i], NULL, NULL,
                             "month", &groups, &months, NULL), FP_OK);
        for (size_t m = 0; m < months; m++) {
            int64_t net = 0;

            assert_int_equal(fp_text_int64(groups[m].net,
                                           strlen(groups[m].net), INT64_MIN,
                                           INT64_MAX, &net), FP_OK);
            by_month += net;
            in_months += groups[m].count;
        }
        assert_true(by_month == sum);
        assert_true(in_months == n);
    }
    fp_arena_free(arena);
    fp_storage_pool_free(pool);
    pthread_mutex_destroy(&ledger->lock);
    free(ledger);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(test_records_of_others),
        WITH_DB(test_records_one_winner),
        WITH_DB(test_records_ledger),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
