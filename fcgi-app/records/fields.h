/* Short forms for the descriptors. Private to records/. */
#ifndef FP_RECORDS_FIELDS_H
#define FP_RECORDS_FIELDS_H

#include "records/kind.h"

/* A million million dollars, in cents: sums of a thousand of them still fit. */
#define CENTS_MAX INT64_C(100000000000000)
#define RATE_SCALE 8
#define RATE_ONE INT64_C(100000000) /* 1.0 at that scale */
#define YEAR_MIN 1900
#define YEAR_MAX 2300

#define REQUIRED FP_FIELD_REQUIRED
#define NULLABLE FP_FIELD_NULLABLE
#define DERIVED FP_FIELD_DERIVED
#define COMPUTED (FP_FIELD_DERIVED | FP_FIELD_MOVES)

#define TEXT(name_, flags_, min_, max_, text_)                                \
    { .name = name_, .type = FP_FIELD_TEXT, .flags = flags_, .min = min_,     \
      .max = max_, .text = text_ }
#define WORD(name_, words_, text_)                                            \
    { .name = name_, .type = FP_FIELD_WORD, .flags = REQUIRED,                \
      .words = words_, .text = text_ }
#define WORD_OR(name_, words_, fallback_, why_, text_)                        \
    { .name = name_, .type = FP_FIELD_WORD, .words = words_,                  \
      .fallback = "\"" fallback_ "\"", .why = why_, .text = text_ }
#define MONEY(name_, flags_, min_, max_, text_)                               \
    { .name = name_, .type = FP_FIELD_MONEY, .flags = flags_, .min = min_,    \
      .max = max_, .text = text_ }
#define MONEY_OR(name_, min_, max_, fallback_, why_, text_)                   \
    { .name = name_, .type = FP_FIELD_MONEY, .min = min_, .max = max_,        \
      .fallback = fallback_, .why = why_, .text = text_ }
#define RATE(name_, flags_, min_, max_, text_)                                \
    { .name = name_, .type = FP_FIELD_DECIMAL, .flags = flags_,               \
      .min = min_ * RATE_ONE, .max = max_ * RATE_ONE, .scale = RATE_SCALE,    \
      .text = text_ }
#define RATE_OR(name_, min_, max_, fallback_, why_, text_)                    \
    { .name = name_, .type = FP_FIELD_DECIMAL, .min = min_ * RATE_ONE,        \
      .max = max_ * RATE_ONE, .scale = RATE_SCALE, .fallback = fallback_,     \
      .why = why_, .text = text_ }
#define INT(name_, flags_, min_, max_, text_)                                 \
    { .name = name_, .type = FP_FIELD_INT, .flags = flags_, .min = min_,      \
      .max = max_, .text = text_ }
#define INT_OR(name_, min_, max_, fallback_, why_, text_)                     \
    { .name = name_, .type = FP_FIELD_INT, .min = min_, .max = max_,          \
      .fallback = fallback_, .why = why_, .text = text_ }
#define FLAG_OR(name_, fallback_, why_, text_)                                \
    { .name = name_, .type = FP_FIELD_FLAG, .fallback = fallback_,            \
      .why = why_, .text = text_ }
#define DATE(name_, flags_, text_)                                            \
    { .name = name_, .type = FP_FIELD_DATE, .flags = flags_, .text = text_ }
#define REF(name_, text_)                                                     \
    { .name = name_, .type = FP_FIELD_REF, .flags = NULLABLE, .text = text_ }

#define NAME(of_) TEXT("name", REQUIRED, 1, 200, "What its owner calls " of_)

/* How a yearly amount changes. */
#define GROWTH                                                                \
    RATE_OR("growth", -1, 1, "0", "it does not grow",                         \
            "How the amount grows a year, a fraction: 0.01 is one per cent"), \
    WORD_OR("growth_basis", fp_record_words_growth, "real",                   \
            "growth comes on top of inflation",                               \
            "real: growth on top of inflation; nominal: growth as it is")

/* How often an amount is paid. */
#define FREQUENCY                                                             \
    WORD_OR("frequency", fp_record_words_frequency, "yearly",                 \
            "the amount is for a year",                                       \
            "How often the amount is paid; a plan takes it as an amount a "   \
            "year")

/* From when until when: at most one of each three. */
#define SPAN                                                                  \
    INT("start_year", NULLABLE, YEAR_MIN, YEAR_MAX,                           \
        "First calendar year; without a start it runs already"),              \
    INT("start_age", NULLABLE, 0, 120,                                        \
        "It starts in the year in which the person has this age"),            \
    { .name = "start_event", .type = FP_FIELD_WORD, .flags = NULLABLE,        \
      .words = fp_record_words_event,                                         \
      .text = "It starts with this event in the life of the person" },        \
    INT("end_year", NULLABLE, YEAR_MIN, YEAR_MAX,                             \
        "First calendar year in which it is over; without an end it goes "    \
        "on"),                                                                \
    INT("end_age", NULLABLE, 0, 120,                                          \
        "It is over in the year in which the person has this age"),           \
    { .name = "end_event", .type = FP_FIELD_WORD, .flags = NULLABLE,          \
      .words = fp_record_words_event,                                         \
      .text = "It is over with this event in the life of the person" }

#define SPAN_RULES(table)                                                     \
    { table "_start_one", "start_year", "combination",                        \
      "give one of start_year, start_age and start_event" },                  \
    { table "_end_one", "end_year", "combination",                            \
      "give one of end_year, end_age and end_event" },                        \
    { table "_span_order", "end_year", "range",                               \
      "the end lies before the start" },                                      \
    { table "_span_person", "person_id", "combination",                       \
      "an age or an event needs the person whose it is" },                    \
    { table "_person_ref", "person_id", "reference",                          \
      "this household has no person with this id" }

extern const char *const fp_record_words_growth[];
extern const char *const fp_record_words_frequency[];
extern const char *const fp_record_words_event[];

/* The descriptors, by file. */
extern const struct fp_record_kind fp_record_household, fp_record_person,
    fp_record_account, fp_record_holding, fp_record_lot,
    fp_record_transaction;                                  /* holdings.c */
extern const struct fp_record_kind fp_record_saving, fp_record_income,
    fp_record_expense;                                      /* flows.c */
extern const struct fp_record_kind fp_record_liability, fp_record_property,
    fp_record_insurance, fp_record_goal, fp_record_contribution; /* estate.c */
extern const struct fp_record_kind fp_record_assumption_set,
    fp_record_asset_assumption, fp_record_correlation, fp_record_plan,
    fp_record_scenario, fp_record_share;                    /* plans.c */

#define KIND_FIELDS(list) .fields = list, .n_fields = FP_COUNT(list)
#define KIND_RULES(list) .rules = list, .n_rules = FP_COUNT(list)

#endif
