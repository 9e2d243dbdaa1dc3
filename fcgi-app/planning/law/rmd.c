/* Required distributions, from the tables of law. */
#include "planning/law/rmd.h"

#include "planning/tables.h"

enum {
    SECURE_FROM = 2020,    /* deaths under the ten-year rule: Pub. L. 116-94
                            * div. O sec. 401(b) */
    ENFORCED_FROM = 2025,  /* Treas. Reg. 1.401(a)(9)-1(d) */
    TEN_YEARS = 10,
    MAJORITY = 21,         /* Treas. Reg. 1.401(a)(9)-4(e)(3) */
    YOUNGEST_SPOUSE = 20,  /* of the joint table as carried */
    QCD_AGE = 70
};

/* The year of age and a half, for a month of birth that may be unknown. */
static int
half_birthday_year(int birth_year, int birth_month, int age)
{
    return birth_year + age + (birth_month >= 1 && birth_month <= 6 ? 0 : 1);
}

int
fp_rmd_start_year(int birth_year, int birth_month)
{
    int month = birth_month >= 1 && birth_month <= 12 ? birth_month : 12;
    size_t i = 0;
    const struct fp_row_rmd_start *row;

    while (i + 1 < fp_table_us_rmd_start_count &&
           (birth_year > fp_table_us_rmd_start[i].born_to ||
            (birth_year == fp_table_us_rmd_start[i].born_to &&
             month > fp_table_us_rmd_start[i].born_to_month)))
        i++;
    row = &fp_table_us_rmd_start[i];
    return row->half ? half_birthday_year(birth_year, month, row->age)
                     : birth_year + row->age;
}

int
fp_rmd_start_age(int birth_year)
{
    return fp_rmd_start_year(birth_year, 0) - birth_year;
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
fp_rmd_joint(int owner_age, int spouse_age)
{
    const struct fp_row_rmd_joint *rows = fp_table_us_rmd_joint;
    size_t low = 0, high = fp_table_us_rmd_joint_count;
    int last = rows[high - 1].owner_age;
    int owner = owner_age > last ? last : owner_age;
    int spouse = spouse_age < YOUNGEST_SPOUSE ? YOUNGEST_SPOUSE : spouse_age;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct fp_row_rmd_joint *row = &rows[middle];

        if (row->owner_age < owner ||
            (row->owner_age == owner && row->spouse_age < spouse))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == fp_table_us_rmd_joint_count || rows[low].owner_age != owner ||
        rows[low].spouse_age != spouse)
        return 0.0;
    return rows[low].divisor;
}

double
fp_rmd_single(int age)
{
    int last = (int)fp_table_us_rmd_single_count - 1;

    return fp_table_us_rmd_single[age < 0 ? 0 : age > last ? last : age]
        .divisor;
}

double
fp_rmd_divisor_of(int birth_year, int age, int spouse_age)
{
    double joint = 0.0;

    if (age < fp_rmd_start_age(birth_year))
        return 0.0;
    if (spouse_age >= 0)
        joint = fp_rmd_joint(age, spouse_age);
    return joint > 0.0 ? joint : fp_rmd_divisor(age);
}

int
fp_rmd_postponed(const struct fp_account *account,
                 const struct fp_person *owner, int year)
{
    return account->employer_plan &&
           year < owner->birth_year + owner->retirement_age;
}

double
fp_rmd_amount(int birth_year, int age, double prior_balance)
{
    double divisor = fp_rmd_divisor_of(birth_year, age, -1);

    return divisor > 0.0 ? prior_balance / divisor : 0.0;
}

/* --- inherited accounts --- */

/* Years left to the beneficiary, by the table at the first payment. */
static double
own_expectancy(const struct fp_inherited *a, int year)
{
    int first = a->death_year + 1;

    return fp_rmd_single(first - a->birth_year) - (year - first);
}

/* Years left to the one who died, by the table at the death. */
static double
ghost_expectancy(const struct fp_inherited *a, int year)
{
    return fp_rmd_single(a->death_year - a->decedent_birth_year) -
           (year - a->death_year);
}

static struct fp_inherited_rule
life_expectancy(const struct fp_inherited *a, int year, int payments_began)
{
    struct fp_inherited_rule rule = { 0.0, 0 };
    double own = own_expectancy(a, year), longest = own;

    if (payments_began) {
        double ghost = ghost_expectancy(a, year);

        longest = ghost > own ? ghost : own;
    }
    rule.must_empty = longest <= 1.0;
    rule.divisor = longest > 1.0 ? longest : 1.0;
    return rule;
}

/* Treas. Reg. 1.401(a)(9)-5(e)(5): not longer than their own expectancy. */
static struct fp_inherited_rule
eligible(const struct fp_inherited *a, int year, int payments_began)
{
    struct fp_inherited_rule rule = life_expectancy(a, year, payments_began);

    if (own_expectancy(a, year) <= 1.0)
        rule.must_empty = 1;
    return rule;
}

struct fp_inherited_rule
fp_inherited_rule(const struct fp_inherited *a, int year)
{
    struct fp_inherited_rule rule = { 0.0, 0 };
    enum fp_beneficiary class = a->beneficiary;
    int majority = a->birth_year + MAJORITY;
    int began = a->death_year > fp_rmd_start_year(a->decedent_birth_year,
                                                  a->decedent_birth_month);

    if (year <= a->death_year)
        return rule;
    if (class == FP_BENEFICIARY_SPOUSE) {
        rule.divisor =
            fp_rmd_divisor_of(a->birth_year, year - a->birth_year, -1);
        return rule;
    }
    if (a->death_year < SECURE_FROM)
        return life_expectancy(a, year, began);
    if (class == FP_BENEFICIARY_MINOR && majority <= a->death_year)
        class = FP_BENEFICIARY_TEN_YEAR;
    switch (class) {
    case FP_BENEFICIARY_TEN_YEAR:
        if (began && year >= ENFORCED_FROM)
            rule = life_expectancy(a, year, began);
        rule.must_empty |= year >= a->death_year + TEN_YEARS;
        return rule;
    case FP_BENEFICIARY_MINOR:
        rule = eligible(a, year, began);
        rule.must_empty |= year >= majority + TEN_YEARS;
        return rule;
    default: return eligible(a, year, began);
    }
}

double
fp_inherited_divisor(const struct fp_inherited *account, int year)
{
    return fp_inherited_rule(account, year).divisor;
}

/* --- qualified charitable distributions --- */

int
fp_qcd_start_year(int birth_year, int birth_month)
{
    return half_birthday_year(birth_year, birth_month, QCD_AGE);
}

double
fp_rmd_after_qcd(double required, double given)
{
    return required > given ? required - given : 0.0;
}
