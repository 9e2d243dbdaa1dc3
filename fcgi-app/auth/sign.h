/* HTTP Message Signatures, as far as replies of this product carry them: the
 * text that is signed, the two fields, and their checking. Ed25519 by a ring of
 * auth/keys.h. Pure but for the key; thread-safe.
 * SOURCE: RFC 9421, sections 2.3, 2.5, 3.3.6, 4 and 5; RFC 9530, section 2
 * (Content-Digest). */
#ifndef FP_AUTH_SIGN_H
#define FP_AUTH_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "auth/digest.h"
#include "auth/keys.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum {
    FP_SIGN_COMPONENTS = 16,
    FP_SIGN_DIGEST = 64,     /* "sha-256=:…:" and a NUL */
    FP_SIGN_LABEL = 32
};

/* The value of a component ("@status", "content-digest"), NULL where the
 * message has none. */
typedef const char *fp_sign_value_fn(void *context, const char *name);

/* One member of Signature-Input or Accept-Signature. Texts live in the
 * arena. */
struct fp_sign_input {
    const char *label;
    const char *components[FP_SIGN_COMPONENTS]; /* names, without quotes */
    size_t n;
    const char *params;      /* the value as it stands: ("a" "b");created=… */
    int64_t created;         /* 0: not said */
    const char *keyid, *alg, *nonce, *tag; /* NULL: not said */
};

/* "sha-256=:…:" of a digest. */
void fp_sign_digest_text(const unsigned char digest[FP_SHA256_BYTES],
                         char text[FP_SIGN_DIGEST]) FP_NONNULL(1, 2);

/* Reads the first member of a Signature-Input or Accept-Signature field.
 * Components with parameters are not known here.
 * FP_EINVAL (error says why), FP_ENOMEM. */
enum fp_err fp_sign_parse(const char *field, struct fp_arena *arena,
                          struct fp_sign_input *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Writes input->params for its components, created, keyid, nonce and tag, with
 * alg "ed25519". FP_EINVAL: a text cannot stand there; FP_ENOMEM. */
enum fp_err fp_sign_params(struct fp_sign_input *input, struct fp_arena *arena)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The text that is signed. FP_EINVAL: the message lacks a component, or one
 * stands twice. */
enum fp_err fp_sign_base(const struct fp_sign_input *input,
                         fp_sign_value_fn *value, void *context,
                         struct fp_buf *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* A Signature field, LABEL=:…:, in arena. FP_EINVAL as fp_sign_base,
 * FP_EUNAVAIL (the ring cannot sign), FP_ENOMEM. */
enum fp_err fp_sign_field(const struct fp_keys *keys,
                          const struct fp_sign_input *input,
                          fp_sign_value_fn *value, void *context,
                          struct fp_arena *arena, const char **out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

/* Checks the Signature field against the input of the same label. FP_OK;
 * FP_EAUTH: the signature is not of this message under this ring;
 * FP_EINVAL: it cannot be one (error says why); FP_ENOMEM. */
enum fp_err fp_sign_check(const struct fp_keys *keys,
                          const struct fp_sign_input *input,
                          const char *signature, fp_sign_value_fn *value,
                          void *context, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 6);

#endif
