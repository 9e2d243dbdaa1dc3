/* A plan document made of a household's records. */
#ifndef FP_CODEC_RECORD_PLAN_H
#define FP_CODEC_RECORD_PLAN_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/plan/assume.h"
#include "records/household.h"

/* Writes the plan that starts in start_year: its parts have the ids of their
 * records. What records do not say is left to the plan's own defaults; what is
 * taken another way than the record has it is listed in assumed, with pointers
 * from the plan's root. The document is to be checked as any other: a household
 * without a primary person, say, makes no good plan.
 *
 * An account is worth its balance and its holdings. Cash counts as us_bill; a
 * class of asset that neither the assumption set nor the table us_cma has is
 * taken as us_stock or gold. Amounts become amounts a year (52 weeks, 26
 * fortnights, 24, 12 or 4 payments). Premiums of insurance are essential
 * expenses until their policies end. Goals that ended before the plan starts
 * are left out. */
void fp_plan_from_records(struct fp_buf *buf,
                          const struct fp_household *household,
                          const char *name, int start_year,
                          struct fp_assumed *assumed)
    FP_NONNULL(1, 2, 3, 5);

#endif
