/* /loan and /mortgage: a loan by the month, what it costs altogether, and
 * whether another one is better. */
#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/amortize.h"
#include "planning/calculators/apr.h"
#include "planning/calculators/refinance.h"

enum { EXTRAS_MAX = 200 };

enum detail { BY_MONTH, BY_YEAR, NONE };

static const char *const details[] = { "monthly", "yearly", "none", NULL };

static const char method[] =
    "level payments by the month: interest of a month is balance x rate / 12, "
    "rounded half up to the cent";

/* Both rooms of rows are too much for a stack of requests. */
static struct fp_loan_row *
rows_room(const struct fp_node *node)
{
    return fp_ask_room(node, FP_LOAN_MONTHS_MAX, sizeof(struct fp_loan_row));
}

static void
read_extras(const struct fp_node *object, struct fp_loan_terms *t)
{
    static const char *const known[] = { "month", "amount", NULL };
    struct fp_node list;
    size_t n = fp_ask_list(object, "extra_once", 0, EXTRAS_MAX,
                           "a list of extra payments", &list);
    struct fp_loan_extra *extras = fp_ask_room(&list, n, sizeof(*extras));

    t->extra_monthly = fp_ask_money_or(object, "extra_monthly", 0.0, NULL);
    t->extra_yearly = fp_ask_money_or(object, "extra_yearly", 0.0, NULL);
    t->extra_from = fp_ask_whole_or(object, "extra_from", 1,
                                    FP_LOAN_MONTHS_MAX, 1, NULL);
    for (size_t i = 0; extras != NULL && i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        if (!fp_node_object(&one, known, "an extra payment"))
            continue;
        extras[i].month = fp_ask_whole(&one, "month", 1, FP_LOAN_MONTHS_MAX);
        extras[i].amount = fp_ask_money(&one, "amount");
    }
    t->extras = extras;
    t->n_extras = extras != NULL ? n : 0;
}

/* "balance" must be above 0. */
static double
read_balance(const struct fp_node *object, const char *name)
{
    return fp_ask_number(object, name, 0.01, FP_ASK_MONEY_MAX);
}

/* Exactly one of "months" and "payment". */
static void
read_end(const struct fp_node *object, struct fp_loan_terms *t)
{
    t->months = fp_ask_whole_or(object, "months", 1, FP_LOAN_MONTHS_MAX, 0,
                                NULL);
    t->payment = fp_ask_number_or(object, "payment", 0.01, FP_ASK_MONEY_MAX,
                                  0.0, NULL);
    if (object->reader->failed)
        return;
    if ((t->months > 0) == (t->payment > 0.0))
        fp_node_fault(object, "count", "give either months or payment");
}

static void
read_interest_only(const struct fp_node *object, struct fp_loan_terms *t)
{
    struct fp_node node = fp_node_member(object, "interest_only_months");

    t->interest_only = fp_ask_whole_or(object, "interest_only_months", 0,
                                       FP_LOAN_MONTHS_MAX - 1, 0, NULL);
    if (t->months > 0 && t->interest_only >= t->months)
        fp_node_fault(&node, "range", "at least one month pays the loan off");
}

static enum fp_err
without_answer(struct fp_question *q, enum fp_err err)
{
    if (err == FP_EDOM)
        return fp_error_set(&q->error, FP_EDOM, "The payment does not pay the "
                            "loan off within %d months.", FP_LOAN_MONTHS_MAX);
    return fp_error_set(&q->error, FP_ERANGE,
                        "The terms do not make a loan.");
}

static void
write_summary(struct fp_buf *buf, const struct fp_loan_summary *s)
{
    fp_buf_printf(buf, "{\"months\":%d", s->months);
    fp_json_money(buf, "payment", s->payment);
    fp_json_money(buf, "last_payment", s->last_payment);
    fp_json_money(buf, "interest", s->interest);
    fp_json_money(buf, "extra", s->extra);
    fp_json_money(buf, "paid", s->paid);
    fp_buf_char(buf, '}');
}

/* The schedule by month or year. */
static void
write_schedule(struct fp_buf *buf, const struct fp_loan_row *rows, int months,
               enum detail detail)
{
    struct fp_loan_row sum = { 0 };
    int per = detail == BY_YEAR ? 12 : 1, shown = 0;

    fp_buf_str(buf, ",\"schedule\":[");
    for (int m = 1; detail != NONE && m <= months; m++) {
        const struct fp_loan_row *row = &rows[m - 1];

        sum.payment += row->payment;
        sum.interest += row->interest;
        sum.principal += row->principal;
        sum.extra += row->extra;
        if (m % per != 0 && m != months)
            continue;
        fp_buf_printf(buf, "%s{\"period\":%d", shown++ > 0 ? "," : "",
                      (m + per - 1) / per);
        fp_json_money(buf, "payment", sum.payment);
        fp_json_money(buf, "interest", sum.interest);
        fp_json_money(buf, "principal", sum.principal);
        fp_json_money(buf, "extra", sum.extra);
        fp_json_money(buf, "balance", row->balance);
        fp_buf_char(buf, '}');
        sum = (struct fp_loan_row){ 0 };
    }
    fp_buf_char(buf, ']');
}

