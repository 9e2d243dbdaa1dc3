/* Members of JSON objects. */
#include "codec/json_member.h"

void
fp_json_member(struct fp_buf *buf, const char *name, double value,
               int decimals)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, name);
    fp_buf_char(buf, ':');
    fp_buf_fixed(buf, value, decimals);
}
