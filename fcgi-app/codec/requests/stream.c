/* stream and until_standard_error. */
#include "codec/requests/stream.h"

#include <string.h>

#include "base/text.h"

#define ERROR_IS \
    "until_standard_error is a probability above 0 and below 1 (0.001 is 0.1 %)"

static int
is_error(double value)
{
    return value > 0.0 && value < 1.0;
}

void
fp_request_read_stream(struct fp_request *request, const struct fp_node *body)
{
    struct fp_node stream = fp_node_member(body, "stream");
    struct fp_node until = fp_node_member(body, "until_standard_error");
    double value;

    if (stream.present)
        (void)fp_node_flag(&stream, &request->streamed);
    if (!until.present || !fp_node_number(&until, &value))
        return;
    if (is_error(value))
        request->until_se = value;
    else
        fp_node_fault(&until, "range", "%s", ERROR_IS);
}

enum fp_err
fp_request_stream_option(struct fp_request *request, const char *name,
                         const char *value, struct fp_error *error)
{
    double number;

    if (strcmp(name, "stream") == 0) {
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return fp_error_set(error, FP_EINVAL, "stream is true or false");
        request->streamed = strcmp(value, "true") == 0;
        return FP_OK;
    }
    if (strcmp(name, "until_standard_error") != 0)
        return fp_error_set(error, FP_ENOTFOUND,
                            "there is no such option here");
    if (fp_text_double(value, strlen(value), &number) != FP_OK ||
        !is_error(number))
        return fp_error_set(error, FP_EINVAL, "%s", ERROR_IS);
    request->until_se = number;
    return FP_OK;
}

void
fp_request_stream(struct fp_request *request, uint64_t most_paths)
{
    if (request->until_se <= 0.0 && request->deadline_ms == 0)
        return;
    request->streamed = 1;
    if (!request->has_paths) {
        request->paths = most_paths;
        request->has_paths = 1;
    }
}
