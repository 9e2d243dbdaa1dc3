/* finplan project: one path at expected returns, with its ledger. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/results/encode.h"
#include "planning/answers/project.h"
#include "planning/simulation/simulate.h"

static void
write_table(struct fp_buf *out, const struct fp_request *request,
            const struct fp_projection *p)
{
    const struct fp_plan *plan = &request->document.plan;
    char title[64] = "One path at expected returns";
    size_t t;

    if (request->has_path)
        snprintf(title, sizeof(title), "Path %llu of seed %llu",
                 (unsigned long long)request->path,
                 (unsigned long long)request->seed);
    fp_buf_printf(out,
                  "%s\n%s, nominal dollars\n\n"
                  "  year  age      opening      incomes       growth"
                  "     spending        taxes         fees      closing\n",
                  plan->name != NULL && plan->name[0] != '\0' ? plan->name
                                                               : "Plan",
                  title);
    for (t = 0; t < p->years; t++) {
        const struct fp_ledger_year *row = &p->rows[t];

        fp_buf_printf(out, "%6d %4d", row->year,
                      row->year - plan->people[0].birth_year);
        finplan_dollars(out, row->opening, 13);
        finplan_dollars(out, row->inflows, 13);
        finplan_dollars(out, row->growth, 13);
        finplan_dollars(out, row->spending_paid, 13);
        finplan_dollars(out, row->taxes, 13);
        finplan_dollars(out, row->fees, 13);
        finplan_dollars(out, row->closing, 13);
        fp_buf_str(out, row->shortfall > 0.01 ? "  short\n" : "\n");
    }
    fp_buf_str(out, "\nopening + incomes (with the employer's match) + growth "
                    "- spending - taxes - fees = closing\nAt the end, ");
    fp_buf_printf(out, "in dollars of %d: ", plan->start_year);
    finplan_dollars(out, p->ending_real, 0);
    if (p->failed_year != 0)
        fp_buf_printf(out, "\nSpending is not paid in full from %d on",
                      p->failed_year);
    fp_buf_char(out, '\n');
}

static void
write_csv(struct fp_buf *out, const struct fp_projection *p)
{
    size_t t, k;

    fp_buf_str(out, "year,price_level,opening,incomes,employer_match,growth,"
                    "spending_wanted,spending_paid,taxes,fees,withdrawals,rmd,"
                    "deposits,closing,agi,taxable_income,income_tax,niit,"
                    "payroll_tax,state_tax\n");
    for (t = 0; t < p->years; t++) {
        const struct fp_ledger_year *r = &p->rows[t];
        const double values[] = {
            r->opening, r->incomes, r->match, r->growth, r->spending_wanted,
            r->spending_paid, r->taxes, r->fees, r->withdrawals, r->rmd,
            r->deposits, r->closing, r->tax.agi, r->tax.taxable_income,
            r->tax.income_tax, r->tax.niit,
            r->tax.fica + r->tax.additional_medicare + r->tax.se_tax,
            r->state_tax
        };

        fp_buf_printf(out, "%d,", r->year);
        fp_buf_fixed(out, r->price_level, 6);
        for (k = 0; k < FP_COUNT(values); k++) {
            fp_buf_char(out, ',');
            fp_buf_fixed(out, values[k], 2);
        }
        fp_buf_char(out, '\n');
    }
}

/* The plan at expected returns, or one path of a simulation. */
static enum fp_err
run(struct finplan *f, struct fp_request *request,
    const struct fp_history *history, struct fp_projection *result,
    struct fp_error *error)
{
    const struct fp_plan *plan = &request->document.plan;
    const struct fp_sim_options options = finplan_options(f, request);

    if (!request->has_path)
        return fp_project(plan, history, f->arena, result, error);
    if (request->path_level >= 0)
        return fp_project_percentile(plan, history, &options,
                                     request->path_level, f->arena,
                                     &request->path, result, error);
    return fp_project_path(plan, history, request->seed, request->path,
                           f->arena, result, error);
}

int
finplan_project(struct finplan *f)
{
    struct fp_request request;
    const struct fp_history *history;
    struct fp_projection result;
    struct fp_error error;
    char id[33];
    int status = finplan_request(
        f, f->args.explain ? FP_REQUEST_EXPLAIN : FP_REQUEST_PROJECT,
        &request);

    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    if (run(f, &request, history, &result, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    if (f->args.explain)
        return finplan_explain(f, &request, id, history, &result);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_project(&f->out, &request, id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        write_table(&f->out, &request, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return FINPLAN_OK;
}
