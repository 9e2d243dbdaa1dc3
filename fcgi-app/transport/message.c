/* CGI parameters in, CGI head out. */
#include "transport/message.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "http/problem.h"

const char *
fp_message_param(char *const *params, const char *name)
{
    size_t len = strlen(name);

    for (; *params != NULL; params++)
        if (strncmp(*params, name, len) == 0 && (*params)[len] == '=')
            return *params + len + 1;
    return NULL;
}

/* 1 when a parameter's name (up to '=') is the CGI form of a header's. */
static int
is_header(const char *param, const char *name)
{
    for (; *name != '\0'; name++, param++) {
        char want = *name == '-' ? '_' : (char)toupper((unsigned char)*name);

        if (*param != want)
            return 0;
    }
    return *param == '=';
}

/* struct fp_http_request.header over the parameters. */
static const char *
find_header(const struct fp_http_request *request, const char *name)
{
    char *const *params = request->header_source;

    if (fp_text_ieq(name, "Content-Type"))
        return fp_message_param(params, "CONTENT_TYPE");
    if (fp_text_ieq(name, "Content-Length"))
        return fp_message_param(params, "CONTENT_LENGTH");
    for (; *params != NULL; params++)
        if (strncmp(*params, "HTTP_", 5) == 0 && is_header(*params + 5, name))
            return strchr(*params, '=') + 1;
    return NULL;
}

enum fp_err
fp_message_request(struct fp_http_request *request, char *const *params)
{
    const char *uri = fp_message_param(params, "REQUEST_URI");
    const char *internal = fp_message_param(params, "FINPLAN_INTERNAL");
    const char *method = fp_message_param(params, "REQUEST_METHOD");
    const char *remote = fp_message_param(params, "REMOTE_ADDR");
    const char *query = NULL;
    size_t len;

    request->header = find_header;
    request->header_source = params;
    request->method_text = method != NULL ? method : "";
    request->method = fp_http_method_parse(request->method_text);
    request->remote_addr = remote != NULL ? remote : "";
    request->internal = internal != NULL && strcmp(internal, "1") == 0;
    request->route = "unmatched";
    request->path = "/";
    request->query = "";
    request->body = "";
    fp_http_request_id_set(request,
                           fp_message_param(params, "HTTP_X_REQUEST_ID"));
    if (uri != NULL) {
        len = strcspn(uri, "?#");
        if (uri[len] == '?')
            query = uri + len + 1;
    } else {
        uri = fp_message_param(params, "DOCUMENT_URI");
        query = fp_message_param(params, "QUERY_STRING");
        len = uri != NULL ? strlen(uri) : 0;
    }
    if (query != NULL)
        request->query = query;
    if (uri == NULL || uri[0] != '/')
        return FP_EINVAL;
    request->path = fp_http_percent_decode(request->arena, uri, len, 0);
    if (request->path == NULL) {
        request->path = "/";
        return FP_EINVAL;
    }
    return FP_OK;
}

int64_t
fp_message_length(char *const *params)
{
    const char *text = fp_message_param(params, "CONTENT_LENGTH");
    int64_t length;

    if (text == NULL ||
        fp_text_int64(text, strlen(text), 0, INT64_MAX, &length) != FP_OK)
        return -1;
    return length;
}

/* nginx hands the reason phrase on to the client. */
static const char *
reason(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    default: return fp_problem_title(status);
    }
}

void
fp_message_head(const struct fp_http_response *response, struct fp_buf *head,
                int *with_body)
{
    int bodiless = response->status == 204 || response->status == 304;
    size_t i;

    fp_buf_printf(head, "Status: %d %s\r\n", response->status,
                  reason(response->status));
    if (!bodiless) {
        if (response->content_type != NULL)
            fp_buf_printf(head, "Content-Type: %s\r\n",
                          response->content_type);
        if (response->stream == NULL)
            fp_buf_printf(head, "Content-Length: %zu\r\n",
                          response->body.len);
    }
    for (i = 0; i < response->n_headers; i++) {
        fp_buf_str(head, response->headers[i].name);
        fp_buf_str(head, ": ");
        fp_buf_str(head, response->headers[i].value);
        fp_buf_str(head, "\r\n");
    }
    fp_buf_str(head, "\r\n");
    *with_body = !bodiless && !response->head_only;
}
