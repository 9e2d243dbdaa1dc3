/* PEM and RSA over libcrypto 3. */
#include "auth/pem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

/* Without this libcrypto would ask for a passphrase on the terminal. */
static int
no_passphrase(char *buf, int size, int writing, void *data)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)data;
    return -1;
}

typedef EVP_PKEY *(*pem_read_fn)(BIO *, EVP_PKEY **, pem_password_cb *,
                                 void *);

static enum fp_err
read_key(const char *text, size_t len, pem_read_fn read, EVP_PKEY **out)
{
    EVP_PKEY *key = NULL;
    BIO *bio;

    if (len > INT_MAX)
        return FP_EINVAL;
    bio = BIO_new_mem_buf(text, (int)len);
    if (bio == NULL)
        return FP_ENOMEM;
    key = read(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    if (key == NULL) {
        ERR_clear_error(); /* the thread's queue must not grow */
        return FP_EINVAL;
    }
    *out = key;
    return FP_OK;
}

enum fp_err
fp_pem_private(const char *text, size_t len, EVP_PKEY **out)
{
    return read_key(text, len, PEM_read_bio_PrivateKey, out);
}

enum fp_err
fp_pem_public(const char *text, size_t len, EVP_PKEY **out)
{
    return read_key(text, len, PEM_read_bio_PUBKEY, out);
}

void
fp_pem_free(EVP_PKEY *key)
{
    EVP_PKEY_free(key);
}

enum fp_pem_kind
fp_pem_kind(const EVP_PKEY *key)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return FP_PEM_RSA;
    case EVP_PKEY_ED25519: return FP_PEM_ED25519;
    default: return FP_PEM_OTHER;
    }
}

int
fp_pem_bits(const EVP_PKEY *key)
{
    return EVP_PKEY_get_bits(key);
}

int
fp_pem_same(const EVP_PKEY *a, const EVP_PKEY *b)
{
    int same = EVP_PKEY_eq(a, b) == 1;

    ERR_clear_error();
    return same;
}

enum fp_err
fp_pem_ed25519_seed(const EVP_PKEY *key, unsigned char seed[32])
{
    size_t len = 32;

    return EVP_PKEY_get_raw_private_key(key, seed, &len) == 1 && len == 32
               ? FP_OK
               : FP_EINTERNAL;
}

enum fp_err
fp_pem_ed25519_public(const EVP_PKEY *key, unsigned char public_key[32])
{
    size_t len = 32;

    return EVP_PKEY_get_raw_public_key(key, public_key, &len) == 1 && len == 32
               ? FP_OK
               : FP_EINTERNAL;
}

static enum fp_err
number_of(const EVP_PKEY *key, const char *name, unsigned char *out,
          size_t cap, size_t *len)
{
    BIGNUM *number = NULL;
    enum fp_err err = FP_OK;
    int bytes;

    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) {
        ERR_clear_error();
        return FP_EINTERNAL;
    }
    bytes = BN_num_bytes(number);
    if (bytes < 0 || (size_t)bytes > cap)
        err = FP_ELIMIT;
    else
        *len = (size_t)BN_bn2bin(number, out);
    BN_free(number);
    return err;
}

enum fp_err
fp_pem_rsa_public(const EVP_PKEY *key, unsigned char *modulus, size_t cap,
                  size_t *modulus_len, unsigned char exponent[8],
                  size_t *exponent_len)
{
    enum fp_err err = number_of(key, OSSL_PKEY_PARAM_RSA_N, modulus, cap,
                                modulus_len);

    return err != FP_OK ? err
                        : number_of(key, OSSL_PKEY_PARAM_RSA_E, exponent, 8,
                                    exponent_len);
}

enum fp_err
fp_pem_private_digest(const EVP_PKEY *key, unsigned char out[32])
{
    unsigned char *der = NULL;
    int len = i2d_PrivateKey(key, &der);
    enum fp_err err = FP_EINTERNAL;

    if (len > 0 && SHA256(der, (size_t)len, out) != NULL)
        err = FP_OK;
    if (len > 0)
        OPENSSL_clear_free(der, (size_t)len);
    ERR_clear_error();
    return err;
}

enum fp_err
fp_pem_rs256_sign(EVP_PKEY *key, const void *bytes, size_t bytes_len,
                  unsigned char *signature, size_t *len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    enum fp_err err = FP_EINTERNAL;
    size_t got = *len;

    if (ctx == NULL)
        return FP_ENOMEM;
    if (EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
        EVP_DigestSign(ctx, signature, &got, bytes, bytes_len) == 1) {
        *len = got;
        err = FP_OK;
    }
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return err;
}

enum fp_err
fp_pem_rs256_verify(EVP_PKEY *key, const void *bytes, size_t bytes_len,
                    const unsigned char *signature, size_t len)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    enum fp_err err = FP_EAUTH;

    if (ctx == NULL)
        return FP_ENOMEM;
    if (EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
        EVP_DigestVerify(ctx, signature, len, bytes, bytes_len) == 1)
        err = FP_OK;
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return err;
}

/* The text of a memory BIO as a C string from malloc. */
static char *
text_of(BIO *bio)
{
    char *data = NULL, *text;
    long len = BIO_get_mem_data(bio, &data);

    if (len <= 0)
        return NULL;
    text = malloc((size_t)len + 1);
    if (text != NULL) {
        memcpy(text, data, (size_t)len);
        text[len] = '\0';
    }
    return text;
}

enum fp_err
fp_pem_generate(enum fp_pem_kind kind, int rsa_bits, char **private_pem,
                char **public_pem)
{
    enum fp_err err = FP_EINTERNAL;
    EVP_PKEY *key = NULL;
    BIO *secret = NULL, *open = NULL;
    char *secret_text = NULL, *open_text = NULL;

    key = kind == FP_PEM_RSA
              ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)rsa_bits)
              : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    secret = BIO_new(BIO_s_secmem());
    open = BIO_new(BIO_s_mem());
    if (key == NULL || secret == NULL || open == NULL)
        goto out;
    if (PEM_write_bio_PKCS8PrivateKey(secret, key, NULL, NULL, 0, NULL,
                                      NULL) != 1 ||
        PEM_write_bio_PUBKEY(open, key) != 1)
        goto out;
    secret_text = text_of(secret);
    open_text = text_of(open);
    if (secret_text == NULL || open_text == NULL) {
        err = FP_ENOMEM;
        goto out;
    }
    *private_pem = secret_text;
    *public_pem = open_text;
    secret_text = open_text = NULL;
    err = FP_OK;
out:
    if (secret_text != NULL)
        OPENSSL_cleanse(secret_text, strlen(secret_text));
    free(secret_text);
    free(open_text);
    BIO_free(open);
    BIO_free(secret);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return err;
}
