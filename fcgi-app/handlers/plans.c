/* /api/v1/plans: stored plan documents of the user. */
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "codec/json/merge_patch.h"
#include "handlers/call.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/list.h"
#include "handlers/precondition.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "http/etag.h"
#include "storage/plans_store.h"

static const char missing[] = "You have no plan with this id.";

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    fp_buf_json(body, value);
}

static void
write_plan(struct fp_call *call, const void *row)
{
    struct fp_buf *body = &call->response->body;
    const struct fp_stored_plan *plan = row;
    char created[FP_CLOCK_TEXT], updated[FP_CLOCK_TEXT];

    fp_clock_rfc3339(plan->created_ms, created);
    fp_clock_rfc3339(plan->updated_ms, updated);
    fp_buf_char(body, '{');
    member(body, "id", plan->id);
    fp_buf_char(body, ',');
    member(body, "name", plan->name);
    fp_buf_str(body, ",\"version\":");
    fp_buf_int(body, plan->version);
    fp_buf_char(body, ',');
    member(body, "created", created);
    fp_buf_char(body, ',');
    member(body, "updated", updated);
    fp_records_text(body, "household_id", plan->household_id);
    if (plan->document != NULL) {
        fp_buf_str(body, ",\"plan\":");
        fp_buf_add(body, plan->document, plan->document_len);
    }
    fp_buf_char(body, '}');
}

/* The reply that shows one whole plan. */
static int
reply_plan(struct fp_call *call, int status, const struct fp_stored_plan *plan)
{
    const char *etag = fp_etag_version(call->arena, plan->version);

    write_plan(call, plan);
    fp_buf_char(&call->response->body, '\n');
    if (etag != NULL)
        fp_http_response_header(call->response, "ETag", etag);
    return fp_call_json(call, status);
}

/* The query's household_id: a household of the user, or none. 0, or the status
 * of the refusal. */
static int
read_household(struct fp_call *call, const char **id)
{
    const char *text = fp_http_query_param(call->request, "household_id");
    struct fp_faults faults;

    *id = text;
    if (text == NULL || fp_uuid_valid(text, strlen(text)))
        return 0;
    *id = "";
    if (strcmp(text, "none") == 0)
        return 0;
    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults, "?household_id", "invalid",
                  "household_id is the id of a household, or none.");
    return fp_document_refuse(call, &faults);
}

/* Reads the plan in the body and refuses one that is wrong. 0, or the status
 * of the refusal. */
static int
read_plan(struct fp_call *call, struct fp_plan_input *input)
{
    struct fp_document document;
    int status = fp_document_read(call, FP_REQUEST_PLAN, &document);

    if (status == 0)
        status = read_household(call, &input->household_id);
    if (status != 0)
        return status;
    input->name = document.request.document.plan.name;
    input->document = call->request->body;
    input->document_len = call->request->body_len;
    return 0;
}

/* POST /api/v1/plans */
int
fp_handle_plans_create(struct fp_call *call)
{
    struct fp_stored_plan plan;
    struct fp_plan_input input;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int status;

    status = read_plan(call, &input);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_create(&db, &input, &plan,
                                                   &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    fp_call_header(call, "Location", "/api/v1/plans/%s", plan.id);
    return reply_plan(call, 201, &plan);
}

/* GET /api/v1/plans */
int
fp_handle_plans_list(struct fp_call *call)
{
    static const char *const names[] = { "limit", "cursor", "household_id" };
    const char *household =
        fp_http_query_param(call->request, "household_id");
    struct fp_error error = { .code = FP_OK };
    struct fp_stored_plan_page rows;
    struct fp_storage_call db;
    struct fp_page page;
    const char *after;
    enum fp_err err;
    int status = fp_list_page(call, names, FP_COUNT(names), &page);

    if (status != 0)
        return status;
    if (household != NULL)
        page.query = fp_arena_printf(call->arena, "&household_id=%s",
                                     household);
    after = fp_list_after(&page);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(
            call, &db,
            household != NULL
                ? fp_storage_plan_list_of(&db, household, after,
                                          (size_t)page.limit, &rows, &error)
                : fp_storage_plan_list(&db, after, (size_t)page.limit, &rows,
                                       &error));
    if (err != FP_OK)
        return fp_list_failed(call, err, &error,
                              "The household or the cursor is none of this "
                              "list.", missing);
    return fp_list_reply(call, "plans", rows.plans, rows.count,
                         sizeof(*rows.plans), write_plan, &page, rows.next);
}

/* The plan as it was at a moment; what was has no tag to send as If-Match. */
static int
reply_past(struct fp_call *call, const char *id, int64_t moment)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_PLAN);
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_row row;
    struct fp_stored_plan plan;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_get(&db, kind, id, moment, &row,
                                                  &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    plan = (struct fp_stored_plan){
        .id = row.id,
        .name = row.values[fp_record_field(kind, "name")],
        .version = row.version,
        .created_ms = row.created_ms,
        .updated_ms = row.updated_ms,
        .household_id = row.household,
        .document = row.values[fp_record_field(kind, "document")],
    };
    plan.document_len = strlen(plan.document);
    write_plan(call, &plan);
    fp_buf_char(&call->response->body, '\n');
    return fp_call_json(call, 200);
}

