/* OFX, both its SGML and its XML: a run over tags and the text behind them.
 * In the SGML of version 1 elements with a value have no end tag, so an end
 * tag of those means nothing and only aggregates are watched. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "codec/files/import_parts.h"

enum { TAG_MAX = 64, VALUE_MAX = 4096 };

struct scan {
    const char *at, *end;
    size_t line;
    struct fp_arena *arena;
    struct fp_faults *faults;
    char tag[TAG_MAX + 1];   /* in upper case, with '/' for an end tag */
    char value[VALUE_MAX + 1];
    size_t tag_line;
};

/* What stands in one STMTTRN. */
struct entry {
    size_t line;
    char posted[VALUE_MAX + 1], amount[VALUE_MAX + 1], id[VALUE_MAX + 1];
    char name[VALUE_MAX + 1], memo[VALUE_MAX + 1];
    int in_currency;         /* inside CURRENCY: not that of the statement */
};

static int
fault(struct scan *s, const char *name, const char *code, const char *detail)
{
    fp_import_fault(s->faults, s->line, name, code, detail);
    return 0;
}

static void
step(struct scan *s)
{
    s->line += *s->at++ == '\n';
}

/* Past `what`, or 0 when it does not come. */
static int
skip_past(struct scan *s, const char *what)
{
    size_t n = strlen(what);

    for (; (size_t)(s->end - s->at) >= n; step(s))
        if (memcmp(s->at, what, n) == 0) {
            s->at += n;
            return 1;
        }
    return 0;
}

static int
starts(const struct scan *s, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(s->end - s->at) >= n && memcmp(s->at, what, n) == 0;
}

/* A character that s->at names with &...; 0: it is no reference, and the sign
 * stands for itself, as many banks write it. */
static size_t
reference(const struct scan *s, unsigned *c)
{
    static const struct {
        const char *name;
        unsigned c;
    } known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
                  { "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", ' ' } };
    size_t n = 2, digits = 0;
    int hex;

    for (size_t i = 0; i < FP_COUNT(known); i++)
        if (starts(s, known[i].name)) {
            *c = known[i].c;
            return strlen(known[i].name);
        }
    if (!starts(s, "&#") || s->end - s->at < 4)
        return 0;
    hex = s->at[2] == 'x' || s->at[2] == 'X';
    n += (size_t)hex;
    *c = 0;
    for (; s->at + n < s->end && digits < 7; n++, digits++) {
        int d = tolower((unsigned char)s->at[n]);

        if (isdigit(d))
            *c = *c * (hex ? 16 : 10) + (unsigned)(d - '0');
        else if (hex && d >= 'a' && d <= 'f')
            *c = *c * 16 + (unsigned)(d - 'a' + 10);
        else
            break;
    }
    if (digits == 0 || s->at + n >= s->end || s->at[n] != ';' || *c < ' ' ||
        *c > 0xffff || (*c >= 0xd800 && *c < 0xe000))
        return 0;
    return n + 1;
}

/* The text up to the next tag, without blanks around. */
static int
read_value(struct scan *s)
{
    size_t n = 0;

    while (s->at < s->end && isspace((unsigned char)*s->at))
        step(s);
    while (s->at < s->end && *s->at != '<') {
        unsigned c = 0;
        size_t used = *s->at == '&' ? reference(s, &c) : 0;

        if (n + 3 > VALUE_MAX)
            return fault(s, s->tag, "length", "the value is too long");
        if (used > 0) {
            n += fp_import_put(s->value + n, c);
            s->at += used;
        } else {
            s->value[n++] = *s->at;
            step(s);
        }
    }
    while (n > 0 && isspace((unsigned char)s->value[n - 1]))
        n--;
    s->value[n] = '\0';
    return 1;
}

/* The next tag and the text behind it. 1; 0 at the end or with a fault. */
static int
next(struct scan *s)
{
    size_t n = 0;

    for (;;) {
        while (s->at < s->end && *s->at != '<')
            step(s);
        if (s->at == s->end)
            return 0;
        if (starts(s, "<!--")) {
            if (!skip_past(s, "-->"))
                return fault(s, "", "syntax", "a comment does not end");
        } else if (starts(s, "<!")) {
            return fault(s, "", "doctype",
                         "document types and sections are not read");
        } else if (starts(s, "<?")) {
            if (!skip_past(s, "?>"))
                return fault(s, "", "syntax", "a declaration does not end");
        } else {
            break;
        }
    }
    s->tag_line = s->line;
    s->at++;
    if (s->at < s->end && *s->at == '/') {
        s->tag[n++] = '/';
        s->at++;
    }
    for (; s->at < s->end && (isalnum((unsigned char)*s->at) ||
                              *s->at == '.' || *s->at == '_'); s->at++) {
        if (n == TAG_MAX)
            return fault(s, "", "syntax", "the name of a tag is too long");
        s->tag[n++] = (char)toupper((unsigned char)*s->at);
    }
    s->tag[n] = '\0';
    if (s->at < s->end && *s->at == '/')
        s->at++;
    if (s->at == s->end || *s->at != '>' || n == (s->tag[0] == '/'))
        return fault(s, "", "syntax", "a tag is broken");
    s->at++;
    return read_value(s);
}

/* "20260131", "20260131120000.000[-5:EST]" to "2026-01-31". */
static const char *
date_of(struct fp_arena *arena, const char *posted)
{
    int year, month, day;
    const char *iso;

    if (strspn(posted, "0123456789") < 8)
        return NULL;
    iso = fp_arena_printf(arena, "%.4s-%.2s-%.2s", posted, posted + 4,
                          posted + 6);
    return iso != NULL && fp_text_date(iso, 10, &year, &month, &day) == FP_OK
               ? iso
               : NULL;
}

