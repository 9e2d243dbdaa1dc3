/* UUID version 7. */
#include "base/uuid.h"

#include <sys/random.h>

enum fp_err
fp_uuid7(int64_t unix_ms, char text[FP_UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[16];
    size_t i, at = 0;

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return FP_EIO;
    for (i = 0; i < 6; i++)
        bytes[i] = (unsigned char)((uint64_t)unix_ms >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    for (i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = hex[bytes[i] >> 4];
        text[at++] = hex[bytes[i] & 15];
    }
    text[at] = '\0';
    return FP_OK;
}

int
fp_uuid_valid(const char *text, size_t len)
{
    size_t i;

    if (len != FP_UUID_TEXT - 1)
        return 0;
    for (i = 0; i < len; i++) {
        char c = text[i];

        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (c != '-')
                return 0;
        } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return 0;
        }
    }
    return 1;
}
