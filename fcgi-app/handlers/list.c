/* The frame of a list. */
#include "handlers/list.h"

#include "handlers/stored.h"
#include "telemetry/trace.h"

int
fp_list_page(struct fp_call *call, const char *const *names, size_t n_names,
             struct fp_page *page)
{
    struct fp_faults faults;

    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, n_names, &faults);
    fp_page_read(call->request, page, &faults);
    return fp_faults_none(&faults)
               ? 0
               : fp_call_faults(call, 400, "bad_query",
                                "The query string is wrong.", &faults);
}

const char *
fp_list_after(const struct fp_page *page)
{
    return page->after[0] != '\0' ? page->after : NULL;
}

int
fp_list_failed(struct fp_call *call, enum fp_err err,
               const struct fp_error *error, const char *wrong,
               const char *missing)
{
    return err == FP_EINVAL ? fp_call_problem(call, 400, "bad_query", wrong)
                            : fp_stored_failed(call, err, error, missing);
}

int
fp_list_reply(struct fp_call *call, const char *name, const void *rows,
              size_t count, size_t size,
              void (*write)(struct fp_call *call, const void *row),
              const struct fp_page *page, const char *next)
{
    struct fp_buf *body = &call->response->body;

    fp_trace_open("encode");
    fp_buf_printf(body, "{\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fp_buf_char(body, ',');
        write(call, (const char *)rows + i * size);
    }
    fp_buf_char(body, ']');
    fp_trace_close("encode");
    return fp_list_end(call, 200, page, next);
}

int
fp_list_end(struct fp_call *call, int status, const struct fp_page *page,
            const char *next)
{
    struct fp_buf *body = &call->response->body;

    fp_buf_str(body, ",\"next_cursor\":");
    if (next != NULL) {
        const char *cursor = fp_page_cursor(call->request, next);

        if (cursor == NULL)
            return fp_call_internal(call, "cursor", NULL);
        fp_buf_json(body, cursor);
        if (page != NULL)
            fp_page_link(call->request, call->response, page, next);
    } else {
        fp_buf_str(body, "null");
    }
    fp_buf_str(body, "}\n");
    return fp_call_json(call, status);
}
