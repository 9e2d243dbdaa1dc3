/* What of a household's contributions the limits allow. */
#include "planning/law/limits.h"

#include <math.h>

enum {
    CATCH_UP_AGE = 50,
    SUPER_FROM = 60,
    SUPER_TO = 63,
    HSA_CATCH_UP_AGE = 55,
    MEDICARE_AGE = 65
};

static const double SEP_RATE = 0.25, PHASE_STEP = 10.0, PHASE_LEAST = 200.0;

/* What one person, and the couple, has used so far. */
struct room {
    double deferred, simple, caught_up; /* regular and catch-up deferrals */
    double additions;
    double ira, roth;
    double hsa, hsa_caught_up;
};

struct used {
    struct room people[FP_PLAN_PEOPLE_MAX];
    double hsa_family;
};

static double
least(double a, double b)
{
    return a < b ? a : b;
}

static double
above_zero(double value)
{
    return value > 0.0 ? value : 0.0;
}

double
fp_limits_catch_up(const struct fp_limits *limits, int age, int simple)
{
    if (age < CATCH_UP_AGE)
        return 0.0;
    if (age >= SUPER_FROM && age <= SUPER_TO)
        return simple ? limits->simple_super_catch_up
                      : limits->super_catch_up;
    return simple ? limits->simple_catch_up : limits->catch_up;
}

double
fp_limits_phased(double amount, const struct fp_phase_out *range, double magi)
{
    double left;

    if (magi <= range->start && magi < range->end)
        return amount;
    if (magi >= range->end)
        return 0.0;
    left = amount * (range->end - magi) / (range->end - range->start);
    left = ceil(left / PHASE_STEP - 1e-9) * PHASE_STEP;
    return least(left > PHASE_LEAST ? left : PHASE_LEAST, amount);
}

double
fp_limits_match(const struct fp_limits *limits, double pay, double deferred,
                double rate, double up_to)
{
    return rate * least(deferred, up_to * least(pay, limits->compensation));
}

/* Gives what is allowed, with the reason when it is less than wanted. */
static void
allow(struct fp_limit_item *item, double room, const char *reason)
{
    double most = above_zero(room);

    if (item->allowed <= most)
        return;
    item->allowed = most;
    item->reason = reason;
}

/* Out of pay into an employer's plan: the regular limit first, then the
 * catch-up, which total additions do not count. */
static void
defer(const struct fp_limits *limits, const struct fp_limit_person *person,
      struct room *room, struct fp_limit_item *item)
{
    int simple = item->kind == FP_LIMIT_SIMPLE;
    double catch_up = fp_limits_catch_up(limits, person->age, simple);
    double regular = limits->elective - room->deferred, extra;

    if (simple)
        regular = least(regular, limits->simple - room->simple);
    regular = above_zero(regular);
    extra = above_zero(catch_up - room->caught_up);
    allow(item, regular + extra,
          "the limit on elective deferrals (26 U.S.C. 402(g), 414(v))");
    allow(item, person->pay - room->deferred - room->caught_up,
          "the person's pay");
    regular = least(regular, item->allowed);
    if (!simple && regular > limits->additions - room->additions) {
        regular = above_zero(limits->additions - room->additions);
        allow(item, regular + extra,
              "the limit on total additions (26 U.S.C. 415(c))");
    }
    extra = item->allowed - regular;
    room->deferred += regular;
    room->caught_up += extra;
    if (simple)
        room->simple += regular;
    room->additions += regular;
    item->employer_allowed =
        least(item->employer,
              above_zero(least(limits->additions, person->pay) -
                         room->additions));
    if (item->employer_allowed < item->employer && item->reason == NULL)
        item->reason = "the limit on total additions (26 U.S.C. 415(c)), "
                       "which cuts the employer's part";
    room->additions += item->employer_allowed;
    if (extra > 0.0 && !item->roth && limits->roth_catch_up_wages > 0.0 &&
        person->prior_wages > limits->roth_catch_up_wages)
        item->note = "the catch-up must be made as Roth, for last year's "
                     "wages (26 U.S.C. 414(v)(7))";
}

static void
contribute_sep(const struct fp_limits *limits,
               const struct fp_limit_person *person, struct room *room,
               struct fp_limit_item *item)
{
    allow(item, SEP_RATE * least(person->pay, limits->compensation),
          "25 % of pay (26 U.S.C. 404(h))");
    allow(item, limits->additions - room->additions,
          "the limit on total additions (26 U.S.C. 415(c))");
    room->additions += item->allowed;
}

/* The pay that a person's IRA may be made from: 26 U.S.C. 219(b)(1) and (c). */
static double
ira_pay(const struct fp_limit_household *h, const struct used *used,
        int person)
{
    double left = h->people[person].pay - used->people[person].ira;
    int other = 1 - person;
    double both;

    if (h->status != FP_FILING_MARRIED_JOINT || h->n_people < 2)
        return left;
    both = left + h->people[other].pay - used->people[other].ira;
    return both > left ? both : left;
}

