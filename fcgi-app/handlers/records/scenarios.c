/* Scenarios: plans changed on trial. Made from a plan, copied, compared, and
 * merged back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/json/diff.h"
#include "codec/json/fields.h"
#include "codec/plan/decode.h"
#include "codec/records/decode.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/records/frame.h"
#include "handlers/stored.h"
#include "storage/records/scenarios_store.h"

/* How often a merge is tried again when the plan changes in between. */
enum { MERGE_TRIES = 3 };

static const char *
value(enum fp_record kind, const struct fp_record_row *row, const char *field)
{
    return row->values[fp_record_field(fp_record_kind(kind), field)];
}

/* Reads a record. 0, or the status of the refusal. */
static int
look_up(struct fp_call *call, enum fp_record kind, const char *id,
        struct fp_record_row *row)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_record_get(&db, fp_record_kind(kind),
                                                  id, FP_RECORD_NOW, row,
                                                  &error));
    return err == FP_OK ? 0 : fp_records_failed(call, err, &error, NULL, "");
}

/* POST /api/v1/plans/{id}/scenarios: the body's document, when there is one,
 * is a merge patch of the plan's. */
int
fp_handle_scenario_create(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SCENARIO);
    struct fp_record_row plan, draft = { .id = "" }, row;
    struct fp_record_refusal refusal = { .rule = NULL };
    struct fp_error error = { .code = FP_OK };
    struct fp_record_values values;
    struct fp_storage_call db;
    struct fp_assumed assumed;
    struct fp_faults faults;
    enum fp_err err;
    int status = look_up(call, FP_RECORD_PLAN, fp_records_id(call), &plan);

    if (status != 0)
        return status;
    fp_faults_init(&faults, call->arena);
    fp_assumed_init(&assumed, call->arena);
    draft.values[fp_record_field(kind, "document")] =
        value(FP_RECORD_PLAN, &plan, "document");
    err = fp_record_decode_patch(kind, &draft, call->request->body,
                                 call->request->body_len, call->arena,
                                 &faults, &assumed, &values);
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_scenario_create(&db, plan.id,
                                                       plan.version, &values,
                                                       &row, &refusal,
                                                       &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, &refusal, "");
    fp_records_location(call, kind, row.id);
    return fp_records_reply(call, 201, kind, &row, &assumed);
}

/* POST /api/v1/scenarios/{id}/clone */
int
fp_handle_scenario_clone(struct fp_call *call)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_SCENARIO);
    struct fp_field fields[] = { { .name = "name", .min = 1, .max = 200 } };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_record_row row;
    struct fp_faults faults;
    int syntax = 0;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    err = fp_fields_read(call->request->body, call->request->body_len,
                         call->arena, fields, FP_COUNT(fields), &faults,
                         &syntax);
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_scenario_clone(&db,
                                                      fp_records_id(call),
                                                      fields[0].value, &row,
                                                      &error));
    if (err != FP_OK)
        return fp_records_failed(call, err, &error, NULL, "");
    fp_records_location(call, kind, row.id);
    return fp_records_reply(call, 201, kind, &row, NULL);
}

static void
write_changes(struct fp_buf *body, const char *name,
              const struct fp_differences *d)
{
    fp_buf_printf(body, ",\"%s\":", name);
    fp_differences_encode(body, d);
    fp_buf_printf(body, ",\"left_out\":%zu}\n", d->dropped);
}

/* GET /api/v1/scenarios/{id}/diff: against another scenario, or the plan. */
int
fp_handle_scenario_diff(struct fp_call *call)
{
    static const char *const names[] = { "with" };
    const char *with = fp_http_query_param(call->request, "with");
    struct fp_buf *body = &call->response->body;
    struct fp_record_row scenario, other;
    struct fp_differences changes;
    struct fp_faults faults;
    enum fp_record kind =
        with != NULL ? FP_RECORD_SCENARIO : FP_RECORD_PLAN;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    if (!fp_faults_none(&faults))
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &faults);
    status = look_up(call, FP_RECORD_SCENARIO, fp_records_id(call),
                     &scenario);
    if (status == 0)
        status = look_up(call, kind, with != NULL ? with : scenario.parent,
                         &other);
    if (status != 0)
        return status;
    if (fp_document_diff(value(kind, &other, "document"),
                         value(FP_RECORD_SCENARIO, &scenario, "document"),
                         call->arena, &changes) != FP_OK)
        return fp_call_internal(call, "diff", NULL);
    fp_buf_printf(body, "{\"scenario_id\":\"%s\",\"version\":%lld,"
                        "\"with\":{\"kind\":\"%s\",\"id\":\"%s\","
                        "\"version\":%lld}",
                  scenario.id, (long long)scenario.version,
                  kind == FP_RECORD_PLAN ? "plan" : "scenario", other.id,
                  (long long)other.version);
    write_changes(body, "changes", &changes);
    return fp_call_json(call, 200);
}

/* Merging: what is read, and what comes of it. */
struct merging {
    int prefer;                       /* 0: refuse conflicts, 1: the scenario,
                                       * 2: the plan */
    struct fp_record_row scenario, plan;
    const char *document;
    struct fp_differences conflicts;
};

