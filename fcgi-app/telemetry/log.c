/* JSON lines on standard error that never block their writer. */
#include "telemetry/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

/* How the descriptor is kept from blocking. */
enum sink {
    SINK_PLAIN,  /* a regular file: write does not wait for a reader */
    SINK_SOCKET, /* send with MSG_DONTWAIT */
    SINK_PIPE    /* ask poll first; reopened non-blocking where allowed */
};

static const char *const level_names[] = { "error", "warn", "info", "debug" };

static _Atomic int own_level = FP_LOG_INFO;
static _Atomic int *log_level = &own_level;
static _Atomic uint64_t dropped_total;
static _Atomic uint64_t dropped_unsaid;
static int log_fd = STDERR_FILENO;
static int own_fd = -1; /* log_fd when we opened it */
static enum sink log_sink = SINK_PIPE;
static char log_role[16];

/* Room for the end of a line that was cut: ,"cut":true} and a newline. */
enum { TAIL = 16 };

int
fp_log_level_parse(const char *word)
{
    size_t i;

    if (strcmp(word, "warning") == 0)
        return FP_LOG_WARN;
    for (i = 0; i < FP_COUNT(level_names); i++)
        if (strcmp(word, level_names[i]) == 0)
            return (int)i;
    return -1;
}

/* A pipe or terminal is shared with other processes, so its flags are not
 * ours to change: a second open of the same object gets flags of its own. */
static void
choose_sink(int fd)
{
    struct stat st;

    if (own_fd >= 0)
        close(own_fd);
    own_fd = -1;
    log_fd = fd;
    log_sink = SINK_PIPE;
    if (fstat(fd, &st) != 0)
        return;
    if (S_ISREG(st.st_mode)) {
        log_sink = SINK_PLAIN;
    } else if (S_ISSOCK(st.st_mode)) {
        log_sink = SINK_SOCKET;
    } else {
        char path[32];

        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        own_fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (own_fd >= 0)
            log_fd = own_fd;
    }
}

void
fp_log_init(enum fp_log_level level, const char *role)
{
    atomic_store(log_level, (int)level);
    if (role != NULL)
        snprintf(log_role, sizeof(log_role), "%s", role);
    choose_sink(STDERR_FILENO);
}

void
fp_log_level_set(enum fp_log_level level)
{
    atomic_store(log_level, (int)level);
}

void
fp_log_share(void)
{
    _Atomic int *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED || log_level != &own_level)
        return;
    atomic_store(shared, atomic_load(&own_level));
    log_level = shared;
}

const char *
fp_log_level_word(enum fp_log_level level)
{
    return level_names[level];
}

void
fp_log_to(int fd)
{
    choose_sink(fd);
}

int
fp_log_on(enum fp_log_level level)
{
    return (int)level <= atomic_load_explicit(log_level,
                                              memory_order_relaxed);
}

uint64_t
fp_log_dropped(void)
{
    return atomic_load(&dropped_total);
}

static int
room_for(struct fp_log_line *line, size_t len)
{
    if (!line->active || line->cut)
        return 0;
    if (len > sizeof(line->text) - TAIL - line->len) {
        line->cut = 1;
        return 0;
    }
    return 1;
}

static void
add(struct fp_log_line *line, const char *bytes, size_t len)
{
    memcpy(line->text + line->len, bytes, len);
    line->len += len;
}

/* Escaped length of text in JSON, without quotes. */
static size_t
escaped_len(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        n += c < 0x20 || c == 0x7f ? 6 : c == '"' || c == '\\' ? 2 : 1;
    }
    return n;
}

static void
add_escaped(struct fp_log_line *line, const char *text)
{
    static const char hex[] = "0123456789abcdef";

    line->text[line->len++] = '"';
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x20 || c == 0x7f) {
            add(line, "\\u00", 4);
            line->text[line->len++] = hex[c >> 4];
            line->text[line->len++] = hex[c & 15];
        } else {
            if (c == '"' || c == '\\')
                line->text[line->len++] = '\\';
            line->text[line->len++] = (char)c;
        }
    }
    line->text[line->len++] = '"';
}

static void
add_name(struct fp_log_line *line, const char *name)
{
    if (line->len > 1)
        line->text[line->len++] = ',';
    add_escaped(line, name);
    line->text[line->len++] = ':';
}

/* Room taken by a member's name, its quotes, the colon and a comma. */
static size_t
name_len(const char *name)
{
    return escaped_len(name) + 4;
}

void
fp_log_begin(struct fp_log_line *line, enum fp_log_level level,
             const char *msg)
{
    char ts[FP_CLOCK_TEXT];

    line->len = 0;
    line->cut = 0;
    line->active = fp_log_on(level);
    if (!line->active)
        return;
    line->text[line->len++] = '{';
    fp_clock_rfc3339(fp_clock_unix_ms(), ts);
    fp_log_str(line, "ts", ts);
    fp_log_str(line, "level", level_names[level]);
    fp_log_str(line, "role", log_role[0] != '\0' ? log_role : NULL);
    fp_log_int(line, "pid", getpid());
    fp_log_str(line, "msg", msg);
}

void
fp_log_str(struct fp_log_line *line, const char *name, const char *text)
{
    if (text == NULL ||
        !room_for(line, name_len(name) + escaped_len(text) + 2))
        return;
    add_name(line, name);
    add_escaped(line, text);
}

void
fp_log_int(struct fp_log_line *line, const char *name, int64_t value)
{
    char text[24];
    int len = snprintf(text, sizeof(text), "%lld", (long long)value);

    if (!room_for(line, name_len(name) + (size_t)len))
        return;
    add_name(line, name);
    add(line, text, (size_t)len);
}

void
fp_log_ms(struct fp_log_line *line, const char *name, uint64_t ns)
{
    char text[32];
    uint64_t us = (ns + 500) / 1000;
    int len = snprintf(text, sizeof(text), "%llu.%03llu",
                       (unsigned long long)(us / 1000),
                       (unsigned long long)(us % 1000));

    if (!room_for(line, name_len(name) + (size_t)len))
        return;
    add_name(line, name);
    add(line, text, (size_t)len);
}

/* One attempt, no waiting. 1 when the whole line went out. */
static int
emit(const char *text, size_t len)
{
    struct pollfd ready = { .fd = log_fd, .events = POLLOUT };
    ssize_t n;

    if (log_sink == SINK_PIPE &&
        (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0))
        return 0;
    do {
        if (log_sink == SINK_SOCKET)
            n = send(log_fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL);
        else
            n = write(log_fd, text, len);
    } while (n < 0 && errno == EINTR);
    return n == (ssize_t)len;
}

void
fp_log_end(struct fp_log_line *line)
{
    uint64_t unsaid;

    if (!line->active)
        return;
    if (line->cut)
        add(line, ",\"cut\":true", 11);
    unsaid = atomic_exchange(&dropped_unsaid, 0);
    if (unsaid > 0) {
        line->cut = 0;
        fp_log_int(line, "dropped_before", (int64_t)unsaid);
    }
    add(line, "}\n", 2);
    line->active = 0;
    if (!emit(line->text, line->len)) {
        atomic_fetch_add(&dropped_total, 1);
        atomic_fetch_add(&dropped_unsaid, unsaid + 1);
    }
}

void
fp_log_text(enum fp_log_level level, const char *fmt, ...)
{
    struct fp_log_line line;
    char msg[1024];
    va_list args;

    if (!fp_log_on(level))
        return;
    va_start(args, fmt);
    vsnprintf(msg, sizeof(msg), fmt, args);
    va_end(args);
    fp_log_begin(&line, level, msg);
    fp_log_end(&line);
}
