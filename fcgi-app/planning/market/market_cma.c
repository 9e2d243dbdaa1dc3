/* Looking up capital-market assumptions. */
#include "planning/market/market_cma.h"

#include <string.h>

const struct fp_row_cma *
fp_cma_find(const char *asset)
{
    for (size_t i = 0; i < fp_table_us_cma_count; i++)
        if (strcmp(fp_table_us_cma[i].asset, asset) == 0)
            return &fp_table_us_cma[i];
    return NULL;
}

enum fp_asset_class
fp_cma_kind(const struct fp_market *market, size_t asset)
{
    const struct fp_row_cma *row;

    if (market->kinds[asset] != FP_ASSET_UNSTATED)
        return market->kinds[asset];
    row = fp_cma_find(market->assets[asset].id);
    return row != NULL ? row->kind : FP_ASSET_OTHER;
}

static const struct fp_row_cma_correlation *
find_pair(const char *a, const char *b)
{
    for (size_t i = 0; i < fp_table_us_cma_correlations_count; i++) {
        const struct fp_row_cma_correlation *row =
            &fp_table_us_cma_correlations[i];

        if ((strcmp(row->first, a) == 0 && strcmp(row->second, b) == 0) ||
            (strcmp(row->first, b) == 0 && strcmp(row->second, a) == 0))
            return row;
    }
    return NULL;
}

int
fp_cma_correlation(const char *first, const char *second, double *correlation,
                   const char **source)
{
    const struct fp_row_cma *a = fp_cma_find(first), *b = fp_cma_find(second);
    const struct fp_row_cma_correlation *row;

    if (a == NULL || b == NULL)
        return 0;
    row = find_pair(first, second);
    if (row == NULL && strcmp(a->like, b->like) == 0) {
        *correlation = 1.0;
        *source = "one class of the table us_cma_correlations";
        return 1;
    }
    if (row == NULL)
        row = find_pair(a->like, b->like);
    if (row == NULL)
        return 0;
    *correlation = row->correlation;
    *source = row->source;
    return 1;
}
