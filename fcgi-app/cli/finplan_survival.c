/* finplan survival: how long one or two people live, from the life tables. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "planning/math/mortality.h"

enum { FIRST_BIRTH = 1880, LAST_BIRTH = 2100 };

struct life {
    int present;
    enum fp_sex sex;
    int birth_year, age;
    double alive[FP_MORTALITY_CURVE];
    double expectancy;
};

static int
usage(const char *text)
{
    fprintf(stderr, "finplan survival: %s\n", text);
    return FINPLAN_USAGE;
}

static int
this_year(void)
{
    char text[FP_CLOCK_TEXT];
    int64_t year = 0;

    fp_clock_rfc3339(fp_clock_unix_ms(), text);
    return fp_text_int64(text, 4, 1970, 9999, &year) == FP_OK ? (int)year : 0;
}

/* The place of word among words[n], or -1. */
static int
find_word(const char *word, const char *const *words, int n)
{
    int i = 0;

    while (i < n && strcmp(words[i], word) != 0)
        i++;
    return i < n ? i : -1;
}

/* Who it is: either of age and birth year is enough, the other is then as of
 * this year. */
static int
read_life(const char *sex, const char *birth_year, const char *age,
          struct life *life)
{
    static const char *const sexes[] = { "unstated", "male", "female" };
    int64_t number = 0;
    int word = sex == NULL ? 0 : find_word(sex, sexes, 3);

    life->present = sex != NULL || birth_year != NULL || age != NULL;
    if (!life->present)
        return FINPLAN_OK;
    if (word < 0)
        return usage("a sex is male, female or unstated");
    life->sex = (enum fp_sex)word;
    if (birth_year == NULL && age == NULL)
        return usage("give an age or a birth year");
    if (birth_year != NULL) {
        if (fp_text_int64(birth_year, strlen(birth_year), FIRST_BIRTH,
                          LAST_BIRTH, &number) != FP_OK)
            return usage("a birth year is from 1880 to 2100");
        life->birth_year = (int)number;
        life->age = this_year() - life->birth_year;
    }
    if (age != NULL) {
        if (fp_text_int64(age, strlen(age), 0, FP_MORTALITY_AGES - 1,
                          &number) != FP_OK)
            return usage("an age is from 0 to 119");
        life->age = (int)number;
        if (birth_year == NULL)
            life->birth_year = this_year() - life->age;
    }
    if (life->age < 0 || life->age >= FP_MORTALITY_AGES)
        return usage("at this birth year the age is not from 0 to 119 now");
    return FINPLAN_OK;
}

static void
compute(enum fp_mortality model, struct life *life)
{
    fp_mortality_curve(model, life->sex, life->birth_year, life->age,
                       life->alive, FP_MORTALITY_CURVE);
    life->expectancy = fp_mortality_expectancy(model, life->sex,
                                               life->birth_year, life->age);
}

/* Years for which there is anything to say. */
static int
years_of(const struct life *one, const struct life *spouse)
{
    int years = FP_MORTALITY_AGES - one->age;

    if (spouse->present && FP_MORTALITY_AGES - spouse->age > years)
        years = FP_MORTALITY_AGES - spouse->age;
    return years;
}

static void
write_table(struct fp_buf *out, const char *model, const char *source,
            const struct life *one, const struct life *spouse)
{
    int years = years_of(one, spouse);

    fp_buf_printf(out, "Alive, per cent (%s life table)\n\n", model);
    fp_buf_printf(out, "%5s %4s %8s", "years", "age", "alive");
    if (spouse->present)
        fp_buf_printf(out, " %10s %8s %8s %8s", "spouse age", "alive",
                      "either", "both");
    fp_buf_char(out, '\n');
    for (int k = 0; k <= years; k++) {
        double a = one->alive[k], b = spouse->alive[k];

        if (k > 0 && (one->age + k) % 5 != 0)
            continue;
        fp_buf_printf(out, "%5d %4d %8.2f", k, one->age + k, 100 * a);
        if (spouse->present)
            fp_buf_printf(out, " %10d %8.2f %8.2f %8.2f", spouse->age + k,
                          100 * b, 100 * fp_mortality_either(a, b),
                          100 * a * b);
        fp_buf_char(out, '\n');
    }
    fp_buf_printf(out, "\nLife expectancy: %.2f more years",
                  one->expectancy);
    if (spouse->present)
        fp_buf_printf(out, "; spouse: %.2f", spouse->expectancy);
    fp_buf_printf(out, "\nSource: %s\n", source);
}

