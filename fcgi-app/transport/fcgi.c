/* libfcgi through its public functions. */
#include "transport/fcgi.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "transport/fcgi_state.h"

enum fp_err
fp_fcgi_init(void)
{
    if (FCGX_Init() != 0)
        return FP_EIO;
    signal(SIGPIPE, SIG_IGN);
    return FP_OK;
}

struct fp_fcgi *
fp_fcgi_new(void)
{
    struct fp_fcgi *fcgi = calloc(1, sizeof(*fcgi));

    if (fcgi != NULL && FCGX_InitRequest(&fcgi->request, -1, 0) != 0) {
        free(fcgi);
        return NULL;
    }
    return fcgi;
}

void
fp_fcgi_free(struct fp_fcgi *fcgi)
{
    free(fcgi);
}

int
fp_fcgi_accept(struct fp_fcgi *fcgi, int listener)
{
    if (FCGX_InitRequest(&fcgi->request, listener, FCGI_FAIL_ACCEPT_ON_INTR)
        != 0)
        return 0;
    return FCGX_Accept_r(&fcgi->request) == 0;
}

int
fp_fcgi_close(struct fp_fcgi *fcgi)
{
    int failed;

    failed = FCGX_FClose(fcgi->request.err);
    failed |= FCGX_FClose(fcgi->request.out);
    failed |= FCGX_GetError(fcgi->request.in);
    /* Without this the library would wait up to two seconds for the peer to
     * close first. */
    FCGX_Detach(&fcgi->request);
    FCGX_Free(&fcgi->request, 1);
    return failed == 0;
}

char **
fp_fcgi_params(struct fp_fcgi *fcgi)
{
    return fcgi->request.envp;
}

size_t
fp_fcgi_read(struct fp_fcgi *fcgi, void *bytes, size_t size)
{
    int n = FCGX_GetStr(bytes, size > INT_MAX ? INT_MAX : (int)size,
                        fcgi->request.in);

    return n > 0 ? (size_t)n : 0;
}

int
fp_fcgi_broken(struct fp_fcgi *fcgi)
{
    return FCGX_GetError(fcgi->request.in) != 0;
}

int
fp_fcgi_write(struct fp_fcgi *fcgi, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len != 0) {
        int part = len > INT_MAX ? INT_MAX : (int)len;

        if (FCGX_PutStr(at, part, fcgi->request.out) != part)
            return 0;
        at += part;
        len -= (size_t)part;
    }
    return 1;
}
