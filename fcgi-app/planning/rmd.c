/* Required distributions, from the tables of law. */
#include "planning/rmd.h"

#include "planning/tables.h"

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
