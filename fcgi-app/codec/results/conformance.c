/* The conformance run as JSON. */
#include "codec/results/conformance.h"

#include <math.h>

#include "planning/law/tax.h"
#include "planning/version.h"

struct writer {
    struct fp_buf *buf;
    size_t n;
};

static void
member(struct fp_buf *buf, const char *name, const char *value)
{
    fp_buf_printf(buf, "\"%s\":", name);
    fp_buf_json(buf, value);
    fp_buf_char(buf, ',');
}

static void
figure(struct fp_buf *buf, const char *name, double value)
{
    fp_buf_printf(buf, "\"%s\":", name);
    if (isfinite(value))
        fp_buf_double(buf, value);
    else
        fp_buf_str(buf, "null");
    fp_buf_char(buf, ',');
}

static void
write_case(void *context, const struct fp_conformance_case *one)
{
    struct writer *writer = context;
    struct fp_buf *buf = writer->buf;

    fp_buf_str(buf, writer->n++ > 0 ? ",\n{" : "\n{");
    member(buf, "kind", one->kind);
    member(buf, "name", one->name);
    fp_buf_printf(buf, "\"passed\":%s,\"compared\":%zu,",
                  one->passed ? "true" : "false", one->compared);
    member(buf, "quantity", one->quantity);
    figure(buf, "got", one->got);
    figure(buf, "expected", one->expected);
    figure(buf, "deviation", one->got - one->expected);
    figure(buf, "tolerance", one->tolerance);
    fp_buf_str(buf, "\"source\":");
    fp_buf_json(buf, one->source);
    fp_buf_char(buf, '}');
}

enum fp_err
fp_conformance_json(struct fp_buf *buf, struct fp_arena *arena,
                    struct fp_conformance_summary *summary)
{
    struct writer writer = { .buf = buf };
    enum fp_err err;

    fp_buf_char(buf, '{');
    member(buf, "engine", fp_planning_version());
    member(buf, "tables", fp_tax_tables_id());
    fp_buf_str(buf, "\"results\":[");
    err = fp_conformance_run(arena, write_case, &writer, summary);
    if (err != FP_OK)
        return err;
    fp_buf_printf(buf, "\n],\"cases\":%zu,\"compared\":%zu,\"failed\":%zu,"
                  "\"passed\":%s}\n", summary->cases, summary->compared,
                  summary->failed, summary->failed == 0 ? "true" : "false");
    return fp_buf_error(buf);
}
