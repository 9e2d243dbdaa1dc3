/* Growing byte buffer with a ceiling, and the writers that build text in it.
 *
 * Errors stick: after a failed append every later append is a no-op and
 * fp_buf_error() tells why, so a long encoder checks once at its end.
 * Not thread-safe. */
#ifndef FP_BASE_BUF_H
#define FP_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_buf {
    char *data;       /* always NUL-terminated once anything was appended */
    size_t len;       /* bytes, without the NUL */
    size_t cap;       /* allocated bytes */
    size_t max;       /* ceiling of len */
    enum fp_err err;  /* first failure */
};

/* An empty buffer that never grows past max bytes (0: 64 MiB). */
void fp_buf_init(struct fp_buf *buf, size_t max) FP_NONNULL(1);
void fp_buf_fini(struct fp_buf *buf) FP_NONNULL(1);

/* Empties the buffer and clears its error; keeps the memory. */
void fp_buf_reset(struct fp_buf *buf) FP_NONNULL(1);

/* FP_OK, FP_ELIMIT (ceiling) or FP_ENOMEM. */
enum fp_err fp_buf_error(const struct fp_buf *buf) FP_NONNULL(1);

/* The text so far; "" when empty. Valid until the next append. */
const char *fp_buf_text(const struct fp_buf *buf) FP_NONNULL(1);

void fp_buf_add(struct fp_buf *buf, const void *bytes, size_t len)
    FP_NONNULL(1);
void fp_buf_char(struct fp_buf *buf, char c) FP_NONNULL(1);
void fp_buf_str(struct fp_buf *buf, const char *text) FP_NONNULL(1, 2);
void fp_buf_printf(struct fp_buf *buf, const char *fmt, ...)
    FP_PRINTF(2, 3) FP_NONNULL(1, 2);

/* Decimal integer. */
void fp_buf_int(struct fp_buf *buf, int64_t value) FP_NONNULL(1);

/* value with exactly `decimals` (0..9) digits after the point, rounded half
 * away from zero on the decimal value of the double; "-0.00" is written
 * "0.00". Not finite: writes "null", so that no encoder can emit NaN. The
 * result does not depend on the locale. */
void fp_buf_fixed(struct fp_buf *buf, double value, int decimals)
    FP_NONNULL(1);

/* Shortest decimal that reads back as the same double (at most 17 digits),
 * "null" when not finite. Independent of the locale. */
void fp_buf_double(struct fp_buf *buf, double value) FP_NONNULL(1);

/* A quoted JSON string; control characters, quote and backslash escaped.
 * text must be UTF-8. */
void fp_buf_json(struct fp_buf *buf, const char *text) FP_NONNULL(1, 2);
void fp_buf_json_n(struct fp_buf *buf, const char *text, size_t len)
    FP_NONNULL(1);

/* Lower-case hexadecimal of bytes. */
void fp_buf_hex(struct fp_buf *buf, const void *bytes, size_t len)
    FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
