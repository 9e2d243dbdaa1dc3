/* A program of somebody else's: compiled against the installed headers and
 * library, found through finplan.pc alone. */
#include <planning/plan.h>
#include <planning/version.h>

#include <stdio.h>

int
main(void)
{
    struct fp_person person = { .id = "a", .birth_year = 1961,
                                .plan_to_age = 95 };
    struct fp_plan plan = { .start_year = 2026, .people = &person,
                            .n_people = 1 };

    printf("%s %d\n", fp_planning_version(), fp_plan_years(&plan));
    return fp_plan_years(&plan) == 30 ? 0 : 1;
}
