/* State income tax in lanes (kernel/lanes.h). Private to planning/. The same
 * source gives the public functions of state_tax.h at level 1, where a lane is
 * a double and the types here are theirs. */
#ifndef FP_PLANNING_STATE_LANES_H
#define FP_PLANNING_STATE_LANES_H

#include "planning/kernel/lanes.h"
#include "planning/law/state_tax.h"

#if FP_LEVEL == 1
#define fp_state_law_lanes fp_state_law
#define fp_state_input_lanes fp_state_input
#define fp_state_result_lanes fp_state_result
#else
#define FP_REAL lane
#define FP_STATE_TAG(name) name##_lanes
#include "planning/law/state_tax_types.inc"
#undef FP_STATE_TAG
#undef FP_REAL
#endif

/* fp_state_law_index, fp_state_run and fp_state_tax. */
void FP_LEVEL_NAME(fp_lane_state_law_index)(const struct fp_state_law *law,
                                            lane factor,
                                            struct fp_state_law_lanes *out);
void FP_LEVEL_NAME(fp_lane_state_run)(const struct fp_state_law_lanes *law,
                                      const struct fp_state_input_lanes *input,
                                      struct fp_state_result_lanes *result);
lane FP_LEVEL_NAME(fp_lane_state_tax)(const struct fp_state_law_lanes *law,
                                      const struct fp_state_input_lanes *input);

#endif
