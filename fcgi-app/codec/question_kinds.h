/* Every question by file. Private to codec/; see codec/question.h. */
#ifndef FP_CODEC_QUESTION_KINDS_H
#define FP_CODEC_QUESTION_KINDS_H

#include "codec/question.h"

/* question_loan.c */
enum fp_err fp_question_loan(struct fp_question *q, struct fp_buf *buf);
enum fp_err fp_question_mortgage(struct fp_question *q, struct fp_buf *buf);

/* question_debt.c */
enum fp_err fp_question_debt(struct fp_question *q, struct fp_buf *buf);

/* question_tvm.c */
enum fp_err fp_question_tvm(struct fp_question *q, struct fp_buf *buf);

#endif
