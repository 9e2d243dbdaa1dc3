/* Error names and detail. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

const char *
fp_err_name(enum fp_err code)
{
    switch (code) {
    case FP_OK: return "ok";
    case FP_EINVAL: return "invalid";
    case FP_EDOM: return "domain";
    case FP_ERANGE: return "range";
    case FP_ENOMEM: return "memory";
    case FP_ELIMIT: return "limit";
    case FP_EIO: return "io";
    case FP_ETIMEOUT: return "timeout";
    case FP_ENOTFOUND: return "not_found";
    case FP_ECONFLICT: return "conflict";
    case FP_EUNAVAIL: return "unavailable";
    case FP_EAUTH: return "unauthenticated";
    case FP_EFORBID: return "forbidden";
    case FP_ECANCELED: return "canceled";
    case FP_EINTERNAL: return "internal";
    }
    return "unknown";
}

enum fp_err
fp_error_set(struct fp_error *error, enum fp_err code, const char *fmt, ...)
{
    if (error != NULL) {
        va_list args;

        error->code = code;
        va_start(args, fmt);
        vsnprintf(error->detail, sizeof(error->detail), fmt, args);
        va_end(args);
    }
    return code;
}
