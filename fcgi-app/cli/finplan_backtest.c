/* finplan backtest: the plan through every window of the past. */
#include "cli/finplan.h"

#include "codec/results/encode.h"
#include "planning/answers/backtest.h"

static void
write_table(struct fp_buf *out, const struct fp_request *request,
            const struct fp_history *history,
            const struct fp_backtest_result *r)
{
    const char *name = request->document.plan.name;
    size_t i;

    fp_buf_printf(out, "%s\nWindows of %zu years, series %s\n\n",
                  name != NULL && name[0] != '\0' ? name : "Plan", r->years,
                  history->name);
    fp_buf_printf(out, "Survived              %zu of %zu windows (%.1f %%)\n",
                  r->successes, r->windows, 100 * r->success_rate);
    fp_buf_printf(out,
                  "Safe withdrawal rate  %.3f %% of the starting wealth, set "
                  "by the window from %d\n\n",
                  100 * r->safe_withdrawal_rate,
                  r->safe_withdrawal_start_year);
    fp_buf_str(out, " start  survived  ending wealth  safe rate  worst year"
                    "\n");
    for (i = 0; i < r->windows; i++) {
        const struct fp_backtest_window *w = &r->list[i];

        fp_buf_printf(out, "%6d  ", w->start_year);
        if (w->survived)
            fp_buf_str(out, "yes     ");
        else
            fp_buf_printf(out, "to %-5d", w->failed_year);
        finplan_dollars(out, w->ending_real, 15);
        fp_buf_printf(out, "%9.3f %%  %d (%.1f %%)\n", 100 * w->safe_rate,
                      w->worst_year, 100 * w->worst_return);
    }
    fp_buf_str(out, "Ending wealth in dollars of the window's first year.\n");
}

static void
write_csv(struct fp_buf *out, const struct fp_backtest_result *r)
{
    size_t i;

    fp_buf_str(out, "start_year,survived,ending_wealth,failed_year,worst_year,"
                    "worst_return,safe_rate\n");
    for (i = 0; i < r->windows; i++) {
        const struct fp_backtest_window *w = &r->list[i];

        fp_buf_printf(out, "%d,%d,", w->start_year, w->survived);
        fp_buf_fixed(out, w->ending_real, 2);
        fp_buf_char(out, ',');
        if (w->failed_year != 0)
            fp_buf_int(out, w->failed_year);
        fp_buf_printf(out, ",%d,", w->worst_year);
        fp_buf_fixed(out, w->worst_return, 6);
        fp_buf_char(out, ',');
        fp_buf_fixed(out, w->safe_rate, 8);
        fp_buf_char(out, '\n');
    }
}

int
finplan_backtest(struct finplan *f)
{
    struct fp_request request;
    const struct fp_history *history;
    struct fp_backtest_result result;
    struct fp_error error;
    char id[33];
    int status;

    if (f->args.cases != NULL)
        return finplan_cycles(f);
    status = finplan_request(f, FP_REQUEST_BACKTEST, &request);
    if (status == FINPLAN_OK)
        status = finplan_history(f, &request, &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&request, history, id);
    if (status != FINPLAN_OK)
        return status;
    if (fp_backtest(&request.document.plan, history, &request.backtest,
                    f->arena, &result, &error) != FP_OK)
        return finplan_engine_error(f->args.file, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_backtest(&f->out, &request, id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE:
        write_table(&f->out, &request, history, &result);
        finplan_footnotes(&f->out, &request, id);
        break;
    }
    return FINPLAN_OK;
}
