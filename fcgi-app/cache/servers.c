/* Which server, and whether to ask it. */
#include "cache/servers.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { DEFAULT_PORT = 11211 };

/* The first pause; each further failure doubles it. */
static const uint64_t FIRST_PAUSE_NS = 100 * 1000000ull;

/* FNV-1a; only spread matters, not secrecy. */
static uint64_t
hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325ull;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3ull;
    return hash;
}

/* The finaliser of SplitMix64. */
static uint64_t
mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

static enum fp_err
refuse(struct fp_error *error, const char *text, size_t len)
{
    return fp_error_set(error, FP_EINVAL,
                        "MEMCACHED_SERVERS: \"%.*s\" is not host, host:port, "
                        "[address]:port or /path.",
                        len < 100 ? (int)len : 100, text);
}

static int
host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

static enum fp_err
read_one(const char *text, size_t len, struct fp_server *out,
         struct fp_error *error)
{
    const char *host = text, *port = NULL;
    size_t host_len = len, i;
    char name[sizeof(out->host) + 16];
    int64_t number = DEFAULT_PORT;

    memset(out, 0, sizeof(*out));
    if (len == 0)
        return refuse(error, text, len);
    if (text[0] == '/') {
        number = 0;
    } else if (text[0] == '[') {
        const char *end = memchr(text, ']', len);

        if (end == NULL)
            return refuse(error, text, len);
        host = text + 1;
        host_len = (size_t)(end - host);
        if (end + 1 < text + len) {
            if (end[1] != ':')
                return refuse(error, text, len);
            port = end + 2;
        }
        for (i = 0; i < host_len; i++)
            if (host[i] != ':' && !host_char(host[i]))
                return refuse(error, text, len);
    } else {
        const char *colon = memchr(text, ':', len);

        if (colon != NULL) {
            host_len = (size_t)(colon - text);
            port = colon + 1;
        }
        for (i = 0; i < host_len; i++)
            if (!host_char(host[i]))
                return refuse(error, text, len);
    }
    if (host_len == 0 || host_len >= sizeof(out->host) ||
        (port != NULL && fp_text_int64(port, (size_t)(text + len - port), 1,
                                       65535, &number) != FP_OK))
        return refuse(error, text, len);
    memcpy(out->host, host, host_len);
    out->port = (int)number;
    snprintf(name, sizeof(name), "%s:%d", out->host, out->port);
    out->id = hash_text(name);
    return FP_OK;
}

enum fp_err
fp_servers_read(const char *text, struct fp_servers *out,
                struct fp_error *error)
{
    static const char blanks[] = ", \t\r\n";
    struct fp_servers servers = { .n = 0, .max_pause_ns = out->max_pause_ns };
    enum fp_err err = FP_OK;

    while (text != NULL && *(text += strspn(text, blanks)) != '\0') {
        size_t len = strcspn(text, blanks), i;

        if (servers.n == FP_CACHE_SERVERS_MAX)
            return fp_error_set(error, FP_EINVAL,
                                "MEMCACHED_SERVERS names more than %d "
                                "servers.", FP_CACHE_SERVERS_MAX);
        err = read_one(text, len, &servers.list[servers.n], error);
        if (err != FP_OK)
            return err;
        for (i = 0; i < servers.n; i++)
            if (servers.list[i].id == servers.list[servers.n].id)
                return fp_error_set(error, FP_EINVAL,
                                    "MEMCACHED_SERVERS names %s twice.",
                                    servers.list[i].host);
        servers.n++;
        text += len;
    }
    *out = servers;
    return FP_OK;
}

struct fp_server *
fp_servers_choose(struct fp_servers *servers, uint64_t spread)
{
    struct fp_server *best = NULL;
    uint64_t most = 0;
    size_t i;

    for (i = 0; i < servers->n; i++) {
        uint64_t weight = mix(spread ^ servers->list[i].id);

        if (best == NULL || weight > most) {
            best = &servers->list[i];
            most = weight;
        }
    }
    return best;
}

int
fp_server_ask(struct fp_server *server, uint64_t now_ns)
{
    if (server->pause_ns == 0)
        return 1;
    if (server->probing || now_ns < server->away_until_ns)
        return 0;
    server->probing = 1;
    return 1;
}

void
fp_server_good(struct fp_server *server)
{
    server->pause_ns = 0;
    server->away_until_ns = 0;
    server->probing = 0;
}

void
fp_server_failed(struct fp_servers *servers, struct fp_server *server,
                 uint64_t now_ns)
{
    server->probing = 0;
    /* Requests that were under way together fail together: one pause. */
    if (now_ns < server->away_until_ns)
        return;
    server->pause_ns = server->pause_ns == 0 ? FIRST_PAUSE_NS
                                             : 2 * server->pause_ns;
    if (server->pause_ns > servers->max_pause_ns)
        server->pause_ns = servers->max_pause_ns;
    server->away_until_ns = now_ns + server->pause_ns;
}

void
fp_server_unasked(struct fp_server *server)
{
    server->probing = 0;
}

size_t
fp_servers_away(const struct fp_servers *servers, uint64_t now_ns)
{
    size_t away = 0, i;

    for (i = 0; i < servers->n; i++)
        away += now_ns < servers->list[i].away_until_ns;
    return away;
}
