/* How far goals are. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "codec/records/encode.h"
#include "handlers/handlers.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "records/progress.h"
#include "storage/records/ledger_store.h"

static const char *
value(const struct fp_record_row *goal, const char *field)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_GOAL);

    return goal->values[fp_record_field(kind, field)];
}

static struct fp_day
day_of(const char *text)
{
    struct fp_day day = { 1970, 1, 1 };
    enum fp_err err = fp_text_date(text, 10, &day.year, &day.month, &day.day);

    (void)err; /* the column is a day */
    return day;
}

/* ?on=, the day of the question: today in UTC unless it says otherwise. 0, or
 * the status of the refusal. */
static int
read_day(struct fp_call *call, char text[FP_CLOCK_TEXT], struct fp_day *day)
{
    static const char *const names[] = { "on" };
    const char *on = fp_http_query_param(call->request, "on");
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    fp_clock_rfc3339(fp_clock_unix_ms(), text);
    if (on != NULL && fp_text_date(on, strlen(on), &day->year, &day->month,
                                   &day->day) != FP_OK)
        fp_faults_add(&faults, "?on", "invalid",
                      "A day is written year-month-day, such as 2026-01-31.");
    else if (on != NULL)
        memcpy(text, on, strlen(on));
    text[10] = '\0';
    *day = day_of(text);
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 400, "bad_query",
                                "The query string is wrong.", &faults);
}

static int64_t
number(const struct fp_record_row *goal, const char *field)
{
    const char *text = value(goal, field);
    int64_t out = 0;
    enum fp_err err = fp_text_int64(text, strlen(text), INT64_MIN, INT64_MAX,
                                    &out);

    (void)err; /* the column is a number; a sum has at most 18 digits */
    return out;
}

static struct fp_goal_progress
progress_of(const struct fp_record_row *goal, struct fp_day today)
{
    return fp_goal_progress(number(goal, "amount"),
                            (int)number(goal, "years"), number(goal, "saved"),
                            today, day_of(value(goal, "due")));
}

static void
write_progress(struct fp_buf *body, const struct fp_record_row *goal,
               const struct fp_goal_progress *p)
{
    fp_buf_printf(body, "{\"goal_id\":\"%s\",\"name\":", goal->id);
    fp_buf_json(body, value(goal, "name"));
    fp_buf_printf(body, ",\"due\":\"%s\"", value(goal, "due"));
    fp_records_money(body, "target", p->target_cents);
    fp_records_money(body, "saved", p->saved_cents);
    fp_records_money(body, "remaining", p->remaining_cents);
    fp_buf_str(body, ",\"share\":");
    fp_buf_fixed(body, p->share, 4);
    fp_buf_printf(body, ",\"months_left\":%d", p->months_left);
    fp_records_money(body, "monthly", p->monthly_cents);
}

/* GET /api/v1/goals/{id}/progress */
int
fp_handle_goal_progress(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;
    struct fp_error error = { .code = FP_OK };
    struct fp_goal_progress progress;
    struct fp_record_row goal;
    struct fp_storage_call db;
    char on[FP_CLOCK_TEXT];
    const char *last = NULL;
    int64_t contributions = 0;
    struct fp_day today;
    enum fp_err err;
    int status = read_day(call, on, &today);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_goal(&db, fp_records_id(call), &goal,
                                            &contributions, &last, &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    progress = progress_of(&goal, today);
    write_progress(body, &goal, &progress);
    fp_buf_printf(body, ",\"on\":\"%s\",\"contributions\":%lld", on,
                  (long long)contributions);
    fp_records_text(body, "last_contribution", last);
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 200);
}

/* GET /api/v1/households/{id}/goals/summary: a household has at most as many
 * goals as one page. */
int
fp_handle_goals_summary(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_GOAL);
    struct fp_buf *body = &call->response->body;
    struct fp_error error = { .code = FP_OK };
    int64_t target = 0, saved = 0, remaining = 0, monthly = 0;
    struct fp_record_page rows;
    struct fp_storage_call db;
    char on[FP_CLOCK_TEXT];
    struct fp_day today;
    enum fp_err err;
    int status = read_day(call, on, &today);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_records_list(&db, kind,
                                                    fp_records_id(call),
                                                    FP_RECORD_NOW, NULL,
                                                    FP_RECORD_PAGE_MAX, &rows,
                                                    &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_buf_printf(body, "{\"on\":\"%s\",\"goals\":[", on);
    for (size_t i = 0; i < rows.count; i++) {
        struct fp_goal_progress p = progress_of(&rows.rows[i], today);

        if (i > 0)
            fp_buf_char(body, ',');
        write_progress(body, &rows.rows[i], &p);
        fp_buf_char(body, '}');
        target += p.target_cents;
        saved += p.saved_cents;
        remaining += p.remaining_cents;
        monthly += p.monthly_cents;
    }
    fp_buf_char(body, ']');
    fp_records_money(body, "target", target);
    fp_records_money(body, "saved", saved);
    fp_records_money(body, "remaining", remaining);
    fp_records_money(body, "monthly", monthly);
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 200);
}
