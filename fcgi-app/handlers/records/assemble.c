/* POST /api/v1/plans:assemble: a plan made of a household's records. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "codec/plan/decode.h"
#include "codec/records/assembly.h"
#include "codec/records/plan.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "http/etag.h"
#include "storage/plans_store.h"
#include "storage/records/household_store.h"

/* The calendar year of now, in UTC. */
static int
this_year(void)
{
    char stamp[FP_CLOCK_TEXT];
    int year = 1970, month, day;

    fp_clock_rfc3339(fp_clock_unix_ms(), stamp);
    if (fp_text_date(stamp, 10, &year, &month, &day) != FP_OK)
        year = 1970; /* it is a date */
    return year;
}

static int
read_household(struct fp_call *call, const struct fp_plan_assembly *asked,
               struct fp_household *house)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_faults faults;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_household_read(&db,
                                                      asked->household,
                                                      asked->set,
                                                      house, &error));
    if (err == FP_OK)
        return 0;
    if (err != FP_ENOTFOUND && err != FP_EFORBID)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults,
                  err == FP_ENOTFOUND ? "/household_id" : "/assumption_set_id",
                  "reference", "you have none with this id");
    return fp_document_refuse(call, &faults);
}

/* Checks the plan that was made and stores it with its household. Its faults
 * are faults of the records: their pointers begin with /plan. */
static int
store(struct fp_call *call, const char *household, const struct fp_buf *text,
      struct fp_plan_document *document, struct fp_stored_plan *plan)
{
    struct fp_plan_input input = { .document = fp_buf_text(text),
                                   .document_len = text->len,
                                   .household_id = household };
    struct fp_error error = { .code = FP_OK };
    struct fp_faults found, faults;
    struct fp_storage_call db;
    enum fp_err err;

    fp_faults_init(&found, call->arena);
    err = fp_plan_decode(input.document, input.document_len, call->arena,
                         &found, document);
    if (err == FP_ENOMEM)
        return fp_call_internal(call, "decode", NULL);
    if (err != FP_OK) {
        fp_faults_init(&faults, call->arena);
        for (size_t i = 0; i < found.count; i++) {
            const char *pointer = fp_arena_printf(call->arena, "/plan%s",
                                                  found.list[i].pointer);

            fp_faults_add(&faults, pointer != NULL ? pointer : "/plan",
                          found.list[i].code, "%s", found.list[i].detail);
        }
        return fp_call_faults(call, 422, "incomplete_records",
                              "The records do not make a good plan yet; the "
                              "pointers lead into the plan that they make.",
                              &faults);
    }
    input.name = document->plan.name;
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_create(&db, &input, plan,
                                                   &error));
    return err == FP_OK ? 0 : fp_records_failed(call, err, &error, NULL, "");
}

static int
reply(struct fp_call *call, const struct fp_stored_plan *plan,
      const struct fp_buf *text, const struct fp_household *house,
      const struct fp_assumed *taken, const struct fp_assumed *assumed)
{
    struct fp_buf *body = &call->response->body;
    const char *etag = fp_etag_version(call->arena, plan->version);

    fp_call_header(call, "Location", "/api/v1/plans/%s", plan->id);
    if (etag != NULL)
        fp_http_response_header(call->response, "ETag", etag);
    fp_buf_printf(body, "{\"id\":\"%s\",\"version\":%lld,"
                        "\"household_id\":\"%s\",\"household_version\":%lld,"
                        "\"plan\":", plan->id, (long long)plan->version,
                  house->row.id, (long long)house->row.version);
    fp_buf_add(body, text->data, text->len);
    fp_buf_str(body, ",\"taken\":");
    fp_assumed_encode(body, taken);
    fp_buf_str(body, ",\"assumed\":");
    fp_assumed_encode(body, assumed);
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 201);
}

int
fp_handle_plan_assemble(struct fp_call *call)
{
    struct fp_plan_assembly asked;
    struct fp_household house;
    struct fp_plan_document document;
    struct fp_stored_plan plan;
    struct fp_assumed taken;
    struct fp_faults faults;
    struct fp_buf text;
    enum fp_err err;
    int status;

    fp_faults_init(&faults, call->arena);
    err = fp_plan_assembly_decode(call->request->body,
                                  call->request->body_len, call->arena,
                                  &faults, &asked);
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    status = read_household(call, &asked, &house);
    if (status != 0)
        return status;
    fp_buf_init(&text, FP_PLAN_DOCUMENT_LIMIT);
    fp_assumed_init(&taken, call->arena);
    fp_plan_from_records(&text, &house,
                   asked.name != NULL ? asked.name : house.row.values[0],
                   asked.start_year != 0 ? asked.start_year : this_year(),
                   &taken);
    status = fp_buf_error(&text) == FP_OK
                 ? store(call, house.row.id, &text, &document, &plan)
                 : fp_call_internal(call, "assemble", NULL);
    if (status == 0)
        status = reply(call, &plan, &text, &house, &taken, &document.assumed);
    fp_buf_fini(&text);
    return status;
}