static const char *
description_of(struct fp_arena *arena, const struct entry *e)
{
    const char *both = e->name;

    if (e->name[0] == '\0' || strstr(e->memo, e->name) != NULL)
        both = e->memo[0] != '\0' ? e->memo : e->name;
    else if (e->memo[0] != '\0' && strstr(e->name, e->memo) == NULL)
        both = fp_arena_printf(arena, "%s %s", e->name, e->memo);
    return both != NULL
               ? fp_import_text(arena, both, FP_IMPORT_DESCRIPTION_MAX)
               : NULL;
}

/* The end of a STMTTRN: what it says becomes a line. */
static int
finish(struct scan *s, const struct entry *e, struct fp_import *out,
       size_t *room)
{
    struct fp_import_line *line =
        fp_import_add(out, room, e->line, s->arena, s->faults);

    if (line == NULL)
        return 0;
    line->date = date_of(s->arena, e->posted);
    if (line->date == NULL)
        fp_import_fault(s->faults, e->line, "DTPOSTED",
                        e->posted[0] != '\0' ? "value" : "required",
                        "a transaction has a day such as 20260131");
    if (!fp_import_cents(e->amount, 1, &line->cents))
        fp_import_fault(s->faults, e->line, "TRNAMT",
                        e->amount[0] != '\0' ? "value" : "required",
                        "a transaction has an amount such as -12.34");
    if (e->id[0] == '\0' || strlen(e->id) > FP_IMPORT_ID_MAX)
        fp_import_fault(s->faults, e->line, "FITID",
                        e->id[0] != '\0' ? "length" : "required",
                        "a transaction has an id of at most 255 characters");
    line->external_id = fp_arena_strdup(s->arena, e->id);
    line->description = description_of(s->arena, e);
    return 1;
}

/* An element inside of a STMTTRN. */
static void
take(const struct scan *s, struct entry *e)
{
    static const struct {
        const char *tag;
        size_t offset;
    } kept[] = {
        { "DTPOSTED", offsetof(struct entry, posted) },
        { "TRNAMT", offsetof(struct entry, amount) },
        { "FITID", offsetof(struct entry, id) },
        { "NAME", offsetof(struct entry, name) },
        { "MEMO", offsetof(struct entry, memo) },
    };

    if (strcmp(s->tag, "CURRENCY") == 0)
        e->in_currency = 1;
    if (strcmp(s->tag, "/CURRENCY") == 0)
        e->in_currency = 0;
    for (size_t i = 0; i < FP_COUNT(kept); i++)
        if (strcmp(s->tag, kept[i].tag) == 0)
            memcpy((char *)e + kept[i].offset, s->value,
                   strlen(s->value) + 1);
}

static void
check_currency(struct scan *s, const struct entry *e, int inside)
{
    int whole = strcmp(s->tag, "CURDEF") == 0;
    int one = inside && e->in_currency && strcmp(s->tag, "CURSYM") == 0;

    if ((whole || one) && strcmp(s->value, "USD") != 0)
        fp_import_fault(s->faults, s->tag_line, s->tag, "currency",
                        "only US dollars are kept");
}

static enum fp_err
read_all(struct scan *s, struct entry *e, struct fp_import *out)
{
    size_t room = 0;
    int inside = 0, seen = 0;

    while (next(s)) {
        seen = seen || strcmp(s->tag, "OFX") == 0;
        if (!seen)
            continue;
        check_currency(s, e, inside);
        if (strcmp(s->tag, "STMTTRN") == 0) {
            if (inside) {
                fault(s, "STMTTRN", "syntax",
                      "the transaction before this one does not end");
                return FP_EINVAL;
            }
            memset(e, 0, sizeof(*e));
            e->line = s->tag_line;
            inside = 1;
        } else if (strcmp(s->tag, "/STMTTRN") == 0 && inside) {
            inside = 0;
            if (!finish(s, e, out, &room))
                return FP_ELIMIT;
        } else if (inside) {
            take(s, e);
        }
    }
    if (!fp_faults_none(s->faults))
        return FP_EINVAL;
    if (!seen)
        fault(s, "OFX", "syntax", "this is no OFX file");
    else if (inside)
        fault(s, "STMTTRN", "syntax", "the last transaction does not end");
    else if (out->count == 0)
        fault(s, "STMTTRN", "empty", "there is no transaction in the file");
    return fp_faults_none(s->faults) ? FP_OK : FP_EINVAL;
}

enum fp_err
fp_import_ofx(const char *bytes, size_t len, struct fp_arena *arena,
              struct fp_faults *faults, struct fp_import *out)
{
    struct fp_import made = { .count = 0 };
    struct scan *s;
    struct entry *e;
    enum fp_err err;

    if (len > FP_IMPORT_BYTES_MAX) {
        fp_import_fault(faults, 1, "", "limit", "the file is too large");
        return FP_ELIMIT;
    }
    s = fp_arena_alloc(arena, sizeof(*s));
    e = fp_arena_alloc(arena, sizeof(*e));
    bytes = fp_import_utf8(bytes, &len, arena);
    if (s == NULL || e == NULL || bytes == NULL)
        return FP_ENOMEM;
    if (memchr(bytes, '\0', len) != NULL) {
        fp_import_fault(faults, 1, "", "syntax", "this is no text");
        return FP_EINVAL;
    }
    s->at = bytes;
    s->end = bytes + len;
    s->line = 1;
    s->arena = arena;
    s->faults = faults;
    err = read_all(s, e, &made);
    if (err == FP_OK)
        *out = made;
    return err;
}
