/* A bounded load over HTTP/1.1 on loopback: a fixed number of clients, each
 * on a kept connection with one request under way, for a fixed time. Beside
 * the rate and the percentiles it says how many clients were served and how
 * unevenly, which averages hide: a server may starve most of its clients and
 * still look quick.
 *
 *   bench_api_load PORT CLIENTS SECONDS REQUEST-FILE
 *
 * REQUEST-FILE holds the bytes of one request. Replies must state their
 * Content-Length. Prints one JSON object. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CLIENTS_MAX = 1024,
    SECONDS_MAX = 60,
    REQUEST_MAX = 1 << 20,
    HEAD_MAX = 16384,
    STATUSES = 600,
    /* Latencies by 10 µs up to ten seconds. */
    BUCKET_NS = 10000,
    BUCKETS = 1000000
};

struct client {
    int fd;
    size_t sent;              /* bytes of the request */
    char head[HEAD_MAX];      /* of the reply, until it is whole */
    size_t head_len;
    size_t body_left;
    int in_body, status, closes;
    uint64_t began_ns;
    uint64_t served;
};

struct load {
    int epoll, port;
    const char *request;
    size_t request_len;
    struct client *clients;
    int n;
    uint64_t end_ns;
    uint64_t statuses[STATUSES];
    uint64_t broken;          /* connections that ended inside a reply */
    uint64_t requests;
    uint32_t *buckets;
};

