/* The built-in self-test: a few published figures computed by the engine when
 * the service starts. A build that gets one wrong never reports ready. */
#ifndef FP_HANDLERS_SELFTEST_H
#define FP_HANDLERS_SELFTEST_H

#include "base/attr.h"
#include "base/err.h"
#include "planning/market/history.h"

/* history may be NULL (its figure is left out then), and so may any series
 * but the installed one, for which the published figure holds.
 * FP_OK, FP_EINTERNAL (error says which figure, what was expected and what
 * came out) or FP_ENOMEM. About ten milliseconds. */
enum fp_err fp_selftest(const struct fp_history *history,
                        struct fp_error *error) FP_MUST_CHECK;

#endif
