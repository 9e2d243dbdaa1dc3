/* HTTP Message Signatures: the text that is signed, and the two fields. */
#include "auth/sign.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/text.h"

#define ALGORITHM "ed25519"

enum { SIGNATURE_BYTES = crypto_sign_BYTES, BASE_MAX = 1 << 16 };

void
fp_sign_digest_text(const unsigned char digest[FP_SHA256_BYTES],
                    char text[FP_SIGN_DIGEST])
{
    char base64[48];

    sodium_bin2base64(base64, sizeof(base64), digest, FP_SHA256_BYTES,
                      sodium_base64_VARIANT_ORIGINAL);
    snprintf(text, FP_SIGN_DIGEST, "sha-256=:%s:", base64);
}

/* --- structured fields ------------------------------------------------------ */

/* A field being read. SOURCE: RFC 8941, sections 3 and 4.2. */
struct scan {
    const char *at;
    struct fp_arena *arena;
};

static void
skip_spaces(struct scan *s)
{
    while (*s->at == ' ')
        s->at++;
}

/* A key: lower case, digits, "_-.*". NULL when there is none. */
static const char *
read_key(struct scan *s)
{
    const char *from = s->at;

    if (!islower((unsigned char)*from) && *from != '*')
        return NULL;
    while (islower((unsigned char)*s->at) || isdigit((unsigned char)*s->at) ||
           (*s->at != '\0' && strchr("_-.*", *s->at) != NULL))
        s->at++;
    return fp_arena_strndup(s->arena, from, (size_t)(s->at - from));
}

/* A string between quotes. NULL when there is none. */
static const char *
read_string(struct scan *s)
{
    char *out, *to;

    if (*s->at != '"')
        return NULL;
    out = to = fp_arena_alloc(s->arena, strlen(s->at) + 1);
    if (out == NULL)
        return NULL;
    for (s->at++; *s->at != '"'; s->at++) {
        if (*s->at == '\\' && (s->at[1] == '"' || s->at[1] == '\\'))
            s->at++;
        else if (*s->at == '\\' || *s->at < 0x20 || *s->at > 0x7e)
            return NULL;
        *to++ = *s->at;
    }
    s->at++;
    *to = '\0';
    return out;
}

static int
read_param(struct scan *s, struct fp_sign_input *out)
{
    const char *key = read_key(s), *text = NULL;
    const char *from;

    if (key == NULL)
        return 0;
    if (*s->at != '=')
        return 1; /* true */
    from = ++s->at;
    if (*from == '"') {
        text = read_string(s);
        if (text == NULL)
            return 0;
    } else {
        while (*s->at != '\0' && strchr("; ,\t", *s->at) == NULL)
            s->at++;
        if (s->at == from)
            return 0;
    }
    if (strcmp(key, "created") == 0 && text == NULL)
        return fp_text_int64(from, (size_t)(s->at - from), 0, INT64_MAX,
                             &out->created) == FP_OK;
    if (strcmp(key, "keyid") == 0)
        out->keyid = text;
    else if (strcmp(key, "alg") == 0)
        out->alg = text;
    else if (strcmp(key, "nonce") == 0)
        out->nonce = text;
    else if (strcmp(key, "tag") == 0)
        out->tag = text;
    return 1;
}

static enum fp_err
malformed(struct fp_error *error)
{
    return fp_error_set(error, FP_EINVAL,
                        "This is no signature input as RFC 9421 has it.");
}

enum fp_err
fp_sign_parse(const char *field, struct fp_arena *arena,
              struct fp_sign_input *out, struct fp_error *error)
{
    struct fp_sign_input input = { .n = 0 };
    struct scan s = { field, arena };
    const char *from;

    skip_spaces(&s);
    input.label = read_key(&s);
    if (input.label == NULL || strlen(input.label) >= FP_SIGN_LABEL ||
        *s.at != '=' || s.at[1] != '(')
        return malformed(error);
    from = ++s.at;
    s.at++;
    skip_spaces(&s);
    while (*s.at != ')') {
        const char *name = read_string(&s);

        if (name == NULL || input.n == FP_SIGN_COMPONENTS)
            return malformed(error);
        if (*s.at == ';')
            return fp_error_set(error, FP_EINVAL,
                                "Components with parameters are not known "
                                "here.");
        if (*s.at != ' ' && *s.at != ')')
            return malformed(error);
        input.components[input.n++] = name;
        skip_spaces(&s);
    }
    for (s.at++; *s.at == ';';) {
        s.at++;
        skip_spaces(&s);
        if (!read_param(&s, &input))
            return malformed(error);
    }
    input.params = fp_arena_strndup(arena, from, (size_t)(s.at - from));
    skip_spaces(&s);
    if (*s.at != '\0' && *s.at != ',')
        return malformed(error);
    if (input.params == NULL)
        return FP_ENOMEM;
    *out = input;
    return FP_OK;
}

/* ;name="text"; 0 when the text cannot stand in a string. */
static int
add_param(struct fp_buf *buf, const char *name, const char *text)
{
    if (text == NULL)
        return 1;
    fp_buf_printf(buf, ";%s=\"", name);
    for (; *text != '\0'; text++) {
        if (*text < 0x20 || *text > 0x7e)
            return 0;
        if (*text == '"' || *text == '\\')
            fp_buf_char(buf, '\\');
        fp_buf_char(buf, *text);
    }
    fp_buf_char(buf, '"');
    return 1;
}