/* ?prefer=; 0, or the status of the refusal. */
static int
read_prefer(struct fp_call *call, struct merging *m)
{
    static const char *const names[] = { "prefer" };
    const char *prefer = fp_http_query_param(call->request, "prefer");
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    if (prefer != NULL) {
        m->prefer = strcmp(prefer, "scenario") == 0 ? 1
                    : strcmp(prefer, "plan") == 0   ? 2
                                                    : 0;
        if (m->prefer == 0)
            fp_faults_add(&faults, "?prefer", "invalid",
                          "prefer is scenario or plan.");
    }
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 400, "bad_query",
                                "The query string is wrong.", &faults);
}

/* The plan's document from which the scenario was made. */
static int
read_base(struct fp_call *call, const struct merging *m, const char **base)
{
    const char *version =
        value(FP_RECORD_SCENARIO, &m->scenario, "base_version");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    char current[24];
    enum fp_err err;

    snprintf(current, sizeof(current), "%lld", (long long)m->plan.version);
    if (strcmp(version, current) == 0) {
        *base = value(FP_RECORD_PLAN, &m->plan, "document");
        return 0;
    }
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_version(
                                &db, m->plan.id,
                                (int64_t)strtoll(version, NULL, 10), base,
                                &error));
    return err == FP_OK ? 0 : fp_records_failed(call, err, &error, NULL, "");
}

/* The reply that names what both changed. */
static int
refuse_conflicts(struct fp_call *call, const struct fp_differences *conflicts)
{
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    for (size_t i = 0; i < conflicts->count; i++)
        fp_faults_add(&faults, conflicts->list[i].path, "merge_conflict",
                      "the plan and the scenario changed this in different "
                      "ways");
    return fp_call_faults(call, 409, "merge_conflict",
                          "The plan and the scenario changed the same values; "
                          "ask again with ?prefer=scenario or ?prefer=plan.",
                          &faults);
}

/* One try: 0 with *row, -1 when somebody else was faster, or the status of the
 * refusal. */
static int
merge_once(struct fp_call *call, struct merging *m, struct fp_record_row *row)
{
    struct fp_scenario_merge merge;
    struct fp_plan_document decoded;
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_faults faults;
    const char *base = NULL;
    enum fp_err err;
    int status = look_up(call, FP_RECORD_SCENARIO, fp_records_id(call),
                         &m->scenario);

    if (status == 0)
        status = look_up(call, FP_RECORD_PLAN, m->scenario.parent, &m->plan);
    if (status == 0)
        status = read_base(call, m, &base);
    if (status != 0)
        return status;
    if (fp_document_merge(base,
                          value(FP_RECORD_SCENARIO, &m->scenario, "document"),
                          value(FP_RECORD_PLAN, &m->plan, "document"),
                          m->prefer == 1, call->arena, &m->document,
                          &m->conflicts) != FP_OK)
        return fp_call_internal(call, "merge", NULL);
    if (m->conflicts.count > 0 && m->prefer == 0)
        return refuse_conflicts(call, &m->conflicts);
    fp_faults_init(&faults, call->arena);
    err = fp_plan_decode(m->document, strlen(m->document), call->arena,
                         &faults, &decoded);
    if (err != FP_OK)
        return fp_faults_none(&faults)
                   ? fp_call_internal(call, "decode", NULL)
                   : fp_document_refuse(call, &faults);
    merge = (struct fp_scenario_merge){
        .plan = m->plan.id, .scenario = m->scenario.id,
        .plan_version = m->plan.version,
        .scenario_version = m->scenario.version,
        .name = decoded.plan.name != NULL ? decoded.plan.name : "",
        .document = m->document,
    };
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_scenario_merge(&db, &merge, row,
                                                      &error));
    if (err == FP_ECONFLICT)
        return -1;
    return err == FP_OK ? 0 : fp_records_failed(call, err, &error, NULL, "");
}

/* POST /api/v1/scenarios/{id}/merge */
int
fp_handle_scenario_merge(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;
    struct merging m = { .prefer = 0 };
    struct fp_record_row row;
    int status = read_prefer(call, &m);

    for (int tries = 0; status == 0 && tries < MERGE_TRIES; tries++) {
        status = merge_once(call, &m, &row);
        if (status == 0)
            break;
        if (status < 0)
            status = tries + 1 < MERGE_TRIES
                         ? 0
                         : fp_call_problem(call, 409, "conflict",
                                           "The plan is being changed at the "
                                           "same time; merge again.");
    }
    if (status != 0)
        return status;
    fp_buf_printf(body, "{\"plan_id\":\"%s\",\"plan_version\":%lld,"
                        "\"scenario_id\":\"%s\",\"version\":%lld,\"plan\":%s",
                  m.plan.id, (long long)m.plan.version + 1, row.id,
                  (long long)row.version, m.document);
    write_changes(body, "conflicts", &m.conflicts);
    return fp_call_json(call, 200);
}