/* The same loan without its extra payments; FP_EDOM where it never ends. */
static enum fp_err
plain(const struct fp_loan_terms *terms, struct fp_loan_summary *out)
{
    struct fp_loan_terms t = *terms;

    t.extra_monthly = t.extra_yearly = 0.0;
    t.n_extras = 0;
    return fp_amortize(&t, NULL, out);
}

static void
write_extras(struct fp_buf *buf, const struct fp_loan_terms *terms,
             const struct fp_loan_summary *with)
{
    struct fp_loan_summary without;

    fp_json_name(buf, "without_extra");
    if (plain(terms, &without) != FP_OK) {
        fp_buf_str(buf, "null,\"months_saved\":null,\"interest_saved\":null");
        return;
    }
    write_summary(buf, &without);
    fp_json_int(buf, "months_saved", without.months - with->months);
    fp_json_money(buf, "interest_saved", without.interest - with->interest);
}

enum fp_err
fp_question_loan(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "balance", "rate", "months", "payment", "interest_only_months",
        "whole_cents", "extra_monthly", "extra_yearly", "extra_from",
        "extra_once", "schedule", NULL
    };
    struct fp_loan_row *rows = rows_room(&q->root);
    struct fp_loan_terms t = { 0 };
    struct fp_loan_summary sum;
    enum detail detail;
    enum fp_err err;

    if (!fp_node_object(&q->root, known, "a loan"))
        return FP_EINVAL;
    t.balance = read_balance(&q->root, "balance");
    t.rate = fp_question_debt_rate(q, &q->root);
    read_end(&q->root, &t);
    read_interest_only(&q->root, &t);
    t.cents = fp_ask_flag_or(&q->root, "whole_cents", 1,
                             "interest and payments are in whole cents");
    read_extras(&q->root, &t);
    detail = (enum detail)fp_ask_word_or(&q->root, "schedule", details,
                                         BY_YEAR, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    err = fp_amortize(&t, rows, &sum);
    if (err != FP_OK)
        return without_answer(q, err);
    fp_question_source(q, method);
    fp_question_head(q, buf);
    fp_json_name(buf, "loan");
    write_summary(buf, &sum);
    write_extras(buf, &t, &sum);
    write_schedule(buf, rows, sum.months, detail);
    fp_question_end(buf);
    return FP_OK;
}

/* --- mortgage -------------------------------------------------------------- */

struct mortgage {
    double price, loan;      /* price 0: not given */
    struct fp_loan_terms terms;
    double points;           /* dollars, prepaid finance charge */
    double fees;             /* other prepaid finance charges */
    int odd_days;            /* of the first period beyond a month */
    double tax, insurance, dues; /* a month */
    double pmi_rate;         /* a year, of the loan at the start */
    double pmi_until;        /* part of the price */
    int has_new;             /* a refinance is asked about: */
    double new_points, new_fees;
    int costs_financed, months_paid;
    struct fp_refinance change;
};

/* What comes beside principal and interest. */
static void
read_house(const struct fp_node *root, struct mortgage *m)
{
    m->price = fp_ask_number_or(root, "price", 0.01, FP_ASK_MONEY_MAX, 0.0,
                                NULL);
    m->tax = fp_ask_money_or(root, "property_tax_yearly", 0.0, NULL) / 12.0;
    m->insurance = fp_ask_money_or(root, "insurance_yearly", 0.0, NULL) /
                   12.0;
    m->dues = fp_ask_money_or(root, "dues_monthly", 0.0, NULL);
    m->pmi_rate = fp_ask_number_or(root, "mortgage_insurance_rate", 0.0, 0.1,
                                   0.0, NULL);
    m->pmi_until = 0.78;
    if (m->pmi_rate > 0.0) {
        struct fp_node node = fp_node_member(root, "price");

        m->pmi_until = fp_ask_number_or(
            root, "mortgage_insurance_until", 0.0, 1.0, 0.78,
            "mortgage insurance ends when the balance reaches 78 % of the "
            "price (12 U.S.C. 4901(18)(A) and 4902(b))");
        if (!node.present)
            fp_node_fault(&node, "required", "mortgage insurance is by the "
                          "price of the property");
    }
}

