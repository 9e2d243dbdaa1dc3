/* Comma-separated values. SOURCE: RFC 4180, section 2, October 2005. */
#include "codec/files/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/faults.h"

void
fp_csv_init(struct fp_csv *csv, const char *bytes, size_t len,
            struct fp_arena *arena)
{
    memset(csv, 0, sizeof(*csv));
    csv->at = bytes;
    csv->end = bytes + len;
    csv->arena = arena;
    csv->next_line = 1;
}

static int
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Steps over comments and blank lines; 0 at the end of the document. */
static int
skip_to_row(struct fp_csv *csv)
{
    while (csv->at < csv->end) {
        const char *p = csv->at;

        while (p < csv->end && is_blank(*p))
            p++;
        if (p < csv->end && *p != '#' && *p != '\n')
            return 1;
        while (p < csv->end && *p != '\n')
            p++;
        csv->at = p < csv->end ? p + 1 : p;
        csv->next_line++;
    }
    return 0;
}

/* A quoted cell; at stands behind its opening quote. */
static enum fp_err
quoted_cell(struct fp_csv *csv, const char **out)
{
    size_t room, len = 0;
    const char *close = csv->at;
    char *text;

    while (close < csv->end &&
           (*close != '"' || (close + 1 < csv->end && close[1] == '"')))
        close += *close == '"' ? 2 : 1;
    if (close >= csv->end)
        return FP_EINVAL;
    room = (size_t)(close - csv->at);
    text = fp_arena_alloc(csv->arena, room + 1);
    if (text == NULL)
        return FP_ENOMEM;
    while (csv->at < close) {
        if (*csv->at == '"')
            csv->at++;
        if (*csv->at == '\n')
            csv->next_line++;
        text[len++] = *csv->at++;
    }
    csv->at = close + 1;
    while (csv->at < csv->end && is_blank(*csv->at))
        csv->at++;
    if (csv->at < csv->end && *csv->at != ',' && *csv->at != '\n')
        return FP_EINVAL;
    *out = text;
    return FP_OK;
}

static enum fp_err
plain_cell(struct fp_csv *csv, const char **out)
{
    const char *from = csv->at, *to;

    while (csv->at < csv->end && *csv->at != ',' && *csv->at != '\n')
        csv->at++;
    to = csv->at;
    while (to > from && is_blank(to[-1]))
        to--;
    *out = fp_arena_strndup(csv->arena, from, (size_t)(to - from));
    return *out != NULL ? FP_OK : FP_ENOMEM;
}

enum fp_err
fp_csv_next(struct fp_csv *csv)
{
    int more = 1;

    csv->n_cells = 0;
    if (!skip_to_row(csv))
        return FP_ENOTFOUND;
    csv->line = csv->next_line;
    while (more) {
        enum fp_err err;

        if (csv->n_cells == FP_CSV_CELLS_MAX)
            return FP_ELIMIT;
        while (csv->at < csv->end && is_blank(*csv->at))
            csv->at++;
        if (csv->at < csv->end && *csv->at == '"') {
            csv->at++;
            err = quoted_cell(csv, &csv->cells[csv->n_cells]);
        } else {
            err = plain_cell(csv, &csv->cells[csv->n_cells]);
        }
        if (err != FP_OK)
            return err;
        csv->n_cells++;
        more = csv->at < csv->end && *csv->at == ',';
        if (csv->at < csv->end)
            csv->at++;
    }
    csv->next_line++;
    return FP_OK;
}

int
fp_csv_find(const struct fp_csv *csv, const char *name)
{
    size_t i;

    for (i = 0; i < csv->n_cells; i++)
        if (strcmp(csv->cells[i], name) == 0)
            return (int)i;
    return -1;
}

void
fp_csv_cell(struct fp_buf *buf, const char *text)
{
    if (strpbrk(text, ",\"\r\n#") == NULL) {
        fp_buf_str(buf, text);
        return;
    }
    fp_buf_char(buf, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fp_buf_char(buf, '"');
        fp_buf_char(buf, *text);
    }
    fp_buf_char(buf, '"');
}

void
fp_csv_fault(struct fp_faults *faults, size_t line, const char *column,
             const char *code, const char *detail)
{
    char pointer[96];

    snprintf(pointer, sizeof(pointer), "/%zu/%.64s", line, column);
    fp_faults_add(faults, pointer, code, "%s", detail);
}
