/* What the handlers of records share. Each of them serves every kind: the
 * route says which (records/kind.h). */
#ifndef FP_HANDLERS_RECORDS_FRAME_H
#define FP_HANDLERS_RECORDS_FRAME_H

#include "codec/plan/assume.h"
#include "handlers/call.h"
#include "http/page.h"
#include "records/kind.h"
#include "storage/records/records_store.h"

/* The kind that the route is about, that of its first parameter ("the account
 * in /accounts/{id}/holdings"), and the parameter itself. */
const struct fp_record_kind *fp_records_kind(const struct fp_call *call)
    FP_NONNULL(1);
const char *fp_records_id(const struct fp_call *call) FP_NONNULL(1);

/* Reads ?as_of= (FP_RECORD_NOW without one) and, where page is not NULL,
 * ?limit= and ?cursor=; any other parameter than those and names[n] is
 * refused. 0, or the status of the refusal. */
int fp_records_query(struct fp_call *call, const char *const *names, size_t n,
                     int64_t *moment, struct fp_page *page)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* The same without ?as_of=. */
int fp_records_page(struct fp_call *call, const char *const *names, size_t n,
                    struct fp_page *page) FP_MUST_CHECK FP_NONNULL(1, 4);

/* The reply for a failed store function. refusal may be NULL; before stands in
 * front of the field's pointer ("" or "/items"). */
int fp_records_failed(struct fp_call *call, enum fp_err err,
                      const struct fp_error *error,
                      const struct fp_record_refusal *refusal,
                      const char *before) FP_NONNULL(1, 5);

/* The reply that shows one record, with its ETag. assumed may be NULL. */
int fp_records_reply(struct fp_call *call, int status,
                     const struct fp_record_kind *kind,
                     const struct fp_record_row *row,
                     const struct fp_assumed *assumed) FP_NONNULL(1, 3, 4);

/* ,"name":12.34 and ,"name":"text" (NULL: null), into a reply's body. */
void fp_records_money(struct fp_buf *body, const char *name, int64_t cents)
    FP_NONNULL(1, 2);
void fp_records_text(struct fp_buf *body, const char *name, const char *value)
    FP_NONNULL(1, 2);

/* Sets Location to the record's own address. */
void fp_records_location(struct fp_call *call,
                         const struct fp_record_kind *kind, const char *id)
    FP_NONNULL(1, 2, 3);

/* The reply that lists rows; page NULL: the list is whole. Other members may
 * stand before it in the body, which begins with '{' then. */
int fp_records_reply_list(struct fp_call *call, int status,
                          const struct fp_record_kind *kind,
                          const struct fp_record_row *rows, size_t count,
                          const struct fp_page *page, const char *next)
    FP_NONNULL(1, 3);

#endif
