/* Prints the statements that find and list records, for test_records_scale.py:
 * a line each; kind, verb, whether it may be prepared (1 or 0), and text between
 * tabs. */
#include <stdio.h>

#include "storage/records/record_sql.h"
#include "storage/records/record_statements.h"

static void
print(const char *kind, const char *verb,
      const struct fp_statement_entry *entry)
{
    printf("%s\t%s\t%d\t%s\n", kind, verb, entry->keyed, entry->sql);
}

int
main(void)
{
    for (int id = 0; id < FP_RECORD_COUNT; id++) {
        const struct fp_record_kind *kind = fp_record_kind((enum fp_record)id);
        const struct fp_record_sql *sql = fp_record_sql((enum fp_record)id);

        if (sql == NULL)
            return 1;
        print(kind->key, "get", &sql->get);
        print(kind->key, "own", &sql->own);
        print(kind->key, "lock", &sql->lock);
        print(kind->key, "list", &sql->list);
        print(kind->key, "list_then", &sql->list_then);
        print(kind->key, "history", &sql->history);
        if (kind->id == FP_RECORD_HOUSEHOLD)
            print(kind->key, "shared", &sql->shared);
    }
    print("", "order", fp_record_statement(FP_SQL_IN_ORDER));
    print("plans", "route", fp_statement_entry(FP_SQL_PLAN_LIST));
    print("plans", "route_of", fp_statement_entry(FP_SQL_PLAN_LIST_OF));
    print("plans", "find", fp_statement_entry(FP_SQL_PLAN_GET));
    print("plans", "find_shared", fp_statement_entry(FP_SQL_PLAN_READ));
    print("plans", "find_locked", fp_statement_entry(FP_SQL_PLAN_LOCK));
    return 0;
}
