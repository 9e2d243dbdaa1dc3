/* finplan compare: two plans on the same random numbers. */
#include "cli/finplan.h"

#include <stdio.h>

#include "codec/results/compare.h"

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
        const struct fp_compared *a = &r->plans[0].measures[m];
        const struct fp_compared *b = &r->plans[1].measures[m];
        const struct fp_compared *less = &r->plans[1].differences[m];

        fp_buf_printf(out, "%-17s", fp_compare_names[m]);
        if (m == FP_COMPARE_SUCCESS) {
            fp_buf_printf(out, "%12.2f %%%12.2f %%%12.2f %%%14.3f %%\n",
                          100 * a->value, 100 * b->value, 100 * less->value,
                          100 * less->standard_error);
            continue;
        }
        finplan_dollars(out, a->value, 14);
        finplan_dollars(out, b->value, 14);
        finplan_dollars(out, less->value, 14);
        finplan_dollars(out, less->standard_error, 16);
        fp_buf_char(out, '\n');
    }
    fp_buf_printf(out,
                  "\nA leaves more in %.1f %% of the paths, B in %.1f %%\n",
                  100 * r->plans[1].worse, 100 * r->plans[1].better);
}

static void
write_csv(struct fp_buf *out, const struct fp_compare_result *r)
{
    fp_buf_str(out, "measure,a,b,difference,standard_error\n");
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        const struct fp_compared *less = &r->plans[1].differences[m];
        const double values[] = { r->plans[0].measures[m].value,
                                  r->plans[1].measures[m].value, less->value,
                                  less->standard_error };

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

static int
compare(struct finplan *f, const struct fp_request_many *many,
        const struct fp_history *history)
{
    const struct fp_plan *plans[2];
    struct fp_sim_options options = finplan_options(f, &many->list[0]);
    struct fp_compare_result result;
    struct fp_error error;
    char id[33], ids[2][33];
    struct fp_buf text;
    int status = FINPLAN_OK;

    for (int i = 0; i < 2 && status == FINPLAN_OK; i++) {
        plans[i] = &many->list[i].document.plan;
        status = finplan_result_id(&many->list[i], history, ids[i]);
    }
    if (status != FINPLAN_OK)
        return status;
    fp_buf_init(&text, 0);
    fp_request_many_identity(&text, many, history);
    status = finplan_identify(&text, id);
    fp_buf_fini(&text);
    if (status != FINPLAN_OK)
        return status;
    if (fp_compare(plans, 2, history, &options, &result, &error) != FP_OK)
        return finplan_engine_error(f->args.other, &error);
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_compare(&f->out, many, id,
                          (const char *[]){ ids[0], ids[1] }, history,
                          &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE: write_table(&f->out, f, &result); break;
    }
    return FINPLAN_OK;
}

int
finplan_compare(struct finplan *f)
{
    struct fp_request_many *many = fp_arena_alloc(f->arena, sizeof(*many));
    const struct fp_history *history = NULL;
    int status = FINPLAN_UNFINISHED;

    if (many == NULL) {
        fputs("finplan: out of memory\n", stderr);
        return status;
    }
    many->kind = FP_MANY_PLANS;
    many->n = 2;
    status = finplan_request(f, FP_REQUEST_SIMULATE, &many->list[0]);
    if (status == FINPLAN_OK)
        status = read_other(f, &many->list[1]);
    if (status == FINPLAN_OK)
        status = finplan_history(
            f, &many->list[fp_request_needs_history(&many->list[0]) ? 0 : 1],
            &history);
    return status == FINPLAN_OK ? compare(f, many, history) : status;
}
