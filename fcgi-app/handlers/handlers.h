/* Every handler of the route table, by file. */
#ifndef FP_HANDLERS_HANDLERS_H
#define FP_HANDLERS_HANDLERS_H

struct fp_call;

/* system.c */
int fp_handle_health(struct fp_call *call);
int fp_handle_ready(struct fp_call *call);
int fp_handle_status(struct fp_call *call);
int fp_handle_metrics(struct fp_call *call);

#endif
