/* How a piece of work talks to the database. */
#include "jobs/piece.h"

#include <time.h>

#include "base/clock.h"

enum {
    CALL_MS = 30000,   /* of one transaction; what was found may be large */
    TRIES = 5,         /* giving in while the database is away … */
    TRY_PAUSE_MS = 400 /* … as long as the heart keeps the lease */
};

struct fp_storage_call
fp_jobs_piece_call(const struct fp_jobs_piece *piece)
{
    return (struct fp_storage_call){
        .pool = piece->run->pool,
        .arena = piece->arena,
        .deadline_ns =
            fp_clock_monotonic_ns() + CALL_MS * UINT64_C(1000000),
        .request_id = piece->work->job,
    };
}

enum fp_err
fp_jobs_piece_insist(struct fp_jobs_piece *piece,
                     enum fp_err (*give)(struct fp_jobs_piece *, void *),
                     void *what)
{
    const struct timespec pause = { 0, TRY_PAUSE_MS * 1000000L };
    enum fp_err err = FP_EUNAVAIL;

    for (int i = 0; i < TRIES; i++) {
        err = give(piece, what);
        if ((err != FP_EUNAVAIL && err != FP_ETIMEOUT) ||
            atomic_load(&piece->run->say) == FP_JOBS_DROP)
            break;
        nanosleep(&pause, NULL);
    }
    return err;
}
