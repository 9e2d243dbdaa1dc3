/* Partial results as bytes, so that one process can run a part of a simulation
 * and another merge it: reading back what was written gives the same bits.
 *
 * Version 1, every number little-endian:
 *   "FPPR", u16 version, u16 sampler, u32 years, u32 columns
 *   v first, v paths, v years lived
 *   v failed in [years], v causes [FP_FAILURE_CAUSE_COUNT],
 *   v missed [FP_PLAN_GOALS_MAX]
 *   each column: v n [16], sums [16], sum of units, sum of squares, v units,
 *     then the histogram of all and those of the groups, where it has them
 *   u64 CRC-64/XZ of all before it
 * where v is an unsigned number in groups of seven bits, lowest first; a sum
 * is five u64; and a histogram is v n, and unless that is 0
 *   u64 bits of the least value, u64 of the greatest, v spans, and of each
 *   span: v its number less the one before it, v steps in use, and of each of
 *   those: v its number less the one before it, v count, and v label where
 *   the histogram is labelled.
 * Private to planning/. */
#ifndef FP_PLANNING_PARTIAL_WIRE_H
#define FP_PLANNING_PARTIAL_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "planning/simulation/partial.h"

/* Appends a partial over paths from `first` on. No block may be being added.
 * The buffer keeps its own error. */
void fp_partial_write(const struct fp_partial *partial, uint64_t first,
                      struct fp_buf *out) FP_NONNULL(1, 3);

/* Reads bytes[len], which may be anything, as a partial of this context over
 * `paths` paths from `first` on. FP_EINVAL: they are not (error says why);
 * FP_ENOMEM. Never reads past len, and takes memory for no more than a partial
 * can have. */
enum fp_err fp_partial_read(const struct fp_path_context *context,
                            const void *bytes, size_t len, uint64_t first,
                            uint64_t paths, struct fp_partial **out,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* SOURCE: the CRC-64/XZ of the .xz format (ECMA-182 polynomial, reflected);
 * of "123456789" it is 995dc9bbdf1939fa. */
uint64_t fp_partial_crc(const void *bytes, size_t len) FP_NONNULL(1);

#endif
