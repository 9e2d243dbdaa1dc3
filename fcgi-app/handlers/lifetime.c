/* Deprecation and Sunset. Dates in routes/ are days: they begin at 0 h UTC. */
#include "handlers/lifetime.h"

#include <string.h>
#include <time.h>

#include "base/text.h"

/* Seconds since 1970 of "2026-12-01". 0: no date, which the tests exclude. */
static int64_t
seconds_of(const char *date)
{
    struct tm day = { .tm_mday = 0 };
    int year, month, dom;

    if (fp_text_date(date, strlen(date), &year, &month, &dom) != FP_OK)
        return 0;
    day.tm_year = year - 1900;
    day.tm_mon = month - 1;
    day.tm_mday = dom;
    return (int64_t)timegm(&day);
}

void
fp_lifetime_headers(struct fp_call *call,
                    const struct fp_contract_operation *operation)
{
    if (operation->deprecated == NULL)
        return;
    fp_call_header(call, "Deprecation", "@%lld",
                   (long long)seconds_of(operation->deprecated));
    if (operation->sunset != NULL) {
        time_t at = (time_t)seconds_of(operation->sunset);
        char text[40];
        struct tm utc;

        /* IMF-fixdate; the service runs in the C locale. */
        gmtime_r(&at, &utc);
        strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        fp_call_header(call, "Sunset", "%s", text);
    }
    if (operation->successor != NULL)
        fp_call_header(call, "Link", "<%s>; rel=\"successor-version\"",
                       operation->successor);
}

void
fp_lifetime_of_route(struct fp_call *call)
{
    size_t i;

    for (i = 0; i < fp_contract_operations_count; i++)
        if (fp_contract_operations[i].deprecated != NULL &&
            strcmp(fp_contract_operations[i].id, call->route->id) == 0)
            fp_lifetime_headers(call, &fp_contract_operations[i]);
}
