/* From what was asked to what the engine has to do. */
#include "handlers/questions/prepare.h"

#include <string.h>

#include "codec/results/compare.h"
#include "handlers/state.h"

static enum fp_err
run_comparison(struct fp_call *call, const void *context, int *keep,
               struct fp_error *error)
{
    const struct fp_document_many *c = context;
    const struct fp_plan *plans[FP_COMPARE_PLANS_MAX];
    const char *ids[FP_COMPARE_PLANS_MAX];
    struct fp_watch watch;
    struct fp_sim_options options =
        fp_compute_options(call, &c->many.list[0], &watch);
    struct fp_compare_result result;
    enum fp_err err;

    (void)keep;
    for (size_t i = 0; i < c->many.n; i++) {
        plans[i] = &c->many.list[i].document.plan;
        ids[i] = c->ids[i];
    }
    err = fp_compare(plans, c->many.n, c->history, &options, &result, error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_SIMULATIONS,
                   c->many.n);
    fp_metrics_add(call->service->config.metrics,
                   (enum fp_counter)(FP_COUNT_KINDS + FP_KIND_COMPARISON), 1);
    fp_trace_turn("encode");
    fp_result_compare(&call->response->body, &c->many, c->result_id, ids,
                      c->history, &result);
    return FP_OK;
}

static enum fp_err
prepare_many(struct fp_call *call, struct fp_faults *faults,
             struct fp_prepared *out)
{
    struct fp_document_many *many =
        fp_arena_alloc(call->arena, sizeof(*many));
    enum fp_err err = many == NULL ? FP_ENOMEM
                                   : fp_document_ask_many(call, &out->asked,
                                                          faults, many);

    if (err != FP_OK)
        return err;
    out->many = many;
    out->requests = many->many.list;
    out->n = many->many.n;
    out->history = many->history;
    memcpy(out->identity.result_id, many->result_id,
           sizeof(out->identity.result_id));
    memcpy(out->identity.digest, many->digest, sizeof(out->identity.digest));
    out->work = (struct fp_work){ .pointer = "", .run = run_comparison,
                                  .context = many };
    return FP_OK;
}

static enum fp_err
prepare_one(struct fp_call *call, struct fp_faults *faults,
            struct fp_prepared *out)
{
    struct fp_document *one = fp_arena_alloc(call->arena, sizeof(*one));
    enum fp_err err = one == NULL ? FP_ENOMEM
                                  : fp_document_ask(call, &out->asked, faults,
                                                    one);

    if (err != FP_OK)
        return err;
    out->one = one;
    out->requests = &one->request;
    out->n = 1;
    out->history = one->history;
    memcpy(out->identity.result_id, one->result_id,
           sizeof(out->identity.result_id));
    memcpy(out->identity.digest, one->digest, sizeof(out->identity.digest));
    out->work = (struct fp_work){ .pointer = one->request.prefix,
                                  .run = fp_compute_document,
                                  .context = one };
    return FP_OK;
}

enum fp_err
fp_prepare(struct fp_call *call, const struct fp_asked *asked,
           struct fp_faults *faults, struct fp_prepared *out)
{
    enum fp_err err;

    memset(out, 0, sizeof(*out));
    out->asked = *asked;
    err = asked->is_many ? prepare_many(call, faults, out)
                         : prepare_one(call, faults, out);
    out->work.result_id = out->identity.result_id;
    return err;
}
