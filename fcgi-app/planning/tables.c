/* Finding a table of law by its name. */
#include "planning/tables.h"

#include <string.h>

const struct fp_table *
fp_tables_find(const char *name)
{
    for (size_t i = 0; i < fp_tables_count; i++)
        if (strcmp(fp_tables[i].name, name) == 0)
            return &fp_tables[i];
    return NULL;
}
