/* The configuration in force. Each key comes from the first of: the command
 * line, the environment, the file that NAME_FILE names, the configuration
 * file (NAME, then NAME_FILE), the default. An empty value counts as none.
 * Immutable once read. */
#ifndef FP_APP_CONFIG_H
#define FP_APP_CONFIG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "app/config_keys.h"
#include "base/attr.h"
#include "base/err.h"

enum { FP_CONFIG_ERRORS = 32 };

/* Where values come from. */
struct fp_config_sources {
    char *const *environment;  /* "NAME=value" texts, NULL at the end */
    const char *file;          /* NULL: no file */
    const char *role, *listen; /* of the command line, or NULL */
};

/* Everything that was wrong; further ones are counted. */
struct fp_config_errors {
    struct fp_error list[FP_CONFIG_ERRORS];
    size_t count;
};

struct fp_config;

/* Reads and checks everything. NULL when anything is wrong: errors then holds
 * at least one. */
struct fp_config *fp_config_read(const struct fp_config_sources *sources,
                                 struct fp_config_errors *errors)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Wipes the secrets. config may be NULL. */
void fp_config_free(struct fp_config *config);

/* Value of a key; text is "" when there is none, never NULL. Numbers and
 * switches (0, 1) by the second. */
const char *fp_config_text(const struct fp_config *config, enum fp_key key)
    FP_NONNULL(1);
int64_t fp_config_number(const struct fp_config *config, enum fp_key key)
    FP_NONNULL(1);

/* 0 when the key's own value is wrong: checks between keys leave it out. */
int fp_config_good(const struct fp_config *config, enum fp_key key)
    FP_NONNULL(1);

/* 1 when the key was set anywhere (not its default). */
int fp_config_is_set(const struct fp_config *config, enum fp_key key)
    FP_NONNULL(1);

/* "NAME=value" lines of all keys; secrets are shown as ********. */
void fp_config_print(const struct fp_config *config, FILE *out)
    FP_NONNULL(1, 2);

/* Puts the old value back for every key that only a restart can change.
 * Returns how many differed. */
int fp_config_keep(struct fp_config *config, const struct fp_config *old)
    FP_NONNULL(1, 2);

/* Adds to errors what is wrong between keys (config_check.c). */
void fp_config_check(const struct fp_config *config,
                     struct fp_config_errors *errors) FP_NONNULL(1, 2);

/* Adds one sentence. */
void fp_config_error(struct fp_config_errors *errors, const char *fmt, ...)
    FP_PRINTF(2, 3) FP_NONNULL(1, 2);

#endif
