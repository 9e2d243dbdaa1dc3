/* Tells the service manager how we are. Nothing happens when there is none.
 * SOURCE: sd_notify(3), systemd 252. */
#ifndef FP_APP_NOTIFY_H
#define FP_APP_NOTIFY_H

#include "base/attr.h"

/* Sends state ("READY=1", …, one per line) to NOTIFY_SOCKET. */
void fp_notify(const char *state) FP_NONNULL(1);

/* RELOADING=1 with the time that systemd asks for with it. */
void fp_notify_reloading(void);

#endif
