/* Results to be verified, and what was found. */
#include "codec/requests/verify.h"

#include <json.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/gate.h"
#include "codec/json/reader.h"
#include "codec/json/slice.h"
#include "codec/questions/question.h"

/* Bytes that are shown on either side of a difference, and most of a field. */
enum { AROUND = 40, FIELD_MAX = 1024 };

/* The bytes of the result: a text is what it says, a document is written as
 * we write it. */
static enum fp_err
take_result(const struct fp_node *node, const char *bytes, size_t len,
            struct fp_arena *arena, struct fp_verify *v)
{
    const char *slice;
    struct fp_buf text;
    enum fp_err err;
    size_t n;

    if (json_object_is_type(node->value, json_type_string)) {
        v->result = json_object_get_string(node->value);
        v->result_len = (size_t)json_object_get_string_len(node->value);
        return FP_OK;
    }
    if (!json_object_is_type(node->value, json_type_object) ||
        !fp_json_slice(bytes, len, "result", &slice, &n)) {
        fp_node_fault(node, node->present ? "type" : "required",
                      "result is the document of a reply, or its text");
        return FP_OK;
    }
    fp_buf_init(&text, 0);
    fp_json_compact(&text, slice, n);
    fp_buf_char(&text, '\n');
    err = fp_buf_error(&text);
    if (err == FP_OK) {
        v->result = fp_arena_strndup(arena, text.data, text.len);
        v->result_len = text.len;
        if (v->result == NULL)
            err = FP_ENOMEM;
    }
    fp_buf_fini(&text);
    return err;
}

/* What a replay has to give, and how far it had come. A text that is no
 * document is compared as it is. */
static enum fp_err
find_answer(struct fp_arena *arena, struct fp_verify *v)
{
    static const char *const kept[] = { "id", "kind", "created", "result_id",
                                        "result" };
    struct fp_faults unsaid;
    json_object *value;
    const char *slice;
    size_t members = 0, n = 0;
    char *copy;
    enum fp_err err;

    v->answer = v->result;
    v->answer_len = v->result_len;
    fp_faults_init(&unsaid, arena);
    err = fp_json_parse(v->result, v->result_len, NULL, arena, &unsaid,
                        &value);
    if (err != FP_OK || !json_object_is_type(value, json_type_object))
        return err == FP_ENOMEM ? FP_ENOMEM : FP_OK;
    while (members < FP_COUNT(kept) &&
           fp_json_slice(v->result, v->result_len, kept[members], &slice, &n))
        members++;
    if (members == FP_COUNT(kept)) {
        copy = fp_arena_alloc(arena, n + 2);
        if (copy == NULL)
            return FP_ENOMEM;
        memcpy(copy, slice, n);
        memcpy(copy + n, "\n", 2);
        v->answer = copy;
        v->answer_len = n + 1;
    }
    v->replay.ran = fp_asked_ran_of(v->answer, v->answer_len);
    return FP_OK;
}

/* A field of the reply; NULL when it is absent or wrong. */
static const char *
field_or_null(const struct fp_node *body, const char *name)
{
    struct fp_node node = fp_node_member(body, name);

    if (!node.present)
        return NULL;
    if (!json_object_is_type(node.value, json_type_string)) {
        fp_node_fault(&node, "type", "a field of the reply is a text");
        return NULL;
    }
    if (json_object_get_string_len(node.value) > FIELD_MAX) {
        fp_node_fault(&node, "length", "a field has at most %d bytes",
                      (int)FIELD_MAX);
        return NULL;
    }
    return json_object_get_string(node.value);
}

/* The kind of a question without a plan, by its path: 1 when this is one. */
static int
find_question(const char *kind, struct fp_verify *v)
{
    static const char state[] = "tax/state/";
    size_t n = sizeof(state) - 1;
    int is_state = strncmp(kind, state, n) == 0 && kind[n] != '\0' &&
                   kind[n] != '{';
    const struct fp_question_kind *found =
        fp_question_find(is_state ? "tax/state/{code}" : kind);

    if (found == NULL || (strchr(found->name, '{') != NULL && !is_state))
        return 0;
    v->question = found->name;
    v->part = is_state ? kind + n : NULL;
    return 1;
}

/* Such a question has its document alone. */
static enum fp_err
take_question(const struct fp_node *node, const char *text, size_t len,
              struct fp_verify *v)
{
    static const char *const known[] = { "kind", "body", NULL };
    struct fp_node body = fp_node_member(node, "body");

    if (!fp_node_object(node, known, "a question"))
        return FP_EINVAL;
    if (fp_json_slice(text, len, "body", &v->replay.body,
                      &v->replay.body_len))
        return FP_OK;
    fp_node_fault(&body, "required", "this field is required: what was asked");
    return FP_EINVAL;
}

/* The question, where there is one. */
static enum fp_err
take_replay(const struct fp_node *node, const char *bytes, size_t len,
            uint64_t default_paths, struct fp_arena *arena,
            struct fp_faults *faults, struct fp_verify *v)
{
    struct json_object *kind = NULL;
    const char *slice;
    size_t n;

    v->has_replay = node->present;
    if (!node->present || !fp_json_slice(bytes, len, "replay", &slice, &n))
        return FP_OK;
    if (json_object_is_type(node->value, json_type_object) &&
        json_object_object_get_ex(node->value, "kind", &kind) &&
        json_object_is_type(kind, json_type_string) &&
        find_question(json_object_get_string(kind), v))
        return take_question(node, slice, n, v);
    return fp_asked_decode(slice, n, "/replay", default_paths, arena, faults,
                           &v->replay);
}

