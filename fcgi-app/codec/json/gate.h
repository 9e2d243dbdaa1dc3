/* The gate in front of json-c: a validating pass over raw bytes.
 *
 * Accepts RFC 8259 in UTF-8 and refuses, beyond what the grammar refuses:
 * duplicate keys (compared after unescaping), NUL raw or escaped, lone
 * surrogates, a byte order mark, integers beyond 64 bits, numbers that are
 * not finite as a double or vanish to zero, and documents past the limits.
 * Iterative; memory is bounded by the limits. Thread-safe on separate
 * arenas. */
#ifndef FP_CODEC_JSON_GATE_H
#define FP_CODEC_JSON_GATE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

enum {
    FP_JSON_DEPTH_MAX = 32,
    FP_JSON_KEY_MAX = 1024, /* bytes between a key's quotes */
    FP_JSON_POINTER = 512
};

struct fp_json_limits {
    size_t bytes;    /* whole document */
    size_t depth;    /* nested containers, at most FP_JSON_DEPTH_MAX */
    size_t members;  /* of one object */
    size_t elements; /* of one array */
    size_t values;   /* of the whole document */
};

/* 10 MiB, 32 levels, 256 members, 10,000 elements, 100,000 values. */
extern const struct fp_json_limits fp_json_limits_default;

/* The first fault of a document. */
struct fp_json_fault {
    const char *code;      /* "syntax", "utf8", "duplicate_key", "nul",
                            * "surrogate", "bom", "number_range", "depth",
                            * "limit", "empty" */
    size_t offset;         /* byte, from 0 */
    size_t line, column;   /* from 1; columns count bytes */
    char pointer[FP_JSON_POINTER]; /* of the value, cut when too long */
    char detail[160];      /* a sentence without the place */
};

/* FP_OK; FP_EINVAL or FP_ELIMIT with *fault filled; FP_ENOMEM. limits may be
 * NULL (the default). Scratch memory comes from arena. */
enum fp_err fp_json_gate(const char *bytes, size_t len,
                         const struct fp_json_limits *limits,
                         struct fp_arena *arena, struct fp_json_fault *fault)
    FP_MUST_CHECK FP_NONNULL(4, 5);

struct json_object;

/* Gate and json-c: the tree, owned by arena. A fault is added to faults with
 * its place in the words. Errors as fp_json_gate. A document that is the JSON
 * null gives *root == NULL. */
enum fp_err fp_json_parse(const char *bytes, size_t len,
                          const struct fp_json_limits *limits,
                          struct fp_arena *arena, struct fp_faults *faults,
                          struct json_object **root)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

#endif
