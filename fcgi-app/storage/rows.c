/* Conversions between PostgreSQL's text format and C. */
#include "storage/rows.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *
fp_row_text(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return NULL;
    return PQgetvalue(result, row, column);
}

int64_t
fp_row_int(const PGresult *result, int row, int column)
{
    const char *text = fp_row_text(result, row, column);
    int64_t value = 0;

    if (text != NULL) {
        enum fp_err err = fp_text_int64(text, strlen(text), INT64_MIN,
                                        INT64_MAX, &value);

        assert(err == FP_OK);
        (void)err;
    }
    return value;
}

const char *
fp_int_text(int64_t value, char text[FP_INT_TEXT])
{
    snprintf(text, FP_INT_TEXT, "%" PRId64, value);
    return text;
}

const char *
fp_hex_text(const unsigned char *bytes, size_t len, char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * len] = '\0';
    return text;
}

size_t
fp_char_count(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}