/* GET /api/v1/plans/{id} */
int
fp_handle_plans_get(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_stored_plan plan;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    int64_t moment;
    enum fp_err err;
    int status = fp_records_query(call, NULL, 0, &moment, NULL);

    if (status != 0)
        return status;
    if (moment != FP_RECORD_NOW)
        return reply_past(call, id, moment);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_read(&db, id, &plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    if (fp_precondition_unchanged(call, plan.version))
        return 304;
    return reply_plan(call, 200, &plan);
}

/* The version that If-Match lets this request replace: *version 0 for any.
 * A list of tags needs the current version first, and the write then insists
 * on that one. 0, or the status of the refusal. */
static int
precondition(struct fp_call *call, const char *id, int64_t *version)
{
    struct fp_stored_plan plan;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int status = fp_precondition_read(call, version);

    if (status != 0 || *version >= 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_get(&db, id, &plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    *version = plan.version;
    return fp_precondition_current(call, plan.version);
}

/* PUT /api/v1/plans/{id} */
int
fp_handle_plans_replace(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    int64_t version = 0, current = 0;
    struct fp_stored_plan plan;
    struct fp_plan_input input;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int status;

    status = precondition(call, id, &version);
    if (status == 0)
        status = read_plan(call, &input);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_replace(&db, id, version, &input,
                                                    &plan, &current,
                                                    &error));
    if (err == FP_ECONFLICT)
        return fp_precondition_failed(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    if (plan.document == NULL) {
        plan.document = input.document;
        plan.document_len = input.document_len;
    }
    return reply_plan(call, 200, &plan);
}

/* PATCH /api/v1/plans/{id}: a merge patch of the document (RFC 7396). */
int
fp_handle_plans_patch(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_plan_input input = { .name = NULL };
    struct fp_stored_plan plan;
    struct fp_document document;
    struct fp_storage_call db;
    struct fp_faults faults;
    struct fp_error error = { .code = FP_OK };
    int64_t version = 0, current = 0;
    enum fp_err err;
    int status = fp_precondition_read(call, &version);

    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_get(&db, id, &plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    if (version != 0)
        status = fp_precondition_current(call, plan.version);
    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    err = fp_merge_patch_text(plan.document, call->request->body,
                              call->request->body_len, call->arena, &faults,
                              &input.document);
    if (err != FP_OK)
        return fp_faults_none(&faults) ? fp_call_internal(call, "patch", NULL)
                                       : fp_document_refuse(call, &faults);
    input.document_len = strlen(input.document);
    status = fp_document_stored(call, FP_REQUEST_PLAN, input.document,
                                input.document_len, &document);
    if (status != 0)
        return status;
    status = read_household(call, &input.household_id);
    if (status != 0)
        return status;
    input.name = document.request.document.plan.name;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_replace(&db, id, plan.version,
                                                    &input, &plan, &current,
                                                    &error));
    if (err == FP_ECONFLICT)
        return fp_precondition_failed(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return reply_plan(call, 200, &plan);
}

/* DELETE /api/v1/plans/{id} */
int
fp_handle_plans_delete(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    int64_t version = 0, current = 0;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int status;

    status = precondition(call, id, &version);
    if (status != 0)
        return status;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_delete(&db, id, version,
                                                   &current, &error));
    if (err == FP_ECONFLICT)
        return fp_precondition_failed(call);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, missing);
    return fp_call_no_content(call);
}
