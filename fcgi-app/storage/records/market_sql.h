/* The market's price of a holding, in statements. h is the alias of a row of
 * finplan.holdings, and more is "" or a condition on the price m that begins
 * with AND. Internal to storage/.
 *
 * Those of crypto and other have none, as finplan.market_due says why. */
#ifndef FP_STORAGE_MARKET_SQL_H
#define FP_STORAGE_MARKET_SQL_H

/* The newest price's `what`, null when there is none. */
#define FP_SQL_MARKET(what, h, more)                                          \
    "(SELECT " what " FROM finplan.market_prices m"                           \
    " WHERE m.symbol = upper(" h ".symbol COLLATE \"C\")"                     \
    " AND " h ".asset NOT IN ('crypto', 'other')" more                        \
    " ORDER BY m.date DESC LIMIT 1)"

/* What a unit counts for: the market's price where it is newer than that of
 * the owner, who must have said of when that one is. */
#define FP_SQL_UNIT_PRICE(h, more)                                            \
    "coalesce(" FP_SQL_MARKET("m.close", h,                                   \
                              " AND m.date > " h ".price_date" more)          \
    ", " h ".price)"

/* The day of that price, null when nobody said. */
#define FP_SQL_UNIT_PRICE_DATE(h, more)                                       \
    "to_char(coalesce(" FP_SQL_MARKET("m.date", h,                            \
                                      " AND m.date > " h ".price_date" more)  \
    ", " h ".price_date), 'YYYY-MM-DD')"

#endif
