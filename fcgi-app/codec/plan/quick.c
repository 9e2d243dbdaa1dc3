/* A few numbers to a plan. */
#include "codec/plan/quick.h"

#include "codec/json/gate.h"
#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "planning/plan.h"
#include "planning/simulation/simulate.h"

enum {
    YEAR_MIN = 2000, YEAR_MAX = 2100,
    RETIRES_AT = 65, ENDS_AT = 95, CLAIMS_AT = 67
};

#define STOCK_SHARE 0.6

struct quick {
    int age, retirement_age, plan_to_age, start_year, claim_age;
    double savings, saving, spending, stock_share, social_security;
    enum fp_account_type account;
    enum fp_filing_status status;
    const char *state;
};

static void
read_person(const struct fp_node *root, int this_year, struct quick *q)
{
    struct fp_node age = fp_node_member(root, "age");

    q->start_year = fp_ask_whole_or(root, "start_year", YEAR_MIN, YEAR_MAX,
                                    this_year, "the plan starts this year");
    q->age = fp_ask_whole(root, "age", 18, 110);
    q->retirement_age = fp_ask_whole_or(
        root, "retirement_age", 18, 110,
        q->age > RETIRES_AT ? q->age : RETIRES_AT,
        q->age > RETIRES_AT ? "has retired" : "retires at 65");
    q->plan_to_age = fp_ask_whole_or(
        root, "plan_to_age", 19, 120, q->age >= ENDS_AT ? q->age + 5 : ENDS_AT,
        q->age >= ENDS_AT ? "planned for five years"
                          : "planned for up to the age of 95");
    if (age.present && q->plan_to_age <= q->age) {
        struct fp_node end = fp_node_member(root, "plan_to_age");

        fp_node_fault(&end, "range", "the plan would cover no year");
    }
    q->status = (enum fp_filing_status)fp_ask_word_or(
        root, "filing_status", fp_words_filing, FP_FILING_SINGLE,
        "a single return");
    q->state = fp_ask_text_or_null(root, "state");
}

static void
read_money(const struct fp_node *root, struct quick *q)
{
    struct fp_node claim = fp_node_member(root, "claim_age");

    q->savings = fp_ask_money(root, "savings");
    q->spending = fp_ask_money(root, "spending");
    q->saving = fp_ask_money_or(root, "saving", 0.0,
                                "nothing is saved from now on");
    q->account = (enum fp_account_type)fp_ask_word_or(
        root, "account", fp_words_account, FP_ACCOUNT_TRADITIONAL,
        "the savings are in a traditional account, taxed when they come out");
    q->stock_share = fp_ask_number_or(root, "stock_share", 0.0, 1.0,
                                      STOCK_SHARE,
                                      "60 % shares, 40 % bonds");
    q->social_security = fp_ask_money_or(root, "social_security_monthly", 0.0,
                                         "no Social Security");
    q->claim_age = CLAIMS_AT;
    if (q->social_security > 0.0)
        q->claim_age = fp_ask_whole_or(root, "claim_age", 62, 70, CLAIMS_AT,
                                       "claimed at 67");
    else if (claim.present)
        fp_node_fault(&claim, "unused",
                      "there is no Social Security to be claimed");
    if (q->account != FP_ACCOUNT_TAXABLE && q->account != FP_ACCOUNT_ROTH &&
        q->account != FP_ACCOUNT_TRADITIONAL) {
        struct fp_node account = fp_node_member(root, "account");

        fp_node_fault(&account, "value",
                      "account is taxable, traditional or roth");
    }
}

static void
write_account(struct fp_buf *buf, const struct quick *q, const char *id,
              enum fp_account_type type, double balance)
{
    fp_buf_str(buf, "{\"id\":");
    fp_buf_json(buf, id);
    fp_buf_str(buf, ",\"owner\":\"you\",\"type\":");
    fp_buf_json(buf, fp_words_account[type]);
    fp_json_money(buf, "balance", balance);
    if (type == FP_ACCOUNT_TAXABLE)
        fp_json_money(buf, "cost_basis", balance);
    fp_buf_str(buf, ",\"allocation\":{\"us_stock\":");
    fp_buf_double(buf, q->stock_share);
    fp_buf_str(buf, ",\"us_bond\":");
    fp_buf_double(buf, 1.0 - q->stock_share);
    fp_buf_str(buf, "}}");
}

/* What is saved is income that reaches the plan after tax: pay covers all else
 * until retirement, so the plan holds no other pay. */
