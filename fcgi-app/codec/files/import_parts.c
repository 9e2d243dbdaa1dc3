/* What both readers of bank files need. */
#include "codec/files/import_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "codec/json/decimal.h"

enum { LINES_FIRST = 256, AMOUNT_MAX = 40 };

#define CENTS_MAX INT64_C(100000000000000) /* as in records/ */

/* SOURCE: Unicode Consortium, mapping of Windows code page 1252, version 2.01,
 * April 1998 (0x80 to 0x9f; 0: undefined). */
static const unsigned short windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178
};

size_t
fp_import_put(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

const char *
fp_import_utf8(const char *bytes, size_t *len, struct fp_arena *arena)
{
    size_t n = 0;
    char *out;

    if (*len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        *len -= 3;
    }
    if (fp_text_utf8(bytes, *len))
        return bytes;
    out = fp_arena_array(arena, *len, 3);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < *len; i++) {
        unsigned c = (unsigned char)bytes[i];

        if (c >= 0x80 && c < 0xa0)
            c = windows_1252[c - 0x80] != 0 ? windows_1252[c - 0x80] : '?';
        n += fp_import_put(out + n, c);
    }
    *len = n;
    return out;
}

struct fp_import_line *
fp_import_add(struct fp_import *out, size_t *room, size_t line,
              struct fp_arena *arena, struct fp_faults *faults)
{
    if (out->count == FP_IMPORT_LINES_MAX) {
        fp_import_fault(faults, line, "", "limit",
                        "a file has at most 10000 transactions here");
        return NULL;
    }
    if (out->count == *room) {
        size_t more = *room == 0 ? LINES_FIRST : 2 * *room;
        struct fp_import_line *lines =
            fp_arena_array(arena, more, sizeof(*lines));

        if (lines == NULL) {
            fp_import_fault(faults, line, "", "memory", "memory ran out");
            return NULL;
        }
        if (out->count > 0)
            memcpy(lines, out->lines, out->count * sizeof(*lines));
        out->lines = lines;
        *room = more;
    }
    out->lines[out->count] = (struct fp_import_line){ .line = line };
    return &out->lines[out->count++];
}

const char *
fp_import_text(struct fp_arena *arena, const char *text, size_t max)
{
    size_t len = strlen(text), count = 0, end = 0;
    char *out;

    while (len > 0 && (unsigned char)*text <= ' ') {
        text++;
        len--;
    }
    while (len > 0 && (unsigned char)text[len - 1] <= ' ')
        len--;
    for (; end < len; end++)
        if (((unsigned char)text[end] & 0xc0) != 0x80 && count++ == max)
            break;
    out = fp_arena_strndup(arena, text, end);
    for (size_t i = 0; out != NULL && i < end; i++)
        if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
            out[i] = ' ';
    return out;
}

/* Commas between thousands, or one before the decimals: 1 when text (digits,
 * points and commas) could be turned into a plain number in place. */
static int
plain_number(char *text, int comma)
{
    char *last_comma = strrchr(text, ','), *last_point = strrchr(text, '.');
    char *to = text;

    if (comma && last_comma != NULL && last_point == NULL &&
        strchr(text, ',') == last_comma) {
        *last_comma = '.';
        last_point = last_comma;
    }
    for (char *from = text; *from != '\0'; from++) {
        if (*from == ',') {
            /* Three digits belong behind it, and no point before. */
            if ((last_point != NULL && from > last_point) ||
                strspn(from + 1, "0123456789") != 3)
                return 0;
            continue;
        }
        *to++ = *from;
    }
    *to = '\0';
    return 1;
}

/* What stands around the digits: one sign before or behind, or brackets, "$"
 * and blanks. Moves *text to the digits; *end is behind them. 0: too many
 * signs, or a bracket without the other. */
static int
strip_signs(const char **text, const char **end, int *negative)
{
    const char *first = *text, *last = first + strlen(first);
    int signs = 0, open = 0, closed = 0;

    for (; *first != '\0' && strchr(" $+-(", *first) != NULL; first++) {
        signs += *first == '+' || *first == '-' || *first == '(';
        open += *first == '(';
        *negative |= *first == '-' || *first == '(';
    }
    for (; last > first && strchr(" +-)", last[-1]) != NULL; last--) {
        signs += last[-1] == '+' || last[-1] == '-';
        closed += last[-1] == ')';
        *negative |= last[-1] == '-';
    }
    *text = first;
    *end = last;
    return signs <= 1 && open == closed;
}

int
fp_import_cents(const char *text, int comma, int64_t *cents)
{
    char plain[AMOUNT_MAX + 2];
    const char *end;
    size_t n = 1;
    int negative = 0;
    int64_t value;

    plain[0] = '0';
    if (!strip_signs(&text, &end, &negative))
        return 0;
    for (; text < end; text++) {
        if ((!isdigit((unsigned char)*text) && *text != '.' &&
             *text != ',') || n == AMOUNT_MAX)
            return 0;
        plain[n++] = *text;
    }
    plain[n] = '\0';
    if (n == 1 || strpbrk(plain + 1, "0123456789") == NULL ||
        !plain_number(plain, comma))
        return 0;
    /* A zero before ".5", and none before "12". */
    n = strspn(plain, "0");
    if (n > 0 && plain[n] >= '1' && plain[n] <= '9')
        memmove(plain, plain + n, strlen(plain + n) + 1);
    else if (n > 1)
        memmove(plain, plain + n - 1, strlen(plain + n - 1) + 1);
    n = strlen(plain);
    if (plain[n - 1] == '.')
        plain[--n] = '\0';
    if (fp_decimal_read(plain, n, 2, &value) != FP_OK || value > CENTS_MAX)
        return 0;
    *cents = negative ? -value : value;
    return 1;
}

void
fp_import_fault(struct fp_faults *faults, size_t line, const char *name,
                const char *code, const char *detail)
{
    char pointer[96];

    snprintf(pointer, sizeof(pointer), name[0] != '\0' ? "/%zu/%.64s"
                                                       : "/%zu",
             line, name);
    fp_faults_add(faults, pointer, code, "%s", detail);
}
