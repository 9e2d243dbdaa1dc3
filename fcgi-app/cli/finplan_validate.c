/* finplan validate: every fault of a plan, what was assumed, what is
 * unusual. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/results/encode.h"

static void
write_table(struct fp_buf *out, const struct fp_plan_document *document)
{
    const struct fp_plan *plan = &document->plan;
    size_t i;

    fp_buf_printf(out, "The plan is valid: %d years from %d, %zu people, "
                  "%zu accounts.\n", fp_plan_years(plan), plan->start_year,
                  plan->n_people, plan->n_accounts);
    for (i = 0; i < document->warnings.count; i++)
        fp_buf_printf(out, "%sWarning  %s: %s\n", i == 0 ? "\n" : "",
                      document->warnings.list[i].pointer,
                      document->warnings.list[i].detail);
    for (i = 0; i < document->assumed.count; i++)
        fp_buf_printf(out, "%s  %s = %s   %s\n", i == 0 ? "\nAssumed\n" : "",
                      document->assumed.list[i].pointer,
                      document->assumed.list[i].value,
                      document->assumed.list[i].text);
}

int
finplan_validate(struct finplan *f)
{
    struct fp_request request;
    struct fp_faults faults;
    enum fp_err err;

    if (f->args.format == FINPLAN_CSV) {
        fputs("finplan validate: --format is table or json\n", stderr);
        return FINPLAN_USAGE;
    }
    fp_faults_init(&faults, f->arena);
    err = fp_request_decode(FP_REQUEST_PLAN, f->bytes, f->len, f->arena,
                            &faults, &request);
    if (err == FP_ENOMEM) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (f->args.format == FINPLAN_JSON)
        fp_result_validate(&f->out, &faults,
                           err == FP_OK ? &request.document : NULL);
    else if (err != FP_OK)
        finplan_print_faults(f->args.file, &faults);
    else
        write_table(&f->out, &request.document);
    return err == FP_OK ? FINPLAN_OK : FINPLAN_WRONG;
}
