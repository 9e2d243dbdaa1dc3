/* A plan document made of a household's records. */
#include "codec/records/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/decimal.h"
#include "codec/records/encode.h"

enum { WEIGHT_SCALE = 8 };

#define WEIGHT_ONE INT64_C(100000000)

struct plan_writer {
    struct fp_buf *buf;
    const struct fp_household *house;
    struct fp_assumed *assumed;
    int start_year;
};

/* --- values of records ---------------------------------------------------------- */

static const char *
value(enum fp_record kind, const struct fp_record_row *row, const char *field)
{
    return row->values[fp_record_field(fp_record_kind(kind), field)];
}

static int64_t
number(enum fp_record kind, const struct fp_record_row *row,
       const char *field)
{
    const char *text = value(kind, row, field);
    int64_t out = 0;

    if (text != NULL && fp_text_int64(text, strlen(text), INT64_MIN,
                                      INT64_MAX, &out) != FP_OK)
        out = 0; /* a sum beyond 64 bits: the plan's limits refuse less */
    return out;
}

static int
year_of(const char *day)
{
    int year = 0, month, date;
    enum fp_err err = fp_text_date(day, strlen(day), &year, &month, &date);

    (void)err; /* the column is a day */
    return year;
}

/* --- members -------------------------------------------------------------------- */

static void
name_of(struct plan_writer *w, const char *name)
{
    fp_buf_printf(w->buf, ",\"%s\":", name);
}

static void
text(struct plan_writer *w, const char *name, const char *what)
{
    name_of(w, name);
    fp_buf_json(w->buf, what);
}

static void
cents(struct plan_writer *w, const char *name, int64_t amount)
{
    char digits[FP_DECIMAL_TEXT];

    name_of(w, name);
    fp_buf_str(w->buf, fp_decimal_write(amount, 2, 2, digits));
}

/* The fields that a plan has under the same name, when they are not null. */
static void
copy(struct plan_writer *w, enum fp_record kind,
     const struct fp_record_row *row, const char *const *names)
{
    for (; *names != NULL; names++) {
        const struct fp_record_kind *k = fp_record_kind(kind);
        const int at = fp_record_field(k, *names);
        const char *what = row->values[at];

        if (what == NULL)
            continue;
        name_of(w, *names);
        switch (k->fields[at].type) {
        case FP_FIELD_MONEY: fp_record_encode_money(w->buf, what); break;
        case FP_FIELD_DECIMAL:
        case FP_FIELD_INT: fp_buf_str(w->buf, what); break;
        case FP_FIELD_FLAG:
            fp_buf_str(w->buf, what[0] == 't' ? "true" : "false");
            break;
        default: fp_buf_json(w->buf, what); break;
        }
    }
}

/* {"id": … of the next element of a list. */
static void
open_item(struct plan_writer *w, const struct fp_record_row *row, int first)
{
    fp_buf_str(w->buf, first ? "{\"id\":" : ",{\"id\":");
    fp_buf_json(w->buf, row->id);
}

static void
begin_list(struct plan_writer *w, const char *name)
{
    fp_buf_printf(w->buf, ",\"%s\":[", name);
}

/* "start": {"age": 65, "person": …} from start_year, start_age, start_event. */
static void
moment(struct plan_writer *w, enum fp_record kind,
       const struct fp_record_row *row, const char *which)
{
    static const char *const words[] = { "year", "age", "event" };
    const char *person = value(kind, row, "person_id");

    for (size_t i = 0; i < FP_COUNT(words); i++) {
        char field[24];
        const char *what;

        snprintf(field, sizeof(field), "%s_%s", which, words[i]);
        what = value(kind, row, field);
        if (what == NULL)
            continue;
        name_of(w, which);
        fp_buf_printf(w->buf, "{\"%s\":", words[i]);
        if (i == 2)
            fp_buf_json(w->buf, what);
        else
            fp_buf_str(w->buf, what);
        if (i > 0 && person != NULL)
            text(w, "person", person);
        fp_buf_char(w->buf, '}');
    }
}

/* An amount as so much a year. */
static int64_t
yearly(enum fp_record kind, const struct fp_record_row *row,
       const char *field)
{
    static const struct {
        const char *word;
        int times;
    } frequencies[] = { { "weekly", 52 }, { "biweekly", 26 },
                        { "semimonthly", 24 }, { "monthly", 12 },
                        { "quarterly", 4 } };
    const char *frequency = value(kind, row, "frequency");
    int64_t amount = number(kind, row, field);

    for (size_t i = 0; i < FP_COUNT(frequencies); i++)
        if (strcmp(frequencies[i].word, frequency) == 0)
            return amount * frequencies[i].times;
    return amount;
}

