/* The daemon from its arguments to its exit status. */
#ifndef FP_APP_APP_H
#define FP_APP_APP_H

/* finplan-api(8). 0: served and drained, or printed what was asked for; 1:
 * failed; 2: the arguments or the configuration are wrong. */
int fp_app_run(int argc, char **argv);

#endif
