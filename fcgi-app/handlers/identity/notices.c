/* Letters to users. */
#include "handlers/identity/notices.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "handlers/state.h"
#include "mail/mail.h"
#include "telemetry/log.h"

static void
post(struct fp_call *call, const char *email, const char *subject,
     const char *text)
{
    struct fp_log_line line;
    enum fp_err err;

    if (call->service->mail == NULL)
        return;
    err = fp_mail_post(call->service->mail, email, subject, text);
    if (err == FP_OK)
        return;
    /* Without the address. */
    fp_log_begin(&line, FP_LOG_WARN, "letter not queued");
    fp_log_str(&line, "request_id", call->request->request_id);
    fp_log_str(&line, "error", fp_err_name(err));
    fp_log_end(&line);
}

void
fp_notice_reset(struct fp_call *call, const char *email, const char *token,
                int64_t ends_ms)
{
    const char *url = call->service->config.reset_url;
    char ends[FP_CLOCK_TEXT];
    struct fp_buf text;

    fp_clock_rfc3339(ends_ms, ends);
    fp_buf_init(&text, FP_MAIL_TEXT_MAX);
    fp_buf_str(&text, "Somebody asked for a new password for the account with "
                      "this address.\n\n");
    if (url != NULL)
        fp_buf_printf(&text, "Choose one here:\n\n    %s%s\n\n", url, token);
    else
        fp_buf_printf(&text, "Choose one with this token:\n\n    %s\n\n",
                      token);
    fp_buf_printf(&text, "This is good once, until %s.\n\n"
                  "If it was not you, you need not do anything: the password "
                  "stays as it is.\n", ends);
    post(call, email, "A new password", fp_buf_text(&text));
    if (text.data != NULL)
        explicit_bzero(text.data, text.len);
    fp_buf_fini(&text);
}

void
fp_notice_password_changed(struct fp_call *call, const char *email)
{
    post(call, email, "Your password was changed",
         "The password of the account with this address was changed, and its "
         "other\nsessions were ended.\n\n"
         "If it was not you, ask for a new password at once.\n");
}

void
fp_notice_email_changed(struct fp_call *call, const char *email)
{
    post(call, email, "Your address was changed",
         "The account that had this address has another one now, and no more "
         "letters\nabout it come here.\n\n"
         "If it was not you, write to those who run the service.\n");
}