/* --- people --------------------------------------------------------------------- */

static void
write_people(struct plan_writer *w)
{
    static const char *const order[] = { "primary", "spouse" };
    static const char *const same[] = { "birth_date", "retirement_age",
                                        "plan_to_age", "mortality", NULL };
    const struct fp_record_list *people = &w->house->of[FP_RECORD_PERSON];
    int first = 1;

    begin_list(w, "people");
    for (size_t o = 0; o < FP_COUNT(order); o++)
        for (size_t i = 0; i < people->count; i++) {
            const struct fp_record_row *row = &people->rows[i];
            const char *sex = value(FP_RECORD_PERSON, row, "sex");

            if (strcmp(value(FP_RECORD_PERSON, row, "relation"), order[o]) !=
                0)
                continue;
            open_item(w, row, first);
            copy(w, FP_RECORD_PERSON, row, same);
            if (strcmp(sex, "unstated") != 0)
                text(w, "sex", sex);
            fp_buf_char(w->buf, '}');
            first = 0;
        }
    fp_buf_char(w->buf, ']');
    begin_list(w, "dependents");
    first = 1;
    for (size_t i = 0; i < people->count; i++) {
        const struct fp_record_row *row = &people->rows[i];

        if (strcmp(value(FP_RECORD_PERSON, row, "relation"), "dependent") != 0)
            continue;
        fp_buf_printf(w->buf, "%s{\"birth_year\":%d}", first ? "" : ",",
                      year_of(value(FP_RECORD_PERSON, row, "birth_date")));
        first = 0;
    }
    fp_buf_char(w->buf, ']');
}

/* --- accounts ------------------------------------------------------------------- */

static int
in_set(const struct plan_writer *w, const char *asset)
{
    const struct fp_record_list *assets =
        &w->house->of[FP_RECORD_ASSET_ASSUMPTION];

    for (size_t i = 0; i < assets->count; i++)
        if (strcmp(value(FP_RECORD_ASSET_ASSUMPTION, &assets->rows[i],
                         "asset"), asset) == 0)
            return 1;
    return 0;
}

/* What the plan's market calls a class of asset. */
static const char *
asset_name(const struct plan_writer *w, const char *asset)
{
    static const char *const other[][2] = {
        { "international_stock", "us_stock" },
        { "commodity", "gold" },
        { "crypto", "us_stock" },
        { "other", "us_stock" },
    };

    if (!in_set(w, asset))
        for (size_t i = 0; i < FP_COUNT(other); i++)
            if (strcmp(other[i][0], asset) == 0)
                return other[i][1];
    return asset;
}

/* The parts of an account by asset, as the plan calls them. */
struct mix {
    const char *asset[16];
    int64_t cents[16];
    size_t n;
    int64_t total, cost;
};

static void
add_to_mix(struct mix *mix, const char *asset, int64_t amount)
{
    size_t i = 0;

    if (amount <= 0)
        return;
    while (i < mix->n && strcmp(mix->asset[i], asset) != 0)
        i++;
    if (i == FP_COUNT(mix->asset))
        return; /* there are fewer classes than that */
    mix->n += i == mix->n;
    mix->asset[i] = asset;
    mix->cents[i] += amount;
    mix->total += amount;
}

static struct mix
mix_of(struct plan_writer *w, const struct fp_record_row *row, size_t index)
{
    struct mix mix = { .n = 0 };
    int64_t cash = number(FP_RECORD_ACCOUNT, row, "balance");

    for (size_t i = 0; i < w->house->n_values; i++) {
        const struct fp_asset_value *v = &w->house->values[i];
        const char *taken = asset_name(w, v->asset);
        char pointer[64], quoted[80], why[128];

        if (strcmp(v->account, row->id) != 0)
            continue;
        add_to_mix(&mix, taken, v->cents);
        mix.cost += v->cost_cents;
        if (strcmp(taken, v->asset) == 0)
            continue;
        snprintf(pointer, sizeof(pointer), "/accounts/%zu/allocation", index);
        snprintf(quoted, sizeof(quoted), "\"%s\"", taken);
        snprintf(why, sizeof(why), "%s is not in the market and counts as "
                 "this", v->asset);
        fp_assumed_add(w->assumed, pointer, quoted, why);
    }
    if (mix.n > 0)
        add_to_mix(&mix, "us_bill", cash);
    return mix;
}

