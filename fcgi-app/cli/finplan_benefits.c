/* finplan benefits: Social Security cases in CSV. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "codec/cases/benefit.h"

int
finplan_benefits(struct finplan *f)
{
    struct fp_faults faults;
    enum fp_err err;
    int kind = 0;

    while (f->args.kind != NULL && kind < FP_BENEFIT_KIND_COUNT &&
           strcmp(fp_benefit_kinds[kind], f->args.kind) != 0)
        kind++;
    if (f->args.kind == NULL || kind == FP_BENEFIT_KIND_COUNT) {
        fputs("finplan benefits: --kind is pia, own, spousal or survivor\n",
              stderr);
        return FINPLAN_USAGE;
    }
    fp_faults_init(&faults, f->arena);
    err = fp_benefit_cases_csv((enum fp_benefit_kind)kind, f->bytes, f->len,
                               f->arena, &faults, &f->out);
    if (err == FP_ENOMEM) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (err == FP_OK)
        return FINPLAN_OK;
    finplan_print_faults(f->args.file, &faults);
    return FINPLAN_WRONG;
}
