/* Text that tables share: amounts and footnotes. */
#include "cli/finplan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planning/law/tax.h"
#include "planning/version.h"

void
finplan_dollars(struct fp_buf *out, double value, int width)
{
    char plain[32], text[48];
    size_t digits, i, at = 0;
    int pad;

    snprintf(plain, sizeof(plain), "%.0f", fabs(value));
    digits = strlen(plain);
    if (value <= -0.5)
        text[at++] = '-';
    for (i = 0; i < digits && at + 2 < sizeof(text); i++) {
        if (i > 0 && (digits - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = '\0';
    for (pad = (int)at; pad < width; pad++)
        fp_buf_char(out, ' ');
    fp_buf_str(out, text);
}

void
finplan_footnotes(struct fp_buf *out, const struct fp_request *request,
                  const char *result_id)
{
    const struct fp_plan_document *document = &request->document;
    size_t i;

    for (i = 0; i < document->warnings.count; i++)
        fp_buf_printf(out, "%sWarning  %s: %s\n", i == 0 ? "\n" : "",
                      document->warnings.list[i].pointer,
                      document->warnings.list[i].detail);
    for (i = 0; i < document->assumed.count; i++)
        fp_buf_printf(out, "%s  %s = %s\n", i == 0 ? "\nAssumed\n" : "",
                      document->assumed.list[i].pointer,
                      document->assumed.list[i].value);
    fp_buf_printf(out, "\n%s, tables %s, result %s\n", fp_planning_version(),
                  fp_tax_tables_id(), result_id);
}
