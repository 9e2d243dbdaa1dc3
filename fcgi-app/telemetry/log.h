/* The log: one JSON object a line on standard error.
 *
 * A line is written with one write(2), never waits for the reader (a full
 * pipe drops the line and counts it; the next line that fits says how many
 * were dropped) and holds no raw control character. Never log a secret, a
 * token, a body or a plan; users appear as a hash only.
 * Thread-safe after fp_log_init; a struct fp_log_line belongs to one thread. */
#ifndef FP_TELEMETRY_LOG_H
#define FP_TELEMETRY_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum fp_log_level { FP_LOG_ERROR, FP_LOG_WARN, FP_LOG_INFO, FP_LOG_DEBUG };

/* One line under construction. At most what a pipe takes in one piece. */
enum { FP_LOG_LINE_MAX = 4096 };

struct fp_log_line {
    size_t len;
    int active;   /* the level is on */
    int cut;      /* something did not fit */
    char text[FP_LOG_LINE_MAX];
};

/* Level by word ("error", "warn", "info", "debug"; also "warning"), -1 for
 * any other word. */
int fp_log_level_parse(const char *word) FP_NONNULL(1);

/* Sets the level and, when role is not NULL, the "role" member of each line.
 * Call at start, before threads, and in each worker after fork. */
void fp_log_init(enum fp_log_level level, const char *role);
void fp_log_level_set(enum fp_log_level level);

/* From now on the level is shared with the processes forked later: whoever sets
 * it sets it for all. Call in the supervisor, once. Without memory for it each
 * process keeps its own. */
void fp_log_share(void);

/* The word of a level. */
const char *fp_log_level_word(enum fp_log_level level);

/* Writes lines to fd from now on (tests; standard error otherwise). */
void fp_log_to(int fd);

/* 1 when lines of this level are written. */
int fp_log_on(enum fp_log_level level);

/* begin, any number of members, end. "ts", "level", "role", "pid" and "msg"
 * are there already. A NULL text leaves the member out; ms is written with
 * three decimals. */
void fp_log_begin(struct fp_log_line *line, enum fp_log_level level,
                  const char *msg) FP_NONNULL(1, 3);
void fp_log_str(struct fp_log_line *line, const char *name, const char *text)
    FP_NONNULL(1, 2);
void fp_log_int(struct fp_log_line *line, const char *name, int64_t value)
    FP_NONNULL(1, 2);
void fp_log_ms(struct fp_log_line *line, const char *name, uint64_t ns)
    FP_NONNULL(1, 2);
void fp_log_end(struct fp_log_line *line) FP_NONNULL(1);

/* A whole line with a formatted message and no other members. */
void fp_log_text(enum fp_log_level level, const char *fmt, ...) FP_PRINTF(2, 3);

/* Lines dropped since the start of the process. */
uint64_t fp_log_dropped(void);

#endif
