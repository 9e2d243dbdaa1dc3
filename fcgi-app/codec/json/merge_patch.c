/* JSON Merge Patch. */
#include "codec/json/merge_patch.h"

#include <json.h>
#include <string.h>

#include "codec/json/gate.h"

static void
put(void *object)
{
    json_object_put(object);
}

/* Takes the reference to target and returns one to the merged value; *err is
 * set when memory runs out. Depth is bounded by the gate. */
static struct json_object *
merge(struct json_object *target, struct json_object *patch, enum fp_err *err)
{
    struct json_object_iterator at, end;

    if (!json_object_is_type(patch, json_type_object)) {
        json_object_put(target);
        return json_object_get(patch);
    }
    if (!json_object_is_type(target, json_type_object)) {
        json_object_put(target);
        target = json_object_new_object();
        if (target == NULL) {
            *err = FP_ENOMEM;
            return NULL;
        }
    }
    at = json_object_iter_begin(patch);
    end = json_object_iter_end(patch);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        const char *name = json_object_iter_peek_name(&at);
        struct json_object *value = json_object_iter_peek_value(&at);
        struct json_object *old = NULL;

        if (value == NULL) {
            json_object_object_del(target, name);
            continue;
        }
        json_object_object_get_ex(target, name, &old);
        if (json_object_object_add(
                target, name, merge(json_object_get(old), value, err)) != 0)
            *err = FP_ENOMEM;
    }
    return target;
}

enum fp_err
fp_merge_patch(struct json_object *target, struct json_object *patch,
               struct fp_arena *arena, struct json_object **out)
{
    enum fp_err err = FP_OK;
    struct json_object *merged =
        merge(json_object_get(target), patch, &err);

    if (merged != NULL) {
        enum fp_err kept = fp_arena_defer(arena, put, merged);

        if (kept != FP_OK)
            return kept;
    }
    if (err == FP_OK)
        *out = merged;
    return err;
}

enum fp_err
fp_merge_patch_text(const char *target, const char *patch, size_t patch_len,
                    struct fp_arena *arena, struct fp_faults *faults,
                    const char **out)
{
    struct json_object *base = NULL, *change = NULL, *merged = NULL;
    enum fp_err err =
        fp_json_parse(patch, patch_len, NULL, arena, faults, &change);

    if (err == FP_OK)
        err = fp_json_parse(target, strlen(target), NULL, arena, faults,
                            &base);
    if (err == FP_OK)
        err = fp_merge_patch(base, change, arena, &merged);
    if (err != FP_OK)
        return err;
    *out = fp_arena_strdup(
        arena, json_object_to_json_string_ext(
                   merged, JSON_C_TO_STRING_PLAIN |
                               JSON_C_TO_STRING_NOSLASHESCAPE));
    return *out != NULL ? FP_OK : FP_ENOMEM;
}
