/* A FastCGI program for the tests of the transport: echoes what it was sent,
 * sleeps on demand, and needs no database.
 *
 *   fcgi_echo ADDRESS [NAME=NUMBER …]      ADDRESS "inherit": LISTEN_FDS
 *
 * NAME is a number of struct fp_transport_config. Paths:
 *   /echo        the body comes back; X-Path, X-Query, X-Method say the rest
 *   /sleep/MS    answers after MS milliseconds
 *   /size/N      N bytes of reply
 *   /pid         the process that answered
 *   /nothing     204
 * SIGTERM drains; the exit status is 0 when nothing was lost. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "telemetry/log.h"
#include "transport/listen.h"
#include "transport/transport.h"

static int worker_token;

static void *
worker_new(void *service, struct fp_error *error)
{
    (void)error;
    (void)service;
    return &worker_token;
}

static void
worker_free(void *worker)
{
    (void)worker;
}

static void
echo(struct fp_http_request *request, struct fp_http_response *response)
{
    static const char *const states[] = { "ok", "too-large", "short" };

    response->content_type = "application/octet-stream";
    fp_http_response_header(response, "X-Path", request->path);
    fp_http_response_header(response, "X-Query", request->query);
    fp_http_response_header(response, "X-Method", request->method_text);
    fp_http_response_header(response, "X-Body", states[request->body_state]);
    fp_http_response_header(response, "X-Request-Id", request->request_id);
    if (fp_http_header(request, "If-Match") != NULL)
        fp_http_response_header(response, "X-If-Match",
                                fp_http_header(request, "If-Match"));
    fp_buf_add(&response->body, request->body, request->body_len);
}

static void
sleep_ms(int ms)
{
    struct timespec pause = { .tv_sec = ms / 1000,
                              .tv_nsec = ms % 1000 * 1000000L };

    while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
        ;
}

static void
serve(void *worker, struct fp_http_request *request,
      struct fp_http_response *response)
{
    long i, size;

    (void)worker;
    fp_http_response_reset(response);
    response->head_only = request->method == FP_HTTP_HEAD;
    response->content_type = "text/plain";
    if (strncmp(request->path, "/sleep/", 7) == 0) {
        sleep_ms(atoi(request->path + 7));
        fp_buf_printf(&response->body, "slept %d\n", (int)getpid());
    } else if (strncmp(request->path, "/size/", 6) == 0) {
        size = atol(request->path + 6);
        for (i = 0; i < size; i++)
            fp_buf_char(&response->body, (char)('a' + i % 26));
    } else if (strcmp(request->path, "/pid") == 0) {
        fp_buf_printf(&response->body, "%d\n", (int)getpid());
    } else if (strcmp(request->path, "/nothing") == 0) {
        response->status = 204;
    } else {
        echo(request, response);
    }
}

static void
draining(void *service)
{
    struct fp_listener *listener = service;

    fp_listen_refuse(listener);
    fp_log_text(FP_LOG_INFO, "draining");
}

static void
ready(void *service)
{
    (void)service;
    puts("ready");
    fflush(stdout);
}

static int
set_number(struct fp_transport_config *config, const char *arg)
{
    struct {
        const char *name;
        int *number;
        size_t *size;
    } names[] = {
        { "threads", &config->threads, NULL },
        { "queue_length", NULL, &config->queue_length },
        { "reject_length", NULL, &config->reject_length },
        { "max_connections", NULL, &config->max_connections },
        { "max_body", NULL, &config->max_body },
        { "idle_ms", &config->idle_ms, NULL },
        { "read_ms", &config->read_ms, NULL },
        { "write_ms", &config->write_ms, NULL },
        { "request_ms", &config->request_ms, NULL },
        { "drain_ms", &config->drain_ms, NULL },
        { "retry_after_s", &config->retry_after_s, NULL },
    };
    size_t len = strcspn(arg, "="), i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strlen(names[i].name) != len ||
            strncmp(names[i].name, arg, len) != 0 || arg[len] != '=')
            continue;
        if (names[i].number != NULL)
            *names[i].number = atoi(arg + len + 1);
        else
            *names[i].size = (size_t)atol(arg + len + 1);
        return 1;
    }
    fprintf(stderr, "fcgi_echo: what is %s?\n", arg);
    return 0;
}

int
main(int argc, char **argv)
{
    struct fp_transport_config config;
    struct fp_listener listener = { .fd = -1 };
    struct fp_error error = { .code = FP_OK };
    enum fp_err rc;
    sigset_t set;
    size_t n = 0;
    int i;

    if (argc < 2)
        return 2;
    fp_transport_config_init(&config);
    for (i = 2; i < argc; i++)
        if (!set_number(&config, argv[i]))
            return 2;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    config.stop_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (strcmp(argv[1], "inherit") == 0) {
        rc = fp_listen_inherit(&listener, 1, &n, &error);
        if (rc == FP_OK && n == 0)
            rc = fp_error_set(&error, FP_EINVAL, "LISTEN_FDS is not set");
    } else {
        rc = fp_listen_open(argv[1], 511, &listener, &error);
    }
    if (rc == FP_OK) {
        config.listeners[0] = listener.fd;
        config.n_listeners = 1;
        config.handler = (struct fp_transport_handler){
            .service = &listener,
            .worker_new = worker_new, .worker_free = worker_free,
            .serve = serve, .draining = draining, .ready = ready,
        };
        rc = fp_transport_run(&config, &error);
    }
    if (rc != FP_OK)
        fprintf(stderr, "fcgi_echo: %s\n", error.detail);
    fp_listen_close(&listener, 1);
    return rc == FP_OK ? 0 : 1;
}
