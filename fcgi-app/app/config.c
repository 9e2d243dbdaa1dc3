/* Reads the configuration from its sources. */
#include "app/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { VALUE_MAX = 65536, LINE_MAX_BYTES = 65536 + 128, NAME_MAX_BYTES = 64 };

struct value {
    char *text;      /* owned; NULL: the default */
    int64_t number;
    int bad;         /* it was given and is wrong */
};

struct fp_config {
    struct value values[FP_KEYS];
};

/* NAME=value pairs of the configuration file. */
struct pairs {
    char **names, **values;
    size_t count;
};

void
fp_config_error(struct fp_config_errors *errors, const char *fmt, ...)
{
    va_list args;

    if (errors->count < FP_CONFIG_ERRORS) {
        struct fp_error *error = &errors->list[errors->count];

        error->code = FP_EINVAL;
        va_start(args, fmt);
        vsnprintf(error->detail, sizeof(error->detail), fmt, args);
        va_end(args);
    }
    errors->count++;
}

static void
wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

/* --- the configuration file -------------------------------------------- */

static void
pairs_free(struct pairs *pairs)
{
    size_t i;

    for (i = 0; i < pairs->count; i++) {
        free(pairs->names[i]);
        wipe(pairs->values[i]);
    }
    free(pairs->names);
    free(pairs->values);
}

static int
pairs_add(struct pairs *pairs, const char *name, const char *value)
{
    size_t n = pairs->count + 1;
    char **names = realloc(pairs->names, n * sizeof(*names)), **values;

    if (names == NULL)
        return 0;
    pairs->names = names;
    values = realloc(pairs->values, n * sizeof(*values));
    if (values == NULL)
        return 0;
    pairs->values = values;
    names[n - 1] = strdup(name);
    values[n - 1] = strdup(value);
    pairs->count = n;
    return names[n - 1] != NULL && values[n - 1] != NULL;
}

static const char *
pairs_find(const struct pairs *pairs, const char *name)
{
    size_t i;

    for (i = pairs->count; i-- > 0;)
        if (strcmp(pairs->names[i], name) == 0)
            return pairs->values[i];
    return NULL;
}

/* 1 when name is a key, or a key and _FILE. */
static int
is_known(const char *name)
{
    size_t i, len;

    for (i = 0; i < FP_KEYS; i++) {
        len = strlen(fp_config_keys[i].name);
        if (strncmp(name, fp_config_keys[i].name, len) == 0 &&
            (name[len] == '\0' || strcmp(name + len, "_FILE") == 0))
            return 1;
    }
    return 0;
}

static char *
trim(char *text)
{
    size_t len;

    while (isspace((unsigned char)*text))
        text++;
    len = strlen(text);
    while (len != 0 && isspace((unsigned char)text[len - 1]))
        text[--len] = '\0';
    return text;
}

/* One line "NAME=value", a comment or nothing. A value may stand in double
 * quotes, which are taken off. */
static void
read_line(struct pairs *pairs, char *line, const char *file, int number,
          struct fp_config_errors *errors)
{
    char *name = trim(line), *value = strchr(name, '=');
    size_t len;

    if (*name == '\0' || *name == '#')
        return;
    if (value == NULL) {
        fp_config_error(errors, "%s:%d: the line must be NAME=value.", file,
                        number);
        return;
    }
    *value = '\0';
    name = trim(name);
    value = trim(value + 1);
    len = strlen(value);
    if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
        value[len - 1] = '\0';
        value++;
    }
    if (!is_known(name))
        fp_config_error(errors, "%s:%d: there is no key %.64s.", file, number,
                        name);
    else if (pairs_find(pairs, name) != NULL)
        fp_config_error(errors, "%s:%d: %s is set twice.", file, number, name);
    else if (!pairs_add(pairs, name, value))
        fp_config_error(errors, "Out of memory.");
}

static void
read_pairs(struct pairs *pairs, const char *file,
           struct fp_config_errors *errors)
{
    FILE *in = fopen(file, "re");
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    int number = 0;

