/* People and life tables in questions. Private to codec/. */
#ifndef FP_CODEC_QUESTION_LIVES_H
#define FP_CODEC_QUESTION_LIVES_H

#include "codec/questions/question.h"
#include "planning/math/annuity.h"

/* "people" of a question: one or two of {sex, age, birth_year}, and
 * "life_table" ("period", "cohort"; by default the cohort's where everybody's
 * birth year is there). Returns their number; 0 with faults. */
int fp_lives_asked(struct fp_question *q, struct fp_annuity_life lives[2],
                   enum fp_mortality *model) FP_NONNULL(1, 2, 3);

/* The name of a life table in a reply; and its source among q's. */
const char *fp_life_table_name(enum fp_mortality model);
void fp_lives_source(struct fp_question *q, enum fp_mortality model)
    FP_NONNULL(1);

#endif
