#include "tests/handlers/drive.h"

#include <strings.h>

#include "base/clock.h"
#include "telemetry/log.h"
#include "tests/cmocka_fp.h"

static const char *
header_of(const struct fp_http_request *request, const char *name)
{
    const struct drive *drive = request->header_source;
    size_t i;

    for (i = 0; drive->headers[i] != NULL; i += 2)
        if (strcasecmp(drive->headers[i], name) == 0)
            return drive->headers[i + 1];
    if (strcasecmp(name, "Content-Type") == 0 && request->body_len > 0)
        return "application/json";
    return NULL;
}

void
drive_config(struct drive *drive)
{
    const char *root = getenv("FP_SRCDIR");

    memset(drive, 0, sizeof(*drive));
    snprintf(drive->history, sizeof(drive->history),
             "%s/fcgi-app/planning/data/us_annual_1928_2025.csv",
             root != NULL ? root : ".");
    fp_service_config_init(&drive->config);
    drive->config.version = "0.0.0-test";
    drive->config.anonymous = 1;
    drive->config.history_path = drive->history;
}

void
drive_open(struct drive *drive)
{
    struct fp_error error = { .code = FP_OK };

    fp_log_init(FP_LOG_ERROR, "test");
    drive->service = fp_service_new(&drive->config, &error);
    if (drive->service == NULL)
        fail_msg("fp_service_new: %s", error.detail);
    drive->worker = fp_service_worker_new(drive->service, &error);
    if (drive->worker == NULL)
        fail_msg("fp_service_worker_new: %s", error.detail);
    drive->arena = fp_arena_new(0);
    assert_non_null(drive->arena);
    fp_http_response_init(&drive->response);
}

void
drive_close(struct drive *drive)
{
    fp_http_response_fini(&drive->response);
    fp_arena_free(drive->arena);
    fp_service_worker_free(drive->worker);
    fp_service_free(drive->service);
}

int
drive_call(struct drive *drive, const char *method, const char *path,
           const char *body)
{
    struct fp_http_request *request = &drive->request;

    fp_arena_reset(drive->arena);
    memset(request, 0, sizeof(*request));
    request->method = fp_http_method_parse(method);
    request->method_text = method;
    request->path = path;
    request->query = drive->query != NULL ? drive->query : "";
    request->remote_addr = "127.0.0.1";
    fp_http_request_id_set(request, NULL);
    request->internal = drive->internal;
    request->body = body != NULL ? body : "";
    request->body_len = strlen(request->body);
    request->header = header_of;
    request->header_source = drive;
    request->arena = drive->arena;
    request->accepted_ns = request->started_ns = fp_clock_monotonic_ns();
    request->deadline_ns = drive->deadline_ns;
    fp_service_serve(drive->worker, request, &drive->response);
    memset(drive->headers, 0, sizeof(drive->headers));
    drive->query = NULL;
    drive->internal = 0;
    drive->deadline_ns = 0;
    return drive->response.status;
}

const char *
drive_body(struct drive *drive)
{
    return fp_buf_text(&drive->response.body);
}

const char *
drive_header(struct drive *drive, const char *name)
{
    size_t i;

    for (i = 0; i < drive->response.n_headers; i++)
        if (strcasecmp(drive->response.headers[i].name, name) == 0)
            return drive->response.headers[i].value;
    return NULL;
}

char *
drive_file(const char *name)
{
    const char *root = getenv("FP_SRCDIR");
    char path[4096], *text = NULL;
    FILE *file;
    long size;

    snprintf(path, sizeof(path), "%s/%s", root != NULL ? root : ".", name);
    file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
        fseek(file, 0, SEEK_SET) == 0) {
        text = malloc((size_t)size + 1);
        if (text != NULL && fread(text, 1, (size_t)size, file) ==
                                (size_t)size) {
            text[size] = '\0';
        } else {
            free(text);
            text = NULL;
        }
    }
    fclose(file);
    return text;
}
