/* Finding a column of a historical series. */
#include "planning/market/history.h"

#include <string.h>

int
fp_history_column(const struct fp_history *history, const char *asset)
{
    for (size_t i = 0; i < history->n_columns; i++)
        if (strcmp(history->columns[i], asset) == 0)
            return (int)i;
    return -1;
}
