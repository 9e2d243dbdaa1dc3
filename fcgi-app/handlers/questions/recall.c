/* Questions recognised by their bytes. */
#include "handlers/questions/recall.h"

#include <string.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "base/memo.h"
#include "handlers/compute.h"
#include "handlers/state.h"

/* A hash of all that reading the question looks at. Every text is preceded by
 * its length, so that no two questions run together to the same bytes. */
static void
add_text(struct fp_sha256 *hash, const char *text)
{
    size_t len = text != NULL ? strlen(text) : SIZE_MAX;

    fp_sha256_add(hash, &len, sizeof(len));
    if (text != NULL)
        fp_sha256_add(hash, text, len);
}

static void
key_of(const struct fp_call *call, const struct fp_asked *asked,
       unsigned char key[FP_SHA256_BYTES])
{
    /* A user may ask for more, and some of it becomes a job. */
    const int about[] = { (int)asked->kind, asked->is_many, (int)asked->many,
                          asked->may_defer, call->user_id != NULL,
                          (int)asked->view };
    unsigned char body[FP_KEYED_HASH_BYTES];
    struct fp_sha256 hash;

    /* The keyed hash is quicker over many bytes. */
    fp_auth_keyed_hash(call->service->cache_key,
                       sizeof(call->service->cache_key), asked->body,
                       asked->body_len, body);
    fp_sha256_init(&hash);
    fp_sha256_add(&hash, body, sizeof(body));
    fp_sha256_add(&hash, about, sizeof(about));
    fp_sha256_add(&hash, &asked->default_paths, sizeof(asked->default_paths));
    add_text(&hash, asked->goal);
    add_text(&hash, asked->path);
    add_text(&hash, asked->year);
    for (size_t i = 0; i < asked->n_options; i++) {
        add_text(&hash, asked->options[i].name);
        add_text(&hash, asked->options[i].value);
    }
    fp_sha256_end(&hash, key);
}

int
fp_recall(struct fp_call *call, const struct fp_asked *asked,
          struct fp_recall *recall, struct fp_answered *out)
{
    struct fp_answered answered;

    /* Who has a preference may want a job. */
    recall->possible = call->service->recall != NULL &&
                       fp_http_header(call->request, "Prefer") == NULL;
    if (!recall->possible)
        return 0;
    key_of(call, asked, recall->key);
    if (fp_memo_find(call->service->recall, recall->key,
                     fp_clock_unix_ms() / 1000, &answered) != FP_OK ||
        !fp_compute_cached(call, answered.result_id))
        return 0;
    *out = answered;
    return 1;
}

void
fp_recall_keep(struct fp_call *call, const struct fp_recall *recall,
               const struct fp_answered *answered)
{
    if (recall->possible)
        fp_memo_add(call->service->recall, recall->key,
                    fp_clock_unix_ms() / 1000 +
                        call->service->config.cache.ttl_s,
                    answered);
}
