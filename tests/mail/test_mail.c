/* Letters: their form, what they refuse to hold, the outbox, the queue. The
 * relay is tested over the whole service (tests/blackbox/test_auth_mail.py). */
#include "tests/cmocka_fp.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "mail/letter.h"
#include "mail/mail.h"
#include "mail/outbox.h"

static void
addresses(void **state)
{
    static const char *const good[] = {
        "a@b.org", "first.last+tag@example.org", "finplan@localhost",
        "j\xc3\xbcrgen@example.org", "o'brien@example.org",
    };
    /* Each could end a header or add a recipient. */
    static const char *const bad[] = {
        "", "@", "a@", "@b", "ab", "a@b@c", "a b@c", "a@b c", "a@b\r\nX: y",
        "a@b\n", "a@b\t", "<a@b>", "a@b>", "a,b@c", "a@b,c@d", "a;b@c",
        "\"a\"@b", "a\\@b", "a@[1.2.3.4]", "(x)a@b", "\xff@b", "a@b\x7f",
    };
    char longest[FP_MAIL_ADDRESS_MAX + 2];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(good); i++)
        if (!fp_mail_address(good[i]))
            fail_msg("refused %s", good[i]);
    for (i = 0; i < FP_COUNT(bad); i++)
        if (fp_mail_address(bad[i]))
            fail_msg("accepted \"%s\"", bad[i]);
    memset(longest, 'a', sizeof(longest) - 1);
    longest[1] = '@';
    longest[sizeof(longest) - 1] = '\0';
    assert_false(fp_mail_address(longest));
    longest[sizeof(longest) - 2] = '\0';
    assert_true(fp_mail_address(longest));
}

static void
form(void **state)
{
    struct fp_letter *letter = NULL;
    char to[FP_MAIL_ADDRESS_MAX + 1];
    const char *body;
    size_t i;

    (void)state;
    assert_int_equal(fp_letter_new("from@example.org", "to@example.org",
                                   "A word", "one\n.\nz\xc3\xbcge\n",
                                   &letter), FP_OK);
    assert_int_equal(letter->len, strlen(letter->text));
    assert_int_equal(strncmp(letter->text, "To: <to@example.org>\r\n", 22), 0);
    assert_non_null(strstr(letter->text, "\r\nFrom: <from@example.org>\r\n"));
    assert_non_null(strstr(letter->text, "\r\nSubject: A word\r\n"));
    assert_non_null(strstr(letter->text, "\r\nDate: "));
    assert_non_null(strstr(letter->text, " +0000\r\n"));
    assert_non_null(strstr(letter->text, "@example.org>\r\nMIME-Version"));
    assert_non_null(strstr(letter->text, "\r\nAuto-Submitted: "));
    body = strstr(letter->text, "\r\n\r\n");
    assert_non_null(body);
    assert_string_equal(body + 4, "one\r\n.\r\nz\xc3\xbcge\r\n");
    /* RFC 5321, section 2.3.8: no line end but CRLF. */
    for (i = 0; i < letter->len; i++)
        assert_int_equal(letter->text[i] == '\n',
                         i > 0 && letter->text[i - 1] == '\r');
    assert_int_equal(fp_letter_to(letter->text, letter->len, to), FP_OK);
    assert_string_equal(to, "to@example.org");
    assert_true(llabs(fp_letter_made_ms(letter->name) -
                      fp_clock_unix_ms()) < 60000);
    fp_letter_free(letter);
    assert_int_equal(fp_letter_to("From: <a@b>\r\n", 13, to), FP_EINVAL);
    assert_int_equal(fp_letter_to("To: <a b@c>\r\n", 13, to), FP_EINVAL);
    assert_int_equal(fp_letter_to("To: <a@c", 8, to), FP_EINVAL);
    assert_int_equal(fp_letter_made_ms("0000000000012-x.eml"), 12);
    assert_int_equal(fp_letter_made_ms("12-x.eml.failed"), -1);
    assert_int_equal(fp_letter_made_ms(".12-x.eml.part"), -1);
    assert_int_equal(fp_letter_made_ms("note.txt"), -1);
}

