/* The statement table: every SQL text that the service runs, by name. Texts
 * are constants; values travel as parameters only. Internal to storage/. */
#ifndef FP_STORAGE_STATEMENTS_H
#define FP_STORAGE_STATEMENTS_H

enum fp_statement {
    FP_SQL_BEGIN,
    FP_SQL_SETTINGS,
    FP_SQL_SETTINGS_READ_ONLY,
    FP_SQL_BACKEND,
    FP_SQL_COMMIT,
    FP_SQL_ROLLBACK,
    FP_SQL_SCHEMA_VERSION,

    FP_SQL_USER_CREATE,
    FP_SQL_USER_SELF,
    FP_SQL_USER_FACTORS,
    FP_SQL_USER_SET_PASSWORD,
    FP_SQL_USER_CHANGE_PASSWORD,
    FP_SQL_USER_CHANGE,
    FP_SQL_USER_PASSWORD_HASH,
    FP_SQL_USER_ERASE,
    FP_SQL_EXPORT_PAGE,

    FP_SQL_LOGIN_BEGIN,
    FP_SQL_LOGIN_SUCCEEDED,
    FP_SQL_THROTTLE_TAKE,
    FP_SQL_THROTTLE_GIVE_BACK,

    FP_SQL_SESSION_PURGE,
    FP_SQL_SESSION_CREATE,
    FP_SQL_SESSION_ROTATE,
    FP_SQL_SESSION_REVOKE,
    FP_SQL_SESSION_REVOKE_ALL,
    FP_SQL_SESSION_LIST,
    FP_SQL_SESSION_LIVE,
    FP_SQL_SESSION_REVOKE_ONE,
    FP_SQL_SESSION_REVOKE_OTHERS,

    FP_SQL_TOTP_GET,
    FP_SQL_TOTP_CLEAR,
    FP_SQL_TOTP_ENROL,
    FP_SQL_TOTP_CONFIRM,
    FP_SQL_TOTP_USE,
    FP_SQL_TOTP_REMOVE,
    FP_SQL_RECOVERY_CLEAR,
    FP_SQL_RECOVERY_ADD,
    FP_SQL_RECOVERY_USE,

    FP_SQL_API_KEY_CREATE,
    FP_SQL_API_KEY_LIST,
    FP_SQL_API_KEY_ROTATE,
    FP_SQL_API_KEY_ADD_SECRET,
    FP_SQL_API_KEY_REVOKE,
    FP_SQL_API_KEY_LOOKUP,

    FP_SQL_RESET_REQUEST,
    FP_SQL_RESET_LOOKUP,
    FP_SQL_RESET_USE,
    FP_SQL_RESET_CLEAR,

    FP_SQL_ADMIN_USERS,
    FP_SQL_ADMIN_USER_CHANGE,
    FP_SQL_ADMIN_AUDIT,

    FP_SQL_KEY_LOOK,
    FP_SQL_KEY_PURGE,
    FP_SQL_KEY_TAKE,
    FP_SQL_KEY_KEEP,

    FP_SQL_PLAN_INSERT,
    FP_SQL_PLAN_GET,
    FP_SQL_PLAN_READ,
    FP_SQL_PLAN_LIST,
    FP_SQL_PLAN_LIST_OF,
    FP_SQL_PLAN_LOCK,
    FP_SQL_PLAN_REPLACE,
    FP_SQL_PLAN_DELETE,

    FP_SQL_SIMULATION_PRUNE,
    FP_SQL_SIMULATION_INSERT,
    FP_SQL_SIMULATION_GET,
    FP_SQL_RESULT_PRUNE,
    FP_SQL_RESULT_INSERT,
    FP_SQL_RESULT_GET,

    FP_SQL_JOB_SUBMIT,
    FP_SQL_JOB_GET,
    FP_SQL_JOB_LIST,
    FP_SQL_JOB_WATCH,
    FP_SQL_JOB_CANCEL,
    FP_SQL_JOB_RESULT,
    FP_SQL_WORK_CLAIM,
    FP_SQL_WORK_BEAT,
    FP_SQL_WORK_DONE,
    FP_SQL_WORK_GIVE_BACK,
    FP_SQL_WORK_PARTS,
    FP_SQL_WORK_FOUND,
    FP_SQL_WORK_MORE,
    FP_SQL_WORK_FINISH,
    FP_SQL_WORK_SWEEP,
    FP_SQL_WORK_FIGURES,
    FP_SQL_BUSINESS_FIGURES,

    FP_SQL_COUNT
};

enum { FP_SQL_PARAMS_MAX = 8 };

struct fp_statement_entry {
    const char *name;   /* for logs and metrics */
    const char *sql;
    int params;         /* how many $n it has */
    /* 1: rows are found by a key, so that one plan is right whatever the
     * parameters and the size of the tables are, and the statement may be
     * prepared. 0: planned each time, as the parts of "$2 IS NULL OR id < $2"
     * must be, or what follows settings of its own (FP_SQL_IN_ORDER). */
    int keyed;
};

/* The entry of id. Pure. */
const struct fp_statement_entry *fp_statement_entry(enum fp_statement id);

#endif
