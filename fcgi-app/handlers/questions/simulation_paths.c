/* Paths of a kept simulation with their ledgers. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/results/kept_paths.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "http/page.h"

enum { PAGE_MAX = 20, PAGE_USUAL = 5, NAME = 24 };

/* The paths of one reply: their numbers, and the percentiles that name them
 * (NULL: a number does). */
struct chosen {
    size_t n;
    uint64_t numbers[PAGE_MAX];
    const char *names[PAGE_MAX];
};

/* "p10,17,p90" into their numbers. */
static void
choose_named(const struct fp_kept_paths *kept, const char *text,
             struct chosen *chosen, struct fp_faults *faults)
{
    while (*text != '\0') {
        size_t len = strcspn(text, ",");
        int64_t number = -1;

        if (chosen->n == PAGE_MAX) {
            fp_faults_add(faults, "?path", "limit",
                          "at most %d paths a request", PAGE_MAX);
            return;
        }
        for (int q = 0; q < FP_PERCENTILES; q++)
            if (strlen(fp_percentile_names[q]) == len &&
                memcmp(fp_percentile_names[q], text, len) == 0) {
                number = (int64_t)kept->percentiles[q];
                chosen->names[chosen->n] = fp_percentile_names[q];
            }
        if (number < 0 && (fp_text_int64(text, len, 0, INT64_MAX, &number) !=
                               FP_OK ||
                           (uint64_t)number >= kept->paths)) {
            fp_faults_add(faults, "?path", "invalid",
                          "path is a list of p5, p10, p25, p50, p75, p90, p95 "
                          "and numbers of paths below %llu",
                          (unsigned long long)kept->paths);
            return;
        }
        chosen->numbers[chosen->n++] = (uint64_t)number;
        text += len;
        text += *text == ',';
    }
}

/* The next page of numbers; *next: the first of the page after, or 0. */
static void
choose_page(struct fp_call *call, const struct fp_kept_paths *kept,
            struct fp_page *page, struct chosen *chosen, uint64_t *next,
            struct fp_faults *faults)
{
    int64_t first = 0;

    fp_page_read(call->request, page, faults);
    if (fp_http_query_param(call->request, "limit") == NULL)
        page->limit = PAGE_USUAL;
    if (page->limit > PAGE_MAX)
        page->limit = PAGE_MAX;
    if (page->after[0] != '\0' &&
        fp_text_int64(page->after, strlen(page->after), 0,
                      (int64_t)kept->paths - 1, &first) != FP_OK)
        fp_faults_add(faults, "?cursor", "invalid",
                      "Not a cursor of this list; take it from the Link "
                      "header of the page before.");
    while (chosen->n < (size_t)page->limit &&
           (uint64_t)first + chosen->n < kept->paths) {
        chosen->numbers[chosen->n] = (uint64_t)first + chosen->n;
        chosen->n++;
    }
    *next = (uint64_t)first + chosen->n;
    if (*next >= kept->paths)
        *next = 0;
}

/* Appends the projection along one path to `out`. */
static int
add_path(struct fp_call *call, struct fp_asked *asked,
         const struct chosen *chosen, size_t i, struct fp_buf *out)
{
    struct fp_buf *body = &call->response->body;
    size_t headers = call->response->n_headers;
    struct fp_answered answered;
    struct fp_faults faults, none;
    char number[NAME];
    enum fp_err err;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_faults_init(&none, call->arena);
    snprintf(number, sizeof(number), "%llu",
             (unsigned long long)chosen->numbers[i]);
    asked->path = number;
    fp_buf_reset(body);
    fp_arena_reset(call->worker->arena);
    status = fp_answer_asked(call, asked, 0, &faults, &err, &answered);
    if (status == 0)
        status = fp_document_checked(call, err, &faults, &none);
    if (status != 0)
        return status;
    /* Each part says whether it was cached; the whole does not. */
    call->response->n_headers = headers;
    fp_buf_printf(out, "%s{\"path\":%s,\"percentile\":", i > 0 ? "," : "",
                  number);
    if (chosen->names[i] != NULL)
        fp_buf_json(out, chosen->names[i]);
    else
        fp_buf_str(out, "null");
    fp_buf_str(out, ",\"projection\":");
    fp_buf_add(out, body->data, body->len - (body->data[body->len - 1] ==
                                             '\n'));
    fp_buf_char(out, '}');
    return 0;
}

static int
reply(struct fp_call *call, struct fp_asked *asked,
      const struct fp_stored_simulation *stored,
      const struct fp_kept_paths *kept, const struct chosen *chosen)
{
    struct fp_buf out;
    int status = 0;

    fp_buf_init(&out, 0);
    fp_buf_str(&out, "{\"simulation_id\":");
    fp_buf_json(&out, stored->id);
    fp_buf_str(&out, ",\"result_id\":");
    fp_buf_json(&out, stored->result_id);
    fp_buf_printf(&out, ",\"paths\":%llu,\"items\":[",
                  (unsigned long long)kept->paths);
    for (size_t i = 0; i < chosen->n && status == 0; i++)
        status = add_path(call, asked, chosen, i, &out);
    fp_buf_str(&out, "]}\n");
    if (status == 0) {
        fp_buf_reset(&call->response->body);
        fp_buf_add(&call->response->body, out.data, out.len);
        status = fp_buf_error(&out) == FP_OK
                     ? fp_signed_json(call, 200, NULL)
                     : fp_call_internal(call, "memory", NULL);
    }
    fp_buf_fini(&out);
    return status;
}

/* GET /api/v1/simulations/{id}/paths: ?path=p10,17 or, page by page, all */
int
fp_handle_simulation_paths(struct fp_call *call)
{
    static const char *const names[] = { "path", "limit", "cursor" };
    const char *path = fp_http_query_param(call->request, "path");
    struct fp_stored_simulation stored;
    struct chosen chosen = { .n = 0 };
    struct fp_kept_paths kept;
    struct fp_faults faults;
    struct fp_asked asked;
    struct fp_page page;
    uint64_t next = 0;
    int status = fp_kept_simulation(call, &stored, &asked);

    if (status != 0)
        return status;
    if (fp_kept_paths_read(stored.result, stored.result_len, call->arena,
                           &kept) != FP_OK)
        return fp_call_internal(call, "kept_result", NULL);
    fp_faults_init(&faults, call->arena);
    fp_http_query_check(call->request, names, FP_COUNT(names), &faults);
    if (path != NULL)
        choose_named(&kept, path, &chosen, &faults);
    else
        choose_page(call, &kept, &page, &chosen, &next, &faults);
    if (!fp_faults_none(&faults))
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &faults);
    asked.view = FP_REQUEST_PROJECT;
    status = reply(call, &asked, &stored, &kept, &chosen);
    if (status == 200 && next != 0) {
        char key[NAME];

        snprintf(key, sizeof(key), "%llu", (unsigned long long)next);
        fp_page_link(call->request, call->response, &page, key);
    }
    return status;
}
