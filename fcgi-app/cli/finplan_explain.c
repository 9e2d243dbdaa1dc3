/* finplan project --explain: each line of a year with its formula, its inputs
 * and its source. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "codec/files/csv.h"
#include "codec/results/explain.h"

static void
write_table(struct fp_buf *out, const struct fp_explanation *e)
{
    const char *section = "";

    fp_buf_printf(out, "The year %d, nominal dollars\n", e->year);
    for (size_t i = 0; i < e->n; i++) {
        const struct fp_explained *line = &e->lines[i];

        if (strcmp(section, line->section) != 0)
            fp_buf_printf(out, "\n[%s]\n", line->section);
        section = line->section;
        fp_buf_printf(out, "%s = %.2f\n    = %s\n", line->line, line->value,
                      line->formula);
        for (size_t k = 0; k < line->n_inputs; k++)
            if (line->inputs[k].value != 0.0)
                fp_buf_printf(out, "      %-28s %18.6g\n",
                              line->inputs[k].name, line->inputs[k].value);
        fp_buf_printf(out, "    %s\n", line->source);
    }
}

static void
write_csv(struct fp_buf *out, const struct fp_explanation *e)
{
    fp_buf_str(out, "section,line,value,formula,source\n");
    for (size_t i = 0; i < e->n; i++) {
        const struct fp_explained *line = &e->lines[i];

        fp_csv_cell(out, line->section);
        fp_buf_char(out, ',');
        fp_csv_cell(out, line->line);
        fp_buf_printf(out, ",%.2f,", line->value);
        fp_csv_cell(out, line->formula);
        fp_buf_char(out, ',');
        fp_csv_cell(out, line->source);
        fp_buf_char(out, '\n');
    }
}

int
finplan_explain(struct finplan *f, const struct fp_request *request,
                const char *id, const struct fp_history *history,
                const struct fp_projection *projection)
{
    const struct fp_plan *plan = &request->document.plan;
    struct fp_explanation result;
    struct fp_error error;
    int year = request->explain_year != 0 ? request->explain_year
                                          : plan->start_year;

    if (fp_explain(plan, projection, year, f->arena, &result, &error) !=
        FP_OK) {
        fprintf(stderr, "finplan project: --year: %s\n", error.detail);
        return FINPLAN_USAGE;
    }
    switch (f->args.format) {
    case FINPLAN_JSON:
        fp_result_explain(&f->out, request, id, history, &result);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &result); break;
    case FINPLAN_TABLE: write_table(&f->out, &result); break;
    }
    return FINPLAN_OK;
}
