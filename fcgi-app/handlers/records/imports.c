/* Transactions from a bank's file, and what an account's add up to. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "codec/files/import.h"
#include "codec/records/encode.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "storage/records/ledger_store.h"

/* The file formats, by media type. */
static const struct {
    const char *type, *format;
    enum fp_err (*read)(const char *bytes, size_t len, struct fp_arena *arena,
                        struct fp_faults *faults, struct fp_import *out);
} formats[] = {
    { "text/csv", "csv", fp_import_csv },
    { "application/x-ofx", "ofx", fp_import_ofx },
    { "application/ofx", "ofx", fp_import_ofx },
    { "application/vnd.intu.qfx", "ofx", fp_import_ofx },
};

/* Index of the format in Content-Type, or -1. */
static int
format_of(const struct fp_call *call)
{
    const char *type = fp_http_header(call->request, "Content-Type");

    for (size_t i = 0; type != NULL && i < FP_COUNT(formats); i++) {
        size_t len = strlen(formats[i].type);

        if (strncasecmp(type, formats[i].type, len) == 0 &&
            (type[len] == '\0' || type[len] == ';' || type[len] == ' '))
            return (int)i;
    }
    return -1;
}

/* ?dry_run=; 0, or the status of the refusal. */
static int
read_options(struct fp_call *call, int *dry_run)
{
    static const char *const names[] = { "dry_run" };
    const char *value = fp_http_query_param(call->request, "dry_run");
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    *dry_run = value != NULL && strcmp(value, "true") == 0;
    if (value != NULL && !*dry_run && strcmp(value, "false") != 0)
        fp_faults_add(&faults, "?dry_run", "invalid",
                      "dry_run is true or false.");
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 400, "bad_query",
                                "The query string is wrong.", &faults);
}

static struct fp_ledger_line *
ledger_lines(struct fp_arena *arena, const struct fp_import *file)
{
    struct fp_ledger_line *lines =
        fp_arena_array(arena, file->count, sizeof(*lines));

    for (size_t i = 0; lines != NULL && i < file->count; i++) {
        lines[i].date = file->lines[i].date;
        lines[i].cents = file->lines[i].cents;
        lines[i].description = file->lines[i].description;
        lines[i].category = file->lines[i].category;
        lines[i].external_id = file->lines[i].external_id;
    }
    return lines;
}

static void
write_entry(struct fp_buf *body, size_t line, const struct fp_ledger_line *l)
{
    fp_buf_printf(body, "{\"line\":%zu,\"date\":\"%s\"", line, l->date);
    fp_records_money(body, "amount", l->cents);
    fp_records_text(body, "description", l->description);
    fp_records_text(body, "category", l->category);
    fp_records_text(body, "external_id", l->external_id);
    fp_buf_printf(body, ",\"duplicate\":%s}",
                  l->duplicate ? "true" : "false");
}

static int
reply_import(struct fp_call *call, const char *format, int dry_run,
             const struct fp_import *file, const struct fp_ledger_line *lines)
{
    struct fp_buf *body = &call->response->body;
    const char *first = lines[0].date, *last = lines[0].date;
    size_t duplicates = 0;
    int64_t sum = 0; /* 10,000 lines of at most 10^14 cents */

    for (size_t i = 0; i < file->count; i++) {
        duplicates += (size_t)lines[i].duplicate;
        if (!lines[i].duplicate)
            sum += lines[i].cents;
        if (strcmp(lines[i].date, first) < 0)
            first = lines[i].date;
        if (strcmp(lines[i].date, last) > 0)
            last = lines[i].date;
    }
    fp_buf_printf(body, "{\"format\":\"%s\",\"dry_run\":%s,\"lines\":%zu,"
                        "\"new\":%zu,\"duplicates\":%zu", format,
                  dry_run ? "true" : "false", file->count,
                  file->count - duplicates, duplicates);
    fp_records_money(body, "total", sum);
    fp_buf_printf(body, ",\"first_date\":\"%s\",\"last_date\":\"%s\","
                        "\"entries\":[", first, last);
    for (size_t i = 0; i < file->count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        write_entry(body, file->lines[i].line, &lines[i]);
    }
    fp_buf_str(body, "]}\n");
    return fp_call_json(call, 200);
}

