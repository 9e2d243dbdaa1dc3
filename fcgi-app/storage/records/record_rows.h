/* Records to and from the database's texts. Internal to storage/. */
#ifndef FP_STORAGE_RECORD_ROWS_H
#define FP_STORAGE_RECORD_ROWS_H

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/buf.h"
#include "storage/records/record_sql.h"
#include "storage/records/records_store.h"
#include "storage/tx.h"

/* Row of a result with the columns of record_sql.h; texts live as long as the
 * result. */
struct fp_record_row fp_record_row_of(const struct fp_record_kind *kind,
                                      const PGresult *result, int row);

/* All rows of a result; NULL when memory ran out. */
struct fp_record_row *fp_record_rows_of(struct fp_arena *arena,
                                        const struct fp_record_kind *kind,
                                        const PGresult *result, size_t count);

/* Appends the JSON row with id (may be NULL) and the written fields, as
 * json_populate_record takes it. */
void fp_record_row_json(struct fp_buf *buf, const struct fp_record_kind *kind,
                        const char *id, const struct fp_record_values *values);

/* The failure of a transaction that wrote records, by the rules of their
 * kind: sets refusal and returns the error for it, or err. */
enum fp_err fp_record_refused(const struct fp_record_kind *kind,
                              const struct fp_tx_failure *failure,
                              enum fp_err err,
                              struct fp_record_refusal *refusal,
                              struct fp_error *error);

/* The text in buf for as long as the arena, or NULL; ends buf. */
char *fp_record_text(struct fp_arena *arena, struct fp_buf *buf);

/* A keyset cursor "day~id" or "id" into its parts (day NULL: none); 0 when it
 * is none of this kind. Both parts live in arena. */
int fp_record_after(struct fp_arena *arena, const struct fp_record_kind *kind,
                    const char *after, const char **id, const char **day);

#endif