    if (in == NULL) {
        fp_config_error(errors, "%s: %s.", file, strerror(errno));
        return;
    }
    while ((len = getline(&line, &size, in)) >= 0) {
        number++;
        if (len > LINE_MAX_BYTES || strlen(line) != (size_t)len)
            fp_config_error(errors, "%s:%d: the line is too long or holds a "
                            "NUL.", file, number);
        else
            read_line(pairs, line, file, number, errors);
    }
    if (ferror(in))
        fp_config_error(errors, "%s: %s.", file, strerror(errno));
    if (line != NULL)
        explicit_bzero(line, size);
    free(line);
    fclose(in);
}

/* --- one value --------------------------------------------------------- */

static const char *
environment_find(char *const *environment, const char *name)
{
    size_t len = strlen(name);

    for (; environment != NULL && *environment != NULL; environment++)
        if (strncmp(*environment, name, len) == 0 &&
            (*environment)[len] == '=')
            return *environment + len + 1;
    return NULL;
}

/* The text of the file that NAME_FILE names, without the line ends at its
 * end; NULL when it is empty, or with an error added. */
static char *
read_value_file(const char *name, const char *path,
                struct fp_config_errors *errors)
{
    FILE *in = fopen(path, "re");
    char *text = calloc(1, VALUE_MAX + 1);
    size_t len = 0;

    if (in == NULL || text == NULL) {
        fp_config_error(errors, "%s_FILE: %s: %s.", name, path,
                        strerror(errno));
        goto fail;
    }
    len = fread(text, 1, VALUE_MAX + 1, in);
    if (ferror(in) || len > VALUE_MAX) {
        fp_config_error(errors, "%s_FILE: %s cannot be read or is longer than "
                        "%d bytes.", name, path, VALUE_MAX);
        goto fail;
    }
    text[len] = '\0';
    if (strlen(text) != len) {
        fp_config_error(errors, "%s_FILE: %s holds a NUL.", name, path);
        goto fail;
    }
    while (len != 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        text[--len] = '\0';
    fclose(in);
    if (len == 0) { /* none, as an empty variable is */
        free(text);
        return NULL;
    }
    return text;
fail:
    if (in != NULL)
        fclose(in);
    if (text != NULL)
        explicit_bzero(text, VALUE_MAX + 1);
    free(text);
    return NULL;
}

static int
given(const char *text)
{
    return text != NULL && *text != '\0';
}

/* A copy of the key's text from its first source, or NULL for the default. */
static char *
find_text(enum fp_key key, const struct fp_config_sources *sources,
          const struct pairs *pairs, struct fp_config_errors *errors)
{
    const char *name = fp_config_keys[key].name, *text = NULL, *path;
    char name_file[NAME_MAX_BYTES];

    snprintf(name_file, sizeof(name_file), "%s_FILE", name);
    if (key == FP_KEY_ROLE)
        text = sources->role;
    else if (key == FP_KEY_LISTEN)
        text = sources->listen;
    if (!given(text))
        text = environment_find(sources->environment, name);
    if (given(text))
        return strdup(text);
    path = environment_find(sources->environment, name_file);
    if (given(path))
        return read_value_file(name, path, errors);
    text = pairs_find(pairs, name);
    if (given(text))
        return strdup(text);
    path = pairs_find(pairs, name_file);
    return given(path) ? read_value_file(name, path, errors) : NULL;
}

static int
parse_switch(const char *text, int64_t *number)
{
    static const char *const words[] = { "false", "true", "no", "yes",
                                         "off", "on", "0", "1" };
    size_t i;

    for (i = 0; i < FP_COUNT(words); i++)
        if (fp_text_ieq(text, words[i])) {
            *number = (int64_t)(i % 2);
            return 1;
        }
    return 0;
}

/* 1 when text is one of "a|b|c". */
static int
is_word(const char *text, const char *words)
{
    size_t len = strlen(text);

    for (;;) {
        size_t n = strcspn(words, "|");

        if (n == len && strncmp(text, words, n) == 0)
            return 1;
        if (words[n] == '\0')
            return 0;
        words += n + 1;
    }
}

static void
parse_value(enum fp_key key, struct value *value,
            struct fp_config_errors *errors)
{
    size_t before = errors->count;
    const struct fp_config_key *entry = &fp_config_keys[key];
    const char *text = value->text != NULL ? value->text : entry->fallback;

