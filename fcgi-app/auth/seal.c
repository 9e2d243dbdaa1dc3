/* Sealed secrets over libsodium's secretbox. */
#include "auth/seal.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "auth/digest.h"
#include "auth/key.h"

enum { VERSION = 1, KEYS_MAX = 9 };

_Static_assert(1 + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES ==
                   FP_SEAL_OVERHEAD,
               "FP_SEAL_OVERHEAD must hold version, nonce and check");
_Static_assert(crypto_secretbox_KEYBYTES == FP_KEYED_HASH_BYTES,
               "a derived key must be a secretbox's");

struct fp_sealer {
    struct fp_key keys[KEYS_MAX]; /* the first one seals */
    size_t n;
};

static enum fp_err
add_keys(struct fp_sealer *sealer, const char *setting, const char *text,
         size_t most, struct fp_error *error)
{
    static const char blanks[] = " \t\r\n";
    enum fp_err err = FP_OK;

    if (text == NULL)
        return FP_OK;
    while (err == FP_OK && *(text += strspn(text, blanks)) != '\0') {
        size_t len = strcspn(text, blanks);

        if (sealer->n == most)
            return fp_key_refuse(error, setting, "holds too many keys.");
        err = fp_key_hs256(setting, text, len, &sealer->keys[sealer->n],
                           error);
        if (err == FP_OK)
            sealer->n++;
        text += len;
    }
    return err;
}

enum fp_err
fp_sealer_new(const char *setting, const char *key,
              const char *previous_setting, const char *previous,
              struct fp_sealer **out, struct fp_error *error)
{
    struct fp_sealer *sealer;
    enum fp_err err;

    if (strstr(key, "CHANGE_ME") != NULL)
        return fp_key_refuse(error, setting,
                             "is still the placeholder CHANGE_ME.");
    sealer = calloc(1, sizeof(*sealer));
    if (sealer == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = add_keys(sealer, setting, key, 1, error);
    if (err == FP_OK && sealer->n == 0)
        err = fp_key_refuse(error, setting, "is empty.");
    if (err == FP_OK)
        err = add_keys(sealer, previous_setting, previous, KEYS_MAX, error);
    if (err == FP_OK)
        *out = sealer;
    else
        fp_sealer_free(sealer);
    return err;
}

void
fp_sealer_free(struct fp_sealer *sealer)
{
    size_t i;

    if (sealer == NULL)
        return;
    for (i = 0; i < sealer->n; i++)
        fp_key_fini(&sealer->keys[i]);
    free(sealer);
}

static void
derive(const struct fp_key *key, const char *context,
       unsigned char out[FP_KEYED_HASH_BYTES])
{
    fp_auth_keyed_hash(key->secret, key->secret_len, context,
                       strlen(context), out);
}

enum fp_err
fp_seal(const struct fp_sealer *sealer, const char *context,
        const void *secret, size_t len, unsigned char *sealed)
{
    unsigned char key[FP_KEYED_HASH_BYTES];
    unsigned char *nonce = sealed + 1;

    if (len > FP_SEAL_MAX)
        return FP_ELIMIT;
    sealed[0] = VERSION;
    fp_auth_random(nonce, crypto_secretbox_NONCEBYTES);
    derive(&sealer->keys[0], context, key);
    crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, secret, len,
                          nonce, key);
    fp_auth_wipe(key, sizeof(key));
    return FP_OK;
}

enum fp_err
fp_unseal(const struct fp_sealer *sealer, const char *context,
          const unsigned char *sealed, size_t len, void *secret, int *stale)
{
    const unsigned char *nonce = sealed + 1;
    unsigned char key[FP_KEYED_HASH_BYTES];
    enum fp_err err = FP_EAUTH;
    size_t i;

    if (len < FP_SEAL_OVERHEAD || len > FP_SEAL_OVERHEAD + FP_SEAL_MAX ||
        sealed[0] != VERSION)
        return FP_EAUTH;
    for (i = 0; i < sealer->n && err != FP_OK; i++) {
        derive(&sealer->keys[i], context, key);
        if (crypto_secretbox_open_easy(
                secret, nonce + crypto_secretbox_NONCEBYTES,
                len - 1 - crypto_secretbox_NONCEBYTES, nonce, key) == 0) {
            *stale = i > 0;
            err = FP_OK;
        }
    }
    fp_auth_wipe(key, sizeof(key));
    return err;
}
