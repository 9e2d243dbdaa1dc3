/* The streamed run, taken apart. */
#include "planning/simulation/parts.h"

#include "planning/kernel/kernel.h"
#include "planning/simulation/funded.h"
#include "planning/simulation/partial.h"
#include "planning/simulation/partial_wire.h"
#include "planning/simulation/simulate_open.h"
#include "planning/simulation/stream.h"

_Static_assert((int)FP_PARTS_BLOCK == (int)FP_KERNEL_BLOCK,
               "a part is of whole blocks");

struct fp_parts {
    const struct fp_sim_options *options;
    struct fp_sim_cells cells; /* its context, level and paths */
};

enum fp_err
fp_parts_open(const struct fp_plan *plan, const struct fp_history *history,
              const struct fp_sim_options *options, struct fp_arena *arena,
              struct fp_parts **out, struct fp_error *error)
{
    struct fp_parts *parts = fp_arena_alloc(arena, sizeof(*parts));
    enum fp_err err;

    if (parts == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    *parts = (struct fp_parts){ .options = options };
    if (!fp_sim_streams(options))
        return fp_error_set(error, FP_EINVAL,
                            "only a streamed run comes in parts");
    err = fp_sim_open(plan, history, options, arena, &parts->cells, error);
    if (err == FP_OK)
        *out = parts;
    return err;
}

uint64_t
fp_parts_paths(const struct fp_parts *parts)
{
    return parts->cells.paths;
}

size_t
fp_parts_years(const struct fp_parts *parts)
{
    return parts->cells.years;
}

enum fp_err
fp_parts_run(const struct fp_parts *parts, uint64_t first, uint64_t end,
             struct fp_partial **out)
{
    const struct fp_path_context *context = parts->cells.context;
    struct fp_partial *partial = NULL;
    enum fp_err err;

    if (first % FP_KERNEL_BLOCK != 0 || first >= end ||
        end > parts->cells.paths)
        return FP_EINVAL;
    err = fp_partial_new(context, &partial);
    if (err == FP_OK)
        err = fp_stream_range(context, parts->options,
                              fp_kernel_for(parts->cells.level, context),
                              first, end, partial);
    if (err == FP_OK)
        *out = partial;
    else
        fp_partial_free(partial);
    return err;
}

void
fp_parts_free(struct fp_partial *partial)
{
    fp_partial_free(partial);
}

void
fp_parts_write(const struct fp_partial *partial, uint64_t first,
               struct fp_buf *out)
{
    fp_partial_write(partial, first, out);
}

enum fp_err
fp_parts_read(const struct fp_parts *parts, const void *bytes, size_t len,
              uint64_t first, uint64_t paths, struct fp_partial **out,
              struct fp_error *error)
{
    return fp_partial_read(parts->cells.context, bytes, len, first, paths,
                           out, error);
}

enum fp_err
fp_parts_merge(struct fp_partial *into, const struct fp_partial *from)
{
    return fp_partial_merge(into, from);
}

uint64_t
fp_parts_ran(const struct fp_partial *partial)
{
    return fp_partial_paths(partial);
}

double
fp_parts_success(const struct fp_partial *partial, double *error)
{
    return fp_partial_success(partial, error);
}

uint64_t
fp_parts_stage(const struct fp_parts *parts, uint64_t from)
{
    return fp_stream_stage(from, parts->cells.paths,
                           parts->options->until_se);
}

uint64_t
fp_parts_first_stage(uint64_t paths, double until_se)
{
    return fp_stream_stage(0, paths, until_se);
}

int
fp_parts_is_exact(const struct fp_parts *parts,
                  const struct fp_partial *partial)
{
    return fp_partial_is_exact(partial, parts->options->until_se);
}

enum fp_err
fp_parts_result(const struct fp_parts *parts,
                const struct fp_partial *partial, struct fp_arena *arena,
                struct fp_sim_result *result)
{
    enum fp_err err = fp_partial_result(partial, arena, result);

    if (err == FP_OK)
        err = fp_funded_ratio(parts->cells.context, arena,
                              &result->funded_ratio);
    return err;
}
