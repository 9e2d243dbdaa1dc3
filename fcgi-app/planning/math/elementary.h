/* Elementary functions whose every bit is the same on every machine.
 *
 * The C library's exp, log, sin and cos pick their code by the processor, so
 * two machines may differ in the last bit and a simulation in its last digit.
 * These use only IEEE 754 addition, subtraction, multiplication and division
 * in a fixed order (the build turns contraction off). The engine uses these
 * wherever a result can reach a reply. Pure; thread-safe. */
#ifndef FP_PLANNING_ELEMENTARY_H
#define FP_PLANNING_ELEMENTARY_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* e^x. Relative error below 2^-51; 0 below -745.2, infinite above 709.79,
 * NaN for NaN. */
double fp_exp(double x);

/* Natural logarithm of x > 0, relative error below 2^-51, absolute near 1
 * too; -infinity at 0, NaN below. */
double fp_log(double x);

/* x > 0 to the power of y, as exp(y log x): relative error below
 * 2^-51 * (1 + |y log x|). x = 0 gives 0 for y > 0, 1 for y = 0. */
double fp_pow(double x, double y);

/* 2^x in single precision, for x from -125 to 126 (beyond, as there): error
 * below 1.5 units in the last place. */
float fp_exp2_float(float x);

/* The same as a double: to 1e-7 of what is beyond the power of two next to it,
 * so to 1e-9 where x is no more than a hundredth. */
double fp_exp2_double(float x);

/* Sine and cosine of `turns` whole turns (2 pi radians each), |turns| < 2^30;
 * absolute error below 2^-52. */
void fp_sincos_turns(double turns, double *sine, double *cosine)
    FP_NONNULL(2, 3);

#ifdef __cplusplus
}
#endif

#endif
