/* What a client keeps: every kind of record as one descriptor.
 *
 * Reading, writing, listing, history and bulk creation are written once, over
 * these descriptors: codec/ reads and writes documents by them, storage/ makes
 * its statements of them when it starts, handlers/ finds the kind of a route by
 * its address. The tables themselves are in sql/; a column has the name of its
 * field, with "_cents" behind it for money. Constant data, no code but look-ups;
 * thread-safe. */
#ifndef FP_RECORDS_KIND_H
#define FP_RECORDS_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum fp_record {
    FP_RECORD_NONE = -1,
    FP_RECORD_HOUSEHOLD,
    FP_RECORD_PERSON,
    FP_RECORD_ACCOUNT,
    FP_RECORD_HOLDING,
    FP_RECORD_LOT,
    FP_RECORD_TRANSACTION,
    FP_RECORD_SAVING,
    FP_RECORD_INCOME,
    FP_RECORD_EXPENSE,
    FP_RECORD_LIABILITY,
    FP_RECORD_PROPERTY,
    FP_RECORD_INSURANCE,
    FP_RECORD_GOAL,
    FP_RECORD_CONTRIBUTION,
    FP_RECORD_ASSUMPTION_SET,
    FP_RECORD_ASSET_ASSUMPTION,
    FP_RECORD_CORRELATION,
    FP_RECORD_PLAN,
    FP_RECORD_SCENARIO,
    FP_RECORD_SHARE,
    FP_RECORD_COUNT
};

enum fp_field_type {
    FP_FIELD_TEXT,    /* min to max characters */
    FP_FIELD_WORD,    /* one of words */
    FP_FIELD_MONEY,   /* dollars; min and max in cents */
    FP_FIELD_DECIMAL, /* `scale` decimals; min and max in units of the last */
    FP_FIELD_INT,     /* min to max */
    FP_FIELD_FLAG,
    FP_FIELD_DATE,    /* a calendar day, "2026-01-02" */
    FP_FIELD_REF,     /* the id of a record of the same household */
    FP_FIELD_ID,      /* the id of something else; derived fields only */
    FP_FIELD_DOCUMENT /* a whole JSON object */
};

enum {
    FP_FIELD_REQUIRED = 1, /* must stand in a new record */
    FP_FIELD_NULLABLE = 2, /* may be null, which absence means too */
    FP_FIELD_DERIVED = 4,  /* computed or set by the service; read only */
    FP_FIELD_FIXED = 8,    /* set at creation, never changed */
    FP_FIELD_MOVES = 16    /* made of what is not in the record, so it changes
                            * without a new version */
};

/* One member of a record's document. A field that is neither required nor
 * nullable nor derived has a fallback. */
struct fp_record_field {
    const char *name;
    enum fp_field_type type;
    unsigned flags;
    int64_t min, max;
    int scale;
    const char *const *words; /* NULL-terminated */
    const char *fallback;     /* the default as JSON text */
    const char *why;          /* what taking the default means, a sentence */
    const char *text;         /* meaning, unit and basis, for the schema */
};

/* What a constraint of the database means when it refuses a record. */
struct fp_record_rule {
    const char *constraint; /* its name in the database */
    const char *field;      /* where the fault is noted */
    const char *code;       /* "duplicate" is a conflict, others are faults */
    const char *detail;     /* a sentence that a person can act on */
};

struct fp_record_kind {
    enum fp_record id;
    const char *plural;     /* in addresses: "assumption-sets" */
    const char *key;        /* of the list in a reply, and the table's name */
    const char *one;        /* "assumption_set": the schema's name */
    enum fp_record parent;  /* FP_RECORD_NONE: the user */
    const char *parent_id;  /* "account_id"; NULL without a parent */
    int household;          /* rows carry the id of their household */
    int64_t max;            /* records under one parent; 0: its trigger says */
    const char *date;       /* the field that orders lists, newest first;
                             * NULL: by id, newest first */
    const struct fp_record_field *fields;
    size_t n_fields;
    const struct fp_record_rule *rules;
    size_t n_rules;
    const char *text;       /* what it is, for the schema */
};

enum {
    FP_RECORD_FIELDS_MAX = 24,
    FP_RECORD_BULK_MAX = 1000,  /* records in one bulk creation */
    FP_RECORD_BODY_MAX = 64 << 10,     /* bytes of one record's document */
    FP_RECORD_BULK_BODY_MAX = 4 << 20, /* of many, or of a scenario's */
    FP_RECORD_IMPORT_BODY_MAX = 8 << 20, /* of a bank's file */
    FP_RECORD_PAGE_MAX = 200
};

/* The descriptor of a kind. */
const struct fp_record_kind *fp_record_kind(enum fp_record id);

/* The kind that an address ("/api/v1/households/{id}/accounts") is about: that
 * of its last segment that names one. NULL: none. */
const struct fp_record_kind *fp_record_kind_at(const char *path)
    FP_NONNULL(1);

/* Index of a field, or -1. */
int fp_record_field(const struct fp_record_kind *kind, const char *name)
    FP_NONNULL(1, 2);

/* 1 when a field moves: the version does not tell all that a record holds. */
int fp_record_moves(const struct fp_record_kind *kind) FP_NONNULL(1);

/* 1 when clients write the field. */
int fp_record_field_written(const struct fp_record_field *field)
    FP_NONNULL(1);

/* One record. Values are PostgreSQL's text of the columns: money in cents,
 * flags "t" and "f", days "2026-01-02". All texts belong to one arena. */
struct fp_record_row {
    const char *id;           /* UUIDv7 */
    const char *parent;       /* id of the parent, or NULL */
    const char *household;    /* id of the household, or NULL */
    int64_t version;          /* 1, then one more at each change */
    int64_t created_ms;       /* unix milliseconds */
    int64_t updated_ms;
    const char *values[FP_RECORD_FIELDS_MAX]; /* a field each; NULL: null */
};

/* The written fields of one record, as in fp_record_row.values; those of
 * derived fields are not looked at. */
struct fp_record_values {
    const char *values[FP_RECORD_FIELDS_MAX];
};

#endif
