/* GET over libcurl. */
#include "market/https.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

struct fp_https {
    CURL *curl;
    const char *ca_file;
    int timeout_ms;
};

enum { CONNECT_MS = 5000, WAIT_MAX_S = 3600 };

enum fp_err
fp_https_new(const char *ca_file, int timeout_ms, struct fp_https **out,
             struct fp_error *error)
{
    struct fp_https *https = NULL;

    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fp_error_set(error, FP_EUNAVAIL, "libcurl does not start.");
    https = calloc(1, sizeof(*https));
    if (https != NULL)
        https->curl = curl_easy_init();
    if (https == NULL || https->curl == NULL) {
        free(https);
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    https->ca_file = ca_file;
    https->timeout_ms = timeout_ms;
    *out = https;
    return FP_OK;
}

void
fp_https_free(struct fp_https *https)
{
    if (https == NULL)
        return;
    curl_easy_cleanup(https->curl);
    free(https);
}

int
fp_https_good(const char *url)
{
    static const char *const near[] = { "http://127.0.0.1", "http://[::1]",
                                        "http://localhost" };

    if (strlen(url) > 200 || strpbrk(url, "@?# \t\r\n\"\\") != NULL)
        return 0;
    if (strncmp(url, "https://", 8) == 0)
        return url[8] != '\0' && url[8] != '/';
    for (size_t i = 0; i < FP_COUNT(near); i++) {
        const size_t n = strlen(near[i]);

        if (strncmp(url, near[i], n) == 0 &&
            (url[n] == ':' || url[n] == '/' || url[n] == '\0'))
            return 1;
    }
    return 0;
}

static size_t
take(char *bytes, size_t size, size_t count, void *data)
{
    struct fp_buf *body = data;

    fp_buf_add(body, bytes, size * count);
    return fp_buf_error(body) == FP_OK ? size * count : 0;
}

static CURLcode
set_options(struct fp_https *https, const char *url,
            struct curl_slist *headers, struct fp_buf *body)
{
    const int near = strncmp(url, "http://", 7) == 0;
    CURL *curl = https->curl;
    CURLcode code = CURLE_OK;

    /* Connections stay. */
    curl_easy_reset(curl);
#define SET(option, value)                                                    \
    if (code == CURLE_OK)                                                     \
    code = curl_easy_setopt(curl, option, value)
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, near ? "http" : "https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT_MS, (long)https->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)body->max);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_USERAGENT, "finplan");
    SET(CURLOPT_WRITEFUNCTION, take);
    SET(CURLOPT_WRITEDATA, body);
    if (near)
        SET(CURLOPT_NOPROXY, "*");
    if (https->ca_file != NULL)
        SET(CURLOPT_CAINFO, https->ca_file);
#undef SET
    return code;
}

static enum fp_err
judge(CURLcode code, const struct fp_buf *body)
{
    switch (code) {
    case CURLE_OK: return FP_OK;
    case CURLE_OPERATION_TIMEDOUT: return FP_ETIMEOUT;
    case CURLE_FILESIZE_EXCEEDED: return FP_ELIMIT;
    case CURLE_OUT_OF_MEMORY: return FP_ENOMEM;
    case CURLE_WRITE_ERROR: return fp_buf_error(body);
    default: return FP_EUNAVAIL;
    }
}

enum fp_err
fp_https_get(struct fp_https *https, const char *url, const char *header,
             struct fp_buf *body, long *status, int *wait_s)
{
    struct curl_slist *headers = curl_slist_append(NULL,
                                                   "Accept: application/json");
    struct curl_slist *more =
        headers != NULL && header[0] != '\0'
            ? curl_slist_append(headers, header) : headers;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    curl_off_t wait = 0;
    enum fp_err err;

    if (more != NULL)
        code = set_options(https, url, more, body);
    if (code == CURLE_OK)
        code = curl_easy_perform(https->curl);
    err = judge(code, body);
    if (err == FP_OK) {
        curl_easy_getinfo(https->curl, CURLINFO_RESPONSE_CODE, status);
        curl_easy_getinfo(https->curl, CURLINFO_RETRY_AFTER, &wait);
        *wait_s = wait > WAIT_MAX_S ? WAIT_MAX_S : (int)wait;
    }
    curl_slist_free_all(headers);
    return err;
}
