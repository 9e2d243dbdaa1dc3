/* Arrays and doubles in PostgreSQL's text format. */
#include "storage/jobs/jobs_rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "storage/rows.h"

const char *
fp_job_array(struct fp_arena *arena, const int64_t *numbers, size_t n)
{
    const char *text = NULL;
    struct fp_buf buf;

    fp_buf_init(&buf, 0);
    for (size_t i = 0; i < n; i++) {
        fp_buf_char(&buf, i == 0 ? '{' : ',');
        fp_buf_int(&buf, numbers[i]);
    }
    fp_buf_str(&buf, n > 0 ? "}" : "{}");
    if (fp_buf_error(&buf) == FP_OK)
        text = fp_arena_strdup(arena, fp_buf_text(&buf));
    fp_buf_fini(&buf);
    return text;
}

int
fp_job_numbers(const char *text, int64_t *numbers, size_t n)
{
    if (*text++ != '{')
        return 0;
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(text, ",}");

        if (fp_text_int64(text, len, INT64_MIN, INT64_MAX, &numbers[i]) !=
            FP_OK)
            return 0;
        text += len;
        if (*text++ != (i + 1 < n ? ',' : '}'))
            return 0;
    }
    return *text == '\0';
}

double
fp_job_double(const PGresult *result, int row, int column)
{
    const char *text = fp_row_text(result, row, column);
    double value = 0.0;

    if (text != NULL &&
        fp_text_double(text, strlen(text), &value) != FP_OK)
        return 0.0;
    return value;
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

int
fp_job_bytes(const char *text, unsigned char *bytes, size_t *len)
{
    size_t n = 0;

    if (text[0] != '\\' || text[1] != 'x')
        return 0;
    for (text += 2; *text != '\0'; text += 2) {
        int high = hex_digit(text[0]);
        int low = high < 0 ? -1 : hex_digit(text[1]);

        if (low < 0)
            return 0;
        bytes[n++] = (unsigned char)(high << 4 | low);
    }
    *len = n;
    return 1;
}
