/* Is this database fit for the service? Asked with the service's own login,
 * because that is the one whose rights matter. */
#ifndef FP_STORAGE_INSPECT_H
#define FP_STORAGE_INSPECT_H

#include "base/arena.h"
#include "storage/operator/admin.h"

struct fp_finding {
    const char *name;   /* what was looked at */
    int good;
    const char *detail; /* what was found */
};

/* Looks at everything and stops at nothing that can be answered. Texts live
 * in arena. *bad: how many findings are not good. FP_EUNAVAIL, FP_ENOMEM. */
enum fp_err fp_storage_inspect(struct fp_storage_admin *admin,
                               struct fp_arena *arena,
                               struct fp_finding **list, size_t *count,
                               size_t *bad, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

#endif
