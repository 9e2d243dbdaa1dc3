/* How long one or two people live. */
#include "planning/calculators/longevity.h"

/* Mean of the years left, deaths in the middle of the year. */
static double
mean_years(const double *curve, size_t n)
{
    double sum = 0.0;

    for (size_t k = 1; k < n; k++)
        sum += curve[k];
    return sum + 0.5;
}

enum fp_err
fp_longevity(enum fp_mortality model, const struct fp_annuity_life *lives,
             int n_lives, struct fp_longevity *out)
{
    if (n_lives < 1 || n_lives > 2 || model == FP_MORTALITY_NONE ||
        model >= FP_MORTALITY_COUNT)
        return FP_EINVAL;
    for (int i = 0; i < n_lives; i++)
        if (lives[i].age < 0 || lives[i].age >= FP_MORTALITY_AGES)
            return FP_EINVAL;
    out->n = 1;
    for (int i = 0; i < n_lives; i++) {
        size_t years = (size_t)(FP_MORTALITY_AGES - lives[i].age) + 1;

        fp_mortality_curve(model, lives[i].sex, lives[i].birth_year,
                           lives[i].age, out->alive[i], FP_MORTALITY_CURVE);
        out->expectancy[i] = mean_years(out->alive[i], FP_MORTALITY_CURVE);
        if (years > out->n)
            out->n = years;
    }
    for (size_t k = 0; k < FP_MORTALITY_CURVE; k++) {
        double one = out->alive[0][k];
        double other = n_lives == 2 ? out->alive[1][k] : 1.0;

        out->both[k] = one * other;
        out->either[k] = n_lives == 2 ? fp_mortality_either(one, other) : one;
    }
    if (n_lives == 1)
        out->expectancy[1] = 0.0;
    out->expectancy_both = mean_years(out->both, FP_MORTALITY_CURVE);
    out->expectancy_either = mean_years(out->either, FP_MORTALITY_CURVE);
    return FP_OK;
}

size_t
fp_longevity_years(const double *curve, size_t n, double chance)
{
    size_t k = 0;

    while (k + 1 < n && curve[k + 1] >= chance)
        k++;
    return k;
}
