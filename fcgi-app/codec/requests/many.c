/* Several plans under one set of options. */
#include "codec/requests/many.h"

#include <json.h>
#include <string.h>

#include "codec/json/gate.h"
#include "codec/json/reader.h"

#define SPENDING "/plan/strategy/spending"

/* The tree and what is read out of it. */
struct many_reader {
    struct fp_reader reader;
    struct fp_node body;
    struct fp_request_many *many;
};

static void
read_options(struct fp_request *request, const struct fp_node *body)
{
    struct fp_node paths = fp_node_member(body, "paths");
    struct fp_node seed = fp_node_member(body, "seed");
    struct fp_node deadline = fp_node_member(body, "deadline_ms");
    int64_t value;

    if (paths.present && fp_node_int(&paths, 1, FP_SIM_PATHS_MAX, &value)) {
        request->paths = (uint64_t)value;
        request->has_paths = 1;
    }
    if (seed.present && fp_node_int(&seed, 0, INT64_MAX, &value)) {
        request->seed = (uint64_t)value;
        request->has_seed = 1;
    }
    if (deadline.present &&
        fp_node_int(&deadline, 1, FP_REQUEST_DEADLINE_MAX_MS, &value))
        request->deadline_ms = (uint64_t)value;
}

/* The list `name`: its length, 0 with a fault when it is none or no list of
 * 2 to the most. */
static size_t
list_of(const struct fp_node *list, const char *what)
{
    size_t n = 0;

    if (!fp_node_array(list, FP_COMPARE_PLANS_MAX, what, &n))
        return 0;
    if (n < 2) {
        fp_node_fault(list, "range", "2 to %d can be compared",
                      (int)FP_COMPARE_PLANS_MAX);
        return 0;
    }
    return n;
}

static enum fp_err
read_plans(struct many_reader *r, const struct fp_request *options)
{
    struct fp_node list = fp_node_member(&r->body, "plans");
    size_t n = list_of(&list, "a list of plans");
    enum fp_err err = FP_OK;

    for (size_t i = 0; i < n && err != FP_ENOMEM; i++) {
        struct fp_node plan = fp_node_element(&list, i);
        enum fp_err one;

        r->many->list[i] = *options;
        r->many->list[i].prefix = plan.pointer;
        one = fp_plan_decode_tree(plan.value, plan.pointer, r->reader.arena,
                                  r->reader.faults,
                                  &r->many->list[i].document);
        if (err == FP_OK || one == FP_ENOMEM)
            err = one;
    }
    r->many->n = n;
    return err;
}

/* Puts a policy in the place of the plan's own. */
static enum fp_err
set_policy(struct json_object *plan, struct json_object *policy)
{
    struct json_object *strategy;

    if (!json_object_is_type(plan, json_type_object))
        return FP_OK;
    if (!json_object_object_get_ex(plan, "strategy", &strategy)) {
        strategy = json_object_new_object();
        if (strategy == NULL ||
            json_object_object_add(plan, "strategy", strategy) != 0) {
            json_object_put(strategy);
            return FP_ENOMEM;
        }
    }
    if (!json_object_is_type(strategy, json_type_object))
        return FP_OK;
    return json_object_object_add(strategy, "spending",
                                  json_object_get(policy)) == 0
               ? FP_OK
               : FP_ENOMEM;
}

/* Faults of the policy go to its place in the list; those of the plan itself
 * are the same each time and are told once. */
static void
pass_on(struct fp_faults *to, const struct fp_faults *from,
        const struct fp_node *policy, size_t index)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct fp_fault *fault = &from->list[i];
        size_t len = strlen(SPENDING);
        int of_policy = strncmp(fault->pointer, SPENDING, len) == 0;
        const char *pointer =
            of_policy ? fp_arena_printf(to->arena, "%s%s", policy->pointer,
                                        fault->pointer + len)
                      : fault->pointer;

        if (of_policy || index == 0)
            fp_faults_add(to, pointer != NULL ? pointer : policy->pointer,
                          fault->code, "%s", fault->detail);
    }
    to->dropped += from->dropped;
}

