/* finplan ask: the questions of the service that need no plan, the same
 * document in and the same bytes out. */
#include "cli/finplan.h"

#include <stdio.h>
#include <string.h>

#include "codec/questions/question.h"

#define STATE "tax/state/"

static int
list_questions(void)
{
    fputs("Usage: finplan ask QUESTION [FILE]\nThe questions, by their paths "
          "below /api/v1/:\n", stderr);
    for (size_t i = 0; i < fp_questions_count; i++)
        fprintf(stderr, "  %-28s %s\n", fp_questions[i].name,
                fp_questions[i].what);
    return FINPLAN_USAGE;
}

int
finplan_ask(struct finplan *f)
{
    const struct fp_question_kind *kind;
    const char *name, *file, *part = NULL;
    struct fp_question q;
    enum fp_err err;
    int status;

    if (f->args.n_words < 1 || f->args.n_words > 2)
        return list_questions();
    name = f->args.words[0];
    file = f->args.n_words > 1 ? f->args.words[1] : "-";
    kind = fp_question_find(name);
    if (kind == NULL && strncmp(name, STATE, strlen(STATE)) == 0) {
        part = name + strlen(STATE);
        kind = fp_question_find(STATE "{code}");
    }
    if (kind == NULL)
        return list_questions();
    status = finplan_read(f, file, &f->bytes, &f->len);
    if (status != FINPLAN_OK)
        return status;
    err = fp_question_open(&q, kind->name, part, f->bytes, f->len, f->arena);
    if (err == FP_OK)
        err = kind->answer(&q, &f->out);
    if (err == FP_OK)
        return FINPLAN_OK;
    if (!fp_faults_none(&q.faults)) {
        finplan_print_faults(file, &q.faults);
        return FINPLAN_WRONG;
    }
    if (err == FP_ENOMEM)
        fp_error_set(&q.error, FP_ENOMEM, "Memory ran out.");
    return finplan_engine_error(file, &q.error);
}
