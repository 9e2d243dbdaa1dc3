/* Composing letters. */
#include "mail/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"

static const char suffix[] = ".eml";

int
fp_mail_address(const char *text)
{
    const char *at = strrchr(text, '@');
    size_t len = strlen(text), i;

    if (at == NULL || at == text || at[1] == '\0' ||
        len > FP_MAIL_ADDRESS_MAX || !fp_text_utf8(text, len))
        return 0;
    for (i = 0; i < len; i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f ||
            strchr(",;<>()[]\"\\", text[i]) != NULL)
            return 0;
    return memchr(text, '@', (size_t)(at - text)) == NULL;
}

static int
good_subject(const char *subject)
{
    size_t len = strlen(subject), i;

    for (i = 0; i < len; i++)
        if (subject[i] < ' ' || subject[i] > '~')
            return 0;
    return len > 0 && len <= FP_MAIL_SUBJECT_MAX;
}

/* RFC 5322, section 2.1.1: a line has at most 998 bytes. */
static int
good_text(const char *text)
{
    size_t len = strlen(text), line = 0, i;

    if (len == 0 || len > FP_MAIL_TEXT_MAX || !fp_text_utf8(text, len) ||
        text[len - 1] != '\n')
        return 0;
    for (i = 0; i < len; i++) {
        if (text[i] == '\n')
            line = 0;
        else if (++line > 998 || ((unsigned char)text[i] < ' ' &&
                                  text[i] != '\t'))
            return 0;
    }
    return 1;
}

/* RFC 5322, section 3.3, whatever the locale. */
static void
write_date(struct fp_buf *out, int64_t unix_ms)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
                                        "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
                                          "Jun", "Jul", "Aug", "Sep", "Oct",
                                          "Nov", "Dec" };
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    fp_buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n",
                  days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
                  tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

enum fp_err
fp_letter_new(const char *from, const char *to, const char *subject,
              const char *text, struct fp_letter **out)
{
    const int64_t now_ms = fp_clock_unix_ms();
    struct fp_letter *letter = NULL;
    enum fp_err err = FP_ENOMEM;
    char id[FP_UUID_TEXT];
    struct fp_buf buf;

    if (!fp_mail_address(from) || !fp_mail_address(to) ||
        !good_subject(subject) || !good_text(text))
        return FP_EINVAL;
    if (fp_uuid7(now_ms, id) != FP_OK)
        return FP_EIO;
    fp_buf_init(&buf, 4 * (size_t)FP_MAIL_TEXT_MAX);
    fp_buf_printf(&buf, "To: <%s>\r\nFrom: <%s>\r\nSubject: %s\r\n", to, from,
                  subject);
    write_date(&buf, now_ms);
    fp_buf_printf(&buf, "Message-ID: <%s%s>\r\n", id, strrchr(from, '@'));
    fp_buf_str(&buf, "MIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: 8bit\r\n"
                     "Auto-Submitted: auto-generated\r\n\r\n");
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            fp_buf_char(&buf, '\r');
        fp_buf_char(&buf, *text);
    }
    letter = calloc(1, sizeof(*letter));
    if (letter == NULL || fp_buf_error(&buf) != FP_OK)
        goto out;
    letter->text = strdup(fp_buf_text(&buf));
    if (letter->text == NULL)
        goto out;
    letter->len = buf.len;
    snprintf(letter->name, sizeof(letter->name), "%013lld-%.36s%s",
             (long long)now_ms, id, suffix);
    *out = letter;
    letter = NULL;
    err = FP_OK;
out:
    free(letter);
    if (buf.data != NULL)
        explicit_bzero(buf.data, buf.len);
    fp_buf_fini(&buf);
    return err;
}

void
fp_letter_free(struct fp_letter *letter)
{
    if (letter == NULL)
        return;
    explicit_bzero(letter->text, letter->len);
    free(letter->text);
    free(letter);
}

enum fp_err
fp_letter_to(const char *text, size_t len, char to[FP_MAIL_ADDRESS_MAX + 1])
{
    static const char begin[] = "To: <";
    const char *from = text + sizeof(begin) - 1, *end;
    size_t n;

    if (len < sizeof(begin) || memcmp(text, begin, sizeof(begin) - 1) != 0)
        return FP_EINVAL;
    end = memchr(from, '>', len - (sizeof(begin) - 1));
    n = end != NULL ? (size_t)(end - from) : 0;
    if (n == 0 || n > FP_MAIL_ADDRESS_MAX)
        return FP_EINVAL;
    memcpy(to, from, n);
    to[n] = '\0';
    return fp_mail_address(to) ? FP_OK : FP_EINVAL;
}

int64_t
fp_letter_made_ms(const char *name)
{
    const char *dash = strchr(name, '-');
    size_t len = strlen(name);
    int64_t made_ms;

    if (dash == NULL || len <= sizeof(suffix) ||
        strcmp(name + len - (sizeof(suffix) - 1), suffix) != 0)
        return -1;
    /* Leading zeros are padding that the strict reader would refuse. */
    while (*name == '0' && name + 1 < dash)
        name++;
    return fp_text_int64(name, (size_t)(dash - name), 0, INT64_MAX,
                         &made_ms) == FP_OK
               ? made_ms
               : -1;
}
