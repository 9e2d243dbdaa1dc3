/* Prints the statements that list records, for test_records_scale.py: a line
 * each, kind, verb and text between tabs. */
#include <stdio.h>

#include "storage/records/record_sql.h"
#include "storage/records/record_statements.h"

static void
print(const struct fp_record_kind *kind, const char *verb,
      const struct fp_statement_entry *entry)
{
    printf("%s\t%s\t%s\n", kind->key, verb, entry->sql);
}

int
main(void)
{
    for (int id = 0; id < FP_RECORD_COUNT; id++) {
        const struct fp_record_kind *kind = fp_record_kind((enum fp_record)id);
        const struct fp_record_sql *sql = fp_record_sql((enum fp_record)id);

        if (sql == NULL)
            return 1;
        print(kind, "get", &sql->get);
        print(kind, "list", &sql->list);
        print(kind, "list_then", &sql->list_then);
        print(kind, "history", &sql->history);
        if (kind->id == FP_RECORD_HOUSEHOLD)
            print(kind, "shared", &sql->shared);
    }
    printf("\torder\t%s\n", fp_record_statement(FP_SQL_IN_ORDER)->sql);
    printf("plans\troute\t%s\n", fp_statement_entry(FP_SQL_PLAN_LIST)->sql);
    printf("plans\troute_of\t%s\n",
           fp_statement_entry(FP_SQL_PLAN_LIST_OF)->sql);
    return 0;
}
