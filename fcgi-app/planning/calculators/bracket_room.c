/* How much more income fits below each edge of the law. */
#include "planning/calculators/marginal.h"

#include <math.h>

#include "planning/calculators/marginal_parts.h"

enum { AGED = 65, HALVINGS = 60 };

#define LEVEL_MOST 100.0 /* times the poverty line */
#define MOST 1e9 /* dollars beyond which an edge counts as never reached */

const char *const fp_edge_names[FP_EDGE_COUNT] = {
    "ordinary_bracket", "gains_bracket", "niit", "medicare_tier",
    "premium_credit_end", "social_security_taxed",
    "social_security_second_share", "social_security_fully_taxed",
    "senior_deduction_phaseout", "child_credit_phaseout"
};

/* The measure by which an edge goes. Each only grows with income. */
static double
measure(const struct fp_marginal_case *c, enum fp_edge_kind kind,
        double added)
{
    struct fp_household_costs costs;
    const struct fp_tax_result *r = &costs.federal;
    double benefits = fp_household_add(&c->household->input, c->kind, added)
                          .social_security;

    fp_marginal_at(c, added, &costs);
    switch (kind) {
    case FP_EDGE_BRACKET: return r->taxable_income - r->preferential_income;
    case FP_EDGE_GAINS: return r->taxable_income;
    case FP_EDGE_NIIT:
    case FP_EDGE_SENIOR:
    case FP_EDGE_CHILD: return r->agi;
    case FP_EDGE_MEDICARE: return r->magi;
    case FP_EDGE_ACA: return costs.aca_magi;
    case FP_EDGE_SS_FULL: return r->taxable_social_security;
    default:
        return r->magi - r->taxable_social_security + 0.5 * benefits;
    }
}

/* The most dollars with a measure of at most `at`, or HUGE_VAL. */
static double
room_below(const struct fp_marginal_case *c, enum fp_edge_kind kind,
           double at)
{
    double low = 0.0, high = 1.0;

    while (measure(c, kind, high) <= at) {
        low = high;
        high *= 4.0;
        if (high > MOST)
            return HUGE_VAL;
    }
    for (int k = 0; k < HALVINGS && high - low > 1e-4; k++) {
        double middle = low + (high - low) / 2.0;

        if (measure(c, kind, middle) <= at)
            low = middle;
        else
            high = middle;
    }
    return floor(low * 100.0 + 0.02) / 100.0;
}

struct edges {
    const struct fp_marginal_case *c;
    struct fp_edge *list;
    size_t n;
    double total;       /* without more income */
};

/* Adds an edge that is ahead, in the order of rooms. */
static void
add(struct edges *edges, enum fp_edge_kind kind, double at, double rate)
{
    struct fp_edge edge = { kind, at, measure(edges->c, kind, 0.0), rate,
                            0.0, 0.0 };
    size_t k = edges->n;

    if (edges->n == FP_EDGES_MAX || edge.now > at)
        return;
    edge.room = room_below(edges->c, kind, at);
    if (isfinite(edge.room)) {
        struct fp_household_costs costs;

        fp_marginal_at(edges->c, edge.room, &costs);
        edge.cost = costs.total - edges->total;
    }
    for (; k > 0 && edges->list[k - 1].room > edge.room; k--)
        edges->list[k] = edges->list[k - 1];
    edges->list[k] = edge;
    edges->n++;
}

static int
has_aged(const struct fp_household *h)
{
    return h->input.ages[0] >= AGED ||
           (h->input.n_taxpayers == 2 && h->input.ages[1] >= AGED);
}

static void
add_schedule(struct edges *edges, enum fp_edge_kind kind,
             const struct fp_tax_schedule *schedule)
{
    for (size_t i = 1; i < schedule->n; i++)
        add(edges, kind, schedule->floor[i], schedule->rate[i]);
}

/* Edges of the return itself. */
static void
add_federal(struct edges *edges, const struct fp_tax_law *law,
            const struct fp_household *h)
{
    add_schedule(edges, FP_EDGE_BRACKET, &law->ordinary);
    add_schedule(edges, FP_EDGE_GAINS, &law->gains);
    add(edges, FP_EDGE_NIIT, law->niit_threshold, 0.0);
    if (has_aged(h) && law->senior_deduction > 0.0)
        add(edges, FP_EDGE_SENIOR, law->senior_phaseout_start, 0.0);
    if (h->input.children_under_17 + h->input.other_dependents > 0)
        add(edges, FP_EDGE_CHILD, law->ctc_phaseout_start, 0.0);
}

static void
add_benefits(struct edges *edges, const struct fp_tax_law *law,
             const struct fp_household *h)
{
    double most = law->ss_share_2 * h->input.social_security;

    if (h->input.social_security <= 0.0 ||
        edges->c->kind == FP_ADD_SOCIAL_SECURITY)
        return;
    add(edges, FP_EDGE_SS_FIRST, law->ss_base_1, 0.0);
    add(edges, FP_EDGE_SS_SECOND, law->ss_base_2, 0.0);
    /* Just below the most, as the measure never passes it. */
    add(edges, FP_EDGE_SS_FULL, most * (1.0 - 1e-9), 0.0);
}

size_t
fp_bracket_room(const struct fp_household_law *law,
                const struct fp_household *h, enum fp_income_added kind,
                struct fp_edge list[FP_EDGES_MAX])
{
    const struct fp_marginal_case c = { law, h, kind };
    struct edges edges = { &c, list, 0, 0.0 };
    struct fp_household_costs costs;

    fp_marginal_at(&c, 0.0, &costs);
    edges.total = costs.total;
    add_federal(&edges, &law->federal, h);
    add_benefits(&edges, &law->federal, h);
    if (h->medicare_people > 0)
        for (size_t k = 0; k + 1 < law->medicare.n; k++)
            add(&edges, FP_EDGE_MEDICARE,
                fp_medicare_threshold(&law->medicare, (int)k), 0.0);
    /* Until 2025 the credit fades out and has no end of its own. */
    if (h->aca_people > 0 && costs.aca_credit > 0.0 && law->aca.n > 0 &&
        law->aca.bands[law->aca.n - 1].below < LEVEL_MOST) {
        double poverty = law->aca.poverty_first +
                         law->aca.poverty_more * (h->aca_people - 1);

        add(&edges, FP_EDGE_ACA,
            law->aca.bands[law->aca.n - 1].below * poverty, 0.0);
    }
    return edges.n;
}
