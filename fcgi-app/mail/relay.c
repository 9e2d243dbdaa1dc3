/* SMTP over libcurl. */
#include "mail/relay.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

struct source {
    const char *text;
    size_t left;
};

enum fp_err
fp_relay_init(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? FP_OK
                                                             : FP_EUNAVAIL;
}

static size_t
give(char *out, size_t size, size_t count, void *data)
{
    struct source *source = data;
    size_t n = size * count < source->left ? size * count : source->left;

    memcpy(out, source->text, n);
    source->text += n;
    source->left -= n;
    return n;
}

/* Not 0 breaks the transfer off. */
static int
watch(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    atomic_int *stop = data;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return atomic_load(stop);
}

/* A relay's 5xx is for good (RFC 5321, section 4.2.1), whatever came back to
 * sender, recipient or text; but not what concerns the connection or us: a
 * wrong password or certificate is mended by an operator, and the letter can
 * wait for that. */
static enum fp_err
judge(CURLcode code, long status, struct fp_error *error)
{
    int ours = code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED ||
               code == CURLE_PEER_FAILED_VERIFICATION ||
               code == CURLE_SSL_CONNECT_ERROR;

    if (code == CURLE_OK)
        return FP_OK;
    if (status >= 500 && status < 600 && !ours)
        return fp_error_set(error, FP_EINVAL,
                            "The relay refused the letter with %ld.", status);
    return fp_error_set(error, FP_EUNAVAIL, "The relay: %s (%ld).",
                        curl_easy_strerror(code), status);
}

static CURLcode
set_options(CURL *curl, const struct fp_mail_config *config,
            struct source *source, atomic_int *stop)
{
    static const long tls[] = {
        [FP_MAIL_TLS_REQUIRED] = CURLUSESSL_ALL,
        [FP_MAIL_TLS_OFFERED] = CURLUSESSL_TRY,
        [FP_MAIL_TLS_OFF] = CURLUSESSL_NONE,
    };
    CURLcode code = CURLE_OK;

#define SET(option, value)                                                    \
    if (code == CURLE_OK)                                                     \
    code = curl_easy_setopt(curl, option, value)
    SET(CURLOPT_URL, config->relay);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_USE_SSL, tls[config->tls]);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT_MS, (long)config->timeout_ms);
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)source->left);
    SET(CURLOPT_READFUNCTION, give);
    SET(CURLOPT_READDATA, source);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, watch);
    SET(CURLOPT_XFERINFODATA, stop);
    if (config->ca_file != NULL)
        SET(CURLOPT_CAINFO, config->ca_file);
    if (config->username != NULL) {
        SET(CURLOPT_USERNAME, config->username);
        SET(CURLOPT_PASSWORD,
            config->password != NULL ? config->password : "");
    }
#undef SET
    return code;
}

enum fp_err
fp_relay_send(const struct fp_mail_config *config, const char *to,
              const char *text, size_t len, atomic_int *stop,
              struct fp_error *error)
{
    char from[FP_MAIL_ADDRESS_MAX + 3], whom[FP_MAIL_ADDRESS_MAX + 3];
    struct source source = { text, len };
    struct curl_slist *list = NULL;
    CURL *curl = curl_easy_init();
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long status = 0;

    snprintf(from, sizeof(from), "<%s>", config->from);
    snprintf(whom, sizeof(whom), "<%s>", to);
    list = curl_slist_append(NULL, whom);
    if (curl != NULL && list != NULL)
        code = set_options(curl, config, &source, stop);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
    if (code == CURLE_OK) {
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    return judge(code, status, error);
}
