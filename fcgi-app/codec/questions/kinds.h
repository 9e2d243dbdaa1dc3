/* Every question by file. Private to codec/; see codec/questions/question.h. */
#ifndef FP_CODEC_QUESTION_KINDS_H
#define FP_CODEC_QUESTION_KINDS_H

#include "codec/questions/question.h"

/* home.c */
enum fp_err fp_question_rent_or_buy(struct fp_question *q, struct fp_buf *buf);

/* income.c */
enum fp_err fp_question_pension(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_annuity(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_longevity(struct fp_question *q, struct fp_buf *buf);

/* loan.c */
enum fp_err fp_question_loan(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_mortgage(struct fp_question *q, struct fp_buf *buf);

/* rmd.c, contributions.c, conversion.c */
enum fp_err fp_question_rmd(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_contributions(struct fp_question *q,
                                      struct fp_buf *buf);
enum fp_err fp_question_conversion(struct fp_question *q, struct fp_buf *buf);

/* claims.c */
enum fp_err fp_question_claims(struct fp_question *q, struct fp_buf *buf);

/* debt.c */
enum fp_err fp_question_debt(struct fp_question *q, struct fp_buf *buf);

/* health.c */
enum fp_err fp_question_tax_irmaa(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_aca(struct fp_question *q, struct fp_buf *buf);

/* marginal.c */
enum fp_err fp_question_tax_marginal(struct fp_question *q,
                                     struct fp_buf *buf);
enum fp_err fp_question_tax_bracket_room(struct fp_question *q,
                                         struct fp_buf *buf);

/* next_year.c */
enum fp_err fp_question_next_year(struct fp_question *q, struct fp_buf *buf);

/* needs.c */
enum fp_err fp_question_healthcare(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_readiness(struct fp_question *q, struct fp_buf *buf);

/* protection.c */
enum fp_err fp_question_emergency(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_life_need(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_education(struct fp_question *q, struct fp_buf *buf);

/* short_term.c */
enum fp_err fp_question_short_term(struct fp_question *q, struct fp_buf *buf);

/* tax.c */
enum fp_err fp_question_tax_federal(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_state(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_payroll(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_self_employment(struct fp_question *q,
                                            struct fp_buf *buf);
enum fp_err fp_question_tax_capital_gains(struct fp_question *q,
                                          struct fp_buf *buf);
enum fp_err fp_question_tax_niit(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_amt(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_tax_social_security(struct fp_question *q,
                                            struct fp_buf *buf);

/* tvm.c */
enum fp_err fp_question_tvm(struct fp_question *q, struct fp_buf *buf);

#endif
