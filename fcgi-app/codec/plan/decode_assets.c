/* The assets that a plan names, and weights over them. */
#include <json.h>
#include <stdlib.h>
#include <string.h>

#include "codec/plan/defaults.h"
#include "codec/plan/parts.h"

struct collector {
    struct fp_plan_reader *plan;
    const char *besides;
};

static void
add_asset(struct fp_plan_reader *p, const char *id, const struct fp_node *node)
{
    if (fp_plan_asset(p, id) >= 0)
        return;
    if (p->n_assets == FP_PLAN_ASSETS_MAX) {
        fp_node_fault(node, "count",
                      "a plan has at most %d different assets",
                      FP_PLAN_ASSETS_MAX);
        return;
    }
    p->assets[p->n_assets++] = id;
}

static void
collect(void *context, const char *name, const struct fp_node *member)
{
    const struct collector *c = context;
    char *id;

    if (c->besides != NULL && strcmp(c->besides, name) == 0)
        return;
    if (name[0] == '\0' || strlen(name) > FP_PLAN_ASSET_ID_MAX ||
        strchr(name, '/') != NULL) {
        fp_node_fault(member, "value",
                      "the id of an asset has 1 to %d bytes and no slash",
                      FP_PLAN_ASSET_ID_MAX);
        return;
    }
    id = fp_arena_strdup(c->plan->reader.arena, name);
    if (id != NULL)
        add_asset(c->plan, id, member);
}

/* The keys of `member` in each object of a list. */
static void
collect_list(struct fp_plan_reader *p, const struct fp_node *list,
             const char *member, const char *besides)
{
    struct collector c = { p, besides };
    size_t n = 0;

    if (json_object_is_type(list->value, json_type_array))
        n = json_object_array_length(list->value);
    for (size_t i = 0; i < n && i < 256; i++) {
        struct fp_node item = fp_node_element(list, i);
        struct fp_node weights = item;

        if (member != NULL)
            weights = fp_node_member(&item, member);
        fp_node_each(&weights, collect, &c);
    }
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Cash without an allocation, or a plan without any asset, needs bills. */
static int
needs_bills(const struct fp_plan_reader *p, const struct fp_node *accounts)
{
    size_t n = 0;

    if (p->n_assets == 0)
        return 1;
    if (json_object_is_type(accounts->value, json_type_array))
        n = json_object_array_length(accounts->value);
    for (size_t i = 0; i < n && i < 256; i++) {
        struct fp_node item = fp_node_element(accounts, i);
        struct fp_node type = fp_node_member(&item, "type");
        struct fp_node allocation = fp_node_member(&item, "allocation");

        if (!allocation.present &&
            json_object_is_type(type.value, json_type_string) &&
            strcmp(json_object_get_string(type.value), "cash") == 0)
            return 1;
    }
    return 0;
}

void
fp_plan_collect_assets(struct fp_plan_reader *p, const struct fp_node *root)
{
    struct collector c = { p, NULL };
    struct fp_node market = fp_node_member(root, "market");
    struct fp_node assets = fp_node_member(&market, "assets");
    struct fp_node accounts = fp_node_member(root, "accounts");
    struct fp_node strategy = fp_node_member(root, "strategy");
    struct fp_node glide = fp_node_member(&strategy, "glide_path");

    fp_node_each(&assets, collect, &c);
    collect_list(p, &accounts, "allocation", NULL);
    collect_list(p, &glide, NULL, "age");
    if (needs_bills(p, &accounts))
        add_asset(p, FP_DEFAULT_BILL_ID, &assets);
    qsort(p->assets, p->n_assets, sizeof(p->assets[0]), by_name);
}

int
fp_plan_asset(const struct fp_plan_reader *p, const char *id)
{
    for (size_t i = 0; i < p->n_assets; i++)
        if (strcmp(p->assets[i], id) == 0)
            return (int)i;
    return -1;
}

struct weights {
    const struct fp_plan_reader *plan;
    const char *besides;
    double *out;
};

static void
take_weight(void *context, const char *name, const struct fp_node *member)
{
    struct weights *w = context;
    int asset = fp_plan_asset(w->plan, name);
    double value;

    if (w->besides != NULL && strcmp(w->besides, name) == 0)
        return;
    if (fp_node_number(member, &value) && asset >= 0)
        w->out[asset] = value;
}

int
fp_plan_weights(const struct fp_plan_reader *p, const struct fp_node *node,
                const char *besides, double *weights)
{
    struct weights w = { p, besides, weights };

    if (!fp_node_object(node, NULL, "an object of asset weights, such as "
                                    "{\"us_stock\": 0.6, \"us_bond\": 0.4}"))
        return 0;
    fp_node_each(node, take_weight, &w);
    return 1;
}