/* "loan", or "price" less "down_payment". */
static void
read_size(const struct fp_node *root, struct mortgage *m)
{
    struct fp_node down = fp_node_member(root, "down_payment");
    struct fp_node loan = fp_node_member(root, "loan");

    if (loan.present == down.present) {
        fp_node_fault(root, "count",
                      "give either loan, or price and down_payment");
        return;
    }
    if (loan.present) {
        m->loan = read_balance(root, "loan");
        return;
    }
    m->loan = m->price - fp_ask_money(root, "down_payment");
    if (!(m->loan > 0.0))
        fp_node_fault(&down, "range", "the price must be given, and be more "
                      "than the down payment");
}

static void
read_refinance(struct fp_question *q, struct mortgage *m)
{
    static const char *const known[] = {
        "rate", "months", "points", "fees", "costs_financed", "keep_months",
        "months_paid", "discount_rate", NULL
    };
    struct fp_node node = fp_node_member(&q->root, "refinance");
    struct fp_loan_terms *t = &m->change.new_loan;

    m->has_new = node.present;
    if (!node.present || !fp_node_object(&node, known, "a new loan"))
        return;
    t->cents = 1;
    t->rate = fp_question_debt_rate(q, &node);
    t->months = fp_ask_whole(&node, "months", 1, FP_LOAN_MONTHS_MAX);
    m->new_points = fp_ask_number_or(&node, "points", 0.0, 0.2, 0.0, NULL);
    m->new_fees = fp_ask_money_or(&node, "fees", 0.0, NULL);
    m->costs_financed = fp_ask_flag_or(&node, "costs_financed", 0,
                                       "costs are paid in cash");
    m->months_paid = fp_ask_whole_or(&node, "months_paid", 0,
                                     FP_LOAN_MONTHS_MAX - 1, 0,
                                     "the mortgage is as it was at its start");
    m->change.keep_months = fp_ask_whole_or(
        &node, "keep_months", 1, FP_LOAN_MONTHS_MAX, t->months,
        "the new loan is kept to its end");
    m->change.discount_rate = fp_ask_number_or(
        &node, "discount_rate", 0.0, 1.0, 0.0,
        "dollars of every month count the same");
}

/* The loan as it stands after so many payments, and the one that replaces
 * it. FP_ERANGE: it is paid off by then. */
static enum fp_err
place_refinance(struct mortgage *m, const struct fp_loan_row *rows,
                const struct fp_loan_summary *sum)
{
    struct fp_refinance *change = &m->change;
    struct fp_loan_terms *old = &change->old_loan;

    if (m->months_paid >= sum->months)
        return FP_ERANGE;
    *old = m->terms;
    old->n_extras = 0;
    if (m->months_paid > 0) {
        old->balance = rows[m->months_paid - 1].balance;
        old->months = 0;
        old->payment = sum->payment;
    }
    change->costs_paid = m->new_fees + m->new_points * old->balance;
    change->new_loan.balance = old->balance;
    if (m->costs_financed) {
        change->new_loan.balance += change->costs_paid;
        change->costs_paid = 0.0;
    }
    return FP_OK;
}

/* Months with mortgage insurance, by the balance. */
static int
insured_months(const struct mortgage *m, const struct fp_loan_row *rows,
               int months)
{
    int n = 0;

    if (m->pmi_rate <= 0.0 || m->loan <= m->pmi_until * m->price)
        return 0;
    while (n < months && rows[n].balance > m->pmi_until * m->price)
        n++;
    return n + 1 < months ? n + 1 : months;
}

static void
write_refinance(struct fp_buf *buf, const struct mortgage *m,
                const struct fp_refinance_result *r)
{
    fp_json_name(buf, "refinance");
    fp_buf_str(buf, "{\"old\":");
    write_summary(buf, &r->old_loan);
    fp_json_name(buf, "new");
    write_summary(buf, &r->new_loan);
    fp_json_money(buf, "new_balance", m->change.new_loan.balance);
    fp_json_money(buf, "costs_paid", m->change.costs_paid);
    fp_json_money(buf, "saving_monthly", r->saving_monthly);
    fp_json_int_or_null(buf, "simple_break_even_months", r->simple_months);
    fp_json_int_or_null(buf, "break_even_months", r->break_even_months);
    fp_json_int_or_null(buf, "cheaper_until_months", r->cheaper_until);
    fp_json_int(buf, "keep_months", m->change.keep_months);
    fp_json_money(buf, "old_cost", r->old_cost);
    fp_json_money(buf, "new_cost", r->new_cost);
    fp_json_money(buf, "saving", r->saving);
    fp_json_money(buf, "interest_saved", r->interest_saved);
    fp_buf_char(buf, '}');
}