/* Weights of eight decimals that sum to one: the last takes what is left. */
static void
write_mix(struct plan_writer *w, const struct mix *mix)
{
    int64_t left = WEIGHT_ONE;

    name_of(w, "allocation");
    for (size_t i = 0; i < mix->n; i++) {
        char digits[FP_DECIMAL_TEXT];
        int64_t weight =
            i + 1 == mix->n
                ? left
                : (int64_t)((double)mix->cents[i] / (double)mix->total *
                            (double)WEIGHT_ONE);

        left -= weight;
        fp_buf_char(w->buf, i == 0 ? '{' : ',');
        fp_buf_json(w->buf, mix->asset[i]);
        fp_buf_printf(w->buf, ":%s",
                      fp_decimal_write(weight, WEIGHT_SCALE, 0, digits));
    }
    fp_buf_char(w->buf, '}');
}

/* Where nothing is held: stock_share in stocks, the rest in bonds. */
static void
write_share(struct plan_writer *w, const struct fp_record_row *row)
{
    const char *share = value(FP_RECORD_ACCOUNT, row, "stock_share");
    char digits[FP_DECIMAL_TEXT];
    int64_t stock = 0;

    if (fp_decimal_read(share, strlen(share), WEIGHT_SCALE, &stock) != FP_OK)
        stock = 0; /* the column has eight decimals */
    name_of(w, "allocation");
    fp_buf_printf(w->buf, "{\"us_stock\":%s",
                  fp_decimal_write(stock, WEIGHT_SCALE, 0, digits));
    fp_buf_printf(w->buf, ",\"us_bond\":%s}",
                  fp_decimal_write(WEIGHT_ONE - stock, WEIGHT_SCALE, 0,
                                   digits));
}

static void
write_account(struct plan_writer *w, const struct fp_record_row *row,
              size_t index)
{
    static const char *const same[] = { "type", "fee", "yield_qualified",
                                        "yield_ordinary", "employer_plan",
                                        NULL };
    const char *type = value(FP_RECORD_ACCOUNT, row, "type");
    const char *person = value(FP_RECORD_ACCOUNT, row, "person_id");
    const struct mix mix = mix_of(w, row, index);
    int64_t cash = number(FP_RECORD_ACCOUNT, row, "balance");

    open_item(w, row, index == 0);
    text(w, "owner", person != NULL ? person : "joint");
    copy(w, FP_RECORD_ACCOUNT, row, same);
    cents(w, "balance",
          cash + number(FP_RECORD_ACCOUNT, row, "holdings_value"));
    if (strcmp(type, "taxable") == 0 || strcmp(type, "cash") == 0) {
        if (value(FP_RECORD_ACCOUNT, row, "cost_basis") != NULL)
            cents(w, "cost_basis",
                  number(FP_RECORD_ACCOUNT, row, "cost_basis"));
        else if (mix.n > 0)
            cents(w, "cost_basis", (cash > 0 ? cash : 0) + mix.cost);
    }
    if (mix.n > 0)
        write_mix(w, &mix);
    else if (strcmp(type, "cash") != 0)
        write_share(w, row);
    fp_buf_char(w->buf, '}');
}

/* --- flows ---------------------------------------------------------------------- */

static void
write_incomes(struct plan_writer *w)
{
    static const char *const growth[] = { "kind", "growth", "growth_basis",
                                          NULL };
    static const char *const security[] = { "kind", "pia_monthly",
                                            "claim_age", NULL };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_INCOME];

    begin_list(w, "incomes");
    for (size_t i = 0; i < list->count; i++) {
        const struct fp_record_row *row = &list->rows[i];
        const char *person = value(FP_RECORD_INCOME, row, "person_id");
        int social = strcmp(value(FP_RECORD_INCOME, row, "kind"),
                            "social_security") == 0;

        open_item(w, row, i == 0);
        if (person != NULL)
            text(w, "owner", person);
        copy(w, FP_RECORD_INCOME, row, social ? security : growth);
        if (!social)
            cents(w, "amount", yearly(FP_RECORD_INCOME, row, "amount"));
        moment(w, FP_RECORD_INCOME, row, "start");
        moment(w, FP_RECORD_INCOME, row, "end");
        fp_buf_char(w->buf, '}');
    }
    fp_buf_char(w->buf, ']');
}

