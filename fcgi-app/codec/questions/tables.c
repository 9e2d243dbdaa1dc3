/* The law of one year as it stands in the tables. */
#include "codec/questions/tables.h"

#include <string.h>

#include "codec/files/sheet.h"
#include "codec/json/member.h"
#include "codec/results/encode.h"
#include "planning/law/tax.h"
#include "planning/version.h"

int
fp_question_is_law(const char *name)
{
    static const char *const law[] = {
        "us_aca_", "us_federal_", "us_limits", "us_medicare", "us_rmd_",
        "us_ss_", "us_state_"
    };

    for (size_t i = 0; i < FP_COUNT(law); i++)
        if (strncmp(name, law[i], strlen(law[i])) == 0)
            return fp_tables_find(name) != NULL;
    return 0;
}

enum fp_err
fp_question_tables(int year, const char *name, struct fp_arena *arena,
                   struct fp_buf *buf)
{
    int first, last, shown = 0;

    fp_tax_law_years(&first, &last);
    if (year < first || year > last)
        return FP_ERANGE;
    if (name != NULL && !fp_question_is_law(name))
        return FP_ENOTFOUND;
    fp_buf_str(buf, "{\"engine\":");
    fp_buf_json(buf, fp_planning_version());
    fp_buf_str(buf, ",\"tables\":{\"set\":");
    fp_buf_json(buf, fp_tables_id);
    fp_result_tables(buf);
    fp_buf_printf(buf, "},\"year\":%d,\"law\":[", year);
    for (size_t i = 0; i < fp_tables_count; i++) {
        struct fp_sheet sheet;

        if (!fp_question_is_law(fp_tables[i].name) ||
            (name != NULL && strcmp(fp_tables[i].name, name) != 0))
            continue;
        if (!fp_sheet_read(&fp_tables[i], arena, &sheet))
            return FP_ENOMEM;
        if (shown++ > 0)
            fp_buf_char(buf, ',');
        fp_sheet_json(buf, &sheet, year);
    }
    fp_buf_str(buf, "]}\n");
    return FP_OK;
}