static void
refusals(void **state)
{
    static const struct {
        const char *from, *to, *subject, *text;
    } bad[] = {
        { "a@b\r\nBcc: x@y", "c@d", "s", "t\n" },
        { "a@b", "c@d>\r\nDATA", "s", "t\n" },
        { "a@b", "c@d", "s\r\nBcc: x@y", "t\n" },
        { "a@b", "c@d", "s\nx", "t\n" },
        { "a@b", "c@d", "", "t\n" },
        { "a@b", "c@d", "\xc3\xbc", "t\n" },
        { "a@b", "c@d", "s", "" },
        { "a@b", "c@d", "s", "no end" },
        { "a@b", "c@d", "s", "a\rb\n" },
        { "a@b", "c@d", "s", "a\x01z\n" },
        { "a@b", "c@d", "s", "\xff\n" },
    };
    struct fp_letter *letter = NULL;
    char line[1100];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bad); i++)
        if (fp_letter_new(bad[i].from, bad[i].to, bad[i].subject, bad[i].text,
                          &letter) != FP_EINVAL)
            fail_msg("letter %zu was composed", i);
    memset(line, 'x', sizeof(line));
    strcpy(line + 999, "\n");
    assert_int_equal(fp_letter_new("a@b", "c@d", "s", line, &letter),
                     FP_EINVAL);
    assert_null(letter);
    strcpy(line + 998, "\n");
    assert_int_equal(fp_letter_new("a@b", "c@d", "s", line, &letter), FP_OK);
    fp_letter_free(letter);
}

/* A directory below the test's own that is not there yet. */
static void
directory(char path[128], int make)
{
    strcpy(path, "/tmp/fpmailXXXXXX");
    assert_non_null(mkdtemp(path));
    if (!make)
        assert_int_equal(rmdir(path), 0);
}