/* Expenses, and behind them the premiums of insurance. */
static void
write_expenses(struct plan_writer *w)
{
    static const char *const same[] = { "kind", "essential", "growth",
                                        "growth_basis", "survivor_share",
                                        NULL };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_EXPENSE];
    const struct fp_record_list *policies =
        &w->house->of[FP_RECORD_INSURANCE];
    int first = 1;

    begin_list(w, "expenses");
    for (size_t i = 0; i < list->count; i++, first = 0) {
        const struct fp_record_row *row = &list->rows[i];

        open_item(w, row, first);
        copy(w, FP_RECORD_EXPENSE, row, same);
        cents(w, "amount", yearly(FP_RECORD_EXPENSE, row, "amount"));
        moment(w, FP_RECORD_EXPENSE, row, "start");
        moment(w, FP_RECORD_EXPENSE, row, "end");
        fp_buf_char(w->buf, '}');
    }
    for (size_t i = 0; i < policies->count; i++) {
        const struct fp_record_row *row = &policies->rows[i];
        const char *start = value(FP_RECORD_INSURANCE, row, "start_date");
        const char *end = value(FP_RECORD_INSURANCE, row, "end_date");

        if (number(FP_RECORD_INSURANCE, row, "premium") == 0 ||
            (end != NULL && year_of(end) < w->start_year))
            continue;
        open_item(w, row, first);
        cents(w, "amount", yearly(FP_RECORD_INSURANCE, row, "premium"));
        if (start != NULL && year_of(start) > w->start_year)
            fp_buf_printf(w->buf, ",\"start\":{\"year\":%d}", year_of(start));
        if (end != NULL)
            fp_buf_printf(w->buf, ",\"end\":{\"year\":%d}", year_of(end) + 1);
        fp_buf_str(w->buf, ",\"essential\":true,\"growth\":0,"
                           "\"growth_basis\":\"nominal\"}");
        first = 0;
    }
    fp_buf_char(w->buf, ']');
}

static void
write_contributions(struct plan_writer *w)
{
    static const char *const same[] = { "growth", "growth_basis", NULL };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_SAVING];

    begin_list(w, "contributions");
    for (size_t i = 0; i < list->count; i++) {
        const struct fp_record_row *row = &list->rows[i];
        const char *rate = value(FP_RECORD_SAVING, row, "match_rate");

        open_item(w, row, i == 0);
        text(w, "account", row->parent);
        cents(w, "amount", yearly(FP_RECORD_SAVING, row, "amount"));
        copy(w, FP_RECORD_SAVING, row, same);
        if (strcmp(rate, "0") != 0)
            fp_buf_printf(w->buf, ",\"employer_match\":{\"rate\":%s,"
                                  "\"up_to_pay\":%s}", rate,
                          value(FP_RECORD_SAVING, row, "match_up_to_pay"));
        moment(w, FP_RECORD_SAVING, row, "start");
        moment(w, FP_RECORD_SAVING, row, "end");
        fp_buf_char(w->buf, '}');
    }
    fp_buf_char(w->buf, ']');
}

/* --- estate --------------------------------------------------------------------- */

static void
write_debts(struct plan_writer *w)
{
    static const char *const same[] = { "balance", "rate", "payment_monthly",
                                        NULL };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_LIABILITY];

    begin_list(w, "liabilities");
    for (size_t i = 0; i < list->count; i++) {
        const char *property =
            value(FP_RECORD_LIABILITY, &list->rows[i], "property_id");

        open_item(w, &list->rows[i], i == 0);
        copy(w, FP_RECORD_LIABILITY, &list->rows[i], same);
        if (property != NULL)
            text(w, "property", property);
        fp_buf_char(w->buf, '}');
    }
    fp_buf_char(w->buf, ']');
}

static void
write_properties(struct plan_writer *w)
{
    static const char *const same[] = {
        "value", "growth", "growth_basis", "sale_cost", "primary_residence",
        "cost_basis", NULL
    };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_PROPERTY];

    begin_list(w, "properties");
    for (size_t i = 0; i < list->count; i++) {
        const char *sell =
            value(FP_RECORD_PROPERTY, &list->rows[i], "sell_year");

        open_item(w, &list->rows[i], i == 0);
        copy(w, FP_RECORD_PROPERTY, &list->rows[i], same);
        if (sell != NULL)
            fp_buf_printf(w->buf, ",\"sell\":{\"year\":%s}", sell);
        fp_buf_char(w->buf, '}');
    }
    fp_buf_char(w->buf, ']');
}

