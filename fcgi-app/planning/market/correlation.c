/* Cholesky, Jacobi and the nearest correlation matrix. */
#include "planning/market/correlation.h"

#include <math.h>

enum { SWEEPS_MAX = 60, PROJECTIONS_MAX = 2000 };

enum fp_err
fp_correlation_cholesky(const struct fp_matrix *matrix, size_t n,
                        struct fp_matrix *lower)
{
    struct fp_matrix out = { { { 0.0 } } };
    size_t i, j, k;

    for (i = 0; i < n; i++) {
        for (j = 0; j <= i; j++) {
            double sum = matrix->at[i][j];

            for (k = 0; k < j; k++)
                sum -= out.at[i][k] * out.at[j][k];
            if (i == j) {
                double diagonal = fabs(matrix->at[i][i]);

                if (sum < -1e-9 * diagonal)
                    return FP_EDOM;
                out.at[i][i] = sum > 1e-12 * diagonal ? sqrt(sum) : 0.0;
            } else if (out.at[j][j] > 0.0) {
                out.at[i][j] = sum / out.at[j][j];
            } else if (fabs(sum) > 1e-6 * sqrt(fabs(matrix->at[i][i] *
                                                    matrix->at[j][j]))) {
                return FP_EDOM;
            }
        }
    }
    *lower = out;
    return FP_OK;
}

/* One rotation that makes a[p][q] zero. */
static void
rotate(struct fp_matrix *a, struct fp_matrix *vectors, size_t n, size_t p,
       size_t q)
{
    double theta = (a->at[q][q] - a->at[p][p]) / (2.0 * a->at[p][q]);
    double t = (theta >= 0.0 ? 1.0 : -1.0) /
               (fabs(theta) + sqrt(theta * theta + 1.0));
    double c = 1.0 / sqrt(t * t + 1.0), s = t * c;

    for (size_t k = 0; k < n; k++) {
        double kp = a->at[k][p], kq = a->at[k][q];

        a->at[k][p] = c * kp - s * kq;
        a->at[k][q] = s * kp + c * kq;
    }
    for (size_t k = 0; k < n; k++) {
        double pk = a->at[p][k], qk = a->at[q][k];
        double vp = vectors->at[k][p], vq = vectors->at[k][q];

        a->at[p][k] = c * pk - s * qk;
        a->at[q][k] = s * pk + c * qk;
        vectors->at[k][p] = c * vp - s * vq;
        vectors->at[k][q] = s * vp + c * vq;
    }
    a->at[p][q] = a->at[q][p] = 0.0;
}

void
fp_correlation_eigen(const struct fp_matrix *matrix, size_t n, double *values,
                     struct fp_matrix *vectors)
{
    struct fp_matrix a = *matrix, v = { { { 0.0 } } };
    double size = 0.0, off = 1.0;

    for (size_t i = 0; i < n; i++) {
        v.at[i][i] = 1.0;
        for (size_t j = 0; j < n; j++)
            size += a.at[i][j] * a.at[i][j];
    }
    for (int sweep = 0; sweep < SWEEPS_MAX && off > 1e-32 * size; sweep++) {
        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++)
                if (a.at[p][q] * a.at[p][q] > 1e-36 * size)
                    rotate(&a, &v, n, p, q);
        off = 0.0;
        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++)
                off += a.at[p][q] * a.at[p][q];
    }
    for (size_t i = 0; i < n; i++)
        values[i] = a.at[i][i];
    *vectors = v;
}

/* The nearest positive semidefinite matrix: negative eigenvalues become 0. */
static void
project_semidefinite(const struct fp_matrix *matrix, size_t n,
                     struct fp_matrix *out)
{
    double values[FP_CORRELATION_MAX];
    struct fp_matrix vectors;

    fp_correlation_eigen(matrix, n, values, &vectors);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;

            for (size_t k = 0; k < n; k++)
                if (values[k] > 0.0)
                    sum += vectors.at[i][k] * values[k] * vectors.at[j][k];
            out->at[i][j] = out->at[j][i] = sum;
        }
}

double
fp_correlation_nearest(const struct fp_matrix *matrix, size_t n,
                       struct fp_matrix *nearest)
{
    struct fp_matrix y = *matrix, x = *matrix, dykstra = { { { 0.0 } } };
    double moved = 1.0, change = 0.0;

    for (int step = 0; step < PROJECTIONS_MAX && moved > 1e-12; step++) {
        struct fp_matrix r = y;

        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                r.at[i][j] -= dykstra.at[i][j];
        project_semidefinite(&r, n, &x);
        moved = 0.0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double next = i == j ? 1.0 : x.at[i][j];

                dykstra.at[i][j] = x.at[i][j] - r.at[i][j];
                moved = fmax(moved, fabs(next - y.at[i][j]));
                y.at[i][j] = next;
            }
    }
    /* x is semidefinite and its diagonal is 1 to within the last step;
     * scaling makes it exactly 1 and leaves it semidefinite. */
    y = x;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            y.at[i][j] = i == j ? 1.0
                                : x.at[i][j] / sqrt(x.at[i][i] * x.at[j][j]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            change = fmax(change, fabs(y.at[i][j] - matrix->at[i][j]));
    *nearest = y;
    return change;
}
