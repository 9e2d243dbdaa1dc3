/* Correlation matrices: their Cholesky factor, and the nearest one to a matrix
 * that is none. Pure; thread-safe; the same bits on every machine.
 *
 * A matrix is a square block of the size of FP_CORRELATION_MAX of which the
 * first n rows and columns are used. */
#ifndef FP_PLANNING_CORRELATION_H
#define FP_PLANNING_CORRELATION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_CORRELATION_MAX = FP_PLAN_ASSETS_MAX + 1 }; /* assets, inflation */

struct fp_matrix {
    double at[FP_CORRELATION_MAX][FP_CORRELATION_MAX];
};

/* Lower Cholesky factor of a symmetric positive semidefinite matrix; rows
 * without remaining variance become zero. FP_EDOM when it is not positive
 * semidefinite (tolerance 1e-9 of the diagonal). */
enum fp_err fp_correlation_cholesky(const struct fp_matrix *matrix, size_t n,
                                    struct fp_matrix *lower)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Eigenvalues (in no order) and eigenvectors (the columns) of a symmetric
 * matrix, by cyclic Jacobi rotations.
 * SOURCE: Golub & Van Loan, Matrix Computations, 3rd ed. (1996), 8.4. */
void fp_correlation_eigen(const struct fp_matrix *matrix, size_t n,
                          double *values, struct fp_matrix *vectors)
    FP_NONNULL(1, 3, 4);

/* The correlation matrix nearest to a symmetric one in the Frobenius norm:
 * positive semidefinite with ones on the diagonal, so that deviations keep
 * what was said of them.
 * SOURCE: Higham (2002), Computing the nearest correlation matrix, IMA Journal
 * of Numerical Analysis 22, 329-343, algorithm 3.3: alternating projections
 * with Dykstra's correction, to 1e-12 a step or 2000 steps.
 * Returns the largest change of an element; `nearest` may be `matrix`. */
double fp_correlation_nearest(const struct fp_matrix *matrix, size_t n,
                              struct fp_matrix *nearest) FP_NONNULL(1, 3);

#ifdef __cplusplus
}
#endif

#endif
