/* Shared by fcgi.c and fcgi_kept.c only. */
#ifndef FP_TRANSPORT_FCGI_STATE_H
#define FP_TRANSPORT_FCGI_STATE_H

#include <fcgiapp.h>

struct fp_fcgi {
    FCGX_Request request;
};

#endif
