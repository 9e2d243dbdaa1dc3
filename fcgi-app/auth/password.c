/* Argon2id over libsodium, and the permits that bound it. */
#include "auth/password.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <sodium.h>

#include "base/clock.h"
#include "base/text.h"

/* Cost of one hash: 64 MiB, two passes, one lane.
 * SOURCE: libsodium's documentation, "The pwhash* API", the INTERACTIVE limits
 * of Argon2id; above the least that OWASP's Password Storage Cheat Sheet asks
 * for (19 MiB and two passes), as of 2025. */
static const unsigned long long COST_PASSES = 2;
static const size_t COST_BYTES = (size_t)64 << 20;

_Static_assert(crypto_pwhash_STRBYTES <= FP_PASSWORD_HASH,
               "FP_PASSWORD_HASH must hold libsodium's text");

struct fp_passwords {
    pthread_mutex_t lock;
    pthread_cond_t freed;    /* a permit came back; CLOCK_MONOTONIC */
    unsigned permits;
    unsigned in_use;         /* by lock, as all below */
    uint64_t wait_ns;        /* longest wait for a permit */
    uint64_t hashed;
    uint64_t busy;
    char nobody[FP_PASSWORD_HASH]; /* immutable: hash of a random password */
};

static enum fp_err
make_hash(const char *password, size_t len, char hash[FP_PASSWORD_HASH])
{
    char text[crypto_pwhash_STRBYTES];

    /* It fails for want of memory only. */
    if (crypto_pwhash_str_alg(text, password, len, COST_PASSES, COST_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FP_ENOMEM;
    memset(hash, 0, FP_PASSWORD_HASH);
    memcpy(hash, text, sizeof(text));
    return FP_OK;
}

static int
lock_init(struct fp_passwords *passwords)
{
    pthread_condattr_t attr;
    int good;

    if (pthread_condattr_init(&attr) != 0)
        return 0;
    good = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(&passwords->freed, &attr) == 0;
    pthread_condattr_destroy(&attr);
    if (good && pthread_mutex_init(&passwords->lock, NULL) != 0) {
        pthread_cond_destroy(&passwords->freed);
        good = 0;
    }
    return good;
}

struct fp_passwords *
fp_passwords_new(unsigned permits, int wait_ms, struct fp_error *error)
{
    struct fp_passwords *passwords;
    char random[32];

    if (permits < 1 || permits > 64 || wait_ms < 0 || wait_ms > 60000) {
        fp_error_set(error, FP_EINVAL,
                     "Password permits must be from 1 to 64, and their wait "
                     "from 0 to 60000 ms.");
        return NULL;
    }
    passwords = calloc(1, sizeof(*passwords));
    if (passwords == NULL || !lock_init(passwords)) {
        free(passwords);
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        return NULL;
    }
    passwords->permits = permits;
    passwords->wait_ns = (uint64_t)wait_ms * 1000000;
    randombytes_buf(random, sizeof(random));
    if (make_hash(random, sizeof(random), passwords->nobody) != FP_OK) {
        fp_passwords_free(passwords);
        fp_error_set(error, FP_ENOMEM,
                     "There is no memory for one password hash (64 MiB).");
        return NULL;
    }
    sodium_memzero(random, sizeof(random));
    return passwords;
}

void
fp_passwords_free(struct fp_passwords *passwords)
{
    if (passwords == NULL)
        return;
    pthread_mutex_destroy(&passwords->lock);
    pthread_cond_destroy(&passwords->freed);
    free(passwords);
}

void
fp_passwords_stats(struct fp_passwords *passwords,
                   struct fp_passwords_stats *out)
{
    pthread_mutex_lock(&passwords->lock);
    *out = (struct fp_passwords_stats){
        .permits = passwords->permits,
        .in_use = passwords->in_use,
        .hashed = passwords->hashed,
        .busy = passwords->busy,
    };
    pthread_mutex_unlock(&passwords->lock);
}

/* FP_OK with a permit held, or FP_EUNAVAIL. */
static enum fp_err
permit_take(struct fp_passwords *passwords, uint64_t deadline_ns)
{
    uint64_t until_ns = fp_clock_monotonic_ns() + passwords->wait_ns;
    enum fp_err err = FP_OK;
    struct timespec until;

    if (deadline_ns != 0 && deadline_ns < until_ns)
        until_ns = deadline_ns;
    until.tv_sec = (time_t)(until_ns / 1000000000);
    until.tv_nsec = (long)(until_ns % 1000000000);
    pthread_mutex_lock(&passwords->lock);
    while (err == FP_OK && passwords->in_use == passwords->permits)
        if (pthread_cond_timedwait(&passwords->freed, &passwords->lock,
                                   &until) == ETIMEDOUT &&
            passwords->in_use == passwords->permits)
            err = FP_EUNAVAIL;
    if (err == FP_OK)
        passwords->in_use++;
    else
        passwords->busy++;
    pthread_mutex_unlock(&passwords->lock);
    return err;
}

static void
permit_return(struct fp_passwords *passwords)
{
    pthread_mutex_lock(&passwords->lock);
    passwords->in_use--;
    passwords->hashed++;
    pthread_cond_signal(&passwords->freed);
    pthread_mutex_unlock(&passwords->lock);
}

enum fp_err
fp_password_policy(const char *password, size_t len, const char *email,
                   struct fp_error *error)
{
    const char *at = strrchr(email, '@');
    size_t local = at != NULL ? (size_t)(at - email) : strlen(email);

    if (len < FP_PASSWORD_MIN || len > FP_PASSWORD_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "Choose a password of %d to %d bytes.",
                            FP_PASSWORD_MIN, FP_PASSWORD_MAX);
    if (!fp_text_utf8(password, len) || memchr(password, '\0', len) != NULL)
        return fp_error_set(error, FP_EINVAL,
                            "The password must be UTF-8 text.");
    if ((len == strlen(email) && strncasecmp(password, email, len) == 0) ||
        (len == local && strncasecmp(password, email, len) == 0))
        return fp_error_set(error, FP_EINVAL,
                            "The password must not be the e-mail address.");
    return FP_OK;
}

enum fp_err
fp_password_hash(struct fp_passwords *passwords, const char *password,
                 size_t len, uint64_t deadline_ns, char hash[FP_PASSWORD_HASH])
{
    enum fp_err err;

    if (len > FP_PASSWORD_MAX)
        return FP_EINVAL;
    err = permit_take(passwords, deadline_ns);
    if (err != FP_OK)
        return err;
    err = make_hash(password, len, hash);
    permit_return(passwords);
    return err;
}

enum fp_err
fp_password_verify(struct fp_passwords *passwords, const char *hash,
                   const char *password, size_t len, uint64_t deadline_ns,
                   int *stale)
{
    const char *against = hash != NULL ? hash : passwords->nobody;
    enum fp_err err;
    int wrong;

    /* Nobody has such a password, but the time must not tell. */
    if (len > FP_PASSWORD_MAX) {
        len = FP_PASSWORD_MAX;
        against = passwords->nobody;
        hash = NULL;
    }
    err = permit_take(passwords, deadline_ns);
    if (err != FP_OK)
        return err;
    errno = 0;
    wrong = crypto_pwhash_str_verify(against, password, len);
    if (wrong && errno == ENOMEM)
        err = FP_ENOMEM;
    else if (wrong || hash == NULL)
        err = FP_EAUTH;
    permit_return(passwords);
    if (err == FP_OK && stale != NULL)
        *stale = crypto_pwhash_str_needs_rehash(hash, COST_PASSES,
                                                COST_BYTES) != 0;
    return err;
}
