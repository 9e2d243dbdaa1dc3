/* Problem documents. */
#include "http/problem.h"

#include "base/buf.h"

static const struct {
    int status;
    const char *title;
} titles[] = {
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 409, "Conflict" },
    { 410, "Gone" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 415, "Unsupported Media Type" },
    { 422, "Unprocessable Content" },
    { 428, "Precondition Required" },
    { 429, "Too Many Requests" },
    { 500, "Internal Server Error" },
    { 503, "Service Unavailable" },
};

const char *
fp_problem_title(int status)
{
    size_t i;

    for (i = 0; i < FP_COUNT(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Error";
}

int
fp_problem_status(enum fp_err err)
{
    switch (err) {
    case FP_EINVAL:
    case FP_EDOM:
    case FP_ERANGE:
        return 422;
    case FP_ELIMIT:
        return 413;
    case FP_ENOTFOUND:
        return 404;
    case FP_ECONFLICT:
        return 409;
    case FP_EAUTH:
        return 401;
    case FP_EFORBID:
        return 403;
    case FP_ETIMEOUT:
    case FP_EUNAVAIL:
    case FP_ECANCELED:
        return 503;
    case FP_OK:
    case FP_ENOMEM:
    case FP_EIO:
    case FP_EINTERNAL:
        break;
    }
    return 500;
}

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    fp_buf_json(body, value);
}

static void
write_fault(struct fp_buf *body, const struct fp_fault *fault)
{
    fp_buf_char(body, '{');
    if (fault->pointer[0] == '?')
        member(body, "parameter", fault->pointer + 1);
    else if (fault->pointer[0] == '@')
        member(body, "header", fault->pointer + 1);
    else
        member(body, "pointer", fault->pointer);
    fp_buf_char(body, ',');
    member(body, "code", fault->code);
    fp_buf_char(body, ',');
    member(body, "detail", fault->detail);
    fp_buf_char(body, '}');
}

int
fp_problem(struct fp_http_response *response,
           const struct fp_http_request *request, int status,
           const char *code, const char *detail,
           const struct fp_faults *faults)
{
    struct fp_buf *body = &response->body;
    size_t i;

    fp_buf_reset(body);
    response->status = status;
    response->content_type = FP_PROBLEM_TYPE;
    fp_buf_str(body, "{\"type\":\"urn:finplan:problem:");
    fp_buf_str(body, code);
    fp_buf_str(body, "\",");
    member(body, "title", fp_problem_title(status));
    fp_buf_str(body, ",\"status\":");
    fp_buf_int(body, status);
    fp_buf_char(body, ',');
    member(body, "detail", detail);
    fp_buf_char(body, ',');
    member(body, "code", code);
    fp_buf_char(body, ',');
    member(body, "request_id", request->request_id);
    if (faults != NULL && !fp_faults_none(faults)) {
        fp_buf_str(body, ",\"errors\":[");
        for (i = 0; i < faults->count; i++) {
            if (i > 0)
                fp_buf_char(body, ',');
            write_fault(body, &faults->list[i]);
        }
        fp_buf_char(body, ']');
        if (faults->dropped > 0) {
            fp_buf_str(body, ",\"errors_omitted\":");
            fp_buf_int(body, (int64_t)faults->dropped);
        }
    }
    fp_buf_str(body, "}\n");
    return status;
}
