/* The statements of records, made once from the constant descriptors of
 * records/: nothing that a client sends is in their text. As in the statement
 * table, $1 is the owner in each of them and every WHERE names it. Internal to
 * storage/.
 *
 * Result columns: those of enum fp_record_column, then the kind's fields. */
#ifndef FP_STORAGE_RECORD_SQL_H
#define FP_STORAGE_RECORD_SQL_H

#include "records/kind.h"
#include "storage/statements.h"

enum fp_record_column {
    FP_COLUMN_ID,
    FP_COLUMN_PARENT,
    FP_COLUMN_HOUSEHOLD,
    FP_COLUMN_VERSION,
    FP_COLUMN_CREATED, /* unix milliseconds */
    FP_COLUMN_UPDATED,
    FP_COLUMN_ENDED,   /* history: when the version ended; else null */
    FP_COLUMN_DELETED, /* history: 1 when by deletion; else 0 */
    FP_COLUMN_FIELDS   /* the first field */
};

/* Parameters, after the owner: a moment is unix milliseconds; a page begins
 * after a key (null: at the start), which for kinds with a date is the day
 * and the id. */
struct fp_record_sql {
    struct fp_statement_entry own;       /* id: is it the owner's? */
    struct fp_statement_entry get;       /* id */
    struct fp_statement_entry get_then;  /* id, moment */
    struct fp_statement_entry list;      /* parent, limit, id, day */
    struct fp_statement_entry list_then; /* parent, moment, limit, id, day */
    struct fp_statement_entry shared;    /* limit, id: lent to the user */
    struct fp_statement_entry whole;     /* household, limit: all under it */
    struct fp_statement_entry insert;    /* parent, JSON array of rows */
    struct fp_statement_entry lock;      /* id: its version */
    struct fp_statement_entry update;    /* id, version or 0, JSON row */
    struct fp_statement_entry remove;    /* id, version or 0 */
    struct fp_statement_entry history;   /* id, limit, version */
};

/* The statements of a kind; NULL when memory ran out while they were made.
 * Thread-safe. */
const struct fp_record_sql *fp_record_sql(enum fp_record id);

#endif
