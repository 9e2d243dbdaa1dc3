/* Walks FastCGI records without consuming them. */
#include "transport/frame.h"

enum { HEADER = 8, CONTENT_MAX = 65535 };
enum {
    TYPE_BEGIN = 1,
    TYPE_ABORT = 2,
    TYPE_END = 3,
    TYPE_PARAMS = 4,
    TYPE_STDIN = 5,
    TYPE_STDOUT = 6,
    TYPE_STDERR = 7,
    TYPE_GET_VALUES = 9
};

const unsigned char fp_frame_nudge[FP_FRAME_NUDGE] = {
    1, TYPE_STDERR, 0, 1, 0, 0, 0, 0
};

enum fp_frame
fp_frame_check(const unsigned char *bytes, size_t len)
{
    int begun = 0, params = 0;
    size_t at = 0;

    for (;;) {
        const unsigned char *record = bytes + at;
        size_t content, size;

        if (at < len && record[0] != 1)
            return FP_FRAME_BAD;
        if (len - at < HEADER)
            return params ? FP_FRAME_PARAMS : FP_FRAME_PARTIAL;
        content = (size_t)record[4] << 8 | record[5];
        size = HEADER + content + record[6];
        switch (record[1]) {
        case TYPE_BEGIN:
            if (begun || content != 8)
                return FP_FRAME_BAD;
            begun = 1;
            break;
        case TYPE_PARAMS:
            if (!begun || params)
                return FP_FRAME_BAD;
            params = content == 0;
            break;
        case TYPE_STDIN:
            if (!params)
                return FP_FRAME_BAD;
            if (content == 0)
                return FP_FRAME_WHOLE;
            break;
        case TYPE_ABORT:
        case TYPE_GET_VALUES:
            /* libfcgi knows what to do with these. */
            return FP_FRAME_WHOLE;
        default:
            return FP_FRAME_BAD;
        }
        if (len - at < size)
            return params ? FP_FRAME_PARAMS : FP_FRAME_PARTIAL;
        at += size;
    }
}

static void
head(struct fp_buf *out, int type, int request_id, size_t len)
{
    const unsigned char bytes[HEADER] = {
        1, (unsigned char)type, (unsigned char)(request_id >> 8),
        (unsigned char)request_id, (unsigned char)(len >> 8),
        (unsigned char)len, 0, 0
    };

    fp_buf_add(out, bytes, sizeof(bytes));
}

void
fp_frame_stdout(struct fp_buf *out, int request_id, const void *bytes,
                size_t len)
{
    const unsigned char *at = bytes;

    while (len > 0) {
        size_t part = len < CONTENT_MAX ? len : CONTENT_MAX;

        head(out, TYPE_STDOUT, request_id, part);
        fp_buf_add(out, at, part);
        at += part;
        len -= part;
    }
}

void
fp_frame_end(struct fp_buf *out, int request_id)
{
    /* Application status 0, protocol status FCGI_REQUEST_COMPLETE. */
    static const unsigned char body[8] = { 0 };

    head(out, TYPE_STDOUT, request_id, 0);
    head(out, TYPE_END, request_id, sizeof(body));
    fp_buf_add(out, body, sizeof(body));
}
