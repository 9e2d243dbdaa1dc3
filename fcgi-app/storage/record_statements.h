/* The statements about records that belong to no kind alone: constants, as in
 * the statement table. Internal to storage/. */
#ifndef FP_STORAGE_RECORD_STATEMENTS_H
#define FP_STORAGE_RECORD_STATEMENTS_H

#include "storage/statements.h"

enum fp_record_statement {
    FP_SQL_IMPORT,          /* account, JSON array of lines, source, dry run */
    FP_SQL_LEDGER_SUMMARY,  /* account, from, to, group */
    FP_SQL_GOAL_FIGURES,    /* goal */
    FP_RECORD_STATEMENTS
};

/* The entry of id. Pure. */
const struct fp_statement_entry *
fp_record_statement(enum fp_record_statement id);

#endif
