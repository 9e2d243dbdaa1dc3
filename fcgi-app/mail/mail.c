/* The queue and the thread that empties it. */
#include "mail/mail.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "mail/letter.h"
#include "mail/outbox.h"
#include "mail/relay.h"

enum {
    SWEEP_MS = 60000,       /* letters of processes that are gone */
    PAUSE_MIN_MS = 1000,    /* after a delivery that must be tried again */
    PAUSE_MAX_MS = 300000,
    BATCH = 64              /* letters looked at in one sweep */
};

struct fp_mail {
    struct fp_mail_config config; /* its texts are ours */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;          /* CLOCK_MONOTONIC */
    struct fp_letter *first, *last; /* by lock, as queued */
    size_t queued;
    atomic_int stop;
    int pause_ms;                 /* of the thread alone, as all below */
    uint64_t next_sweep_ns;
};

static void
report(const struct fp_mail *mail, enum fp_mail_event event,
       const char *reason)
{
    if (mail->config.event != NULL)
        mail->config.event(mail->config.event_data, event, reason);
}

/* --- the thread ---------------------------------------------------------- */

static void
put_off(struct fp_mail *mail)
{
    mail->pause_ms = mail->pause_ms == 0 ? PAUSE_MIN_MS : 2 * mail->pause_ms;
    if (mail->pause_ms > PAUSE_MAX_MS)
        mail->pause_ms = PAUSE_MAX_MS;
}

/* What became of a letter that waits: nothing (another has it), it waits no
 * longer, or the relay is away. */
enum delivery { NOTHING, SETTLED, AWAY };

static enum delivery
deliver(struct fp_mail *mail, const char *name)
{
    const struct fp_mail_config *config = &mail->config;
    struct fp_error error = { .code = FP_OK };
    char to[FP_MAIL_ADDRESS_MAX + 1];
    struct fp_outbox_held held;
    enum fp_outbox_end end = FP_OUTBOX_FAILED;
    enum fp_err err;

    if (fp_outbox_take(config->outbox, name, &held) != FP_OK)
        return NOTHING;
    if (fp_letter_made_ms(name) + (int64_t)config->keep_s * 1000 <
        fp_clock_unix_ms())
        err = fp_error_set(&error, FP_EINVAL, "The letter is too old.");
    else if (fp_letter_to(held.text, held.len, to) != FP_OK)
        err = fp_error_set(&error, FP_EINVAL, "The letter cannot be read.");
    else
        err = fp_relay_send(config, to, held.text, held.len, &mail->stop,
                            &error);
    if (err == FP_OK)
        end = FP_OUTBOX_DONE;
    else if (err == FP_EUNAVAIL)
        end = FP_OUTBOX_WAITS;
    fp_outbox_end(config->outbox, &held, end);
    if (err == FP_EUNAVAIL) {
        put_off(mail);
        report(mail, FP_MAIL_DEFERRED, error.detail);
        return AWAY;
    }
    mail->pause_ms = 0;
    report(mail, err == FP_OK ? FP_MAIL_SENT : FP_MAIL_FAILED, error.detail);
    return SETTLED;
}

/* Sends what waits in the outbox, whoever wrote it; the next batch at once when
 * there may be one. */
static void
sweep(struct fp_mail *mail)
{
    char names[BATCH][FP_LETTER_NAME];
    enum delivery last = NOTHING;
    size_t n, i, settled = 0;

    if (mail->config.relay == NULL)
        return;
    n = fp_outbox_list(mail->config.outbox, names, BATCH);
    for (i = 0; i < n && last != AWAY && !atomic_load(&mail->stop); i++) {
        last = deliver(mail, names[i]);
        settled += last == SETTLED;
    }
    mail->next_sweep_ns = 0;
    if (n == BATCH && settled > 0 && last != AWAY)
        return;
    mail->next_sweep_ns =
        fp_clock_monotonic_ns() +
        UINT64_C(1000000) *
            (uint64_t)(mail->pause_ms != 0 ? mail->pause_ms : SWEEP_MS);
}

static void
write_letter(struct fp_mail *mail, struct fp_letter *letter)
{
    struct fp_error error = { .code = FP_OK };

    if (fp_outbox_write(mail->config.outbox, letter, &error) == FP_OK) {
        report(mail, FP_MAIL_WRITTEN, "");
        if (mail->pause_ms == 0)
            mail->next_sweep_ns = 0;
    } else {
        report(mail, FP_MAIL_LOST, error.detail);
    }
    fp_letter_free(letter);
}

/* The next letter; NULL when it is time for a sweep, or to stop. */
static struct fp_letter *
next_letter(struct fp_mail *mail)
{
    struct fp_letter *letter;
    struct timespec until;

    until.tv_sec = (time_t)(mail->next_sweep_ns / 1000000000);
    until.tv_nsec = (long)(mail->next_sweep_ns % 1000000000);
    pthread_mutex_lock(&mail->lock);
    while (mail->first == NULL && !atomic_load(&mail->stop)) {
        if (mail->config.relay == NULL)
            pthread_cond_wait(&mail->wake, &mail->lock);
        else if (pthread_cond_timedwait(&mail->wake, &mail->lock, &until) ==
                 ETIMEDOUT)
            break;
    }
    letter = mail->first;
    if (letter != NULL) {
        mail->first = letter->next;
        mail->queued--;
    }
    pthread_mutex_unlock(&mail->lock);
    return letter;
}