static void
write_mortgage(struct fp_buf *buf, const struct mortgage *m,
               const struct fp_loan_row *rows,
               const struct fp_loan_summary *sum, double apr)
{
    double pmi = m->pmi_rate * m->loan / 12.0;
    int insured = insured_months(m, rows, sum->months);

    fp_json_money(buf, "loan", m->loan);
    fp_json_name(buf, "loan_to_value");
    if (m->price > 0.0)
        fp_buf_fixed(buf, m->loan / m->price, 6);
    else
        fp_buf_str(buf, "null");
    fp_json_name(buf, "mortgage");
    write_summary(buf, sum);
    fp_json_name(buf, "monthly");
    fp_buf_str(buf, "{\"principal_and_interest\":");
    fp_buf_fixed(buf, sum->payment, 2);
    fp_json_money(buf, "property_tax", m->tax);
    fp_json_money(buf, "insurance", m->insurance);
    fp_json_money(buf, "dues", m->dues);
    fp_json_money(buf, "mortgage_insurance", insured > 0 ? pmi : 0.0);
    fp_json_money(buf, "total", sum->payment + m->tax + m->insurance +
                                    m->dues + (insured > 0 ? pmi : 0.0));
    fp_buf_char(buf, '}');
    fp_json_int(buf, "mortgage_insurance_months", insured);
    fp_json_money(buf, "mortgage_insurance_paid", insured * pmi);
    fp_json_money(buf, "prepaid_finance_charge", m->points + m->fees);
    fp_json_money(buf, "amount_financed", m->loan - m->points - m->fees);
    fp_json_rate(buf, "apr", apr);
    write_extras(buf, &m->terms, sum);
}

/* The rate that Regulation Z asks to be disclosed: extra payments apart. */
static enum fp_err
disclosed_rate(const struct mortgage *m, double *apr)
{
    struct fp_loan_summary sum;
    struct fp_apr_loan loan = { .advance = m->loan - m->points - m->fees,
                                .per_year = 12.0,
                                .first_periods = 1,
                                .first_fraction = m->odd_days / 30.0 };
    enum fp_err err = plain(&m->terms, &sum);

    if (err != FP_OK)
        return err;
    loan.payment = sum.payment;
    loan.payments = sum.months;
    loan.last_payment = sum.last_payment;
    return fp_apr(&loan, apr);
}

enum fp_err
fp_question_mortgage(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "price", "down_payment", "loan", "rate", "months", "points", "fees",
        "odd_days", "property_tax_yearly", "insurance_yearly", "dues_monthly",
        "mortgage_insurance_rate", "mortgage_insurance_until",
        "extra_monthly", "extra_yearly", "extra_from", "extra_once",
        "refinance", "schedule", NULL
    };
    struct fp_loan_row *rows = rows_room(&q->root);
    struct fp_refinance_result change;
    struct fp_loan_summary sum;
    struct mortgage m = { 0 };
    enum detail detail;
    enum fp_err err;
    double apr;

    if (!fp_node_object(&q->root, known, "a mortgage"))
        return FP_EINVAL;
    read_house(&q->root, &m);
    read_size(&q->root, &m);
    m.terms.balance = m.loan;
    m.terms.cents = 1;
    m.terms.rate = fp_question_debt_rate(q, &q->root);
    m.terms.months = fp_ask_whole_or(&q->root, "months", 1,
                                     FP_LOAN_MONTHS_MAX, 360,
                                     "the mortgage runs for thirty years");
    m.points = m.loan * fp_ask_number_or(&q->root, "points", 0.0, 0.2, 0.0,
                                         NULL);
    m.fees = fp_ask_money_or(&q->root, "fees", 0.0, NULL);
    m.odd_days = fp_ask_whole_or(&q->root, "odd_days", 0, 29, 0,
                                 "the first payment is due a month after the "
                                 "loan is paid out");
    read_extras(&q->root, &m.terms);
    read_refinance(q, &m);
    detail = (enum detail)fp_ask_word_or(&q->root, "schedule", details,
                                         BY_YEAR, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    err = fp_amortize(&m.terms, rows, &sum);
    if (err == FP_OK)
        err = disclosed_rate(&m, &apr);
    if (err == FP_OK && m.has_new)
        err = place_refinance(&m, rows, &sum);
    if (err == FP_OK && m.has_new)
        err = fp_refinance(&m.change, &change);
    if (err != FP_OK)
        return without_answer(q, err);
    fp_question_source(q, method);
    fp_question_source(q, "12 CFR part 1026 (Regulation Z), appendix J, "
                          "effective 2011-12-30");
    fp_question_head(q, buf);
    write_mortgage(buf, &m, rows, &sum, apr);
    if (m.has_new)
        write_refinance(buf, &m, &change);
    write_schedule(buf, rows, sum.months, detail);
    fp_question_end(buf);
    return FP_OK;
}
