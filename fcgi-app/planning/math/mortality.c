/* Survival from the life tables. */
#include "planning/math/mortality.h"

#include <math.h>

#include "planning/math/elementary.h"

enum {
    COHORT_FIRST = 1930,
    COHORT_LAST = 2010,
    COHORT_STEP = 10,
    PANDEMIC_FIRST = 2020, /* calendar years that no trend is taken from */
    PANDEMIC_LAST = 2022
};

/* q of one tabled cohort; male is 0 for women. */
static double
cohort_table(int birth_year, int age, int male)
{
    size_t ages = fp_table_us_life_cohort_count /
                  ((COHORT_LAST - COHORT_FIRST) / COHORT_STEP + 1);
    size_t at = (size_t)((birth_year - COHORT_FIRST) / COHORT_STEP) * ages +
                (size_t)age;

    if ((size_t)age + 1 >= ages)
        return 1;
    return male ? fp_table_us_life_cohort[at].qx_male
                : fp_table_us_life_cohort[at].qx_female;
}

/* Geometric mean of a and b with weight w for b. */
static double
between(double a, double b, double w)
{
    if (a == b)
        return a;
    return fp_exp((1 - w) * fp_log(a) + w * fp_log(b));
}

static double
cohort_q(int birth_year, int age, int male)
{
    int early, late;
    double q;

    if (birth_year <= COHORT_FIRST)
        return cohort_table(COHORT_FIRST, age, male);
    if (birth_year >= COHORT_LAST)
        return cohort_table(COHORT_LAST, age, male);
    early = birth_year - (birth_year - COHORT_FIRST) % COHORT_STEP;
    if (early == birth_year)
        return cohort_table(early, age, male);
    late = early + COHORT_STEP;
    if (early + age < PANDEMIC_FIRST || early + age > PANDEMIC_LAST ||
        birth_year + age <= PANDEMIC_LAST)
        return between(cohort_table(early, age, male),
                       cohort_table(late, age, male),
                       (double)(birth_year - early) / COHORT_STEP);
    if (late == COHORT_LAST)
        return cohort_table(late, age, male);
    q = between(cohort_table(late, age, male),
                cohort_table(late + COHORT_STEP, age, male),
                (double)(birth_year - late) / COHORT_STEP);
    return q < 1 ? q : 1;
}

static double
one_sex(enum fp_mortality model, int birth_year, int age, int male)
{
    if (age < 0)
        age = 0;
    if (model == FP_MORTALITY_SSA_COHORT)
        return cohort_q(birth_year, age, male);
    if (model != FP_MORTALITY_SSA_PERIOD)
        return 0;
    if ((size_t)age >= fp_table_us_life_period_count)
        return 1;
    return male ? fp_table_us_life_period[age].qx_male
                : fp_table_us_life_period[age].qx_female;
}

double
fp_mortality_qx(enum fp_mortality model, enum fp_sex sex, int birth_year,
                int age)
{
    if (sex != FP_SEX_UNSTATED)
        return one_sex(model, birth_year, age, sex == FP_SEX_MALE);
    return (one_sex(model, birth_year, age, 1) +
            one_sex(model, birth_year, age, 0)) / 2;
}

void
fp_mortality_curve(enum fp_mortality model, enum fp_sex sex, int birth_year,
                   int age_now, double *alive, size_t n)
{
    double men = 1, women = 1;
    size_t k;

    for (k = 0; k < n; k++) {
        int age = age_now + (int)k;

        alive[k] = sex == FP_SEX_MALE     ? men
                   : sex == FP_SEX_FEMALE ? women
                                          : (men + women) / 2;
        men *= 1 - one_sex(model, birth_year, age, 1);
        women *= 1 - one_sex(model, birth_year, age, 0);
    }
}

double
fp_mortality_survival(enum fp_mortality model, enum fp_sex sex,
                      int birth_year, int from_age, int to_age)
{
    double men = 1, women = 1;
    int age;

    if (model == FP_MORTALITY_NONE)
        return 1;
    for (age = from_age; age < to_age && (men > 0 || women > 0); age++) {
        men *= 1 - one_sex(model, birth_year, age, 1);
        women *= 1 - one_sex(model, birth_year, age, 0);
    }
    return sex == FP_SEX_MALE     ? men
           : sex == FP_SEX_FEMALE ? women
                                  : (men + women) / 2;
}

size_t
fp_mortality_years(const double *alive, size_t n, double u)
{
    size_t low = 0, high = n; /* alive[low] > u or low is 0; not at high */

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (alive[middle] > u)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int
fp_mortality_draw(enum fp_mortality model, enum fp_sex sex, int birth_year,
                  int age_now, double u)
{
    double alive[FP_MORTALITY_CURVE];

    fp_mortality_curve(model, sex, birth_year, age_now, alive,
                       FP_MORTALITY_CURVE);
    return (int)fp_mortality_years(alive, FP_MORTALITY_CURVE, u);
}

double
fp_mortality_expectancy(enum fp_mortality model, enum fp_sex sex,
                        int birth_year, int age_now)
{
    double alive[FP_MORTALITY_CURVE];
    double sum = 0;
    size_t k;

    if (model == FP_MORTALITY_NONE)
        return INFINITY;
    fp_mortality_curve(model, sex, birth_year, age_now, alive,
                       FP_MORTALITY_CURVE);
    for (k = FP_MORTALITY_CURVE - 1; k >= 1; k--)
        sum += alive[k];
    return 0.5 + sum;
}

double
fp_mortality_either(double alive_one, double alive_other)
{
    return 1 - (1 - alive_one) * (1 - alive_other);
}