static void
write_life(struct fp_buf *out, const char *name, const struct life *life)
{
    static const char *const sexes[] = { "unstated", "male", "female" };

    fp_buf_printf(out, "\"%s\":{\"sex\":\"%s\",\"birth_year\":%d,\"age\":%d,"
                  "\"expectancy_years\":%.4f},", name, sexes[life->sex],
                  life->birth_year, life->age, life->expectancy);
}

static void
write_json(struct fp_buf *out, const char *model, const char *source,
           const struct life *one, const struct life *spouse)
{
    int years = years_of(one, spouse);

    fp_buf_printf(out, "{\"model\":\"%s\",\"source\":", model);
    fp_buf_json(out, source);
    fp_buf_char(out, ',');
    write_life(out, "person", one);
    if (spouse->present)
        write_life(out, "spouse", spouse);
    fp_buf_str(out, "\"years\":[");
    for (int k = 0; k <= years; k++) {
        double a = one->alive[k], b = spouse->alive[k];

        fp_buf_printf(out, "%s{\"years\":%d,\"age\":%d,\"alive\":",
                      k > 0 ? "," : "", k, one->age + k);
        fp_buf_double(out, a);
        if (spouse->present) {
            fp_buf_printf(out, ",\"spouse_age\":%d,\"spouse_alive\":",
                          spouse->age + k);
            fp_buf_double(out, b);
            fp_buf_str(out, ",\"either\":");
            fp_buf_double(out, fp_mortality_either(a, b));
            fp_buf_str(out, ",\"both\":");
            fp_buf_double(out, a * b);
        }
        fp_buf_char(out, '}');
    }
    fp_buf_str(out, "]}\n");
}

static void
write_csv(struct fp_buf *out, const struct life *one,
          const struct life *spouse)
{
    int years = years_of(one, spouse);

    fp_buf_str(out, "years,age,alive");
    fp_buf_str(out, spouse->present
                        ? ",spouse_age,spouse_alive,either,both\n" : "\n");
    for (int k = 0; k <= years; k++) {
        double a = one->alive[k], b = spouse->alive[k];

        fp_buf_printf(out, "%d,%d,%.10f", k, one->age + k, a);
        if (spouse->present)
            fp_buf_printf(out, ",%d,%.10f,%.10f,%.10f", spouse->age + k, b,
                          fp_mortality_either(a, b), a * b);
        fp_buf_char(out, '\n');
    }
}

int
finplan_survival(struct finplan *f)
{
    static const char *const models[] = { "none", "period", "cohort" };
    const char *word = f->args.model == NULL ? "period" : f->args.model;
    int model = find_word(word, models, FP_COUNT(models)), status;
    struct life one = { 0 }, spouse = { 0 };
    const char *source = fp_table_us_life_period[0].source;

    if (model <= FP_MORTALITY_NONE)
        return usage("--model is period or cohort");
    status = read_life(f->args.sex, f->args.birth_year, f->args.age, &one);
    if (status == FINPLAN_OK)
        status = read_life(f->args.spouse_sex, f->args.spouse_birth_year,
                           f->args.spouse_age, &spouse);
    if (status != FINPLAN_OK)
        return status;
    if (!one.present)
        return usage("who? --sex with --age or --birth-year");
    compute((enum fp_mortality)model, &one);
    if (spouse.present)
        compute((enum fp_mortality)model, &spouse);
    if (model == FP_MORTALITY_SSA_COHORT)
        source = fp_table_us_life_cohort[0].source;
    switch (f->args.format) {
    case FINPLAN_TABLE:
        write_table(&f->out, word, source, &one, &spouse);
        break;
    case FINPLAN_JSON:
        write_json(&f->out, word, source, &one, &spouse);
        break;
    case FINPLAN_CSV: write_csv(&f->out, &one, &spouse); break;
    }
    return FINPLAN_OK;
}
