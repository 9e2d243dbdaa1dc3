/* Documents, options and market history from files, and what is said about
 * their faults. */
#include "cli/finplan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/digest.h"
#include "base/buf.h"
#include "codec/files/history.h"

enum {
    PATHS_DEFAULT = 10000,
    UNTIL_PATHS = 10000000, /* the most that --until-se runs by itself */
    RESULT_ID_DIGITS = 32
};

#define FILE_MAX ((size_t)10 << 20)
#define SERIES "us_annual_1928_2025"

static void
free_text(void *text)
{
    fp_buf_fini(text);
}

/* All of the file, in memory of the arena's lifetime. */
static int
read_all(struct finplan *f, const char *path, FILE *file,
         struct fp_buf **text)
{
    char chunk[1 << 15];
    size_t n;

    *text = fp_arena_alloc(f->arena, sizeof(**text));
    if (*text != NULL) {
        fp_buf_init(*text, FILE_MAX);
        if (fp_arena_defer(f->arena, free_text, *text) != FP_OK)
            *text = NULL;
    }
    if (*text == NULL)
        return FINPLAN_UNFINISHED;
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        fp_buf_add(*text, chunk, n);
    if (ferror(file)) {
        fprintf(stderr, "finplan: %s: %s\n", path, strerror(errno));
        return FINPLAN_WRONG;
    }
    if (fp_buf_error(*text) == FP_ELIMIT) {
        fprintf(stderr, "finplan: %s: a document has at most 10 MiB\n", path);
        return FINPLAN_WRONG;
    }
    return fp_buf_error(*text) == FP_OK ? FINPLAN_OK : FINPLAN_UNFINISHED;
}

int
finplan_read(struct finplan *f, const char *path, const char **bytes,
             size_t *len)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    struct fp_buf *text;
    int status;

    if (file == NULL) {
        fprintf(stderr, "finplan: %s: %s\n", path, strerror(errno));
        return FINPLAN_WRONG;
    }
    status = read_all(f, path, file, &text);
    if (file != stdin)
        fclose(file);
    if (status == FINPLAN_UNFINISHED)
        fputs("finplan: out of memory\n", stderr);
    if (status != FINPLAN_OK)
        return status;
    *bytes = fp_buf_text(text);
    *len = text->len;
    return FINPLAN_OK;
}

void
finplan_print_faults(const char *file, const struct fp_faults *faults)
{
    size_t i;

    for (i = 0; i < faults->count; i++)
        fprintf(stderr, "%s: %s%s%s\n", file, faults->list[i].pointer,
                faults->list[i].pointer[0] != '\0' ? ": " : "",
                faults->list[i].detail);
    if (faults->dropped > 0)
        fprintf(stderr, "%s: and %zu more\n", file, faults->dropped);
}

int
finplan_engine_error(const char *file, const struct fp_error *error)
{
    fprintf(stderr, "%s: %s\n", file, error->detail);
    switch (error->code) {
    case FP_EINVAL:
    case FP_EDOM:
    case FP_ERANGE: return FINPLAN_WRONG;
    case FP_ELIMIT: return FINPLAN_USAGE;
    default: return FINPLAN_UNFINISHED;
    }
}

static int
take_options(const struct finplan_args *args, struct fp_request *request)
{
    const struct {
        const char *name, *value;
    } options[] = { { "paths", args->paths }, { "seed", args->seed },
                    { "from", args->from },   { "to", args->to },
                    { "years", args->years }, { "rate", args->rate },
                    { "path", args->path },   { "for", args->what },
                    { "person", args->person },
                    { "property", args->property },
                    { "success", args->success },
                    { "low", args->low },     { "high", args->high },
                    { "tolerance", args->tolerance },
                    { "grid", args->grid },
                    { "year", args->explain ? args->year : NULL } };
    struct fp_error error;
    size_t i;

    for (i = 0; i < FP_COUNT(options); i++)
        if (options[i].value != NULL &&
            fp_request_option(request, options[i].name, options[i].value,
                              &error) != FP_OK) {
            fprintf(stderr, "finplan: --%s: %s\n", options[i].name,
                    error.detail);
            return FINPLAN_USAGE;
        }
    return FINPLAN_OK;
}

