/* The law of one year as it stands in the tables, for whoever wants to check
 * an answer. */
#ifndef FP_CODEC_QUESTION_TABLES_H
#define FP_CODEC_QUESTION_TABLES_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

/* 1 when the table called name is one of law: not of markets, lives or test
 * cases. */
int fp_question_is_law(const char *name) FP_NONNULL(1);

/* {"engine":…,"tables":…,"year":…,"law":[{"name":…,"rows":[…]}]}: each row
 * that holds in the year, of every table of law or of the one called name
 * (NULL: every one), with its source and effective date. FP_ERANGE: the tables
 * do not have the year; FP_ENOTFOUND: no such table of law; FP_ENOMEM. */
enum fp_err fp_question_tables(int year, const char *name,
                               struct fp_arena *arena, struct fp_buf *buf)
    FP_MUST_CHECK FP_NONNULL(3, 4);

#endif