enum fp_err
fp_sign_params(struct fp_sign_input *input, struct fp_arena *arena)
{
    struct fp_buf buf;
    enum fp_err err = FP_OK;

    fp_buf_init(&buf, BASE_MAX);
    fp_buf_char(&buf, '(');
    for (size_t i = 0; i < input->n; i++)
        fp_buf_printf(&buf, "%s\"%s\"", i > 0 ? " " : "",
                      input->components[i]);
    fp_buf_char(&buf, ')');
    if (input->created != 0)
        fp_buf_printf(&buf, ";created=%lld", (long long)input->created);
    if (!add_param(&buf, "keyid", input->keyid) ||
        !add_param(&buf, "alg", ALGORITHM) ||
        !add_param(&buf, "nonce", input->nonce) ||
        !add_param(&buf, "tag", input->tag))
        err = FP_EINVAL;
    if (err == FP_OK)
        err = fp_buf_error(&buf);
    if (err == FP_OK) {
        input->params = fp_arena_strndup(arena, buf.data, buf.len);
        if (input->params == NULL)
            err = FP_ENOMEM;
    }
    fp_buf_fini(&buf);
    return err;
}

/* --- signatures ------------------------------------------------------------- */

enum fp_err
fp_sign_base(const struct fp_sign_input *input, fp_sign_value_fn *value,
             void *context, struct fp_buf *out, struct fp_error *error)
{
    for (size_t i = 0; i < input->n; i++) {
        const char *name = input->components[i];
        const char *text = value(context, name);

        for (size_t k = 0; k < i; k++)
            if (strcmp(input->components[k], name) == 0)
                return fp_error_set(error, FP_EINVAL,
                                    "The component %s stands twice.", name);
        if (text == NULL)
            return fp_error_set(error, FP_EINVAL,
                                "The signature covers %s, which is not here.",
                                name);
        fp_buf_printf(out, "\"%s\": ", name);
        fp_buf_str(out, text);
        fp_buf_char(out, '\n');
    }
    fp_buf_printf(out, "\"@signature-params\": %s", input->params);
    return fp_buf_error(out);
}

enum fp_err
fp_sign_field(const struct fp_keys *keys, const struct fp_sign_input *input,
              fp_sign_value_fn *value, void *context, struct fp_arena *arena,
              const char **out)
{
    unsigned char signature[FP_SIGNATURE_MAX];
    char base64[4 * SIGNATURE_BYTES / 3 + 8];
    const char *field;
    struct fp_buf base;
    size_t len;
    enum fp_err err;

    fp_buf_init(&base, BASE_MAX);
    err = fp_sign_base(input, value, context, &base, NULL);
    if (err == FP_OK)
        err = fp_keys_sign(keys, base.data, base.len, signature, &len);
    fp_buf_fini(&base);
    if (err != FP_OK)
        return err;
    if (len != SIGNATURE_BYTES)
        return FP_EUNAVAIL;
    sodium_bin2base64(base64, sizeof(base64), signature, len,
                      sodium_base64_VARIANT_ORIGINAL);
    field = fp_arena_printf(arena, "%s=:%s:", input->label, base64);
    if (field == NULL)
        return FP_ENOMEM;
    *out = field;
    return FP_OK;
}

/* The bytes of the member `label` of a Signature field; 0 when there is none
 * or it is not as long as an Ed25519 signature. */
static int
read_signature(const char *field, const char *label,
               unsigned char signature[SIGNATURE_BYTES])
{
    size_t n = strlen(label), len = 0;

    while (*field == ' ')
        field++;
    while (strncmp(field, label, n) != 0 || field[n] != '=' ||
           field[n + 1] != ':') {
        field = strchr(field, ',');
        if (field == NULL)
            return 0;
        for (field++; *field == ' ';)
            field++;
    }
    field += n + 2;
    return strchr(field, ':') != NULL &&
           sodium_base642bin(signature, SIGNATURE_BYTES, field,
                             (size_t)(strchr(field, ':') - field), NULL, &len,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           len == SIGNATURE_BYTES;
}

enum fp_err
fp_sign_check(const struct fp_keys *keys, const struct fp_sign_input *input,
              const char *signature, fp_sign_value_fn *value, void *context,
              struct fp_error *error)
{
    unsigned char bytes[SIGNATURE_BYTES];
    struct fp_buf base;
    enum fp_err err;

    if (input->alg != NULL && strcmp(input->alg, ALGORITHM) != 0)
        return fp_error_set(error, FP_EINVAL,
                            "Results are signed with " ALGORITHM ".");
    if (!read_signature(signature, input->label, bytes))
        return fp_error_set(error, FP_EINVAL,
                            "There is no Ed25519 signature called %s.",
                            input->label);
    fp_buf_init(&base, BASE_MAX);
    err = fp_sign_base(input, value, context, &base, error);
    if (err == FP_OK)
        err = fp_keys_verify(keys, input->keyid, base.data, base.len, bytes,
                             sizeof(bytes));
    fp_buf_fini(&base);
    if (err == FP_EAUTH)
        fp_error_set(error, FP_EAUTH,
                     "The signature is not of this result under a key of this "
                     "service.");
    return err;
}
