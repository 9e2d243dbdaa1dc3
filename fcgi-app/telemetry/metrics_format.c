/* What a scrape asks for and what it brings. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "telemetry/metrics.h"

enum { CONNECTIONS_MAX = 100000000 };

#define OPENMETRICS "application/openmetrics-text"

/* 1 when the parameters of this element say q=0. */
static int
refused(const char *p, const char *end)
{
    for (; p + 3 < end; p++)
        if (*p == ';') {
            while (p + 1 < end && p[1] == ' ')
                p++;
            if (p + 3 < end && (p[1] == 'q' || p[1] == 'Q') && p[2] == '=')
                return strspn(p + 3, "0.") >= strcspn(p + 3, ", ;\t");
        }
    return 0;
}

enum fp_metrics_format
fp_metrics_format(const char *accept)
{
    size_t n = strlen(OPENMETRICS);

    while (accept != NULL && *accept != '\0') {
        size_t len;

        accept += strspn(accept, " \t,");
        len = strcspn(accept, ",");
        if (len >= n && strncasecmp(accept, OPENMETRICS, n) == 0 &&
            strchr(" \t;,", accept[n]) != NULL && /* the NUL too */
            !refused(accept + n, accept + len))
            return FP_METRICS_OPENMETRICS;
        accept += len;
    }
    return FP_METRICS_TEXT;
}

const char *
fp_metrics_content_type(enum fp_metrics_format format)
{
    return format == FP_METRICS_OPENMETRICS
               ? OPENMETRICS "; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

void
fp_metrics_edge_parse(const char *text, struct fp_metrics_edge *edge)
{
    int i;

    edge->known = 0;
    for (i = 0; text != NULL && i < FP_METRICS_EDGE_STATES; i++) {
        size_t len = strcspn(text, " ");

        if (fp_text_int64(text, len, 0, CONNECTIONS_MAX,
                          &edge->connections[i]) != FP_OK)
            return;
        text += len;
        if (i + 1 < FP_METRICS_EDGE_STATES && *text++ != ' ')
            return;
    }
    edge->known = text != NULL && *text == '\0';
}