static void
write_goals(struct plan_writer *w)
{
    static const char *const same[] = { "kind", "amount", "growth",
                                        "growth_basis", "priority", NULL };
    const struct fp_record_list *list = &w->house->of[FP_RECORD_GOAL];
    int first = 1;

    begin_list(w, "goals");
    for (size_t i = 0; i < list->count; i++) {
        const struct fp_record_row *row = &list->rows[i];
        int legacy = strcmp(value(FP_RECORD_GOAL, row, "kind"), "legacy") == 0;
        int from = year_of(value(FP_RECORD_GOAL, row, "due"));
        int to = from + (int)number(FP_RECORD_GOAL, row, "years") - 1;

        if (!legacy && to < w->start_year)
            continue;
        if (from < w->start_year)
            from = w->start_year;
        open_item(w, row, first);
        copy(w, FP_RECORD_GOAL, row, same);
        if (!legacy)
            fp_buf_printf(w->buf, ",\"years\":[%d,%d]", from, to);
        fp_buf_char(w->buf, '}');
        first = 0;
    }
    fp_buf_char(w->buf, ']');
}

/* --- market --------------------------------------------------------------------- */

static void
write_market(struct plan_writer *w)
{
    static const char *const head[] = { "basis", NULL };
    const struct fp_record_row *set = &w->house->set;
    const struct fp_record_list *assets =
        &w->house->of[FP_RECORD_ASSET_ASSUMPTION];
    const struct fp_record_list *pairs =
        &w->house->of[FP_RECORD_CORRELATION];

    fp_buf_str(w->buf, ",\"market\":{\"model\":");
    fp_buf_json(w->buf, value(FP_RECORD_ASSUMPTION_SET, set, "model"));
    copy(w, FP_RECORD_ASSUMPTION_SET, set, head);
    fp_buf_str(w->buf, ",\"inflation\":{\"model\":");
    fp_buf_json(w->buf,
                value(FP_RECORD_ASSUMPTION_SET, set, "inflation_model"));
    fp_buf_printf(w->buf, ",\"mean\":%s},\"assets\":{",
                  value(FP_RECORD_ASSUMPTION_SET, set, "inflation_mean"));
    for (size_t i = 0; i < assets->count; i++) {
        const struct fp_record_row *row = &assets->rows[i];

        if (i > 0)
            fp_buf_char(w->buf, ',');
        fp_buf_json(w->buf,
                    value(FP_RECORD_ASSET_ASSUMPTION, row, "asset"));
        fp_buf_printf(w->buf, ":{\"mean\":%s,\"sd\":%s}",
                      value(FP_RECORD_ASSET_ASSUMPTION, row, "mean"),
                      value(FP_RECORD_ASSET_ASSUMPTION, row, "sd"));
    }
    fp_buf_str(w->buf, "},\"correlations\":{");
    for (size_t i = 0; i < pairs->count; i++) {
        const struct fp_record_row *row = &pairs->rows[i];

        /* Names of assets have no character that JSON escapes. */
        fp_buf_printf(w->buf, "%s\"%s/%s\":%s", i > 0 ? "," : "",
                      value(FP_RECORD_CORRELATION, row, "asset_a"),
                      value(FP_RECORD_CORRELATION, row, "asset_b"),
                      value(FP_RECORD_CORRELATION, row, "correlation"));
    }
    fp_buf_str(w->buf, "}}");
}

void
fp_plan_from_records(struct fp_buf *buf, const struct fp_household *household,
                     const char *name, int start_year,
                     struct fp_assumed *assumed)
{
    struct plan_writer w = { buf, household, assumed, start_year };
    const struct fp_record_list *accounts =
        &household->of[FP_RECORD_ACCOUNT];
    const char *state = value(FP_RECORD_HOUSEHOLD, &household->row, "state");

    fp_buf_str(buf, "{\"name\":");
    fp_buf_json(buf, name);
    fp_buf_printf(buf, ",\"start_year\":%d,\"household\":{\"filing_status\":",
                  start_year);
    fp_buf_json(buf, value(FP_RECORD_HOUSEHOLD, &household->row,
                           "filing_status"));
    text(&w, "state", state != NULL ? state : "none");
    write_people(&w);
    fp_buf_char(buf, '}');
    begin_list(&w, "accounts");
    for (size_t i = 0; i < accounts->count; i++)
        write_account(&w, &accounts->rows[i], i);
    fp_buf_char(buf, ']');
    write_incomes(&w);
    write_expenses(&w);
    write_contributions(&w);
    write_debts(&w);
    write_properties(&w);
    write_goals(&w);
    if (household->has_set)
        write_market(&w);
    fp_buf_char(buf, '}');
}
