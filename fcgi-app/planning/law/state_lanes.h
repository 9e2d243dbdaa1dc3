#ifndef FP_STATE_LANES_H
#define FP_STATE_LANES_H
#include "planning/kernel/lanes.h"
#include "planning/law/state_tax.h"
struct fp_lane_state_law { struct fp_state_law one[FP_LANES]; };
#endif
