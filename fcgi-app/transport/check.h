/* Checks that both builds of the transport run before they start. */
#ifndef FP_TRANSPORT_CHECK_H
#define FP_TRANSPORT_CHECK_H

#include "transport/transport.h"

/* FP_EINVAL with a sentence when a number of config cannot work. */
enum fp_err fp_transport_check(const struct fp_transport_config *config,
                               struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
