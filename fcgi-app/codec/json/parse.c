/* The gate, then json-c. */
#include <json.h>
#include <limits.h>

#include "codec/json/gate.h"

static void
put_object(void *object)
{
    json_object_put(object);
}

static void
free_tokener(void *tokener)
{
    json_tokener_free(tokener);
}

enum fp_err
fp_json_parse(const char *bytes, size_t len,
              const struct fp_json_limits *limits, struct fp_arena *arena,
              struct fp_faults *faults, struct json_object **root)
{
    struct fp_json_fault fault = { 0 };
    struct json_tokener *tokener;
    struct json_object *tree;
    enum json_tokener_error error;
    enum fp_err err;

    err = fp_json_gate(bytes, len, limits, arena, &fault);
    if (err != FP_OK) {
        fp_faults_add(faults, fault.pointer, fault.code,
                      "%s (line %zu, column %zu, byte %zu)", fault.detail,
                      fault.line, fault.column, fault.offset);
        return err;
    }
    if (len > INT_MAX)
        return FP_ELIMIT;
    tokener = json_tokener_new_ex(FP_JSON_DEPTH_MAX + 1);
    if (tokener == NULL)
        return FP_ENOMEM;
    err = fp_arena_defer(arena, free_tokener, tokener);
    if (err != FP_OK)
        return err;
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    tree = json_tokener_parse_ex(tokener, bytes, (int)len);
    error = json_tokener_get_error(tokener);
    /* A number or word at the very end is finished by a NUL. */
    if (error == json_tokener_continue) {
        tree = json_tokener_parse_ex(tokener, "", 1);
        error = json_tokener_get_error(tokener);
    }
    if (tree != NULL) {
        err = fp_arena_defer(arena, put_object, tree);
        if (err != FP_OK)
            return err;
    }
    if (error != json_tokener_success) {
        fp_faults_add(faults, "", "syntax", "the document could not be read");
        return FP_EINVAL;
    }
    *root = tree;
    return FP_OK;
}
