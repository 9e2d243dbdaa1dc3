/* Successes as whole numbers: of each replicate the paths and the successes;
 * then the independent units (paths, or antithetic pairs), twice the sum of
 * their means and four times the sum of the squares of these. */
#include "planning/simulation/column.h"
#include "planning/simulation/partial.h"
#include "planning/simulation/parts.h"

enum { PATHS = 0, SUCCESSES = FP_REPLICATES, UNITS = 2 * FP_REPLICATES };

void
fp_parts_tally(const struct fp_partial *partial,
               int64_t tally[FP_PARTS_TALLY])
{
    const struct fp_column *column = fp_partial_successes(partial);

    for (size_t g = 0; g < FP_REPLICATES; g++) {
        tally[PATHS + g] = (int64_t)column->n[g];
        tally[SUCCESSES + g] = (int64_t)fp_exact_value(&column->sums[g]);
    }
    tally[UNITS] = (int64_t)column->n_units;
    tally[UNITS + 1] = (int64_t)(2.0 * fp_exact_value(&column->units));
    tally[UNITS + 2] = (int64_t)(4.0 * fp_exact_value(&column->squares));
}

double
fp_tally_success(const int64_t tally[FP_PARTS_TALLY],
                 enum fp_sampler sampler, double *error)
{
    struct fp_column column = { .kind = FP_COLUMN_MEAN, .sampler = sampler };

    for (size_t g = 0; g < FP_REPLICATES; g++) {
        column.n[g] = (uint64_t)tally[PATHS + g];
        fp_exact_add(&column.sums[g], (double)tally[SUCCESSES + g]);
    }
    column.n_units = (uint64_t)tally[UNITS];
    fp_exact_add(&column.units, 0.5 * (double)tally[UNITS + 1]);
    fp_exact_add(&column.squares, 0.25 * (double)tally[UNITS + 2]);
    return fp_partial_success_of(&column, error);
}