static void
die(const char *what)
{
    fprintf(stderr, "bench_api_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t
now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void
send_some(struct load *load, struct client *client)
{
    while (client->sent < load->request_len) {
        ssize_t n = send(client->fd, load->request + client->sent,
                         load->request_len - client->sent, MSG_NOSIGNAL);

        if (n < 0)
            return; /* EAGAIN, or the reader learns that it is gone */
        client->sent += (size_t)n;
    }
}

static void
begin(struct load *load, struct client *client)
{
    client->sent = client->head_len = client->body_left = 0;
    client->in_body = client->closes = 0;
    client->began_ns = now();
    send_some(load, client);
}

static void
open_client(struct load *load, struct client *client)
{
    struct sockaddr_in to = { .sin_family = AF_INET };
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
    int on = 1;

    to.sin_port = htons((uint16_t)load->port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 ||
        connect(client->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
        die("connect");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    fcntl(client->fd, F_SETFL, O_NONBLOCK);
    event.data.ptr = client;
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
        die("epoll_ctl");
    begin(load, client);
}

static void
reopen(struct load *load, struct client *client)
{
    close(client->fd);
    open_client(load, client);
}

static void
finish(struct load *load, struct client *client)
{
    uint64_t bucket = (now() - client->began_ns) / BUCKET_NS;

    load->buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    load->statuses[client->status]++;
    load->requests++;
    client->served++;
    if (client->closes)
        reopen(load, client);
    else
        begin(load, client);
}

/* The head is whole: its status, length and whether the connection is kept. */
static void
read_head(struct client *client)
{
    char *line = client->head;
    int has_length = 0;

    client->status = atoi(client->head + strlen("HTTP/1.1 "));
    if (client->status < 100 || client->status >= STATUSES)
        die("a reply is no HTTP");
    while ((line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, "content-length:", 15) == 0) {
            client->body_left = strtoull(line + 15, NULL, 10);
            has_length = 1;
        } else if (strncasecmp(line, "connection: close", 17) == 0) {
            client->closes = 1;
        }
    }
    if (!has_length && client->status != 204 && client->status != 304)
        die("a reply states no Content-Length");
    client->in_body = 1;
}

static size_t
take(struct client *client, const char *bytes, size_t len)
{
    size_t was = client->head_len, part, over;
    char *end;

    if (client->in_body) {
        part = len < client->body_left ? len : client->body_left;
        client->body_left -= part;
        return part;
    }
    part = len < HEAD_MAX - 1 - was ? len : HEAD_MAX - 1 - was;
    memcpy(client->head + was, bytes, part);
    client->head[was + part] = '\0';
    client->head_len = was + part;
    end = strstr(client->head, "\r\n\r\n");
    if (end == NULL)
        return part;
    end[2] = '\0';
    over = (size_t)(client->head + client->head_len - (end + 4));
    read_head(client);
    return part - over;
}

static void
on_event(struct load *load, struct client *client)
{
    static char bytes[65536];

    if (client->sent < load->request_len)
        send_some(load, client);
    for (;;) {
        ssize_t n = recv(client->fd, bytes, sizeof(bytes), 0);
        size_t at = 0;

        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            /* Between two replies a server may close. */
            load->broken += client->head_len != 0;
            reopen(load, client);
            return;
        }
        while (at < (size_t)n) {
            at += take(client, bytes + at, (size_t)n - at);
            if (client->in_body && client->body_left == 0) {
                finish(load, client);
                if (at != (size_t)n)
                    die("a reply is longer than it says");
            }
        }
    }
}

static double
percentile_ms(const struct load *load, double share)
{
    uint64_t wanted = (uint64_t)((double)load->requests * share), seen = 0;
    size_t i;

    for (i = 0; i < BUCKETS; i++) {
        seen += load->buckets[i];
        if (seen > wanted)
            break;
    }
    return ((double)i + 0.5) * BUCKET_NS / 1e6;
}

static void
report(const struct load *load, double seconds)
{
    uint64_t least = UINT64_MAX, most = 0;
    int served = 0, i;
    const char *comma = "";

    for (i = 0; i < load->n; i++) {
        uint64_t one = load->clients[i].served;

        served += one > 0;
        least = one < least ? one : least;
        most = one > most ? one : most;
    }
    printf("{\"requests\":%llu,\"seconds\":%.4f,\"rate\":%.1f,"
           "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"clients\":%d,\"served\":%d,"
           "\"least\":%llu,\"most\":%llu,\"broken\":%llu,\"statuses\":{",
           (unsigned long long)load->requests, seconds,
           (double)load->requests / seconds, percentile_ms(load, 0.5),
           percentile_ms(load, 0.99), load->n, served,
           (unsigned long long)least, (unsigned long long)most,
           (unsigned long long)load->broken);
    for (i = 0; i < STATUSES; i++)
        if (load->statuses[i] != 0) {
            printf("%s\"%d\":%llu", comma, i,
                   (unsigned long long)load->statuses[i]);
            comma = ",";
        }
    printf("}}\n");
}

static int
number(const char *text, int max)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (*end != '\0' || value < 1 || value > max) {
        fprintf(stderr, "bench_api_load: '%s' is not from 1 to %d\n", text,
                max);
        exit(2);
    }
    return (int)value;
}

static char *
read_request(const char *path, size_t *len)
{
    char *bytes = malloc(REQUEST_MAX);
    FILE *file = fopen(path, "rb");

    if (bytes == NULL || file == NULL)
        die(path);
    *len = fread(bytes, 1, REQUEST_MAX, file);
    fclose(file);
    return bytes;
}

int
main(int argc, char **argv)
{
    struct load load = { .n = 0 };
    uint64_t from;
    char *request;
    int i;

    if (argc != 5) {
        fprintf(stderr, "usage: bench_api_load PORT CLIENTS SECONDS "
                        "REQUEST-FILE\n");
        return 2;
    }
    load.port = number(argv[1], 65535);
    load.n = number(argv[2], CLIENTS_MAX);
    request = read_request(argv[4], &load.request_len);
    load.request = request;
    load.clients = calloc((size_t)load.n, sizeof(*load.clients));
    load.buckets = calloc(BUCKETS, sizeof(*load.buckets));
    load.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (load.clients == NULL || load.buckets == NULL || load.epoll < 0)
        die("start");
    from = now();
    load.end_ns = from + (uint64_t)number(argv[3], SECONDS_MAX) * 1000000000u;
    for (i = 0; i < load.n; i++)
        open_client(&load, &load.clients[i]);
    while (now() < load.end_ns) {
        struct epoll_event events[64];
        int n = epoll_wait(load.epoll, events, 64, 100);

        for (i = 0; i < n; i++)
            on_event(&load, events[i].data.ptr);
    }
    report(&load, (double)(now() - from) / 1e9);
    for (i = 0; i < load.n; i++)
        close(load.clients[i].fd);
    close(load.epoll);
    free(load.buckets);
    free(load.clients);
    free(request);
    return 0;
}
