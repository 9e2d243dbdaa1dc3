/* libfcgi on a descriptor of ours, so that a kept connection can be parked
 * between requests. This is the one file that touches FCGX_Request.ipcFd and
 * keepConnection, which the library's header asks not to use; configure
 * checks that they exist.
 *
 * What libfcgi 2.4.2 does with them: FCGX_Accept_r accepts only when ipcFd is
 * negative; it sets keepConnection from the request's own flag;
 * FCGX_Finish_r leaves ipcFd open exactly when keepConnection is set and
 * nothing failed. On a bad beginning it closes ipcFd and would accept anew,
 * which fails at once on listen_sock -1. */
#include <fcntl.h>
#include <unistd.h>

#include "transport/fcgi.h"
#include "transport/fcgi_state.h"

int
fp_fcgi_attach(struct fp_fcgi *fcgi, int fd)
{
    FCGX_Request *request = &fcgi->request;
    /* The library closes what it was given when something fails. The event
     * thread must be able to trust the number it holds, hence a duplicate. */
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

    if (copy < 0)
        return 0;
    if (FCGX_InitRequest(request, -1, 0) != 0) {
        close(copy);
        return 0;
    }
    request->ipcFd = copy;
    request->keepConnection = 1;
    /* A close of its own must not wait for the peer (it would, two seconds). */
    FCGX_Detach(request);
    if (FCGX_Accept_r(request) == 0)
        return 1;
    FCGX_Free(request, request->ipcFd >= 0);
    return 0;
}

int
fp_fcgi_detach(struct fp_fcgi *fcgi)
{
    int kept;

    FCGX_Finish_r(&fcgi->request);
    kept = fcgi->request.ipcFd >= 0;
    if (kept) {
        close(fcgi->request.ipcFd);
        fcgi->request.ipcFd = -1;
    }
    return kept;
}

int
fp_fcgi_leave(struct fp_fcgi *fcgi)
{
    int good = FCGX_FFlush(fcgi->request.out) == 0;
    int id = fcgi->request.requestId;

    /* Frees the streams without a word to the peer. */
    FCGX_Free(&fcgi->request, 1);
    return good ? id : -1;
}
