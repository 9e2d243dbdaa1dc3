/* Counting processors as a container sees them.
 * SOURCE: Linux, Documentation/admin-guide/cgroup-v2.rst, "CPU Interface
 * Files". */
#include "base/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

int
fp_cpus_quota(const char *text)
{
    size_t first = strcspn(text, " \n");
    const char *rest = text + first + (text[first] == ' ');
    int64_t quota, period, cpus;

    if (fp_text_int64(text, first, 1, INT64_MAX, &quota) != FP_OK ||
        fp_text_int64(rest, strcspn(rest, " \n"), 1, INT64_MAX, &period) !=
            FP_OK)
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
