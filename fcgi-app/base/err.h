/* Error codes of every fallible function, and the detail that goes with one.
 *
 * A function that can fail returns enum fp_err and leaves its out-parameters
 * untouched on failure. Words for humans are written once, where the fault is
 * found, into a struct fp_error; only http/ turns a code into a status. */
#ifndef FP_BASE_ERR_H
#define FP_BASE_ERR_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fp_err {
    FP_OK = 0,
    FP_EINVAL,    /* the document or argument is wrong */
    FP_EDOM,      /* outside the domain of the function */
    FP_ERANGE,    /* the result is not representable */
    FP_ENOMEM,    /* out of memory, or an arena reached its cap */
    FP_ELIMIT,    /* a stated limit was passed */
    FP_EIO,       /* a file, socket or stream failed */
    FP_ETIMEOUT,  /* a deadline passed */
    FP_ENOTFOUND, /* no such object, or not the caller's */
    FP_ECONFLICT, /* the object exists, or changed underneath */
    FP_EUNAVAIL,  /* a service that this needs is down */
    FP_EAUTH,     /* who the caller is could not be established */
    FP_EFORBID,   /* the caller is known and may not */
    FP_ECANCELED, /* stopped on request */
    FP_EINTERNAL  /* a defect of ours */
};

/* The sentence for a person about one failure. Owned by the caller; written
 * by the function that found the fault. */
struct fp_error {
    enum fp_err code;
    char detail[512]; /* a sentence, UTF-8, no newline */
};

/* A stable lower-case word for a code ("invalid", "timeout", …), for logs. */
const char *fp_err_name(enum fp_err code);

/* Sets code and detail, cutting at the buffer's end. error may be NULL.
 * Returns code, so that `return fp_error_set(...)` reads well. */
enum fp_err fp_error_set(struct fp_error *error, enum fp_err code,
                         const char *fmt, ...) FP_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif

#endif