static enum fp_err
read_policies(struct many_reader *r, const struct fp_request *options)
{
    struct fp_node list = fp_node_member(&r->body, "policies");
    struct fp_node plan = fp_node_member(&r->body, "plan");
    size_t n = list_of(&list, "a list of spending policies");
    enum fp_err err = FP_OK;

    if (!plan.present) {
        fp_node_fault(&plan, "required", "this field is required: a plan");
        return FP_EINVAL;
    }
    for (size_t i = 0; i < n && err != FP_ENOMEM; i++) {
        struct fp_node policy = fp_node_element(&list, i);
        struct fp_faults found;
        enum fp_err one = set_policy(plan.value, policy.value);

        fp_faults_init(&found, r->reader.arena);
        r->many->list[i] = *options;
        r->many->list[i].prefix = policy.pointer;
        if (one == FP_OK)
            one = fp_plan_decode_tree(plan.value, plan.pointer,
                                      r->reader.arena, &found,
                                      &r->many->list[i].document);
        pass_on(r->reader.faults, &found, &policy, i);
        if (err == FP_OK || one == FP_ENOMEM)
            err = one;
    }
    r->many->n = n;
    return err;
}

enum fp_err
fp_request_many_decode(enum fp_many_kind kind, const char *bytes, size_t len,
                       struct fp_arena *arena, struct fp_faults *faults,
                       struct fp_request_many *out)
{
    static const char *const plans[] = { "plans", "paths", "seed",
                                         "deadline_ms", NULL };
    static const char *const policies[] = { "plan", "policies", "paths",
                                            "seed", "deadline_ms", NULL };
    struct fp_request options = { .kind = FP_REQUEST_SIMULATE };
    struct fp_assumed unused;
    struct many_reader *r = fp_arena_alloc(arena, sizeof(*r));
    enum fp_err err;

    if (r == NULL)
        return FP_ENOMEM;
    options.backtest.rate = -1.0;
    fp_assumed_init(&unused, arena);
    r->reader = (struct fp_reader){ arena, faults, &unused, "", 0 };
    r->body = (struct fp_node){ &r->reader, NULL, "", 1 };
    r->many = out;
    memset(out, 0, sizeof(*out));
    out->kind = kind;
    err = fp_json_parse(bytes, len, NULL, arena, faults, &r->body.value);
    if (err != FP_OK)
        return err;
    if (!fp_node_object(&r->body, kind == FP_MANY_PLANS ? plans : policies,
                        "an object"))
        return FP_EINVAL;
    read_options(&options, &r->body);
    err = (kind == FP_MANY_PLANS ? read_plans : read_policies)(r, &options);
    return err == FP_OK && (r->reader.failed || out->n == 0) ? FP_EINVAL : err;
}

const char *const *
fp_request_many_options(void)
{
    static const char *const names[] = { "paths", "seed", "deadline_ms", NULL };

    return names;
}

enum fp_err
fp_request_many_option(struct fp_request_many *many, const char *name,
                       const char *value, struct fp_error *error)
{
    enum fp_err err = FP_OK;

    for (size_t i = 0; i < many->n && err == FP_OK; i++)
        err = fp_request_option(&many->list[i], name, value, error);
    return err;
}

void
fp_request_many_complete(struct fp_request_many *many, uint64_t default_paths)
{
    for (size_t i = 0; i < many->n; i++)
        fp_request_complete(&many->list[i], default_paths);
}

int
fp_request_many_needs_history(const struct fp_request_many *many)
{
    for (size_t i = 0; i < many->n; i++)
        if (fp_request_needs_history(&many->list[i]))
            return 1;
    return 0;
}

void
fp_request_many_identity(struct fp_buf *buf,
                         const struct fp_request_many *many,
                         const struct fp_history *history)
{
    fp_buf_printf(buf, "%s %zu\n",
                  many->kind == FP_MANY_PLANS ? "compare" : "spending_compare",
                  many->n);
    for (size_t i = 0; i < many->n; i++) {
        fp_request_identity(buf, &many->list[i], history);
        fp_buf_char(buf, '\n');
    }
}
