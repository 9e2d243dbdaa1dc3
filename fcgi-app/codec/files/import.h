/* Transactions in the files that banks give away: CSV, and OFX 1 (SGML) and 2
 * (XML), which Quicken's QFX is too.
 *
 * One pass over the bytes; no entities but those of characters, no document
 * types, nothing is fetched. Text that is no UTF-8 is read as Windows-1252.
 * Thread-safe on separate arenas. */
#ifndef FP_CODEC_IMPORT_H
#define FP_CODEC_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"

enum {
    FP_IMPORT_BYTES_MAX = 8 << 20,
    FP_IMPORT_LINES_MAX = 10000,
    FP_IMPORT_DESCRIPTION_MAX = 500, /* characters; longer ones are cut */
    FP_IMPORT_CATEGORY_MAX = 64,
    FP_IMPORT_ID_MAX = 255
};

/* One transaction. Texts live in the arena. */
struct fp_import_line {
    size_t line;             /* where it begins in the file, from 1 */
    const char *date;        /* "2026-01-31" */
    int64_t cents;           /* above zero into the account */
    const char *description; /* may be "" */
    const char *category;    /* or NULL */
    const char *external_id; /* the bank's own id, or NULL */
};

struct fp_import {
    struct fp_import_line *lines;
    size_t count;
};

/* CSV with a header row that names its columns in any order and case:
 *   date | posting date | transaction date    required; year-month-day, or
 *                                             month/day/year
 *   amount, or debit and credit               required; "$1,234.56", "(5.00)"
 *   description | payee | name | memo | details
 *   category
 *   id | fitid | transaction id
 * Other columns are left alone. Pointers of faults are "/line/column".
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM.
 * SOURCE: RFC 4180, section 2, October 2005 (the form). */
enum fp_err fp_import_csv(const char *bytes, size_t len,
                          struct fp_arena *arena, struct fp_faults *faults,
                          struct fp_import *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

/* Every STMTTRN of an OFX file. Pointers of faults are "/line/ELEMENT".
 * Errors as above. SOURCE: Open Financial Exchange, versions 1.0.2 (May 1997)
 * and 2.2 (November 2016), section 11.4.3 (statement transactions). */
enum fp_err fp_import_ofx(const char *bytes, size_t len,
                          struct fp_arena *arena, struct fp_faults *faults,
                          struct fp_import *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

#endif
