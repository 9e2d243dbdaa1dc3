/* finplan backtest --cases: historical cycles of many simple portfolios. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/cases/cycle.h"

static int
read_history(struct finplan *f, struct fp_cycle_history *history)
{
    struct fp_faults faults;
    const char *bytes;
    size_t len;
    int status;

    if (f->args.data == NULL) {
        fputs("finplan backtest: --cases needs --data, the market's yearly "
              "series\n", stderr);
        return FINPLAN_USAGE;
    }
    status = finplan_read(f, f->args.data, &bytes, &len);
    if (status != FINPLAN_OK)
        return status;
    fp_faults_init(&faults, f->arena);
    if (fp_cycle_history_csv(bytes, len, f->arena, &faults, history) !=
        FP_OK) {
        finplan_print_faults(f->args.data, &faults);
        return FINPLAN_WRONG;
    }
    return FINPLAN_OK;
}

static int
run_cases(struct finplan *f, const struct fp_cycle_history *history,
          const struct fp_cycle_cases *cases)
{
    struct fp_cycle *cycles =
        fp_arena_array(f->arena, history->count + 1, sizeof(*cycles));
    double *scratch =
        fp_arena_array(f->arena, history->count + 1, sizeof(*scratch));
    int status = FINPLAN_OK;

    if (cycles == NULL || scratch == NULL) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (f->args.cycles)
        fp_cycle_header(&f->out);
    else
        fp_cycle_summary_header(&f->out);
    for (size_t i = 0; i < cases->count; i++) {
        const struct fp_cycle_named *row = &cases->list[i];
        struct fp_error error;
        size_t n;

        if (fp_cycles_run(history->list, history->count, &row->one, cycles,
                          history->count, &n, &error) != FP_OK) {
            fprintf(stderr, "%s: line %zu, case %s: %s\n", f->args.cases,
                    row->line, row->id, error.detail);
            status = FINPLAN_WRONG;
            continue;
        }
        if (!f->args.cycles)
            fp_cycle_summary_row(&f->out, row->id, cycles, n, scratch);
        for (size_t k = 0; f->args.cycles && k < n; k++)
            fp_cycle_row(&f->out, row->id, &cycles[k]);
    }
    return status;
}

int
finplan_cycles(struct finplan *f)
{
    struct fp_cycle_history history;
    struct fp_cycle_cases cases;
    struct fp_faults faults;
    const char *bytes;
    size_t len;
    enum fp_err err;
    int status = read_history(f, &history), computed;

    if (status == FINPLAN_OK)
        status = finplan_read(f, f->args.cases, &bytes, &len);
    if (status != FINPLAN_OK)
        return status;
    fp_faults_init(&faults, f->arena);
    err = fp_cycle_cases_csv(bytes, len, f->arena, &faults, &cases);
    if (err == FP_ENOMEM) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (err != FP_OK) {
        finplan_print_faults(f->args.cases, &faults);
        status = FINPLAN_WRONG;
        if (cases.count == 0)
            return status;
    }
    computed = run_cases(f, &history, &cases);
    return computed != FINPLAN_OK ? computed : status;
}
