/* finplan conformance: the oracle cases that ship with the engine, computed by
 * this build. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/results/conformance.h"
#include "planning/law/tax.h"
#include "planning/version.h"

static void
table_row(void *context, const struct fp_conformance_case *one)
{
    fp_buf_printf(context, "%-4s  %-21s %-20s %3zu  %-26s %15.6f %15.6f "
                  "%12.2e %9.2e\n", one->passed ? "ok" : "FAIL", one->kind,
                  one->name, one->compared, one->quantity, one->got,
                  one->expected, one->got - one->expected, one->tolerance);
}

static void
csv_row(void *context, const struct fp_conformance_case *one)
{
    fp_buf_printf(context, "%d,%s,%s,%zu,%s,%.10g,%.10g,%.6g,%g,%s\n",
                  one->passed, one->kind, one->name, one->compared,
                  one->quantity, one->got, one->expected,
                  one->got - one->expected, one->tolerance, one->source);
}

static enum fp_err
write_table(struct finplan *f, struct fp_conformance_summary *summary)
{
    enum fp_err err;

    fp_buf_str(&f->out, "Each case and its quantity that is furthest off\n\n");
    fp_buf_printf(&f->out, "%-4s  %-21s %-20s %3s  %-26s %15s %15s %12s %9s\n",
                  "", "kind", "case", "n", "quantity", "here", "expected",
                  "deviation", "allowed");
    err = fp_conformance_run(f->arena, table_row, &f->out, summary);
    if (err == FP_OK)
        fp_buf_printf(&f->out, "\n%zu cases, %zu quantities, %zu failed\n"
                      "%s, tables %s\n", summary->cases, summary->compared,
                      summary->failed, fp_planning_version(),
                      fp_tax_tables_id());
    return err;
}

int
finplan_conformance(struct finplan *f)
{
    struct fp_conformance_summary summary = { 0 };
    enum fp_err err = FP_OK;

    switch (f->args.format) {
    case FINPLAN_TABLE: err = write_table(f, &summary); break;
    case FINPLAN_JSON:
        err = fp_conformance_json(&f->out, f->arena, &summary);
        break;
    case FINPLAN_CSV:
        fp_buf_str(&f->out, "passed,kind,name,compared,quantity,got,expected,"
                            "deviation,tolerance,source\n");
        err = fp_conformance_run(f->arena, csv_row, &f->out, &summary);
        break;
    }
    if (err != FP_OK) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    return summary.failed == 0 ? FINPLAN_OK : FINPLAN_WRONG;
}