static void
write_incomes(struct fp_buf *buf, const struct quick *q)
{
    int saves = q->saving > 0.0 && q->retirement_age > q->age;

    fp_buf_str(buf, ",\"incomes\":[");
    if (saves) {
        fp_buf_str(buf, "{\"id\":\"saving\",\"owner\":\"you\","
                        "\"kind\":\"tax_free\",\"amount\":");
        fp_buf_fixed(buf, q->saving, 2);
        fp_buf_str(buf, ",\"end\":{\"event\":\"retirement\","
                        "\"person\":\"you\"}}");
    }
    if (q->social_security > 0.0) {
        fp_buf_str(buf, saves ? ",{" : "{");
        fp_buf_str(buf, "\"id\":\"social_security\",\"owner\":\"you\","
                        "\"kind\":\"social_security\",\"pia_monthly\":");
        fp_buf_fixed(buf, q->social_security, 2);
        fp_json_int(buf, "claim_age", q->claim_age);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    if (saves) {
        fp_buf_str(buf, ",\"contributions\":[{\"account\":\"new_savings\","
                        "\"amount\":");
        fp_buf_fixed(buf, q->saving, 2);
        fp_buf_str(buf, ",\"end\":{\"event\":\"retirement\","
                        "\"person\":\"you\"}}]");
    }
}

static void
write_plan(struct fp_buf *buf, const struct quick *q)
{
    fp_buf_printf(buf, "{\"name\":\"Quick plan\",\"start_year\":%d,"
                       "\"household\":{\"filing_status\":",
                  q->start_year);
    fp_buf_json(buf, fp_words_filing[q->status]);
    if (q->state != NULL)
        fp_json_text(buf, "state", q->state);
    fp_buf_printf(buf, ",\"people\":[{\"id\":\"you\",\"birth_year\":%d,"
                       "\"retirement_age\":%d,\"plan_to_age\":%d}]},"
                       "\"accounts\":[",
                  q->start_year - q->age, q->retirement_age, q->plan_to_age);
    write_account(buf, q, "savings", q->account, q->savings);
    if (q->saving > 0.0 && q->retirement_age > q->age) {
        fp_buf_char(buf, ',');
        write_account(buf, q, "new_savings", FP_ACCOUNT_TAXABLE, 0.0);
    }
    fp_buf_char(buf, ']');
    write_incomes(buf, q);
    fp_buf_str(buf, ",\"expenses\":[{\"id\":\"living\",\"amount\":");
    fp_buf_fixed(buf, q->spending, 2);
    if (q->retirement_age > q->age)
        fp_buf_str(buf, ",\"start\":{\"event\":\"retirement\","
                        "\"person\":\"you\"}");
    fp_buf_str(buf, "}]}");
}

static void
read_option(const struct fp_node *root, const char *name, int64_t min,
            int64_t max, struct fp_asked *asked)
{
    struct fp_node node = fp_node_member(root, name);
    const char *text;
    int64_t value;

    if (!node.present || !fp_node_int(&node, min, max, &value))
        return;
    text = fp_arena_printf(root->reader->arena, "%lld", (long long)value);
    if (text == NULL || (fp_asked_option(asked, name) == NULL &&
                         fp_asked_set(asked, name, text) != FP_OK))
        fp_node_fault(&node, "memory", "memory ran out");
}

enum fp_err
fp_quick_decode(const char *bytes, size_t len, int this_year,
                struct fp_arena *arena, struct fp_faults *faults,
                struct fp_assumed *assumed, struct fp_buf *plan,
                struct fp_asked *asked)
{
    static const char *const known[] = {
        "age", "savings", "spending", "retirement_age", "plan_to_age",
        "saving", "account", "stock_share", "social_security_monthly",
        "claim_age", "filing_status", "state", "start_year", "paths", "seed",
        NULL
    };
    struct fp_reader reader = { arena, faults, assumed, "", 0 };
    struct fp_node root = { &reader, NULL, "", 1 };
    struct quick q = { .age = 0 };
    enum fp_err err =
        fp_json_parse(bytes, len, NULL, arena, faults, &root.value);

    if (err != FP_OK)
        return err;
    if (!fp_node_object(&root, known, "a few numbers"))
        return FP_EINVAL;
    read_person(&root, this_year, &q);
    read_money(&root, &q);
    read_option(&root, "paths", 1, FP_SIM_PATHS_MAX, asked);
    read_option(&root, "seed", 0, INT64_MAX, asked);
    if (reader.failed)
        return FP_EINVAL;
    if (q.saving > 0.0 && q.retirement_age > q.age)
        fp_assumed_add(assumed, "/saving", "\"taxable\"",
                       "what is saved from now on goes into a taxable account; "
                       "pay covers everything else until retirement");
    write_plan(plan, &q);
    return fp_buf_error(plan);
}