int
finplan_complete(const struct finplan *f, struct fp_request *request)
{
    int status = take_options(&f->args, request);

    request->until_se = f->args.until_se;
    fp_request_stream(request, UNTIL_PATHS);
    if (status == FINPLAN_OK)
        fp_request_complete(request, PATHS_DEFAULT);
    return status;
}

int
finplan_request(struct finplan *f, enum fp_request_kind kind,
                struct fp_request *request)
{
    struct fp_faults faults;
    enum fp_err err;

    fp_faults_init(&faults, f->arena);
    err = fp_request_decode(kind, f->bytes, f->len, f->arena, &faults,
                            request);
    if (err == FP_ENOMEM) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    if (err != FP_OK) {
        finplan_print_faults(f->args.file, &faults);
        return FINPLAN_WRONG;
    }
    request->may_stream = 0; /* only when it was asked for */
    request->streamed |=
        f->args.stream || f->args.shards > 0 || f->args.until_se > 0.0;
    return finplan_complete(f, request);
}

/* Where the series is: --data, the folder in FINPLAN_DATA_DIR, or where it
 * was installed. */
static const char *
history_path(struct finplan *f)
{
    const char *folder = getenv("FINPLAN_DATA_DIR");

    if (f->args.data != NULL)
        return f->args.data;
    return fp_arena_printf(f->arena, "%s/" SERIES ".csv",
                           folder != NULL && folder[0] != '\0'
                               ? folder
                               : FP_PKGDATADIR);
}

/* The series is called after its file: "us_annual_1928_2025". */
static const char *
history_name(struct finplan *f, const char *path)
{
    const char *base = strrchr(path, '/');
    const char *dot;

    base = base != NULL ? base + 1 : path;
    dot = strrchr(base, '.');
    return fp_arena_strndup(f->arena, base,
                            dot != NULL ? (size_t)(dot - base)
                                        : strlen(base));
}

int
finplan_history(struct finplan *f, const struct fp_request *request,
                const struct fp_history **history)
{
    struct fp_history *series;
    struct fp_faults faults;
    const char *path, *name, *bytes;
    size_t len;
    int status;

    *history = NULL;
    if (!fp_request_needs_history(request))
        return FINPLAN_OK;
    path = history_path(f);
    series = fp_arena_alloc(f->arena, sizeof(*series));
    name = path != NULL ? history_name(f, path) : NULL;
    if (name == NULL || series == NULL) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    status = finplan_read(f, path, &bytes, &len);
    if (status != FINPLAN_OK)
        return status;
    fp_faults_init(&faults, f->arena);
    if (fp_history_decode(name, bytes, len, f->arena, &faults, series) !=
            FP_OK ||
        fp_auth_sha256_hex(bytes, len, series->checksum) != FP_OK) {
        finplan_print_faults(path, &faults);
        return FINPLAN_WRONG;
    }
    *history = series;
    return FINPLAN_OK;
}

int
finplan_identify(const struct fp_buf *text, char id[33])
{
    char hex[FP_SHA256_HEX];
    enum fp_err err = fp_buf_error(text);

    if (err == FP_OK)
        err = fp_auth_sha256_hex(fp_buf_text(text), text->len, hex);
    if (err != FP_OK) {
        fputs("finplan: out of memory\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    memcpy(id, hex, RESULT_ID_DIGITS);
    id[RESULT_ID_DIGITS] = '\0';
    return FINPLAN_OK;
}

int
finplan_result_id(const struct fp_request *request,
                  const struct fp_history *history, char id[33])
{
    struct fp_buf text;
    int status;

    fp_buf_init(&text, 0);
    fp_request_identity(&text, request, history);
    status = finplan_identify(&text, id);
    fp_buf_fini(&text);
    return status;
}

struct fp_sim_options
finplan_options(const struct finplan *f, const struct fp_request *request)
{
    return (struct fp_sim_options){ .paths = request->paths,
                                    .seed = request->seed,
                                    .threads = f->args.threads,
                                    .level = f->args.level };
}