static void *
run(void *data)
{
    struct fp_mail *mail = data;

    for (;;) {
        struct fp_letter *letter = next_letter(mail);

        if (letter != NULL)
            write_letter(mail, letter);
        else if (atomic_load(&mail->stop))
            return NULL;
        if (letter == NULL || mail->next_sweep_ns == 0)
            sweep(mail);
    }
}

/* --- from outside -------------------------------------------------------- */

/* Copies text, which may be NULL; 0 when out of memory. */
static int
copy_text(const char *text, const char **out)
{
    *out = text != NULL ? strdup(text) : NULL;
    return text == NULL || *out != NULL;
}

static void
free_text(const char *text)
{
    if (text != NULL)
        explicit_bzero((char *)(uintptr_t)text, strlen(text));
    free((char *)(uintptr_t)text);
}

enum fp_err
fp_mail_config_check(const struct fp_mail_config *config,
                     struct fp_error *error)
{
    if (config->outbox == NULL || config->outbox[0] != '/')
        return fp_error_set(error, FP_EINVAL,
                            "MAIL_OUTBOX_DIR must be an absolute path.");
    if (config->from == NULL || !fp_mail_address(config->from))
        return fp_error_set(error, FP_EINVAL,
                            "MAIL_FROM is no e-mail address.");
    if (config->relay != NULL && strncmp(config->relay, "smtp://", 7) != 0 &&
        strncmp(config->relay, "smtps://", 8) != 0)
        return fp_error_set(error, FP_EINVAL,
                            "SMTP_RELAY_URL must begin with smtp:// or "
                            "smtps://.");
    return FP_OK;
}

/* The thread must leave signals to those who read them. */
static int
start(struct fp_mail *mail)
{
    sigset_t all, before;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(&mail->thread, NULL, run, mail);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc == 0;
}

static void
release(struct fp_mail *mail)
{
    pthread_cond_destroy(&mail->wake);
    pthread_mutex_destroy(&mail->lock);
    free_text(mail->config.outbox);
    free_text(mail->config.from);
    free_text(mail->config.relay);
    free_text(mail->config.username);
    free_text(mail->config.password);
    free_text(mail->config.ca_file);
    free(mail);
}

enum fp_err
fp_mail_new(const struct fp_mail_config *config, struct fp_mail **out,
            struct fp_error *error)
{
    enum fp_err err = fp_mail_config_check(config, error);
    pthread_condattr_t attr;
    struct fp_mail *mail;

    if (err != FP_OK)
        return err;
    if (config->relay != NULL && fp_relay_init() != FP_OK)
        return fp_error_set(error, FP_EIO, "libcurl cannot be used.");
    mail = calloc(1, sizeof(*mail));
    if (mail == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    mail->config = *config;
    mail->config.outbox = mail->config.from = mail->config.relay = NULL;
    mail->config.username = mail->config.password = NULL;
    mail->config.ca_file = NULL;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&mail->wake, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&mail->lock, NULL);
    if (!copy_text(config->outbox, &mail->config.outbox) ||
        !copy_text(config->from, &mail->config.from) ||
        !copy_text(config->relay, &mail->config.relay) ||
        !copy_text(config->username, &mail->config.username) ||
        !copy_text(config->password, &mail->config.password) ||
        !copy_text(config->ca_file, &mail->config.ca_file)) {
        release(mail);
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    if (!start(mail)) {
        release(mail);
        return fp_error_set(error, FP_EIO, "There is no thread for letters.");
    }
    *out = mail;
    return FP_OK;
}

void
fp_mail_free(struct fp_mail *mail)
{
    if (mail == NULL)
        return;
    pthread_mutex_lock(&mail->lock);
    atomic_store(&mail->stop, 1);
    pthread_cond_signal(&mail->wake);
    pthread_mutex_unlock(&mail->lock);
    pthread_join(mail->thread, NULL);
    release(mail);
}

enum fp_err
fp_mail_post(struct fp_mail *mail, const char *to, const char *subject,
             const char *text)
{
    struct fp_letter *letter = NULL;
    enum fp_err err = fp_letter_new(mail->config.from, to, subject, text,
                                    &letter);

    if (err != FP_OK)
        return err;
    pthread_mutex_lock(&mail->lock);
    if (mail->queued == FP_MAIL_QUEUE || atomic_load(&mail->stop)) {
        err = FP_ELIMIT;
    } else {
        if (mail->first == NULL)
            mail->first = letter;
        else
            mail->last->next = letter;
        mail->last = letter;
        mail->queued++;
        pthread_cond_signal(&mail->wake);
    }
    pthread_mutex_unlock(&mail->lock);
    if (err != FP_OK) {
        fp_letter_free(letter);
        report(mail, FP_MAIL_DROPPED, "The queue of letters is full.");
    }
    return err;
}
