/* The state income taxes in lanes over arrays. */
#include "tests/planning/state_probe.h"

#include <string.h>

#include "planning/law/state_lanes.h"

/* The amounts of a return and of its lines lie one behind the other, in the
 * same order in both forms. */
enum {
    AMOUNTS = (sizeof(struct fp_state_input) -
               offsetof(struct fp_state_input, wages)) / sizeof(double),
    LINES = sizeof(struct fp_state_result) / sizeof(double)
};
_Static_assert(AMOUNTS * sizeof(lane) ==
                   sizeof(struct fp_state_input_lanes) -
                       offsetof(struct fp_state_input_lanes, wages),
               "a return has the same amounts in both forms");
_Static_assert(LINES * sizeof(lane) == sizeof(struct fp_state_result_lanes),
               "a result has the same lines in both forms");

static double
amount_of(const struct fp_state_input *input, size_t amount)
{
    double x;

    memcpy(&x,
           (const char *)input + offsetof(struct fp_state_input, wages) +
               amount * sizeof(x),
           sizeof(x));
    return x;
}

static void
gather(const struct fp_state_input *input, struct fp_state_input_lanes *to)
{
    to->n_taxpayers = input->n_taxpayers;
    memcpy(to->ages, input->ages, sizeof(to->ages));
    to->n_dependents = input->n_dependents;
    memcpy(to->dependent_ages, input->dependent_ages,
           sizeof(to->dependent_ages));
    for (size_t a = 0; a < AMOUNTS; a++) {
        double all[FP_LANES];
        lane x;

        for (int i = 0; i < FP_LANES; i++)
            all[i] = amount_of(&input[i], a);
        x = lane_load(all);
        memcpy((char *)to + offsetof(struct fp_state_input_lanes, wages) +
                   a * sizeof(x),
               &x, sizeof(x));
    }
}

static void
scatter(const struct fp_state_result_lanes *from,
        struct fp_state_result *result)
{
    for (size_t a = 0; a < LINES; a++) {
        double all[FP_LANES];
        lane x;

        memcpy(&x, (const char *)from + a * sizeof(x), sizeof(x));
        lane_store(all, x);
        for (int i = 0; i < FP_LANES; i++)
            memcpy((char *)&result[i] + a * sizeof(double), &all[i],
                   sizeof(double));
    }
}

state_probe FP_LEVEL_NAME(state_probe_run);

void
FP_LEVEL_NAME(state_probe_run)(const struct fp_state_law *law,
                               const double *factor,
                               const struct fp_state_input *input, size_t n,
                               struct fp_state_result *result, double *tax)
{
    for (size_t i = 0; i < n; i += FP_LANES) {
        struct fp_state_law_lanes laws;
        struct fp_state_input_lanes in;
        struct fp_state_result_lanes lines;

        FP_LEVEL_NAME(fp_lane_state_law_index)(law, lane_load(factor + i),
                                               &laws);
        gather(input + i, &in);
        FP_LEVEL_NAME(fp_lane_state_run)(&laws, &in, &lines);
        scatter(&lines, result + i);
        lane_store(tax + i, FP_LEVEL_NAME(fp_lane_state_tax)(&laws, &in));
    }
}

#if FP_LEVEL == 1

extern state_probe state_probe_run_v2, state_probe_run_v3, state_probe_run_v4;

state_probe *
state_probe_of(enum fp_level level)
{
    if (level == FP_LEVEL_REFERENCE)
        return state_probe_run;
#ifdef FP_KERNELS
    if (level > FP_LEVEL_REFERENCE && level <= fp_level_best())
        return level == FP_LEVEL_V2   ? state_probe_run_v2
               : level == FP_LEVEL_V3 ? state_probe_run_v3
                                      : state_probe_run_v4;
#endif
    return NULL;
}

#endif
