/* If-Match and If-None-Match over versions. */
#include "handlers/precondition.h"

#include "http/etag.h"

int
fp_precondition_read(struct fp_call *call, int64_t *version)
{
    const char *header = fp_http_header(call->request, "If-Match");

    switch (fp_etag_if_match(header, "\"\"")) {
    case FP_ETAG_ABSENT:
        return fp_call_problem(call, 428, "if_match_required",
                               "Say which version you mean: send the ETag "
                               "of the object as If-Match.");
    case FP_ETAG_MALFORMED:
        return fp_call_problem(call, 400, "bad_if_match",
                               "If-Match must be a list of entity tags in "
                               "double quotes, or *.");
    case FP_ETAG_MATCH:
    case FP_ETAG_NO_MATCH:
        break;
    }
    *version = fp_etag_single_version(header);
    if (*version > 0)
        return 0;
    *version = fp_etag_if_match(header, "*") == FP_ETAG_MATCH ? 0 : -1;
    return 0;
}

int
fp_precondition_current(struct fp_call *call, int64_t version)
{
    const char *header = fp_http_header(call->request, "If-Match");
    const char *etag = fp_etag_version(call->arena, version);

    return fp_etag_if_match(header, etag) == FP_ETAG_MATCH
               ? 0
               : fp_precondition_failed(call);
}

int
fp_precondition_failed(struct fp_call *call)
{
    return fp_call_problem(call, 412, "version_mismatch",
                           "The object has changed since the version that "
                           "If-Match names; read it again.");
}

int
fp_precondition_unchanged(struct fp_call *call, int64_t version)
{
    const char *none_match = fp_http_header(call->request, "If-None-Match");
    const char *etag = fp_etag_version(call->arena, version);

    if (etag == NULL ||
        fp_etag_if_none_match(none_match, etag) != FP_ETAG_MATCH)
        return 0;
    fp_http_response_header(call->response, "ETag", etag);
    fp_call_no_content(call);
    call->response->status = 304;
    return 1;
}
