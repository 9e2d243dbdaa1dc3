/* From what was asked to what the engine has to do. */
#include "handlers/questions/prepare.h"

#include <string.h>

#include "handlers/questions/several.h"

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
    out->work = (struct fp_work){ .pointer = "", .run = fp_several_comparison,
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
