/* finplan compare: two plans on the same random numbers. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/result_compare.h"

static void
write_table(struct fp_buf *out, const struct finplan *f,
            const struct fp_compare_result *r)
{
    fp_buf_printf(out,
                  "A is %s, B is %s\n%llu paths, seed %llu, the same for "
                  "both; dollars of the first year\n\n"
                  "                              A             B         "
                  "B - A  standard error\n",
                  f->args.file, f->args.other,
                  (unsigned long long)r->paths, (unsigned long long)r->seed);
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        const struct fp_compared *c = &r->measures[m];

        fp_buf_printf(out, "%-17s", fp_compare_names[m]);
        if (m == FP_COMPARE_SUCCESS) {
            fp_buf_printf(out, "%12.2f %%%12.2f %%%12.2f %%%14.3f %%\n",
                          100 * c->a, 100 * c->b, 100 * c->difference,
                          100 * c->standard_error);
            continue;
        }
        finplan_dollars(out, c->a, 14);
        finplan_dollars(out, c->b, 14);
        finplan_dollars(out, c->difference, 14);
        finplan_dollars(out, c->standard_error, 16);
        fp_buf_char(out, '\n');
    }
    fp_buf_printf(out,
                  "\nA leaves more in %.1f %% of the paths, B in %.1f %%\n",
                  100 * r->better_a, 100 * r->better_b);
}

static void
write_csv(struct fp_buf *out, const struct fp_compare_result *r)
{
    fp_buf_str(out, "measure,a,b,difference,standard_error\n");
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        const struct fp_compared *c = &r->measures[m];
        const double values[] = { c->a, c->b, c->difference,
                                  c->standard_error };

        fp_buf_str(out, fp_compare_names[m]);
        for (size_t k = 0; k < FP_COUNT(values); k++) {
            fp_buf_char(out, ',');
            fp_buf_fixed(out, values[k], 6);
        }
        fp_buf_char(out, '\n');
    }
}

/* Reads the second plan as the first was read. */
static int
read_other(struct finplan *f, struct fp_request *request)
{
    struct finplan other = *f;
    int status = finplan_read(f, f->args.other, &other.bytes, &other.len);

    other.args.file = f->args.other;
    return status != FINPLAN_OK
               ? status
               : finplan_request(&other, FP_REQUEST_SIMULATE, request);
}

int
finplan_compare(struct finplan *f)
{
    const struct fp_history *history = NULL;
    struct fp_sim_options options;
    struct fp_compare_result result;
    struct fp_request a, b;
    struct fp_error error;
    char a_id[33], b_id[33];
    int status = finplan_request(f, FP_REQUEST_SIMULATE, &a);

    if (status == FINPLAN_OK)
        status = read_other(f, &b);
    if (status == FINPLAN_OK)
        status = finplan_history(f, fp_request_needs_history(&a) ? &a : &b,
                                 &history);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&a, history, a_id);
    if (status == FINPLAN_OK)
        status = finplan_result_id(&b, history, b_id);
    if (status != FINPLAN_OK)
        return status;
    options = finplan_options(f, &a);
    if (fp_compare(&a.document.plan, &b.document.plan, history, &options,
                   f->arena, &result, &error) != FP_OK)
        return finplan_engine_error(f->args.other, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_compare(&f->out, &a, a_id, &b, b_id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE: write_table(&f->out, f, &result); break;
    }
    return FINPLAN_OK;
}
