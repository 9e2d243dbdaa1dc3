/* Prices of the market, for the program that fetches them: which symbols are
 * due, and what was answered. On the operator's kind of connection, as role
 * finplan_market, which reads no table; each call is a transaction, so a
 * PgBouncer may stand in between. One thread. */
#ifndef FP_STORAGE_MARKET_H
#define FP_STORAGE_MARKET_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "storage/operator/admin.h"

/* The symbols to ask for, those asked longest ago first, at most at_most of
 * *waiting: those of also[n_also] and those of holdings, without what was
 * answered within the last `hours`. Symbols have the form of finplan.listing.
 * FP_EFORBID, FP_EUNAVAIL, FP_EIO, FP_ENOMEM. */
enum fp_err fp_storage_market_due(struct fp_storage_admin *admin,
                                  const char *const *also, size_t n_also,
                                  int hours, int at_most,
                                  struct fp_arena *arena,
                                  const char *const **symbols, size_t *count,
                                  int64_t *waiting, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 6, 7, 8, 9);

/* One day's price, as text of PostgreSQL's date and numeric. */
struct fp_storage_price {
    const char *date, *close;
};

/* Keeps what a provider answered: the outcome, and prices[n] of source. *kept:
 * how many of them are in the table now (none of days to come), *changed: how
 * many were not there or were different. Errors as above. */
enum fp_err fp_storage_market_answer(struct fp_storage_admin *admin,
                                     const char *symbol, const char *outcome,
                                     const char *source,
                                     const struct fp_storage_price *prices,
                                     size_t n, int64_t *kept,
                                     int64_t *changed, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 7, 8);

#endif
