/* finplan-admin bootstrap, migrate and check. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/finplan_admin.h"
#include "storage/operator/bootstrap.h"
#include "storage/operator/inspect.h"

enum { LOCK_WAIT_MS = 60000, NAME_MAX_BYTES = 64 };

/* --- migrate ---------------------------------------------------------- */

static void
report_migration(void *data, const struct fp_migration *migration)
{
    printf("%s %04d_%s\n", (const char *)data, migration->version,
           migration->name);
    fflush(stdout);
}

/* 0 when everything known is applied, 1 otherwise. */
static int
print_status(const struct fp_migration *known, size_t n_known,
             const struct fp_applied *applied, size_t n_applied)
{
    for (size_t i = 0; i < n_known || i < n_applied; i++) {
        if (i < n_applied)
            printf("applied  %04d_%s  %.12s  %s\n", applied[i].version,
                   applied[i].name, applied[i].sha256, applied[i].applied_at);
        else
            printf("pending  %04d_%s  %.12s\n", known[i].version,
                   known[i].name, known[i].sha256);
    }
    return n_applied == n_known ? FP_ADMIN_DONE : FP_ADMIN_NO;
}

static int
show_status(struct fp_arena *arena, struct fp_storage_admin *admin,
            const struct fp_migration *known, size_t n_known)
{
    struct fp_applied *applied = NULL;
    size_t n_applied = 0;
    struct fp_error error = { .code = FP_OK };
    int code;

    if (fp_storage_migrations_applied(admin, arena, &applied, &n_applied,
                                      &error) != FP_OK)
        return fp_admin_fail(&error);
    code = print_status(known, n_known, applied, n_applied);
    if (fp_storage_migrations_verify(known, n_known, applied, n_applied,
                                     &error) != FP_OK)
        return fp_admin_fail(&error);
    return code;
}

static int
run_migrations(struct fp_storage_admin *admin, int dry_run,
               const struct fp_migration *known, size_t n_known)
{
    char verb[16];
    const struct fp_migrate_options options = {
        .dry_run = dry_run,
        .lock_wait_ms = LOCK_WAIT_MS,
        .report = report_migration,
        .report_data = verb,
    };
    struct fp_error error = { .code = FP_OK };
    size_t applied = 0;
    enum fp_err err;

    snprintf(verb, sizeof(verb), "%s", dry_run ? "would apply" : "applied");
    err = fp_storage_migrate(admin, known, n_known, &options, &applied,
                             &error);
    if (err != FP_OK)
        return fp_admin_fail(&error);
    if (applied == 0)
        printf("nothing to apply, the schema is at version %zu\n", n_known);
    return FP_ADMIN_DONE;
}

