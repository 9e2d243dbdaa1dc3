/* How many processors this process may use. */
#ifndef FP_BASE_CPUS_H
#define FP_BASE_CPUS_H

/* The smaller of the scheduling mask and the control group's quota, rounded
 * up; at least 1. */
int fp_cpus(void);

/* Processors in the text of a cgroup v2 cpu.max ("QUOTA PERIOD" or
 * "max PERIOD"), rounded up; 0 when it sets no limit or cannot be read. */
int fp_cpus_quota(const char *text);

#endif