/* POST /api/v1/accounts/{id}/transactions/import */
int
fp_handle_transactions_import(struct fp_call *call)
{
    const int format = format_of(call);
    struct fp_record_refusal refusal = { .rule = NULL };
    struct fp_error error = { .code = FP_OK };
    struct fp_import file = { .count = 0 };
    struct fp_ledger_line *lines;
    struct fp_storage_call db;
    struct fp_faults faults;
    int dry_run = 0, status;
    enum fp_err err;

    if (format < 0)
        return fp_call_problem(call, 415, "unsupported_media_type",
                               "Send a file as Content-Type: text/csv or "
                               "application/x-ofx.");
    status = read_options(call, &dry_run);
    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    err = formats[format].read(call->request->body, call->request->body_len,
                               call->arena, &faults, &file);
    if (err == FP_ENOMEM)
        return fp_call_internal(call, "import", NULL);
    if (err != FP_OK)
        return fp_call_faults(call, 422, "invalid",
                              "The file cannot be imported; nothing was.",
                              &faults);
    lines = ledger_lines(call->arena, &file);
    if (lines == NULL)
        return fp_call_internal(call, "import", NULL);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_import(&db, fp_records_id(call),
                                              formats[format].format, dry_run,
                                              lines, file.count, &refusal,
                                              &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, &refusal, "");
    return reply_import(call, formats[format].format, dry_run, &file, lines);
}

/* A day in the query, or NULL. */
static const char *
read_day(struct fp_call *call, const char *name, struct fp_faults *faults)
{
    const char *text = fp_http_query_param(call->request, name);
    int year, month, day;
    char pointer[16];

    if (text == NULL ||
        fp_text_date(text, strlen(text), &year, &month, &day) == FP_OK)
        return text;
    snprintf(pointer, sizeof(pointer), "?%s", name);
    fp_faults_add(faults, pointer, "invalid",
                  "A day is written year-month-day, such as 2026-01-31.");
    return NULL;
}

static void
write_sums(struct fp_buf *body, const struct fp_ledger_group *group)
{
    fp_buf_printf(body, ",\"count\":%lld,\"in\":", (long long)group->count);
    fp_record_encode_money(body, group->in);
    fp_buf_str(body, ",\"out\":");
    fp_record_encode_money(body, group->out);
    fp_buf_str(body, ",\"net\":");
    fp_record_encode_money(body, group->net);
}

/* GET /api/v1/accounts/{id}/transactions/summary */
int
fp_handle_transactions_summary(struct fp_call *call)
{
    static const char *const names[] = { "from", "to", "by" };
    const char *by = fp_http_query_param(call->request, "by");
    struct fp_buf *body = &call->response->body;
    struct fp_ledger_group *groups = NULL;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_faults faults;
    const char *from, *to;
    size_t count = 0;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    from = read_day(call, "from", &faults);
    to = read_day(call, "to", &faults);
    if (by == NULL)
        by = "month";
    if (strcmp(by, "month") != 0 && strcmp(by, "year") != 0 &&
        strcmp(by, "category") != 0)
        fp_faults_add(&faults, "?by", "invalid",
                      "by is month, year or category.");
    if (!fp_faults_none(&faults))
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &faults);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_ledger_summary(&db,
                                                      fp_records_id(call),
                                                      from, to, by, &groups,
                                                      &count, &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_buf_str(body, "{\"account_id\":");
    fp_buf_json(body, fp_records_id(call));
    fp_records_text(body, "from", from);
    fp_records_text(body, "to", to);
    fp_buf_printf(body, ",\"by\":\"%s\",\"groups\":[", by);
    for (size_t i = 0; i < count; i++) {
        fp_buf_printf(body, "%s{\"number\":%zu", i > 0 ? "," : "", i + 1);
        fp_records_text(body, "key", groups[i].key);
        write_sums(body, &groups[i]);
        fp_buf_char(body, '}');
    }
    fp_buf_str(body, "]}\n");
    return fp_call_json(call, 200);
}
