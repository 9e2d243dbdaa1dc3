/* The market that is assumed when a plan gives none. */
#include "codec/defaults.h"

#include <string.h>

const struct fp_default_asset fp_default_assets[FP_DEFAULT_ASSETS] = {
    { "us_stock", 0.0861, 0.1930, 0.1185, 0.1940 },
    { "us_bond", 0.0183, 0.0886, 0.0482, 0.0790 },
    { "us_bill", 0.0040, 0.0382, 0.0342, 0.0304 },
    { "baa_corp", 0.0386, 0.0880, 0.0690, 0.0765 },
    { "real_estate", 0.0125, 0.0497, 0.0438, 0.0618 },
    { "small_cap", 0.1411, 0.3721, 0.1752, 0.3792 },
    { "gold", 0.0348, 0.1861, 0.0675, 0.2076 },
};

const double fp_default_correlations[FP_DEFAULT_ASSETS][FP_DEFAULT_ASSETS] = {
    { 1.00, 0.10, 0.08, 0.46, 0.21, 0.78, -0.07 },
    { 0.10, 1.00, 0.57, 0.75, 0.01, -0.02, 0.01 },
    { 0.08, 0.57, 1.00, 0.48, -0.02, -0.05, -0.03 },
    { 0.46, 0.75, 0.48, 1.00, 0.09, 0.37, 0.06 },
    { 0.21, 0.01, -0.02, 0.09, 1.00, 0.23, -0.08 },
    { 0.78, -0.02, -0.05, 0.37, 0.23, 1.00, 0.01 },
    { -0.07, 0.01, -0.03, 0.06, -0.08, 0.01, 1.00 },
};

const char fp_default_market_text[] =
    "average and spread of United States calendar years 1928-2025 "
    "(A. Damodaran, NYU Stern)";

int
fp_default_asset_find(const char *id)
{
    for (int i = 0; i < FP_DEFAULT_ASSETS; i++)
        if (strcmp(fp_default_assets[i].id, id) == 0)
            return i;
    return -1;
}
