/* What the questions without a plan share: the document that asks, and the
 * beginning of every reply. */
#include "codec/questions/question.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/json/gate.h"
#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "codec/results/encode.h"
#include "planning/tables.h"
#include "planning/version.h"

const struct fp_question_kind fp_questions[] = {
    { "tax/federal", "the lines of a federal return",
      fp_question_tax_federal },
    { "tax/state/{code}", "the return of a state",
      fp_question_tax_state },
    { "tax/payroll", "Social Security and Medicare tax on wages",
      fp_question_tax_payroll },
    { "tax/self-employment", "the same on the profit of a business",
      fp_question_tax_self_employment },
    { "tax/capital-gains", "gains, losses and qualified dividends",
      fp_question_tax_capital_gains },
    { "tax/niit", "the tax on net investment income", fp_question_tax_niit },
    { "tax/amt", "the alternative minimum tax", fp_question_tax_amt },
    { "tax/social-security", "how much of the benefits is taxed",
      fp_question_tax_social_security },
    { "tax/irmaa", "Medicare premiums by income", fp_question_tax_irmaa },
    { "tax/aca", "the premium credit for marketplace insurance",
      fp_question_tax_aca },
    { "tax/marginal", "what the next dollars cost, cliffs included",
      fp_question_tax_marginal },
    { "tax/bracket-room", "how much more income fits below each edge",
      fp_question_tax_bracket_room },
    { "retirement/rmd", "required distributions by account and year",
      fp_question_rmd },
    { "retirement/contributions", "what may go into accounts",
      fp_question_contributions },
    { "retirement/roth-conversion", "tax now against tax later",
      fp_question_conversion },
    { "retirement/social-security", "what each age of claiming is worth",
      fp_question_claims },
    { "retirement/pension", "a pension's forms against a lump sum",
      fp_question_pension },
    { "retirement/annuity", "the fair price of income for life",
      fp_question_annuity },
    { "retirement/longevity", "how long one or two people live",
      fp_question_longevity },
    { "retirement/healthcare", "premiums and out-of-pocket costs by year",
      fp_question_healthcare },
    { "retirement/readiness", "needs against savings at fixed returns",
      fp_question_readiness },
    { "spending/next-year", "what each policy says to spend next year",
      fp_question_next_year },
    { "tvm", "any one of rate, periods, present, payment and future",
      fp_question_tvm },
    { "loan", "a loan by the month, with extra payments",
      fp_question_loan },
    { "mortgage", "a mortgage: payment, schedule, APR and refinancing",
      fp_question_mortgage },
    { "rent-or-buy", "renting against buying a home",
      fp_question_rent_or_buy },
    { "emergency-fund", "how much cash for emergencies",
      fp_question_emergency },
    { "insurance/life-need", "how much life insurance survivors need",
      fp_question_life_need },
    { "projections/debt", "paying debts off: avalanche, snowball or an order",
      fp_question_debt },
    { "projections/education", "what studies cost and how far savings reach",
      fp_question_education },
    { "projections/short-term", "the cash of the next 30 to 365 days",
      fp_question_short_term },
};

const size_t fp_questions_count = FP_COUNT(fp_questions);

const struct fp_question_kind *
fp_question_find(const char *name)
{
    for (size_t i = 0; i < fp_questions_count; i++)
        if (strcmp(fp_questions[i].name, name) == 0)
            return &fp_questions[i];
    return NULL;
}

enum fp_err
fp_question_open(struct fp_question *q, const char *name, const char *part,
                 const char *bytes, size_t len, struct fp_arena *arena)
{
    enum fp_err err;

    memset(q, 0, sizeof(*q));
    q->name = name;
    q->part = part;
    q->bytes = bytes;
    q->len = len;
    q->arena = arena;
    fp_faults_init(&q->faults, arena);
    fp_faults_init(&q->warnings, arena);
    fp_assumed_init(&q->assumed, arena);
    q->reader = (struct fp_reader){ .arena = arena,
                                    .faults = &q->faults,
                                    .assumed = &q->assumed,
                                    .prefix = "" };
    q->root = (struct fp_node){ .reader = &q->reader, .pointer = "",
                                .present = 1 };
    err = fp_json_parse(bytes, len, NULL, arena, &q->faults, &q->root.value);
    /* A number that cannot be held is well-formed. */
    q->is_json = err == FP_OK ||
                 (q->faults.count == 1 &&
                  strcmp(q->faults.list[0].code, "number_range") == 0);
    return err;
}

int
fp_question_good(const struct fp_question *q)
{
    return fp_faults_none(&q->faults);
}

void
fp_question_warn(struct fp_question *q, const char *pointer, const char *code,
                 const char *fmt, ...)
{
    char detail[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(detail, sizeof(detail), fmt, args);
    va_end(args);
    fp_faults_add(&q->warnings, pointer, code, "%s", detail);
}

double
fp_question_debt_rate(struct fp_question *q, const struct fp_node *object)
{
    struct fp_node node = fp_node_member(object, "rate");
    double rate = fp_ask_number(object, "rate", 0.0, 10.0);

    if (rate > 1.0)
        fp_question_warn(q, node.pointer, "unusual", "%.10g is %.10g %% a "
                         "year: a rate is a fraction (0.05 is 5 %%)", rate,
                         100.0 * rate);
    return rate;
}

void
fp_question_source(struct fp_question *q, const char *text)
{
    for (size_t i = 0; i < q->n_sources; i++)
        if (strcmp(q->sources[i], text) == 0)
            return;
    if (q->n_sources < FP_QUESTION_SOURCES)
        q->sources[q->n_sources++] = text;
}

void
fp_question_head(struct fp_question *q, struct fp_buf *buf)
{
    fp_buf_str(buf, "{\"question\":");
    fp_buf_json(buf, q->name);
    fp_json_text(buf, "engine", fp_planning_version());
    fp_buf_str(buf, ",\"tables\":{\"set\":");
    fp_buf_json(buf, fp_tables_id);
    fp_result_tables(buf);
    fp_buf_str(buf, "},\"assumed\":");
    fp_assumed_encode(buf, &q->assumed);
    fp_buf_str(buf, ",\"warnings\":");
    fp_faults_encode(buf, &q->warnings);
    fp_buf_str(buf, ",\"sources\":[");
    for (size_t i = 0; i < q->n_sources; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, q->sources[i]);
    }
    fp_buf_char(buf, ']');
}

void
fp_question_end(struct fp_buf *buf)
{
    fp_buf_str(buf, "}\n");
}