int
fp_admin_migrate(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option options[] = {
        { "dry-run", no_argument, NULL, 'n' },
        { "status", no_argument, NULL, 's' },
        { "sql-dir", required_argument, NULL, 'd' },
        { "wait", required_argument, NULL, 'w' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    const char *directory = FP_PKGDATADIR "/sql";
    struct fp_storage_admin *admin = NULL;
    struct fp_migration *known = NULL;
    size_t n_known = 0;
    struct fp_error error = { .code = FP_OK };
    int dry_run = 0, status = 0, wait_ms = 0, code, c;

    while ((c = getopt_long(argc, argv, "nh", options, NULL)) != -1)
        switch (c) {
        case 'n': dry_run = 1; break;
        case 's': status = 1; break;
        case 'd': directory = optarg; break;
        case 'w':
            if (fp_admin_seconds(optarg, &wait_ms) != FP_OK)
                return fp_admin_usage("--wait takes 0 to 3600 seconds");
            break;
        case 'h':
            printf("Usage: finplan-admin migrate [--status | --dry-run] "
                   "[--sql-dir DIR] [--wait SECONDS]\n"
                   "Apply the migrations of DIR (%s) that the database "
                   "lacks.\n", FP_PKGDATADIR "/sql");
            return FP_ADMIN_DONE;
        default: return fp_admin_usage("migrate takes no such option");
        }
    if (optind < argc)
        return fp_admin_usage("migrate takes no '%s'", argv[optind]);
    if (fp_admin_load_migrations(arena, directory, &known, &n_known,
                                 &error) != FP_OK ||
        fp_admin_connect(arena, 0, wait_ms, &admin, &error) != FP_OK)
        return fp_admin_fail(&error);
    code = status ? show_status(arena, admin, known, n_known)
                  : run_migrations(admin, dry_run, known, n_known);
    fp_storage_admin_close(admin);
    return code;
}

/* --- bootstrap -------------------------------------------------------- */

/* Name of the database to make: option, else that of DATABASE_URL. Also says
 * when DATABASE_URL logs in as somebody whom bootstrap does not make. */
static enum fp_err
target_database(struct fp_arena *arena, const char *option, char *database,
                struct fp_error *error)
{
    char user[NAME_MAX_BYTES] = "";
    const char *url = NULL;
    enum fp_err err = fp_admin_env(arena, "DATABASE_URL", &url, error);

    database[0] = '\0';
    if (err != FP_OK)
        return err;
    if (url != NULL && fp_storage_url_parts(url, user, sizeof(user), database,
                                            NAME_MAX_BYTES) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "DATABASE_URL is not a PostgreSQL connection "
                            "string.");
    if (user[0] != '\0' && strcmp(user, "finplan_app") != 0)
        return fp_error_set(error, FP_EINVAL,
                            "DATABASE_URL logs in as %s; the role of the "
                            "service is finplan_app.", user);
    if (option != NULL)
        snprintf(database, NAME_MAX_BYTES, "%s", option);
    if (database[0] == '\0')
        snprintf(database, NAME_MAX_BYTES, "finplan");
    return FP_OK;
}

int
fp_admin_bootstrap(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option options[] = {
        { "database", required_argument, NULL, 'd' },
        { "wait", required_argument, NULL, 'w' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct fp_bootstrap bootstrap = { .admin = { .url = NULL } };
    char database[NAME_MAX_BYTES], user[NAME_MAX_BYTES], first[NAME_MAX_BYTES];
    const char *wanted = NULL;
    struct fp_error error = { .code = FP_OK };
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (c) {
        case 'd': wanted = optarg; break;
        case 'w':
            if (fp_admin_seconds(optarg, &bootstrap.admin.wait_ms) != FP_OK)
                return fp_admin_usage("--wait takes 0 to 3600 seconds");
            break;
        case 'h':
            printf("Usage: finplan-admin bootstrap [--database NAME] "
                   "[--wait SECONDS]\n"
                   "Create the roles finplan_owner, finplan_app, "
                   "finplan_jobs and finplan_market and the\ndatabase, where "
                   "missing. Needs DATABASE_ADMIN_URL. The password of "
                   "finplan_app is\nDATABASE_PASSWORD, that of finplan_jobs "
                   "DATABASE_JOBS_PASSWORD, that of\nfinplan_market "
                   "DATABASE_MARKET_PASSWORD, that of finplan_owner\n"
                   "DATABASE_OWNER_PASSWORD.\n");
            return FP_ADMIN_DONE;
        default: return fp_admin_usage("bootstrap takes no such option");
        }
    if (optind < argc)
        return fp_admin_usage("bootstrap takes no '%s'", argv[optind]);
    if (wanted != NULL && (wanted[0] == '\0' || strlen(wanted) > 63))
        return fp_admin_usage("--database takes a name of 1 to 63 bytes");
    if (fp_admin_env(arena, "DATABASE_ADMIN_URL", &bootstrap.admin.url,
                     &error) != FP_OK ||
        fp_admin_env(arena, "DATABASE_PASSWORD", &bootstrap.app_password,
                     &error) != FP_OK ||
        fp_admin_env(arena, "DATABASE_JOBS_PASSWORD",
                     &bootstrap.jobs_password, &error) != FP_OK ||
        fp_admin_env(arena, "DATABASE_MARKET_PASSWORD",
                     &bootstrap.market_password, &error) != FP_OK ||
        fp_admin_env(arena, "DATABASE_OWNER_PASSWORD",
                     &bootstrap.owner_password, &error) != FP_OK ||
        target_database(arena, wanted, database, &error) != FP_OK)
        return fp_admin_fail(&error);
    if (bootstrap.admin.url == NULL)
        return fp_admin_usage("DATABASE_ADMIN_URL is not set");
    /* The database may be the one still to be made; start in one that
     * every server has. */
    if (fp_storage_url_parts(bootstrap.admin.url, user, sizeof(user), first,
                             sizeof(first)) == FP_OK &&
        (first[0] == '\0' || strcmp(first, database) == 0))
        bootstrap.admin.database = "postgres";
    bootstrap.database = database;
    if (fp_storage_bootstrap(&bootstrap, &error) != FP_OK)
        return fp_admin_fail(&error);
    printf("roles finplan_owner, finplan_app, finplan_jobs and finplan_market "
           "and database %s are ready\n",
           database);
    return FP_ADMIN_DONE;
}

/* --- check ------------------------------------------------------------ */

int
fp_admin_check(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option options[] = {
        { "wait", required_argument, NULL, 'w' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct fp_storage_admin *service = NULL;
    struct fp_finding *findings = NULL;
    size_t count = 0, bad = 0;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int wait_ms = 0, c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (c) {
        case 'w':
            if (fp_admin_seconds(optarg, &wait_ms) != FP_OK)
                return fp_admin_usage("--wait takes 0 to 3600 seconds");
            break;
        case 'h':
            printf("Usage: finplan-admin check [--wait SECONDS]\n"
                   "Log in as the service does (DATABASE_URL) and say whether "
                   "role, schema and\nrow-level security are as they must "
                   "be.\n");
            return FP_ADMIN_DONE;
        default: return fp_admin_usage("check takes no such option");
        }
    if (optind < argc)
        return fp_admin_usage("check takes no '%s'", argv[optind]);
    if (fp_admin_connect(arena, 1, wait_ms, &service, &error) != FP_OK)
        return fp_admin_fail(&error);
    err = fp_storage_inspect(service, arena, &findings, &count, &bad, &error);
    fp_storage_admin_close(service);
    if (err != FP_OK)
        return fp_admin_fail(&error);
    for (size_t i = 0; i < count; i++)
        printf("%-4s %-20s %s\n", findings[i].good ? "good" : "BAD",
               findings[i].name, findings[i].detail);
    return bad == 0 ? FP_ADMIN_DONE : FP_ADMIN_NO;
}
