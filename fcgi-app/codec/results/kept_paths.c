/* The paths of a kept simulation. */
#include "codec/results/kept_paths.h"

#include "codec/json/gate.h"
#include "codec/json/reader.h"

enum fp_err
fp_kept_paths_read(const char *result, size_t len, struct fp_arena *arena,
                   struct fp_kept_paths *out)
{
    struct fp_kept_paths kept;
    struct fp_faults faults;
    struct fp_assumed unused;
    struct fp_reader reader = { arena, &faults, &unused, "", 0 };
    struct fp_node body = { &reader, NULL, "", 1 };
    struct fp_node paths, list;
    int64_t number = 0;
    enum fp_err err;

    fp_faults_init(&faults, arena);
    fp_assumed_init(&unused, arena);
    err = fp_json_parse(result, len, NULL, arena, &faults, &body.value);
    if (err != FP_OK)
        return err == FP_ENOMEM ? FP_ENOMEM : FP_EINVAL;
    paths = fp_node_member(&body, "paths");
    list = fp_node_member(&body, "percentile_paths");
    (void)fp_node_int(&paths, 1, FP_SIM_STREAM_MAX, &number);
    kept.paths = (uint64_t)number;
    for (int q = 0; q < FP_PERCENTILES; q++) {
        struct fp_node one = fp_node_member(&list, fp_percentile_names[q]);

        (void)fp_node_int(&one, 0, FP_SIM_STREAM_MAX, &number);
        kept.percentiles[q] = (uint64_t)number;
    }
    if (reader.failed)
        return FP_EINVAL;
    *out = kept;
    return FP_OK;
}