enum fp_err
fp_verify_decode(const char *bytes, size_t len, uint64_t default_paths,
                 struct fp_arena *arena, struct fp_faults *faults,
                 struct fp_verify *out)
{
    static const char *const known[] = { "result",  "signature_input",
                                         "signature", "question_digest",
                                         "status",  "replay", NULL };
    struct fp_verify v = { .status = 200 };
    struct fp_assumed unused;
    struct fp_reader reader = { arena, faults, &unused, "", 0 };
    struct fp_node body = { &reader, NULL, "", 1 };
    struct fp_node result, status, replay, input;
    enum fp_err err, replayed;

    fp_assumed_init(&unused, arena);
    err = fp_json_parse(bytes, len, NULL, arena, faults, &body.value);
    if (err != FP_OK)
        return err;
    if (!fp_node_object(&body, known, "an object with a result"))
        return FP_EINVAL;
    result = fp_node_member(&body, "result");
    status = fp_node_member(&body, "status");
    replay = fp_node_member(&body, "replay");
    input = fp_node_member(&body, "signature_input");
    v.signature_input = field_or_null(&body, "signature_input");
    v.signature = field_or_null(&body, "signature");
    v.question_digest = field_or_null(&body, "question_digest");
    v.status = fp_node_int_or(&status, 200, 299, 200, NULL);
    if ((v.signature == NULL) != (v.signature_input == NULL))
        fp_node_fault(&input, "combination",
                      "signature and signature_input go together");
    if (v.signature == NULL && !replay.present)
        fp_node_fault(&input, "required",
                      "give a signature to be checked, a question to be "
                      "replayed, or both");
    err = take_result(&result, bytes, len, arena, &v);
    if (err != FP_OK)
        return err;
    replayed = take_replay(&replay, bytes, len, default_paths, arena, faults,
                           &v);
    if (replayed != FP_OK)
        return replayed;
    if (reader.failed)
        return FP_EINVAL;
    v.replay.replays = 1;
    err = v.has_replay ? find_answer(arena, &v) : FP_OK;
    if (err != FP_OK)
        return err;
    *out = v;
    return FP_OK;
}

/* --- what was found ---------------------------------------------------------- */

static void
text_member(struct fp_buf *buf, const char *name, const char *text)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
    if (text != NULL)
        fp_buf_json(buf, text);
    else
        fp_buf_str(buf, "null");
}

static void
signature(struct fp_buf *buf, const struct fp_verified *found)
{
    fp_buf_str(buf, ",\"signature\":");
    if (found->signature == FP_VERDICT_NOT_ASKED) {
        fp_buf_str(buf, "null");
        return;
    }
    fp_buf_printf(buf, "{\"valid\":%s",
                  found->signature == FP_VERDICT_GOOD ? "true" : "false");
    text_member(buf, "reason", found->reason);
    text_member(buf, "keyid", found->keyid);
    fp_buf_str(buf, ",\"created\":");
    if (found->created != 0)
        fp_buf_int(buf, found->created);
    else
        fp_buf_str(buf, "null");
    fp_buf_char(buf, '}');
}

/* ,"name":"…" of the bytes around an offset, cut at whole characters. */
static void
excerpt(struct fp_buf *buf, const char *name, const char *text, size_t len,
        size_t offset)
{
    size_t from = offset > AROUND ? offset - AROUND : 0;
    size_t end = len - offset > AROUND ? offset + AROUND : len;

    while (from < offset && ((unsigned char)text[from] & 0xc0) == 0x80)
        from++;
    while (end < len && end > from &&
           ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
    fp_buf_json_n(buf, text + from, end - from);
}

static void
replay(struct fp_buf *buf, const struct fp_verify *asked,
       const struct fp_verified *found, struct fp_arena *arena)
{
    size_t least = asked->answer_len < found->got_len ? asked->answer_len
                                                      : found->got_len;
    size_t at = 0;
    const char *pointer;

    fp_buf_str(buf, ",\"replay\":");
    if (found->replay == FP_VERDICT_NOT_ASKED) {
        fp_buf_str(buf, "null");
        return;
    }
    fp_buf_printf(buf, "{\"equal\":%s,\"difference\":",
                  found->replay == FP_VERDICT_GOOD ? "true" : "false");
    if (found->replay == FP_VERDICT_GOOD) {
        fp_buf_str(buf, "null}");
        return;
    }
    while (at < least && asked->answer[at] == found->got[at])
        at++;
    pointer = fp_json_pointer_at(arena, found->got, found->got_len, at);
    fp_buf_printf(buf, "{\"offset\":%zu", at);
    text_member(buf, "pointer", pointer != NULL ? pointer : "");
    excerpt(buf, "result", asked->answer, asked->answer_len, at);
    excerpt(buf, "replayed", found->got, found->got_len, at);
    fp_buf_str(buf, "}}");
}

void
fp_verify_encode(struct fp_buf *buf, const struct fp_verify *asked,
                 const struct fp_verified *found, struct fp_arena *arena)
{
    fp_buf_printf(buf, "{\"valid\":%s",
                  found->signature != FP_VERDICT_BAD &&
                          found->replay != FP_VERDICT_BAD
                      ? "true"
                      : "false");
    signature(buf, found);
    replay(buf, asked, found, arena);
    fp_buf_str(buf, "}\n");
}