    switch (entry->type) {
    case FP_KEY_TEXT:
        break;
    case FP_KEY_INT:
        if (fp_text_int64(text, strlen(text), entry->min, entry->max,
                          &value->number) != FP_OK)
            fp_config_error(errors, "%s must be a whole number from %lld to "
                            "%lld, not \"%.40s\".", entry->name,
                            (long long)entry->min, (long long)entry->max,
                            text);
        break;
    case FP_KEY_BOOL:
        if (!parse_switch(text, &value->number))
            fp_config_error(errors, "%s must be true or false, not "
                            "\"%.40s\".", entry->name, text);
        break;
    case FP_KEY_WORD:
        if (*text != '\0' && !is_word(text, entry->words))
            fp_config_error(errors, "%s must be one of %s, not \"%.40s\".",
                            entry->name, entry->words, text);
        break;
    }
    value->bad = errors->count != before;
}

/* LISTEN has a default that depends on two other keys. */
static void
complete(struct fp_config *config, struct fp_config_errors *errors)
{
    struct value *listen = &config->values[FP_KEY_LISTEN];

    if (listen->text == NULL &&
        asprintf(&listen->text, "unix:%s/%s.sock",
                 fp_config_text(config, FP_KEY_RUNTIME_DIR),
                 fp_config_text(config, FP_KEY_ROLE)) < 0) {
        listen->text = NULL;
        fp_config_error(errors, "Out of memory.");
    }
}

/* --- public ------------------------------------------------------------ */

struct fp_config *
fp_config_read(const struct fp_config_sources *sources,
               struct fp_config_errors *errors)
{
    struct fp_config *config = calloc(1, sizeof(*config));
    struct pairs pairs = { .count = 0 };
    int key;

    errors->count = 0;
    if (config == NULL) {
        fp_config_error(errors, "Out of memory.");
        return NULL;
    }
    if (sources->file != NULL)
        read_pairs(&pairs, sources->file, errors);
    for (key = 0; key < FP_KEYS; key++) {
        struct value *value = &config->values[key];
        size_t before = errors->count;

        value->text = find_text(key, sources, &pairs, errors);
        parse_value(key, value, errors);
        value->bad |= errors->count != before;
    }
    pairs_free(&pairs);
    complete(config, errors);
    fp_config_check(config, errors);
    if (errors->count == 0)
        return config;
    fp_config_free(config);
    return NULL;
}

void
fp_config_free(struct fp_config *config)
{
    int key;

    if (config == NULL)
        return;
    for (key = 0; key < FP_KEYS; key++)
        wipe(config->values[key].text);
    free(config);
}

const char *
fp_config_text(const struct fp_config *config, enum fp_key key)
{
    const char *text = config->values[key].text;

    return text != NULL ? text : fp_config_keys[key].fallback;
}

int64_t
fp_config_number(const struct fp_config *config, enum fp_key key)
{
    return config->values[key].number;
}

int
fp_config_good(const struct fp_config *config, enum fp_key key)
{
    return !config->values[key].bad;
}

int
fp_config_is_set(const struct fp_config *config, enum fp_key key)
{
    return config->values[key].text != NULL;
}

void
fp_config_print(const struct fp_config *config, FILE *out)
{
    int key;

    for (key = 0; key < FP_KEYS; key++) {
        const char *text = fp_config_text(config, key);

        fprintf(out, "%s=", fp_config_keys[key].name);
        if (fp_config_keys[key].secret && *text != '\0')
            text = "********";
        for (; *text != '\0'; text++)
            if (*text == '\n')
                fputs("\\n", out); /* keys in PEM: one line each */
            else
                fputc(*text, out);
        fputc('\n', out);
    }
}

int
fp_config_keep(struct fp_config *config, const struct fp_config *old)
{
    int key, differed = 0;

    for (key = 0; key < FP_KEYS; key++) {
        const char *text = fp_config_text(old, key);
        char *copy;

        if (!fp_config_keys[key].restart ||
            strcmp(fp_config_text(config, key), text) == 0)
            continue;
        differed++;
        copy = strdup(text);
        if (copy == NULL)
            continue;
        free(config->values[key].text);
        config->values[key].text = copy;
    }
    return differed;
}
