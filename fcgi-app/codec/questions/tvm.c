/* /tvm: any one of five quantities from the other four. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/math/tvm.h"

enum { RATE, PERIODS, PRESENT, PAYMENT, FUTURE, QUANTITIES };

static const char *const names[QUANTITIES + 2] = {
    "rate", "periods", "present", "payment", "future", "due", NULL
};

static const struct {
    double min, max;
} ranges[QUANTITIES] = {
    { -0.999999, 1000.0 }, { 0.0, 1e6 }, { -1e15, 1e15 }, { -1e15, 1e15 },
    { -1e15, 1e15 },
};

/* The quantity that is asked for, from the other four in t. */
static enum fp_err
solve(const struct fp_tvm *t, int asked, double *value)
{
    enum fp_err err = FP_OK;

    switch (asked) {
    case RATE: err = fp_tvm_rate(t, value); break;
    case PERIODS: err = fp_tvm_periods(t, value); break;
    case PRESENT: *value = fp_tvm_present(t); break;
    case PAYMENT: *value = fp_tvm_payment(t); break;
    default: *value = fp_tvm_future(t); break;
    }
    return err == FP_OK && !isfinite(*value) ? FP_EDOM : err;
}

enum fp_err
fp_question_tvm(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const dues[] = { "end", "start", NULL };
    double values[QUANTITIES] = { 0 };
    struct fp_tvm t;
    int asked = -1, absent = 0;

    if (!fp_node_object(&q->root, names, "a question about money in time"))
        return FP_EINVAL;
    for (int i = 0; i < QUANTITIES; i++) {
        values[i] = fp_ask_number_or(&q->root, names[i], ranges[i].min,
                                     ranges[i].max, NAN, NULL);
        if (isnan(values[i])) {
            asked = i;
            absent++;
        }
    }
    t.due = fp_ask_word_or(&q->root, "due", dues, 0,
                           "payments are at the end of each period")
                ? FP_TVM_START : FP_TVM_END;
    if (absent != 1)
        fp_node_fault(&q->root, "count", "give four of rate, periods, present, "
                      "payment and future; the fifth is the answer");
    if (!fp_question_good(q))
        return FP_EINVAL;
    t = (struct fp_tvm){ values[RATE], values[PERIODS], values[PRESENT],
                         values[PAYMENT], values[FUTURE], t.due };
    if (solve(&t, asked, &values[asked]) != FP_OK)
        return fp_error_set(&q->error, FP_EDOM, "No %s makes the present "
                            "value, the payments and the future value add up "
                            "to nothing; money paid is negative.",
                            names[asked]);
    fp_question_source(q, "present (1+i)^n + payment (1 + i [start]) "
                          "((1+i)^n - 1)/i + future = 0");
    fp_question_head(q, buf);
    fp_json_text(buf, "solved_for", names[asked]);
    fp_json_name(buf, "value");
    fp_buf_double(buf, values[asked]);
    for (int i = 0; i < QUANTITIES; i++) {
        fp_json_name(buf, names[i]);
        fp_buf_double(buf, values[i]);
    }
    fp_json_text(buf, "due", dues[t.due == FP_TVM_START]);
    fp_question_end(buf);
    return FP_OK;
}
