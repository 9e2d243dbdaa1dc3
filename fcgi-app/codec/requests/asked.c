/* Questions as they were asked, written down and read back. */
#include "codec/requests/asked.h"

#include <json.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/gate.h"
#include "codec/json/reader.h"
#include "codec/json/slice.h"

static const char *const many_names[] = { "compare", "spending_compare" };

const char *
fp_asked_kind_name(const struct fp_asked *asked)
{
    return asked->is_many ? many_names[asked->many]
                          : fp_request_kind_name(asked->kind);
}

const char *
fp_asked_option(const struct fp_asked *asked, const char *name)
{
    for (size_t i = 0; i < asked->n_options; i++)
        if (strcmp(asked->options[i].name, name) == 0)
            return asked->options[i].value;
    return NULL;
}

enum fp_err
fp_asked_set(struct fp_asked *asked, const char *name, const char *value)
{
    size_t i = 0;

    while (i < asked->n_options && strcmp(asked->options[i].name, name) != 0)
        i++;
    if (i == FP_ASKED_OPTIONS)
        return FP_ELIMIT;
    asked->options[i].name = name;
    asked->options[i].value = value;
    asked->n_options += i == asked->n_options;
    return FP_OK;
}

/* A whole number above 0 among the members; 0: there is none. */
static uint64_t
number_of(const char *text, size_t len, const char *name)
{
    const char *slice;
    int64_t value;
    size_t n;

    return fp_json_slice(text, len, name, &slice, &n) &&
                   fp_text_int64(slice, n, 1, INT64_MAX, &value) == FP_OK
               ? (uint64_t)value
               : 0;
}

struct fp_asked_ran
fp_asked_ran_of(const char *result, size_t len)
{
    static const char stopped[] = "\"stopped\"";
    struct fp_asked_ran ran = { .paths = number_of(result, len, "paths") };
    const char *state;
    size_t n;

    if (fp_json_slice(result, len, "state", &state, &n) &&
        n == sizeof(stopped) - 1 && memcmp(state, stopped, n) == 0)
        ran.runs = number_of(result, len, "runs");
    return ran;
}

/* All members but the body, and no end. */
static void
begin(struct fp_buf *buf, const struct fp_asked *asked)
{
    fp_buf_str(buf, "{\"kind\":");
    fp_buf_json(buf, fp_asked_kind_name(asked));
    fp_buf_str(buf, ",\"options\":{");
    for (size_t i = 0; i < asked->n_options; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        fp_buf_json(buf, asked->options[i].name);
        fp_buf_char(buf, ':');
        fp_buf_json(buf, asked->options[i].value);
    }
    fp_buf_printf(buf, "},\"default_paths\":%llu",
                  (unsigned long long)asked->default_paths);
    if (asked->goal != NULL) {
        fp_buf_str(buf, ",\"goal\":");
        fp_buf_json(buf, asked->goal);
    }
}

void
fp_asked_encode_head(struct fp_buf *buf, const struct fp_asked *asked)
{
    begin(buf, asked);
    fp_buf_char(buf, '}');
}

void
fp_asked_encode(struct fp_buf *buf, const struct fp_asked *asked)
{
    begin(buf, asked);
    fp_buf_str(buf, ",\"body\":");
    fp_buf_add(buf, asked->body, asked->body_len);
    fp_buf_char(buf, '}');
}

/* Every kind but the bare plan, which asks nothing. */
static void
read_kind(const struct fp_node *node, struct fp_asked *asked)
{
    const char *words[FP_REQUEST_COUNT + FP_COUNT(many_names)];
    size_t n = 0;
    int word;

    for (int k = FP_REQUEST_PLAN + 1; k < FP_REQUEST_COUNT; k++)
        words[n++] = fp_request_kind_name((enum fp_request_kind)k);
    for (size_t k = 0; k < FP_COUNT(many_names); k++)
        words[n++] = many_names[k];
    words[n] = NULL;
    if (!fp_node_word(node, words, &word))
        return;
    asked->is_many = word >= FP_REQUEST_COUNT - 1;
    if (asked->is_many)
        asked->many = (enum fp_many_kind)(word - (FP_REQUEST_COUNT - 1));
    else
        asked->kind = (enum fp_request_kind)(word + 1);
}

static void
read_option(void *context, const char *name, const struct fp_node *member)
{
    struct fp_asked *asked = context;
    const char *value;

    if (fp_node_text(member, &value) &&
        fp_asked_set(asked, name, value) != FP_OK)
        fp_node_fault(member, "limit", "there are more than %d options",
                      (int)FP_ASKED_OPTIONS);
}

/* The kind has no such option. */
static int
is_option(const struct fp_asked *asked, const char *name)
{
    const char *const *names = fp_request_options(
        asked->is_many ? FP_REQUEST_SIMULATE : asked->kind);

    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

enum fp_err
fp_asked_decode(const char *text, size_t len, const char *prefix,
                uint64_t default_paths, struct fp_arena *arena,
                struct fp_faults *faults, struct fp_asked *out)
{
    static const char *const known[] = { "kind", "options", "default_paths",
                                         "goal", "body", NULL };
    struct fp_asked asked = { .default_paths = default_paths };
    struct fp_assumed unused;
    struct fp_reader reader = { arena, faults, &unused, prefix, 0 };
    struct fp_node node = { &reader, NULL, "", 1 };
    struct fp_node kind, options, paths, goal, body;
    int64_t number;
    enum fp_err err;

    fp_assumed_init(&unused, arena);
    err = fp_json_parse(text, len, NULL, arena, faults, &node.value);
    if (err != FP_OK)
        return err;
    if (!fp_node_object(&node, known, "an object with a question"))
        return FP_EINVAL;
    kind = fp_node_member(&node, "kind");
    options = fp_node_member(&node, "options");
    paths = fp_node_member(&node, "default_paths");
    goal = fp_node_member(&node, "goal");
    body = fp_node_member(&node, "body");
    read_kind(&kind, &asked);
    if (options.present &&
        json_object_is_type(options.value, json_type_object))
        fp_node_each(&options, read_option, &asked);
    else if (options.present)
        fp_node_fault(&options, "type", "options are an object of texts");
    for (size_t i = 0; i < asked.n_options && !reader.failed; i++)
        if (!is_option(&asked, asked.options[i].name))
            fp_node_fault(&options, "unknown_field",
                          "%s has no option %s", fp_asked_kind_name(&asked),
                          asked.options[i].name);
    if (paths.present && fp_node_int(&paths, 1, FP_SIM_PATHS_MAX, &number))
        asked.default_paths = (uint64_t)number;
    if (goal.present)
        (void)fp_node_text(&goal, &asked.goal);
    if (!fp_json_slice(text, len, "body", &asked.body, &asked.body_len))
        fp_node_fault(&body, "required",
                      "this field is required: a plan, or a plan with its "
                      "options");
    if (reader.failed)
        return FP_EINVAL;
    *out = asked;
    return FP_OK;
}
