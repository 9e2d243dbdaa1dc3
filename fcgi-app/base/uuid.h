/* Universally unique identifiers.
 * SOURCE: RFC 9562, section 5.7 (version 7), May 2024. */
#ifndef FP_BASE_UUID_H
#define FP_BASE_UUID_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_UUID_TEXT = 37 }; /* 36 characters and a NUL */

/* A version 7 UUID: 48 bits of unix_ms, then random bits of the kernel.
 * FP_EIO when the kernel gives none. */
enum fp_err fp_uuid7(int64_t unix_ms, char text[FP_UUID_TEXT]) FP_MUST_CHECK;

/* 1 when text[len] is a UUID in the usual 8-4-4-4-12 lower-case form. */
int fp_uuid_valid(const char *text, size_t len);

#ifdef __cplusplus
}
#endif

#endif
