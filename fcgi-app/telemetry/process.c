/* Memory, descriptors and processor time.
 * SOURCE: proc(5), Linux man-pages 6.03, /proc/[pid]/statm and fd. */
#include "telemetry/process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t
nanoseconds(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * UINT64_C(1000000000) +
           (uint64_t)time->tv_usec * UINT64_C(1000);
}

static int
open_fds(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    if (dir == NULL)
        return -1;
    while (readdir(dir) != NULL)
        n++;
    closedir(dir);
    return n - 3; /* ".", ".." and that of the listing */
}

void
fp_process_figures(struct fp_metrics *metrics, struct fp_process_seen *seen)
{
    FILE *statm = fopen("/proc/self/statm", "re");
    struct rusage usage;
    long pages;
    int fds = open_fds();

    fp_metrics_gauge(metrics, FP_GAUGE_WORKERS, 1);
    if (statm != NULL) {
        if (fscanf(statm, "%*s %ld", &pages) == 1)
            fp_metrics_gauge(metrics, FP_GAUGE_RESIDENT_BYTES,
                             pages * sysconf(_SC_PAGESIZE));
        fclose(statm);
    }
    if (fds >= 0)
        fp_metrics_gauge(metrics, FP_GAUGE_OPEN_FDS, fds);
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        uint64_t now = nanoseconds(&usage.ru_utime) +
                       nanoseconds(&usage.ru_stime);

        if (now > seen->cpu_ns)
            fp_metrics_add(metrics, FP_COUNT_CPU_NS, now - seen->cpu_ns);
        seen->cpu_ns = now > seen->cpu_ns ? now : seen->cpu_ns;
    }
}
