/* Counting processors as a container sees them.
 * SOURCE: Linux, Documentation/admin-guide/cgroup-v2.rst, "CPU Interface
 * Files". */
#include "app/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>

int
fp_cpus_quota(const char *text)
{
    long long quota, period, cpus;

    if (sscanf(text, "%lld %lld", &quota, &period) != 2 || quota <= 0 ||
        period <= 0)
        return 0;
    cpus = (quota - 1) / period + 1;
    return cpus < INT_MAX ? (int)cpus : 0;
}

int
fp_cpus(void)
{
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    char text[64] = "";
    cpu_set_t set;
    int cpus = 1, quota;

    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        cpus = CPU_COUNT(&set);
    if (file != NULL) {
        if (fgets(text, sizeof(text), file) == NULL)
            text[0] = '\0';
        fclose(file);
    }
    quota = fp_cpus_quota(text);
    if (quota != 0 && quota < cpus)
        cpus = quota;
    return cpus > 0 ? cpus : 1;
}
