/* The parts of plan decoding that several files share. Private to codec/. */
#ifndef FP_CODEC_PLAN_PARTS_H
#define FP_CODEC_PLAN_PARTS_H

#include "base/attr.h"
#include "codec/json/reader.h"
#include "planning/plan.h"

enum { FP_PLAN_ASSET_ID_MAX = 64 };

struct fp_plan_reader {
    struct fp_reader reader;
    struct fp_plan *plan;
    /* Every asset that the document names, in alphabetical order, so that the
     * order of keys in a document never matters. */
    const char *assets[FP_PLAN_ASSETS_MAX];
    size_t n_assets;
};

/* Where the market fields stand; found before the accounts are read. */
void fp_plan_collect_assets(struct fp_plan_reader *p,
                            const struct fp_node *root) FP_NONNULL(1, 2);
/* Index of an asset, or -1. */
int fp_plan_asset(const struct fp_plan_reader *p, const char *id)
    FP_NONNULL(1, 2);
/* An object of asset weights, also with the key `besides` (NULL: none). */
int fp_plan_weights(const struct fp_plan_reader *p,
                    const struct fp_node *node, const char *besides,
                    double *weights) FP_NONNULL(1, 2, 4);

/* An object of correlations, "us_stock/us_bond": 0.1, into matrix; given[i][j]
 * becomes 1 for each pair. inflation takes "us_stock/inflation" and its flags
 * given_inflation (both NULL: not allowed here). */
struct fp_plan_correlations {
    double (*matrix)[FP_PLAN_ASSETS_MAX];
    double *inflation;
    char given[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX];
    char given_inflation[FP_PLAN_ASSETS_MAX];
};
void fp_plan_read_correlations(struct fp_plan_reader *p,
                               const struct fp_node *list,
                               struct fp_plan_correlations *out)
    FP_NONNULL(1, 2, 3);
/* Regimes, series, opening and conditioning; takes the market's node. */
void fp_plan_read_models(struct fp_plan_reader *p, const struct fp_node *node)
    FP_NONNULL(1, 2);

/* Index of the account with this id, or -1. */
int fp_plan_account(const struct fp_plan_reader *p, const char *id)
    FP_NONNULL(1, 2);

/* Index of the person with this id, or -1. */
int fp_plan_person(const struct fp_plan *plan, const char *id)
    FP_NONNULL(1, 2);
/* The member "owner": a person's id, or "joint" (-1) where one person is not
 * needed. */
int fp_plan_owner(const struct fp_plan_reader *p, const struct fp_node *item,
                  int needed) FP_NONNULL(1, 2);
/* A start or end; absent: from the first year, or for ever. owner: whose ages
 * and events are meant by default, -1 nobody's. */
struct fp_when fp_plan_when(const struct fp_plan_reader *p,
                            const struct fp_node *item, const char *name,
                            int owner) FP_NONNULL(1, 2, 3);
/* The members "growth" and "growth_basis". */
void fp_plan_growth(const struct fp_node *node, double *growth,
                    enum fp_growth_basis *basis) FP_NONNULL(1, 2, 3);
/* The list `name` of an object: its length, with room for it in *items. */
size_t fp_plan_list(struct fp_plan_reader *p, const struct fp_node *root,
                    const char *name, size_t max, size_t size,
                    struct fp_node *list, void **items)
    FP_NONNULL(1, 2, 3, 6, 7);

/* A spending policy with its parameters into the plan's strategy. Their bounds
 * are validation's to check. */
void fp_plan_read_policy(struct fp_plan_reader *p, const struct fp_node *node)
    FP_NONNULL(1, 2);

/* The member "spending" of the strategy; after the expenses. */
void fp_plan_read_spending(struct fp_plan_reader *p,
                           const struct fp_node *strategy) FP_NONNULL(1, 2);

/* The parts of the document; each takes the plan's root node. */
void fp_plan_read_flows(struct fp_plan_reader *p, const struct fp_node *root)
    FP_NONNULL(1, 2);
void fp_plan_read_accounts(struct fp_plan_reader *p,
                           const struct fp_node *root) FP_NONNULL(1, 2);
void fp_plan_read_estate(struct fp_plan_reader *p, const struct fp_node *root)
    FP_NONNULL(1, 2);
void fp_plan_read_dependents(struct fp_plan_reader *p,
                             const struct fp_node *household)
    FP_NONNULL(1, 2);
void fp_plan_read_strategy(struct fp_plan_reader *p,
                           const struct fp_node *root) FP_NONNULL(1, 2);
void fp_plan_read_taxes(struct fp_plan_reader *p, const struct fp_node *root)
    FP_NONNULL(1, 2);
void fp_plan_read_market(struct fp_plan_reader *p, const struct fp_node *root)
    FP_NONNULL(1, 2);

#endif