/* The part of a contribution to a traditional IRA that can be deducted. */
static double
deduction_limit(const struct fp_limits *limits,
                const struct fp_limit_household *h, int person, double limit)
{
    int couple = h->n_people == 2 &&
                 (h->status == FP_FILING_MARRIED_JOINT ||
                  h->status == FP_FILING_MARRIED_SEPARATE);

    if (h->people[person].covered)
        return fp_limits_phased(limit, &limits->covered[h->status], h->magi);
    if (couple && h->people[1 - person].covered)
        return fp_limits_phased(limit, &limits->spouse[h->status], h->magi);
    return limit;
}

static void
contribute_ira(const struct fp_limits *limits,
               const struct fp_limit_household *h, struct used *used,
               struct fp_limit_item *item)
{
    struct room *room = &used->people[item->person];
    double limit = limits->ira;
    double deductible;

    if (h->people[item->person].age >= CATCH_UP_AGE)
        limit += limits->ira_catch_up;
    allow(item, limit - room->ira,
          "the limit of individual retirement accounts (26 U.S.C. "
          "219(b)(5))");
    allow(item, ira_pay(h, used, item->person), "the pay of the return");
    if (item->kind == FP_LIMIT_ROTH_IRA) {
        allow(item,
              fp_limits_phased(limit, &limits->roth[h->status], h->magi) -
                  room->roth,
              "the income limit of Roth contributions (26 U.S.C. "
              "408A(c)(3))");
        room->roth += item->allowed;
    } else {
        deductible = deduction_limit(limits, h, item->person, limit) -
                     (room->ira - room->roth);
        item->deductible = least(item->allowed, above_zero(deductible));
        if (item->deductible < item->allowed)
            item->note = "a part cannot be deducted, for income and an "
                         "employer's plan (26 U.S.C. 219(g))";
    }
    room->ira += item->allowed;
}

static void
contribute_hsa(const struct fp_limits *limits,
               const struct fp_limit_household *h, struct used *used,
               struct fp_limit_item *item)
{
    const struct fp_limit_person *person = &h->people[item->person];
    struct room *room = &used->people[item->person];
    double base, extra = 0.0;
    int family = person->hsa_family;

    if (person->age >= MEDICARE_AGE) {
        allow(item, 0.0, "Medicare, which ends contributions to a health "
                         "savings account (26 U.S.C. 223(b)(7))");
        return;
    }
    if (h->n_people == 2 && h->people[1 - item->person].hsa_family)
        family = 1; /* 26 U.S.C. 223(b)(5)(A) */
    base = above_zero(family ? limits->hsa_family - used->hsa_family
                             : limits->hsa_self - room->hsa);
    if (person->age >= HSA_CATCH_UP_AGE)
        extra = above_zero(limits->hsa_catch_up - room->hsa_caught_up);
    allow(item, base + extra,
          "the limit of health savings accounts (26 U.S.C. 223(b))");
    base = least(base, item->allowed);
    room->hsa_caught_up += item->allowed - base;
    if (family)
        used->hsa_family += base;
    else
        room->hsa += base;
}

static int
is_amount(double value)
{
    return isfinite(value) && value >= 0.0;
}

static int
is_valid(const struct fp_limit_household *h, const struct fp_limit_item *items,
         size_t n)
{
    if (h->n_people < 1 || h->n_people > FP_PLAN_PEOPLE_MAX ||
        !isfinite(h->magi) || (int)h->status < 0 ||
        h->status >= FP_FILING_COUNT)
        return 0;
    for (size_t p = 0; p < h->n_people; p++)
        if (!is_amount(h->people[p].pay) ||
            !is_amount(h->people[p].prior_wages))
            return 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].person < 0 || (size_t)items[i].person >= h->n_people ||
            !is_amount(items[i].wanted) || !is_amount(items[i].employer))
            return 0;
    return 1;
}

enum fp_err
fp_limits_apply(const struct fp_limits *limits,
                const struct fp_limit_household *household,
                struct fp_limit_item *items, size_t n)
{
    struct used used = { .hsa_family = 0.0 };
    int donors = household->status == FP_FILING_MARRIED_JOINT ? 2 : 1;

    if (!is_valid(household, items, n))
        return FP_EINVAL;
    for (size_t i = 0; i < n; i++) {
        struct fp_limit_item *item = &items[i];
        const struct fp_limit_person *person =
            &household->people[item->person];
        struct room *room = &used.people[item->person];

        item->allowed = item->wanted;
        item->employer_allowed = item->deductible = 0.0;
        item->reason = item->note = NULL;
        switch (item->kind) {
        case FP_LIMIT_DEFERRAL:
        case FP_LIMIT_SIMPLE: defer(limits, person, room, item); break;
        case FP_LIMIT_SEP: contribute_sep(limits, person, room, item); break;
        case FP_LIMIT_IRA:
        case FP_LIMIT_ROTH_IRA:
            contribute_ira(limits, household, &used, item);
            break;
        case FP_LIMIT_HSA:
            contribute_hsa(limits, household, &used, item);
            break;
        case FP_LIMIT_529:
            if (item->wanted > donors * limits->gift)
                item->note = "more than the gift tax exclusion of a year "
                             "(26 U.S.C. 2503(b))";
            break;
        default: break;
        }
        item->excess = item->wanted - item->allowed;
    }
    return FP_OK;
}
