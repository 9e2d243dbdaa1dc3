/* /tax/…: the return of a year, and how its single lines come about. Each
 * takes the same case (codec/cases/tax.h). */
#include <string.h>

#include "codec/json/member.h"
#include "codec/questions/kinds.h"
#include "codec/questions/tax_parts.h"
#include "planning/calculators/tax_lines.h"

static double
rate_of(double tax, double income)
{
    return income > 0.0 ? tax / income : 0.0;
}

enum fp_err
fp_question_tax_federal(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_tax_asked asked;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    fp_question_source(q, "26 U.S.C. as the parameters say, each with its "
                          "publication");
    fp_question_head(q, buf);
    fp_json_rate(buf, "effective_rate",
                 rate_of(asked.result.total, asked.result.agi));
    fp_tax_case_lines(buf, &asked.one, &asked.result);
    fp_question_end(buf);
    return FP_OK;
}

/* The state's schedule in force. */
static void
write_brackets(struct fp_buf *buf, const struct fp_state_law *law)
{
    fp_json_name(buf, "brackets");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < law->n; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"floor\":" : "{\"floor\":");
        fp_buf_fixed(buf, law->floor[i], 2);
        fp_json_rate(buf, "rate", law->rate[i]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static int
fit(const char *state, enum fp_filing_status row, const char *wanted,
    enum fp_filing_status status)
{
    return strcmp(state, wanted) == 0 ? fp_state_fit(row, status) : 0;
}

/* A schedule holds until the state's next one. */
static void
bracket_sources(struct fp_question *q, const char *state, int year,
                enum fp_filing_status status)
{
    const struct fp_row_state_bracket *best = NULL;

    for (size_t i = 0; i < fp_table_us_state_brackets_count; i++) {
        const struct fp_row_state_bracket *row =
            &fp_table_us_state_brackets[i];
        int f = fit(row->state, row->status, state, status);

        if (f > 0 && row->from_year <= year &&
            (best == NULL || row->from_year > best->from_year ||
             (row->from_year == best->from_year &&
              f > fit(best->state, best->status, state, status))))
            best = row;
    }
    if (best != NULL)
        fp_question_source(q, best->source);
}

/* Sources of the state's rows that hold in the year: not those that a later
 * row of the same parameter replaces. */
static void
state_sources(struct fp_question *q, const char *state, int year,
              enum fp_filing_status status)
{
    const struct fp_row_state_param *best[FP_STATE_PARAMS] = { NULL };

    bracket_sources(q, state, year, status);
    for (size_t i = 0; i < fp_table_us_state_params_count; i++) {
        const struct fp_row_state_param *row = &fp_table_us_state_params[i];
        const struct fp_row_state_param **b = &best[row->param];
        int f = fit(row->state, row->status, state, status);

        if (f > 0 && row->from_year <= year &&
            (row->to_year == 0 || row->to_year >= year) &&
            (*b == NULL || row->from_year > (*b)->from_year ||
             (row->from_year == (*b)->from_year &&
              f > fit((*b)->state, (*b)->status, state, status))))
            *b = row;
    }
    for (size_t i = 0; i < FP_STATE_PARAMS; i++)
        if (best[i] != NULL)
            fp_question_source(q, best[i]->source);
}

enum fp_err
fp_question_tax_state(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_tax_asked asked;
    struct fp_state_result r;
    struct fp_state_law law;
    struct fp_state_facts *state = &asked.one.state;
    struct fp_state_facts named = { .n_dependents = 0 };
    const char *code = q->part != NULL ? q->part : "";
    enum fp_err err;

    if (code[0] == '\0' || fp_state_case_state(&named, code) != NULL)
        return fp_error_set(&q->error, FP_ENOTFOUND, "There is no such state: "
                            "two capital letters, DC, or none.");
    err = fp_tax_asked(q, NULL, &asked);
    if (err != FP_OK)
        return err;
    if (state->state[0] != '\0' && strcmp(state->state, code) != 0) {
        struct fp_node node = fp_node_member(&q->root, "state");

        fp_node_fault(&node, "value", "the path asks about %.8s", code);
        return FP_EINVAL;
    }
    memcpy(state->state, named.state, sizeof(named.state));
    if (fp_state_law_get(code, asked.one.year, asked.one.status, &law) !=
            FP_OK ||
        fp_state_return(state, asked.one.year, asked.one.status,
                        &asked.one.input, &asked.result, &r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE, "The tables have no state "
                            "law for %d.", asked.one.year);
    state_sources(q, code, asked.one.year, asked.one.status);
    if (q->n_sources == 0)
        fp_question_source(q, "no tax on individuals' income in this state");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_name(buf, "lines");
    fp_state_case_json(buf, state, asked.one.year, &r);
    fp_json_money(buf, "tax", r.tax);
    fp_json_rate(buf, "effective_rate", rate_of(r.tax, asked.result.agi));
    fp_json_money(buf, "federal_agi", asked.result.agi);
    write_brackets(buf, &law);
    fp_question_end(buf);
    return FP_OK;
}

static void
write_additional(struct fp_buf *buf, const struct fp_tax_asked *asked)
{
    struct fp_additional_medicare_lines m =
        fp_additional_medicare_lines(&asked->law, &asked->one.input);

    fp_json_name(buf, "additional_medicare");
    fp_buf_str(buf, "{\"earned\":");
    fp_buf_fixed(buf, m.earned, 2);
    fp_json_money(buf, "threshold",
                  asked->law.additional_medicare_threshold);
    fp_json_money(buf, "excess", m.excess);
    fp_json_money(buf, "tax", m.tax);
    fp_buf_char(buf, '}');
}

enum fp_err
fp_question_tax_payroll(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = {
        "wage_base", "oasdi_rate", "medicare_rate",
        "additional_medicare_threshold", "additional_medicare_rate"
    };
    struct fp_tax_asked asked;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    fp_question_source(q, "26 U.S.C. 3101, 3111 and 3121(a)(1)");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_buf_str(buf, ",\"people\":[");
    for (int k = 0; k < 2; k++) {
        double wages = asked.one.input.wages[k];
        struct fp_payroll_lines p = fp_payroll_lines(&asked.law, wages);

        fp_buf_str(buf, k > 0 ? ",{\"wages\":" : "{\"wages\":");
        fp_buf_fixed(buf, wages, 2);
        fp_json_money(buf, "social_security_wages", p.covered);
        fp_json_money(buf, "social_security", p.social_security);
        fp_json_money(buf, "medicare", p.medicare);
        fp_json_money(buf, "employer", p.social_security + p.medicare);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    write_additional(buf, &asked);
    fp_json_money(buf, "employee",
                  asked.result.fica + asked.result.additional_medicare);
    fp_json_money(buf, "employer", asked.result.fica);
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_self_employment(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = {
        "wage_base", "se_factor", "se_oasdi_rate", "se_medicare_rate",
        "additional_medicare_threshold", "additional_medicare_rate"
    };
    struct fp_tax_asked asked;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    fp_question_source(q, "26 U.S.C. 1401, 1402(a)(12) and (b), 164(f); "
                          "Schedule SE");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_buf_str(buf, ",\"people\":[");
    for (int k = 0; k < 2; k++) {
        const struct fp_tax_input *in = &asked.one.input;
        struct fp_self_employment_lines s = fp_self_employment_lines(
            &asked.law, in->self_employment[k], in->wages[k]);

        fp_buf_str(buf, k > 0 ? ",{\"profit\":" : "{\"profit\":");
        fp_buf_fixed(buf, in->self_employment[k], 2);
        fp_json_money(buf, "net_earnings", s.net);
        fp_json_money(buf, "social_security_earnings", s.covered);
        fp_json_money(buf, "social_security", s.social_security);
        fp_json_money(buf, "medicare", s.medicare);
        fp_json_money(buf, "tax", s.tax);
        fp_json_money(buf, "deduction", s.deduction);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    write_additional(buf, &asked);
    fp_json_money(buf, "self_employment_tax", asked.result.se_tax);
    fp_json_money(buf, "deduction", asked.result.se_deduction);
    fp_json_money(buf, "qualified_business_deduction", asked.result.qbid);
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_capital_gains(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = { "capital_loss_limit",
                                         "niit_threshold", "niit_rate" };
    struct fp_tax_asked asked;
    struct fp_gains_lines g;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    g = fp_gains_lines(&asked.law, &asked.one.input, &asked.result);
    fp_question_source(q, "26 U.S.C. 1(h), 1211(b), 1212(b) and 1222; "
                          "Schedule D");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_money(buf, "net_gain", g.net);
    fp_json_money(buf, "loss_deducted", g.deducted);
    fp_json_money(buf, "loss_carried_short", asked.result.loss_carried_short);
    fp_json_money(buf, "loss_carried_long", asked.result.loss_carried_long);
    fp_json_money(buf, "net_capital_gain", g.net_capital_gain);
    fp_json_money(buf, "qualified_dividends",
                  asked.one.input.qualified_dividends);
    fp_json_money(buf, "preferential_income", g.preferential);
    fp_json_money(buf, "taxable_income", asked.result.taxable_income);
    fp_buf_str(buf, ",\"rates\":[");
    for (size_t i = 0; i < g.n; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"rate\":" : "{\"rate\":");
        fp_buf_fixed(buf, asked.law.gains.rate[i], 6);
        fp_json_money(buf, "from_taxable_income", asked.law.gains.floor[i]);
        fp_json_money(buf, "amount", g.at_rate[i]);
        fp_json_money(buf, "tax", asked.law.gains.rate[i] * g.at_rate[i]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_json_money(buf, "gains_tax", asked.result.gains_tax);
    fp_json_money(buf, "niit", asked.result.niit);
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_niit(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = { "niit_threshold", "niit_rate" };
    struct fp_tax_asked asked;
    struct fp_niit_lines n;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    n = fp_niit_lines(&asked.law, &asked.one.input, &asked.result);
    fp_question_source(q, "26 U.S.C. 1411; Form 8960");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_money(buf, "net_investment_income", n.invested);
    fp_json_money(buf, "agi", asked.result.agi);
    fp_json_money(buf, "threshold", asked.law.niit_threshold);
    fp_json_money(buf, "excess", n.excess);
    fp_json_money(buf, "base", n.base);
    fp_json_money(buf, "niit", n.tax);
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_amt(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = {
        "amt_exemption", "amt_phaseout_start", "amt_phaseout_rate",
        "amt_rate_1", "amt_rate_2", "amt_rate_2_start"
    };
    struct fp_tax_asked asked;
    struct fp_amt_lines a;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    a = fp_amt_lines(&asked.law, &asked.one.input, &asked.result);
    fp_question_source(q, "26 U.S.C. 55 and 56; Form 6251");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_money(buf, "amt_income", a.income);
    fp_json_money(buf, "exemption", a.exemption);
    fp_json_money(buf, "base", a.base);
    fp_json_money(buf, "tentative_minimum_tax", a.tentative);
    fp_json_money(buf, "regular_tax", asked.result.regular_tax);
    fp_json_money(buf, "amt", a.tax);
    fp_json_text(buf, "left_out", "incentive stock options, depletion and "
                                  "the other preferences");
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}

enum fp_err
fp_question_tax_social_security(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const names[] = { "ss_base_1", "ss_base_2",
                                         "ss_share_1", "ss_share_2" };
    struct fp_tax_asked asked;
    struct fp_benefits_lines b;
    enum fp_err err = fp_tax_asked(q, NULL, &asked);

    if (err != FP_OK)
        return err;
    b = fp_benefits_lines(&asked.law, &asked.one.input, &asked.result);
    fp_question_source(q, "26 U.S.C. 86; IRS Publication 915");
    fp_question_head(q, buf);
    fp_tax_case_year(buf, &asked.one);
    fp_json_money(buf, "benefits", asked.one.input.social_security);
    fp_json_money(buf, "other_income", b.other);
    fp_json_money(buf, "provisional_income", b.provisional);
    fp_json_money(buf, "between_bases", b.first);
    fp_json_money(buf, "above_second_base", b.second);
    fp_json_money(buf, "taxable", b.taxable);
    fp_json_rate(buf, "taxable_share", b.share);
    fp_tax_parameters(buf, &asked.one, names, FP_COUNT(names));
    fp_question_end(buf);
    return FP_OK;
}
