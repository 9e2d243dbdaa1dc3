/* finplan formula: closed forms and money in time from the command line,
 * "name=value" for each input. */
#include "cli/finplan_formula.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/finplan.h"

static int usage(const char *fmt, ...) FP_PRINTF(1, 2);

static int
usage(const char *fmt, ...)
{
    va_list args;

    fputs("finplan formula: ", stderr);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    return FINPLAN_USAGE;
}

static size_t
count_inputs(const struct formula *formula)
{
    size_t n = 0;

    while (n < FORMULA_INPUTS && formula->inputs[n].name != NULL)
        n++;
    return n;
}

static int
list_formulas(void)
{
    fputs("Usage: finplan formula NAME INPUT=VALUE... "
          "[--format table|json]\nThe formulas and their inputs, those in "
          "brackets may be left out:\n", stderr);
    for (size_t i = 0; i < finplan_formulas_count; i++) {
        const struct formula *formula = &finplan_formulas[i];

        fprintf(stderr, "  %s: %s\n   ", formula->name, formula->what);
        for (size_t k = 0; k < count_inputs(formula); k++) {
            const struct formula_input *input = &formula->inputs[k];
            int needed = (input->flags & FORMULA_NEEDED) != 0;

            fprintf(stderr, " %s%s%s%s%s", needed ? "" : "[", input->name,
                    input->words != NULL ? "=" : "",
                    input->words != NULL ? input->words : "",
                    needed ? "" : "]");
        }
        fputc('\n', stderr);
    }
    return FINPLAN_USAGE;
}

/* The place of text among "a|b|c", or -1. */
static int
find_word(const char *words, const char *text)
{
    size_t len = strlen(text);
    int place = 0;

    for (;;) {
        size_t word = strcspn(words, "|");

        if (word == len && memcmp(words, text, len) == 0)
            return place;
        if (words[word] == '\0')
            return -1;
        words += word + 1;
        place++;
    }
}

static int
read_value(const struct formula_input *input, const char *text,
           double *value)
{
    int word;

    if (input->words != NULL) {
        word = find_word(input->words, text);
        if (word >= 0) {
            *value = word;
            return FINPLAN_OK;
        }
        return usage("%s is one of %s", input->name, input->words);
    }
    if (fp_text_double(text, strlen(text), value) == FP_OK &&
        *value >= input->min && *value <= input->max &&
        (!(input->flags & FORMULA_WHOLE) || *value == floor(*value)))
        return FINPLAN_OK;
    return usage("%s is a %s from %.10g to %.10g", input->name,
                 input->flags & FORMULA_WHOLE ? "whole number" : "number",
                 input->min, input->max);
}

/* One "name=value" into values. */
static int
take_input(const struct formula *formula, const char *text, double *values,
           unsigned *given)
{
    size_t n = count_inputs(formula), len = strcspn(text, "=");

    for (size_t k = 0; k < n; k++)
        if (text[len] == '=' && strlen(formula->inputs[k].name) == len &&
            memcmp(formula->inputs[k].name, text, len) == 0) {
            if (*given >> k & 1u)
                return usage("%s is given twice", formula->inputs[k].name);
            *given |= 1u << k;
            return read_value(&formula->inputs[k], text + len + 1,
                              &values[k]);
        }
    return usage("%s is no input of this formula; finplan formula lists them",
                 text);
}

static void
write_results(struct finplan *f, const struct formula *formula,
              const struct formula_result *results, size_t n)
{
    if (f->args.format == FINPLAN_TABLE) {
        fp_buf_printf(&f->out, "%s: %s\n\n", formula->name, formula->what);
        for (size_t i = 0; i < n; i++)
            fp_buf_printf(&f->out, "%-24s %20.10g\n", results[i].name,
                          results[i].value);
        fp_buf_printf(&f->out, "\nSource: %s\n", formula->source);
        return;
    }
    fp_buf_printf(&f->out, "{\"formula\":\"%s\",\"results\":{",
                  formula->name);
    for (size_t i = 0; i < n; i++) {
        fp_buf_printf(&f->out, "%s\"%s\":", i > 0 ? "," : "",
                      results[i].name);
        fp_buf_double(&f->out, results[i].value);
    }
    fp_buf_str(&f->out, "},\"source\":");
    fp_buf_json(&f->out, formula->source);
    fp_buf_str(&f->out, "}\n");
}

int
finplan_formula(struct finplan *f)
{
    struct formula_result results[FORMULA_RESULTS];
    double values[FORMULA_INPUTS] = { 0 };
    const struct formula *formula = NULL;
    struct fp_error error;
    unsigned given = 0;
    size_t n = 0;

    if (f->args.n_words == 0)
        return list_formulas();
    for (size_t i = 0; i < finplan_formulas_count; i++)
        if (strcmp(finplan_formulas[i].name, f->args.words[0]) == 0)
            formula = &finplan_formulas[i];
    if (formula == NULL)
        return usage("there is no formula %s; finplan formula lists them",
                     f->args.words[0]);
    if (f->args.format == FINPLAN_CSV)
        return usage("--format is table or json");
    for (size_t k = 0; k < count_inputs(formula); k++)
        values[k] = formula->inputs[k].fallback;
    for (int i = 1; i < f->args.n_words; i++) {
        int status = take_input(formula, f->args.words[i], values, &given);

        if (status != FINPLAN_OK)
            return status;
    }
    for (size_t k = 0; k < count_inputs(formula); k++)
        if ((formula->inputs[k].flags & FORMULA_NEEDED) &&
            !(given >> k & 1u))
            return usage("this formula needs %s=",
                         formula->inputs[k].name);
    if (formula->compute(values, results, &n, &error) != FP_OK)
        return finplan_engine_error(formula->name, &error);
    write_results(f, formula, results, n);
    return FINPLAN_OK;
}
