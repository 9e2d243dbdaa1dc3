/* The premium tax credit for marketplace insurance (26 U.S.C. 36B).
 *
 * Until 2025 nobody pays more than 8.5 % of income for the benchmark plan; from
 * 2026 on a dollar of income above 400 % of the poverty line costs the whole
 * credit. Assumed: insured for the whole year, no affordable offer of an
 * employer, and a credit from the poverty line on; Medicaid, which 40 states
 * give adults up to 138 % of it, is left out, as are cost-sharing reductions
 * and what states add. The percentage is linear as in the statute; Form 8962
 * takes it by whole per cents of the poverty line. From 2026 on it is not
 * indexed further (26 U.S.C. 36B(b)(3)(A)(ii): premiums against incomes).
 * The figures are those of the tables us_aca_poverty and us_aca_percentages.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_ACA_H
#define FP_PLANNING_ACA_H

#include <stddef.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fp_aca_area { FP_ACA_CONTIGUOUS, FP_ACA_ALASKA, FP_ACA_HAWAII };

enum { FP_ACA_BANDS_MAX = 8 };

/* The law of one coverage year. */
struct fp_aca_law {
    int year;
    double poverty_first, poverty_more; /* dollars a year */
    size_t n;
    struct {
        double above, below;       /* parts of the poverty line */
        double initial, final;     /* parts of income */
    } bands[FP_ACA_BANDS_MAX];
};

/* The area of a state ("AK", "HI"; everything else is contiguous). */
enum fp_aca_area fp_aca_area_of(const char *state) FP_NONNULL(1);

/* The law of a coverage year: percentages by the year itself, the poverty line
 * by law_year, whose amounts the caller lets follow prices (the last one's
 * after the last guidelines, the first one's before the first). */
void fp_aca_get(int year, int law_year, enum fp_aca_area area,
                struct fp_aca_law *law) FP_NONNULL(4);

/* The credit of a year, dollars: what the benchmark plan costs beyond the
 * part of income that the household pays itself; at most the premium of the
 * plan bought.
 *   people     of the household, on the return
 *   magi       adjusted gross income with tax-exempt interest and untaxed
 *              Social Security
 *   factor     prices since the law's year, by which the poverty line rises
 * 0 below the poverty line and above the last band. Married people need a
 * joint return: 36B(c)(1)(C); that is the caller's business. */
double fp_aca_credit(const struct fp_aca_law *law, int people, double magi,
                     double benchmark, double premium, double factor)
    FP_NONNULL(1);

struct fp_row_poverty {
    int year;
    int area;
    double first_person, each_more;
    const char *source;
};
struct fp_row_aca_percentage {
    int from_year, to_year;
    double above, below, initial, final;
    const char *source;
};
extern const struct fp_row_poverty fp_table_us_aca_poverty[];
extern const size_t fp_table_us_aca_poverty_count;
extern const struct fp_row_aca_percentage fp_table_us_aca_percentages[];
extern const size_t fp_table_us_aca_percentages_count;

#ifdef __cplusplus
}
#endif

#endif
