/* What the handlers of records share. */
#include "handlers/records/frame.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "codec/records/encode.h"
#include "handlers/list.h"
#include "handlers/precondition.h"
#include "handlers/stored.h"
#include "http/etag.h"
#include "telemetry/trace.h"

enum { NAMES_MAX = 8 };

const struct fp_record_kind *
fp_records_kind(const struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_record_kind_at(call->route->path);

    assert(kind != NULL);
    return kind;
}

const char *
fp_records_id(const struct fp_call *call)
{
    return fp_http_path_param(call->request, "id");
}

/* ?as_of= and the form in which a link to the next page repeats it. */
static void
read_moment(struct fp_call *call, int64_t *moment, struct fp_page *page,
            struct fp_faults *faults)
{
    const char *text = fp_http_query_param(call->request, "as_of");
    char stamp[FP_CLOCK_TEXT];
    const char *query;

    *moment = FP_RECORD_NOW;
    if (text == NULL)
        return;
    if (fp_clock_parse(text, strlen(text), moment) != FP_OK) {
        *moment = FP_RECORD_NOW;
        fp_faults_add(faults, "?as_of", "invalid",
                      "A time is written as in RFC 3339, such as "
                      "2026-01-31T12:00:00Z; write + as %%2B.");
        return;
    }
    fp_clock_rfc3339(*moment, stamp);
    query = fp_arena_printf(call->arena, "&as_of=%s", stamp);
    if (page != NULL && query != NULL)
        page->query = query;
}

static int
read_query(struct fp_call *call, const char *const *names, size_t n,
           int64_t *moment, struct fp_page *page)
{
    const char *known[NAMES_MAX];
    struct fp_faults faults;
    size_t count = 0;

    assert(n + 3 <= NAMES_MAX);
    for (size_t i = 0; i < n; i++)
        known[count++] = names[i];
    if (page != NULL) {
        known[count++] = "limit";
        known[count++] = "cursor";
    }
    if (moment != NULL)
        known[count++] = "as_of";
    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, known, count, &faults);
    if (page != NULL)
        fp_page_read(call->request, page, &faults);
    if (moment != NULL)
        read_moment(call, moment, page, &faults);
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 400, "bad_query",
                                "The query string is wrong.", &faults);
}

int
fp_records_query(struct fp_call *call, const char *const *names, size_t n,
                 int64_t *moment, struct fp_page *page)
{
    return read_query(call, names, n, moment, page);
}

int
fp_records_page(struct fp_call *call, const char *const *names, size_t n,
                struct fp_page *page)
{
    return read_query(call, names, n, NULL, page);
}

/* A rule of the database that the record breaks; before: the list of which it
 * is one. */
static int
refused(struct fp_call *call, const struct fp_record_refusal *refusal,
        const char *before)
{
    const struct fp_record_rule *rule = refusal->rule;
    const char *item =
        before[0] != '\0' && refusal->has_item
            ? fp_arena_printf(call->arena, "/%zu", refusal->item)
            : "";
    const char *pointer = fp_arena_printf(
        call->arena, "%s%s%s%s", before, item != NULL ? item : "",
        rule->field[0] != '\0' ? "/" : "", rule->field);
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults, pointer != NULL ? pointer : "", rule->code, "%s",
                  rule->detail);
    if (strcmp(rule->code, "duplicate") == 0)
        return fp_call_faults(call, 409, "duplicate",
                              "There is such a record already.", &faults);
    if (strcmp(rule->code, "limit_reached") == 0)
        return fp_call_problem(call, 409, "limit_reached", rule->detail);
    return fp_call_faults(call, 422, "invalid", "The request has 1 fault.",
                          &faults);
}

int
fp_records_failed(struct fp_call *call, enum fp_err err,
                  const struct fp_error *error,
                  const struct fp_record_refusal *refusal, const char *before)
{
    if (refusal != NULL && refusal->rule != NULL)
        return refused(call, refusal, before);
    if (err == FP_EFORBID)
        return fp_call_problem(call, 409, "in_use", error->detail);
    return fp_stored_failed(call, err, error,
                            "You have no such record, or none with this id.");
}

int
fp_records_reply(struct fp_call *call, int status,
                 const struct fp_record_kind *kind,
                 const struct fp_record_row *row,
                 const struct fp_assumed *assumed)
{
    const char *etag = fp_etag_version(call->arena, row->version);

    fp_trace_open("encode");
    fp_record_encode(&call->response->body, kind, row, assumed);
    fp_trace_close("encode");
    fp_buf_char(&call->response->body, '\n');
    if (etag != NULL)
        fp_http_response_header(call->response, "ETag", etag);
    return fp_call_json(call, status);
}

void
fp_records_money(struct fp_buf *body, const char *name, int64_t cents)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)cents);
    fp_buf_printf(body, ",\"%s\":", name);
    fp_record_encode_money(body, text);
}

void
fp_records_text(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_printf(body, ",\"%s\":", name);
    if (value != NULL)
        fp_buf_json(body, value);
    else
        fp_buf_str(body, "null");
}

void
fp_records_location(struct fp_call *call, const struct fp_record_kind *kind,
                    const char *id)
{
    fp_call_header(call, "Location", "/api/v1/%s/%s", kind->plural, id);
}

int
fp_records_reply_list(struct fp_call *call, int status,
                      const struct fp_record_kind *kind,
                      const struct fp_record_row *rows, size_t count,
                      const struct fp_page *page, const char *next)
{
    struct fp_buf *body = &call->response->body;

    fp_trace_open("encode");
    fp_buf_char(body, body->len == 0 ? '{' : ',');
    fp_buf_json(body, kind->key);
    fp_buf_str(body, ":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        fp_record_encode(body, kind, &rows[i], NULL);
    }
    fp_buf_char(body, ']');
    fp_trace_close("encode");
    return fp_list_end(call, status, page, next);
}
