/* The ring of keys, made from the configuration. */
#include "auth/keys.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "auth/base64url.h"
#include "auth/digest.h"
#include "auth/key.h"
#include "auth/pem.h"

enum {
    RSA_BITS_NEW = 3072,
    SECRET_NEW = 32, /* bytes */
    RING = FP_KEYS_PREVIOUS_MAX + 1
};

struct fp_keys {
    enum fp_jwt_algorithm algorithm;
    struct fp_key ring[RING]; /* the first one signs */
    size_t n;
    unsigned char *root; /* guarded, 32 bytes: see fp_keys_derive */
};

static const char *const names[] = {
    [FP_JWT_HS256] = "HS256",
    [FP_JWT_EDDSA] = "EdDSA",
    [FP_JWT_RS256] = "RS256",
};

const char *
fp_jwt_algorithm_name(enum fp_jwt_algorithm algorithm)
{
    return names[algorithm];
}

static int
absent(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* A guarded copy in which the two characters "\n" are line ends. */
static char *
unfold(const char *text)
{
    size_t len = strlen(text), from, to = 0;
    char *copy = sodium_malloc(len + 1);

    if (copy == NULL)
        return NULL;
    for (from = 0; from < len; from++) {
        if (text[from] == '\\' && text[from + 1] == 'n') {
            copy[to++] = '\n';
            from++;
        } else {
            copy[to++] = text[from];
        }
    }
    copy[to] = '\0';
    return copy;
}

static enum fp_err
private_key(struct fp_keys *keys, const char *text, struct fp_error *error)
{
    struct evp_pkey_st *pkey = NULL;
    enum fp_err err;
    char *pem;

    if (strstr(text, "-----BEGIN") == NULL && keys->algorithm == FP_JWT_EDDSA)
        return fp_key_ed25519_seed(text, &keys->ring[0], error);
    pem = unfold(text);
    if (pem == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = fp_pem_private(pem, strlen(pem), &pkey);
    sodium_free(pem);
    if (err != FP_OK)
        return fp_key_refuse(error, "JWT_PRIVATE_KEY",
                             "is not a PEM private key without a passphrase.");
    return fp_key_adopt(keys->algorithm, "JWT_PRIVATE_KEY", 1, pkey,
                        &keys->ring[0], error);
}

/* Each "-----BEGIN … -----END …-----" of text becomes a key of the ring. */
static enum fp_err
public_keys(struct fp_keys *keys, const char *setting, const char *text,
            size_t most, struct fp_error *error)
{
    char *pem = unfold(text);
    enum fp_err err = FP_OK;
    char *at = pem, *end;
    size_t found = 0;

    if (pem == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    while (err == FP_OK && (at = strstr(at, "-----BEGIN ")) != NULL) {
        struct evp_pkey_st *pkey = NULL;

        end = strstr(at, "-----END ");
        end = end != NULL ? strstr(end + 9, "-----") : NULL;
        if (found == most || keys->n == RING) {
            err = fp_key_refuse(error, setting, "holds too many keys.");
        } else if (end == NULL ||
                   fp_pem_public(at, (size_t)(end + 5 - at), &pkey) != FP_OK) {
            err = fp_key_refuse(error, setting, "is not a PEM public key.");
        } else {
            err = fp_key_adopt(keys->algorithm, setting, 0, pkey,
                               &keys->ring[keys->n], error);
            keys->n++;
            found++;
            at = end + 5;
        }
    }
    if (err == FP_OK && found == 0)
        err = fp_key_refuse(error, setting, "is not a PEM public key.");
    sodium_free(pem);
    return err;
}

static int
same_public(const struct fp_keys *keys, const struct fp_key *a,
            const struct fp_key *b)
{
    if (keys->algorithm == FP_JWT_RS256)
        return fp_pem_same(a->rsa, b->rsa);
    return memcmp(a->ed_public, b->ed_public, sizeof(a->ed_public)) == 0;
}

static enum fp_err
pair_keys(struct fp_keys *keys, const struct fp_keys_config *config,
          struct fp_error *error)
{
    enum fp_err err = FP_OK;

    if (absent(config->private_key) && absent(config->public_key))
        return fp_key_refuse(error, "JWT_PRIVATE_KEY",
                             "is needed by this JWT_ALGORITHM.");
    if (!absent(config->private_key)) {
        keys->n = 1;
        err = private_key(keys, config->private_key, error);
    }
    if (err == FP_OK && !absent(config->public_key)) {
        err =
            public_keys(keys, "JWT_PUBLIC_KEY", config->public_key, 1, error);
        if (err == FP_OK && keys->n == 2) {
            if (!same_public(keys, &keys->ring[0], &keys->ring[1]))
                err = fp_key_refuse(error, "JWT_PUBLIC_KEY",
                                    "does not belong to JWT_PRIVATE_KEY.");
            fp_key_fini(&keys->ring[1]);
            keys->n = 1;
        }
    }
    return err;
}

/* --- the ring ------------------------------------------------------------ */

static enum fp_err
previous_keys(struct fp_keys *keys, const char *text, struct fp_error *error)
{
    static const char blanks[] = " \t\r\n";
    enum fp_err err = FP_OK;

    if (keys->algorithm != FP_JWT_HS256)
        return public_keys(keys, "JWT_PREVIOUS_KEYS", text,
                           FP_KEYS_PREVIOUS_MAX, error);
    while (err == FP_OK && *(text += strspn(text, blanks)) != '\0') {
        size_t len = strcspn(text, blanks);

        if (keys->n == RING)
            return fp_key_refuse(error, "JWT_PREVIOUS_KEYS",
                                 "holds too many keys.");
        err = fp_key_hs256("JWT_PREVIOUS_KEYS", text, len,
                           &keys->ring[keys->n++], error);
        text += len;
    }
    return err;
}

static enum fp_err
set_root(struct fp_keys *keys, struct fp_error *error)
{
    const struct fp_key *key = &keys->ring[0];
    unsigned char digest[32];
    enum fp_err err = FP_OK;

    keys->root = sodium_malloc(32);
    if (keys->root == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (key->secret != NULL)
        fp_auth_keyed_hash(NULL, 0, key->secret, key->secret_len, digest);
    else if (key->rsa != NULL && key->can_sign)
        err = fp_pem_private_digest(key->rsa, digest);
    else
        fp_auth_keyed_hash(NULL, 0, key->kid, strlen(key->kid), digest);
    if (err == FP_OK)
        memcpy(keys->root, digest, sizeof(digest));
    sodium_memzero(digest, sizeof(digest));
    return err;
}

static enum fp_err
check_texts(const struct fp_keys_config *config, struct fp_error *error)
{
    const struct {
        const char *setting, *text;
    } texts[] = {
        { "JWT_SECRET_KEY", config->secret },
        { "JWT_PRIVATE_KEY", config->private_key },
        { "JWT_PUBLIC_KEY", config->public_key },
        { "JWT_PREVIOUS_KEYS", config->previous },
    };
    size_t i;

    for (i = 0; i < FP_COUNT(texts); i++)
        if (texts[i].text != NULL && strstr(texts[i].text, "CHANGE_ME"))
            return fp_key_refuse(error, texts[i].setting,
                                 "is still the placeholder CHANGE_ME.");
    return FP_OK;
}

static enum fp_err
fill(struct fp_keys *keys, const struct fp_keys_config *config,
     struct fp_error *error)
{
    enum fp_err err = check_texts(config, error);

    if (err != FP_OK)
        return err;
    if (keys->algorithm != FP_JWT_HS256) {
        err = pair_keys(keys, config, error);
    } else if (absent(config->secret)) {
        err = fp_key_refuse(error, "JWT_SECRET_KEY", "is needed by HS256.");
    } else {
        keys->n = 1;
        err = fp_key_hs256("JWT_SECRET_KEY", config->secret,
                           strlen(config->secret), &keys->ring[0], error);
    }
    if (err == FP_OK && !absent(config->previous))
        err = previous_keys(keys, config->previous, error);
    return err == FP_OK ? set_root(keys, error) : err;
}

enum fp_err
fp_keys_new(const struct fp_keys_config *config, struct fp_keys **out,
            struct fp_error *error)
{
    struct fp_keys *keys;
    enum fp_err err;
    size_t i;

    for (i = 0; i < FP_COUNT(names); i++)
        if (config->algorithm != NULL &&
            strcmp(config->algorithm, names[i]) == 0)
            break;
    if (i == FP_COUNT(names))
        return fp_key_refuse(error, "JWT_ALGORITHM",
                             "must be HS256, EdDSA or RS256.");
    keys = calloc(1, sizeof(*keys));
    if (keys == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    keys->algorithm = (enum fp_jwt_algorithm)i;
    err = fill(keys, config, error);
    if (err == FP_OK)
        *out = keys;
    else
        fp_keys_free(keys);
    return err;
}

void
fp_keys_free(struct fp_keys *keys)
{
    size_t i;

    if (keys == NULL)
        return;
    for (i = 0; i < RING; i++)
        fp_key_fini(&keys->ring[i]);
    sodium_free(keys->root);
    free(keys);
}

enum fp_jwt_algorithm
fp_keys_algorithm(const struct fp_keys *keys)
{
    return keys->algorithm;
}

const char *
fp_keys_kid(const struct fp_keys *keys)
{
    return keys->ring[0].kid;
}

int
fp_keys_can_sign(const struct fp_keys *keys)
{
    return keys->ring[0].can_sign;
}

enum fp_err
fp_keys_sign(const struct fp_keys *keys, const void *bytes, size_t len,
             unsigned char signature[FP_SIGNATURE_MAX], size_t *signature_len)
{
    return fp_key_sign(keys->algorithm, &keys->ring[0], bytes, len, signature,
                       signature_len);
}

enum fp_err
fp_keys_verify(const struct fp_keys *keys, const char *kid, const void *bytes,
               size_t len, const unsigned char *signature,
               size_t signature_len)
{
    size_t i;

    for (i = 0; i < keys->n; i++) {
        if (kid != NULL && strcmp(kid, keys->ring[i].kid) != 0)
            continue;
        if (fp_key_verify(keys->algorithm, &keys->ring[i], bytes, len,
                          signature, signature_len) == FP_OK)
            return FP_OK;
    }
    return FP_EAUTH;
}

/* 1 when an earlier key of the ring is the same one: in a rotation the current
 * key may stand among the previous ones already. */
static int
seen_before(const struct fp_keys *keys, size_t i)
{
    size_t j;

    for (j = 0; j < i; j++)
        if (strcmp(keys->ring[j].kid, keys->ring[i].kid) == 0)
            return 1;
    return 0;
}

enum fp_err
fp_keys_jwks(const struct fp_keys *const *rings, size_t n, struct fp_buf *out)
{
    enum fp_err err = FP_OK;
    int first = 1;

    fp_buf_str(out, "{\"keys\":[");
    for (size_t r = 0; r < n; r++) {
        const struct fp_keys *keys = rings[r];

        if (keys == NULL || keys->algorithm == FP_JWT_HS256)
            continue;
        for (size_t i = 0; err == FP_OK && i < keys->n; i++) {
            if (seen_before(keys, i))
                continue;
            if (!first)
                fp_buf_char(out, ',');
            first = 0;
            err = fp_key_jwk(keys->algorithm, &keys->ring[i], out);
        }
    }
    fp_buf_str(out, "]}\n");
    return err;
}

void
fp_keys_derive(const struct fp_keys *keys, const char *label,
               unsigned char out[32])
{
    fp_auth_keyed_hash(keys->root, 32, label, strlen(label), out);
}

/* --- new keys ------------------------------------------------------------ */

enum fp_err
fp_keys_generate(enum fp_jwt_algorithm algorithm, int rsa_bits, char **secret,
                 char **public_pem, struct fp_error *error)
{
    unsigned char bytes[SECRET_NEW];
    enum fp_err err;
    char *text;

    if (algorithm == FP_JWT_RS256) {
        if (rsa_bits == 0)
            rsa_bits = RSA_BITS_NEW;
        if (rsa_bits < 2048 || rsa_bits > 8192)
            return fp_error_set(error, FP_EINVAL,
                                "An RSA key has 2048 to 8192 bits.");
        return fp_pem_generate(FP_PEM_RSA, rsa_bits, secret, public_pem);
    }
    if (algorithm == FP_JWT_EDDSA)
        return fp_pem_generate(FP_PEM_ED25519, 0, secret, public_pem);
    text = malloc(fp_base64url_len(sizeof(bytes)) + 1);
    if (text == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    randombytes_buf(bytes, sizeof(bytes));
    err = fp_base64url_encode(bytes, sizeof(bytes), text,
                              fp_base64url_len(sizeof(bytes)) + 1);
    sodium_memzero(bytes, sizeof(bytes));
    if (err == FP_OK) {
        *secret = text;
        *public_pem = NULL;
    } else {
        free(text);
    }
    return err;
}

void
fp_keys_text_free(char *text)
{
    if (text != NULL)
        sodium_memzero(text, strlen(text));
    free(text);
}
