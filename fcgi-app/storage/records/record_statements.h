/* The statements about records that belong to no kind alone: constants, as in
 * the statement table. Internal to storage/. */
#ifndef FP_STORAGE_RECORD_STATEMENTS_H
#define FP_STORAGE_RECORD_STATEMENTS_H

#include "storage/statements.h"

enum fp_record_statement {
    FP_SQL_IN_ORDER,        /* no parameter: how lists are to be read */
    FP_SQL_IMPORT,          /* account, JSON array of lines, source, dry run */
    FP_SQL_LEDGER_SUMMARY,  /* account, from, to, group */
    FP_SQL_GOAL_FIGURES,    /* goal */
    FP_SQL_ASSET_VALUES,    /* household */
    FP_SQL_SHARE_CREATE,    /* household, id, address */
    FP_SQL_ADVISOR_KNOWN,   /* address, which stands where the owner does */
    FP_SQL_AUDIT,           /* object, limit, before */
    FP_SQL_SCENARIO_CREATE, /* plan, id, base version, JSON row */
    FP_SQL_SCENARIO_CLONE,  /* scenario, id, name */
    FP_SQL_MERGE_PLAN,      /* plan, version, name, document, scenario,
                             * its version */
    FP_SQL_MERGE_SCENARIO,  /* scenario, its version, document, plan, its new
                             * version */
    FP_RECORD_STATEMENTS
};

/* The entry of id. Pure. */
const struct fp_statement_entry *
fp_record_statement(enum fp_record_statement id);

#endif