static void
remove_all(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char name[512];

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        unlink(name);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

static void
outbox(void **state)
{
    struct fp_letter *first = NULL, *second = NULL;
    char path[128], file[256], names[4][FP_LETTER_NAME];
    struct fp_outbox_held held, other;
    struct fp_error error;
    struct stat st;

    (void)state;
    directory(path, 0);
    assert_int_equal(fp_letter_new("a@b", "c@d", "s", "one\n", &first),
                     FP_OK);
    usleep(2000);
    assert_int_equal(fp_letter_new("a@b", "c@d", "s", "two\n", &second),
                     FP_OK);
    assert_int_equal(fp_outbox_list(path, names, 4), 0);
    /* Made when missing, and for nobody else to read. */
    assert_int_equal(fp_outbox_write(path, second, &error), FP_OK);
    assert_int_equal(fp_outbox_write(path, first, &error), FP_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    snprintf(file, sizeof(file), "%s/%s", path, first->name);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, (off_t)first->len);
    /* Oldest first; what is not a letter is not listed. */
    snprintf(file, sizeof(file), "%s/.%s.part", path, first->name);
    fclose(fopen(file, "w"));
    assert_int_equal(fp_outbox_list(path, names, 4), 2);
    /* Of more than are asked for, the oldest. */
    assert_int_equal(fp_outbox_list(path, &names[3], 1), 1);
    assert_string_equal(names[3], first->name);
    assert_int_equal(fp_outbox_list(path, names, 0), 0);
    assert_int_equal(fp_outbox_list(path, names, 4), 2);
    assert_string_equal(names[0], first->name);
    assert_string_equal(names[1], second->name);
    /* One holds it, another cannot; let go, it waits again. */
    assert_int_equal(fp_outbox_take(path, names[0], &held), FP_OK);
    assert_int_equal(held.len, first->len);
    assert_memory_equal(held.text, first->text, held.len);
    assert_int_equal(fp_outbox_take(path, names[0], &other), FP_ENOTFOUND);
    fp_outbox_end(path, &held, FP_OUTBOX_WAITS);
    assert_int_equal(fp_outbox_take(path, names[0], &held), FP_OK);
    fp_outbox_end(path, &held, FP_OUTBOX_DONE);
    assert_int_equal(fp_outbox_take(path, names[0], &held), FP_ENOTFOUND);
    assert_int_equal(fp_outbox_take(path, names[1], &held), FP_OK);
    fp_outbox_end(path, &held, FP_OUTBOX_FAILED);
    assert_int_equal(fp_outbox_list(path, names, 4), 0);
    snprintf(file, sizeof(file), "%s/%s.failed", path, second->name);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(fp_outbox_take(path, "../x", &held), FP_ENOTFOUND);
    fp_letter_free(first);
    fp_letter_free(second);
    remove_all(path);
}

static atomic_int events[FP_MAIL_DROPPED + 1];

static void
count(void *data, enum fp_mail_event event, const char *reason)
{
    assert_ptr_equal(data, &events);
    assert_null(strchr(reason, '@'));
    atomic_fetch_add(&events[event], 1);
}

static struct fp_mail *
open_mail(const char *path)
{
    const struct fp_mail_config config = {
        .outbox = path, .from = "a@b", .timeout_ms = 1000, .keep_s = 60,
        .event = count, .event_data = &events,
    };
    struct fp_mail *mail = NULL;

    memset(events, 0, sizeof(events));
    assert_int_equal(fp_mail_new(&config, &mail, NULL), FP_OK);
    return mail;
}

static void
queue(void **state)
{
    char path[128], names[64][FP_LETTER_NAME];
    struct fp_mail *mail;
    int i;

    (void)state;
    directory(path, 1);
    mail = open_mail(path);
    for (i = 0; i < 50; i++)
        assert_int_equal(fp_mail_post(mail, "c@d", "s", "text\n"), FP_OK);
    assert_int_equal(fp_mail_post(mail, "c d", "s", "text\n"), FP_EINVAL);
    fp_mail_free(mail);
    /* Whatever was queued is written before the end. */
    assert_int_equal(atomic_load(&events[FP_MAIL_WRITTEN]), 50);
    assert_int_equal(fp_outbox_list(path, names, 64), 50);
    remove_all(path);

    /* A place that cannot be written loses letters and says so. */
    mail = open_mail("/proc/no-such-place/outbox");
    assert_int_equal(fp_mail_post(mail, "c@d", "s", "text\n"), FP_OK);
    fp_mail_free(mail);
    assert_int_equal(atomic_load(&events[FP_MAIL_LOST]), 1);
    fp_mail_free(NULL);
}

/* The queue is filled faster than fsync can follow. */
static void
full_queue(void **state)
{
    char path[128];
    struct fp_mail *mail;
    int i, refused = 0;

    (void)state;
    directory(path, 1);
    mail = open_mail(path);
    for (i = 0; i < 200000 && refused == 0; i++)
        refused = fp_mail_post(mail, "c@d", "s", "text\n") == FP_ELIMIT;
    assert_true(refused);
    assert_true(atomic_load(&events[FP_MAIL_DROPPED]) >= 1);
    fp_mail_free(mail);
    assert_int_equal(atomic_load(&events[FP_MAIL_WRITTEN]), i - 1);
    remove_all(path);
}

static void
settings(void **state)
{
    static const struct {
        struct fp_mail_config config;
        const char *names;
    } bad[] = {
        { { .outbox = "relative", .from = "a@b" }, "MAIL_OUTBOX_DIR" },
        { { .outbox = NULL, .from = "a@b" }, "MAIL_OUTBOX_DIR" },
        { { .outbox = "/x", .from = "nobody" }, "MAIL_FROM" },
        { { .outbox = "/x", .from = "a@b", .relay = "http://x" },
          "SMTP_RELAY_URL" },
        { { .outbox = "/x", .from = "a@b", .relay = "file:///etc/passwd" },
          "SMTP_RELAY_URL" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bad); i++) {
        struct fp_error error = { .code = FP_OK };

        assert_int_equal(fp_mail_config_check(&bad[i].config, &error),
                         FP_EINVAL);
        assert_non_null(strstr(error.detail, bad[i].names));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(form),
        cmocka_unit_test(refusals),
        cmocka_unit_test(outbox),
        cmocka_unit_test(queue),
        cmocka_unit_test(full_queue),
        cmocka_unit_test(settings),
    };

    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
