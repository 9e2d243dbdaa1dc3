/* Required distributions and claiming factors, from the tables of law. */
#include "planning/benefits.h"

#include "planning/tables.h"

enum {
    EARLIEST_CLAIM = 62 * 12, /* 42 U.S.C. 402(a)(2) */
    LATEST_CREDIT = 70 * 12   /* 42 U.S.C. 402(w)(2) */
};

int
fp_rmd_start_age(int birth_year)
{
    for (size_t i = 0; i + 1 < fp_table_us_rmd_start_count; i++)
        if (birth_year <= fp_table_us_rmd_start[i].born_to)
            return fp_table_us_rmd_start[i].age;
    return fp_table_us_rmd_start[fp_table_us_rmd_start_count - 1].age;
}

double
fp_rmd_divisor(int age)
{
    int row = age - fp_table_us_rmd_uniform[0].age;

    if (row < 0)
        return 0.0;
    if ((size_t)row >= fp_table_us_rmd_uniform_count)
        row = (int)fp_table_us_rmd_uniform_count - 1;
    return fp_table_us_rmd_uniform[row].divisor;
}

double
fp_rmd_amount(int birth_year, int age, double prior_balance)
{
    double divisor = fp_rmd_divisor(age);

    if (age < fp_rmd_start_age(birth_year) || divisor <= 0.0)
        return 0.0;
    return prior_balance / divisor;
}

static const struct fp_row_fra *
retirement_row(int birth_year)
{
    size_t i = 0;

    while (i + 1 < fp_table_us_ss_retirement_age_count && birth_year > fp_table_us_ss_retirement_age[i].born_to)
        i++;
    return &fp_table_us_ss_retirement_age[i];
}

int
fp_ss_full_retirement_months(int birth_year)
{
    return retirement_row(birth_year)->fra_months;
}

enum fp_err
fp_ss_claim_factor(int birth_year, int claim_months, double *factor)
{
    const struct fp_row_fra *row = retirement_row(birth_year);
    int early = row->fra_months - claim_months;

    if (claim_months < EARLIEST_CLAIM || claim_months > LATEST_CREDIT)
        return FP_EDOM;
    if (early > 36)
        /* 5/9 of 1 % for each of 36 months, 5/12 of 1 % beyond. */
        *factor = 1.0 - 0.2 - (early - 36) * 5.0 / 1200.0;
    else if (early > 0)
        *factor = 1.0 - early * 5.0 / 900.0;
    else
        *factor = 1.0 + -early * row->credit_annual / 12.0;
    return FP_OK;
}
