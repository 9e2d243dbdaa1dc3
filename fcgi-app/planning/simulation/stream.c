/* Very large runs, in partial results. */
#include "planning/simulation/stream.h"

#include "planning/simulation/blocks.h"
#include "planning/simulation/partial.h"

enum { FIRST_LOOK = 2048 }; /* paths before the error is first looked at */

uint64_t
fp_stream_stage(uint64_t from, uint64_t paths, double until_se)
{
    uint64_t end = from == 0 ? FIRST_LOOK : 2 * from;

    return until_se > 0.0 && end < paths ? end : paths;
}

struct stream {
    const struct fp_path_context *context;
    const struct fp_sim_options *options;
    struct fp_crew *crew;
    fp_kernel_run *kernel;
    uint64_t paths, done; /* in all; so far */
    int enough;           /* the caller wants no more */
    struct fp_partial *all;
};

/* A block's way: the cells, [3][years][FP_KERNEL_BLOCK], and the summaries. */
struct work {
    struct fp_path_summary summaries[FP_KERNEL_BLOCK];
    double cells[];
};

struct shard {
    const struct stream *stream;
    struct fp_partial *partial;
};

static enum fp_err
run_block(void *context, void *own, uint64_t first, size_t n)
{
    const struct shard *shard = context;
    const struct stream *stream = shard->stream;
    struct work *work = own;
    size_t size =
        (size_t)stream->context->compiled->years * FP_KERNEL_BLOCK;
    const struct fp_path_cells cells = { work->cells, work->cells + size,
                                         work->cells + 2 * size,
                                         FP_KERNEL_BLOCK };

    stream->kernel(stream->context, first, n, &cells, work->summaries);
    return fp_partial_add(shard->partial, first, n, &cells, work->summaries);
}

static enum fp_err
run_range(struct stream *stream, uint64_t first, uint64_t end,
          struct fp_partial *into)
{
    struct shard shard = { stream, into };
    struct fp_blocks blocks = {
        .options = stream->options,
        .crew = stream->crew,
        .first = first,
        .end = end,
        .total = stream->paths,
        .done = stream->done,
        .run = run_block,
        .context = &shard,
        .own_bytes = sizeof(struct work) +
                     3 * (size_t)stream->context->compiled->years *
                         FP_KERNEL_BLOCK * sizeof(double)
    };
    enum fp_err err = fp_blocks_run(&blocks);

    stream->done = blocks.done;
    stream->enough = blocks.enough;
    return err;
}

enum fp_err
fp_stream_range(const struct fp_path_context *context,
                const struct fp_sim_options *options, fp_kernel_run *kernel,
                uint64_t first, uint64_t end, struct fp_partial *into)
{
    struct fp_crew *crew = fp_crew_take(
        fp_blocks_threads(end - first, options->threads));
    struct stream stream = { context, options, crew, kernel, end - first, 0,
                             0, into };
    enum fp_err err = run_range(&stream, first, end, into);

    fp_crew_give(crew);
    return err;
}

/* A part of the run by itself, then added to the rest. */
static enum fp_err
run_shard(struct stream *stream, uint64_t first, uint64_t end)
{
    struct fp_partial *partial;
    enum fp_err err = fp_partial_new(stream->context, &partial);

    if (err != FP_OK)
        return err;
    err = run_range(stream, first, end, partial);
    if (err == FP_OK)
        err = fp_partial_merge(stream->all, partial);
    fp_partial_free(partial);
    return err;
}

/* Paths from `first` on up to `end`, dealt out to the shards in whole
 * blocks. */
static enum fp_err
run_stage(struct stream *stream, uint64_t first, uint64_t end)
{
    uint64_t shards =
        stream->options->shards > 1 ? (uint64_t)stream->options->shards : 1;
    uint64_t blocks = (end - first + FP_KERNEL_BLOCK - 1) / FP_KERNEL_BLOCK;
    enum fp_err err = FP_OK;

    if (shards == 1)
        return run_range(stream, first, end, stream->all);
    for (uint64_t shard = 0;
         shard < shards && err == FP_OK && !stream->enough; shard++) {
        uint64_t from = first + blocks * shard / shards * FP_KERNEL_BLOCK;
        uint64_t to = first + blocks * (shard + 1) / shards * FP_KERNEL_BLOCK;

        if (to > end)
            to = end;
        if (from < to)
            err = run_shard(stream, from, to);
    }
    return err;
}

/* Doubles the paths until the error is small enough: the paths of a Sobol
 * sequence are most even at powers of two, and few looks at an error that is
 * itself estimated keep it honest. */
static enum fp_err
run_all(struct stream *stream)
{
    double until_se = stream->options->until_se;
    uint64_t end = fp_stream_stage(0, stream->paths, until_se);
    enum fp_err err = run_stage(stream, 0, end);

    while (err == FP_OK && end < stream->paths && !stream->enough &&
           !fp_partial_is_exact(stream->all, until_se)) {
        uint64_t first = end;

        end = fp_stream_stage(first, stream->paths, until_se);
        err = run_stage(stream, first, end);
    }
    return err;
}

enum fp_err
fp_stream_run(const struct fp_path_context *context,
              const struct fp_sim_options *options, struct fp_crew *crew,
              fp_kernel_run *kernel, uint64_t paths, struct fp_arena *arena,
              struct fp_sim_result *result)
{
    struct stream stream = { context, options, crew, kernel, paths, 0, 0,
                             NULL };
    enum fp_err err = fp_partial_new(context, &stream.all);

    if (err != FP_OK)
        return err;
    err = run_all(&stream);
    if (err == FP_OK)
        err = fp_partial_result(stream.all, arena, result);
    fp_partial_free(stream.all);
    return err;
}
