/* People and life tables in questions. */
#include "codec/questions/lives.h"

#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "planning/math/mortality.h"

static const char *const tables[] = { "period", "cohort", NULL };

const char *
fp_life_table_name(enum fp_mortality model)
{
    return tables[model == FP_MORTALITY_SSA_COHORT];
}

void
fp_lives_source(struct fp_question *q, enum fp_mortality model)
{
    fp_question_source(q, model == FP_MORTALITY_SSA_COHORT
                              ? fp_table_us_life_cohort[0].source
                              : fp_table_us_life_period[0].source);
}

static void
read_life(const struct fp_node *one, struct fp_annuity_life *life)
{
    static const char *const known[] = { "sex", "age", "birth_year", NULL };

    if (!fp_node_object(one, known, "a person"))
        return;
    life->sex = (enum fp_sex)fp_ask_word_or(
        one, "sex", fp_words_sex, FP_SEX_UNSTATED,
        "the mean of both sexes");
    life->age = fp_ask_whole(one, "age", 0, FP_MORTALITY_AGES - 1);
    life->birth_year = fp_ask_whole_or(one, "birth_year", 1880, 2100, 0,
                                       NULL);
}

int
fp_lives_asked(struct fp_question *q, struct fp_annuity_life lives[2],
               enum fp_mortality *model)
{
    struct fp_node list, table = fp_node_member(&q->root, "life_table");
    size_t n = fp_ask_list(&q->root, "people", 1, 2, "one or two people",
                           &list);
    int dated = 1;

    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        lives[i] = (struct fp_annuity_life){ .sex = FP_SEX_UNSTATED };
        read_life(&one, &lives[i]);
        dated = dated && lives[i].birth_year != 0;
    }
    *model = fp_ask_word_or(&q->root, "life_table", tables, dated,
                            dated ? "the tables of those born in the same "
                                    "year, with the improvement that the "
                                    "trustees project"
                                  : "the table of one year: no birth years "
                                    "are given") == 1
                 ? FP_MORTALITY_SSA_COHORT : FP_MORTALITY_SSA_PERIOD;
    if (n > 0 && *model == FP_MORTALITY_SSA_COHORT && !dated)
        fp_node_fault(&table, "value",
                      "the cohort's table needs everybody's birth_year");
    return fp_question_good(q) ? (int)n : 0;
}
