/* What reading and writing of tax cases share. Private to codec/cases/. */
#ifndef FP_CODEC_TAX_PARTS_H
#define FP_CODEC_TAX_PARTS_H

#include "codec/cases/tax.h"

/* 1 for a column that is written, and so is no input. */
int fp_tax_case_is_output(const char *name) FP_NONNULL(1);

#endif
