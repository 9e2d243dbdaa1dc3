/* SQLSTATE to error code, and what follows from it for a connection. */
#include "storage/sqlstate.h"

#include <stddef.h>
#include <string.h>

enum fp_err
fp_sqlstate_code(const char *sqlstate)
{
    static const struct {
        const char *prefix;
        enum fp_err code;
    } map[] = {
        { "57014", FP_ETIMEOUT },  /* query_canceled: statement_timeout */
        { "55P03", FP_ETIMEOUT },  /* lock_not_available */
        { "25P03", FP_ETIMEOUT },  /* idle_in_transaction_session_timeout */
        { "57P", FP_EUNAVAIL },    /* shutting down, starting up */
        { "08", FP_EUNAVAIL },     /* connection */
        { "53", FP_EUNAVAIL },     /* out of connections, disk, memory */
        { "25006", FP_EUNAVAIL },  /* read-only: this is a standby now */
        { "40", FP_EUNAVAIL },     /* deadlock, serialization */
        { "26000", FP_EUNAVAIL },  /* invalid_sql_statement_name */
        { "42P05", FP_EUNAVAIL },  /* duplicate_prepared_statement */
        { "0A000", FP_EUNAVAIL },  /* a cached plan's result has changed */
        { "23505", FP_ECONFLICT }, /* unique_violation */
        { "23503", FP_ENOTFOUND }, /* foreign_key_violation */
        { "23514", FP_EINVAL },    /* check_violation */
        { "22", FP_EINVAL },       /* data exception */
    };

    for (size_t i = 0; i < FP_COUNT(map); i++)
        if (strncmp(sqlstate, map[i].prefix, strlen(map[i].prefix)) == 0)
            return map[i].code;
    return FP_EINTERNAL;
}

int
fp_sqlstate_hopeless(const char *sqlstate)
{
    return strncmp(sqlstate, "57P", 3) == 0 || strcmp(sqlstate, "25006") == 0;
}

int
fp_sqlstate_collision(const char *sqlstate)
{
    return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0;
}

int
fp_sqlstate_stale(const char *sqlstate)
{
    return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "42P05") == 0 ||
           strcmp(sqlstate, "0A000") == 0;
}

const char *
fp_storage_detail(enum fp_err err)
{
    switch (err) {
    case FP_ETIMEOUT: return "The database did not answer in time.";
    case FP_EUNAVAIL: return "The database cannot be reached at the moment.";
    case FP_ENOMEM: return "Out of memory.";
    case FP_ECONFLICT: return "The object exists already.";
    case FP_ENOTFOUND: return "An object that this refers to does not exist.";
    case FP_EINVAL: return "The database refused a value.";
    case FP_ECANCELED: return "The Idempotency-Key was used before.";
    default: return "The database reported an error.";
    }
}
