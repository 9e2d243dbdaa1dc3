/* Lists, page by page: what the handlers of all of them have in common. */
#ifndef FP_HANDLERS_LIST_H
#define FP_HANDLERS_LIST_H

#include <stddef.h>

#include "base/attr.h"
#include "handlers/call.h"
#include "http/page.h"

/* ?limit= and ?cursor= of a list, beside names[n_names] of its own. 0, or the
 * status of the refusal. */
int fp_list_page(struct fp_call *call, const char *const *names,
                 size_t n_names, struct fp_page *page)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Where a store is to go on: the key of the row before, NULL at the start. */
const char *fp_list_after(const struct fp_page *page) FP_NONNULL(1);

/* The reply for a store that did not give a page: 400 with this detail where
 * its arguments were wrong (FP_EINVAL), otherwise as fp_stored_failed. */
int fp_list_failed(struct fp_call *call, enum fp_err err,
                   const struct fp_error *error, const char *wrong,
                   const char *missing) FP_NONNULL(1, 4, 5);

/* {"name":[…],"next_cursor":…} of rows[count], each of size bytes and written
 * by write as one value; 200. */
int fp_list_reply(struct fp_call *call, const char *name, const void *rows,
                  size_t count, size_t size,
                  void (*write)(struct fp_call *call, const void *row),
                  const struct fp_page *page, const char *next)
    FP_NONNULL(1, 2, 6, 7);

/* The end of a list's reply, behind its last member: "next_cursor" (next NULL:
 * this was the last page) and, unless page is NULL, the Link to it. Returns the
 * status. */
int fp_list_end(struct fp_call *call, int status, const struct fp_page *page,
                const char *next) FP_NONNULL(1);

#endif
