/* finplan-admin: the operator's program. This file finds the command. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "cli/finplan_admin.h"
#include "storage/pool.h"

static const struct {
    const char *name;
    fp_admin_command_fn run;
    const char *help;
} commands[] = {
    { "bootstrap", fp_admin_bootstrap,
      "create the roles and the database" },
    { "migrate", fp_admin_migrate,
      "bring the schema up to date (--status, --dry-run)" },
    { "check", fp_admin_check,
      "say whether the database is fit for the service" },
    { "user", fp_admin_user,
      "create, list, set-password, disable, enable accounts" },
    { "keys", fp_admin_keys, "generate token signing keys" },
    { "market-data", fp_admin_market, "fetch prices of the market" },
};

static void
print_help(void)
{
    printf("Usage: finplan-admin COMMAND [OPTION]...\n"
           "Manage the database, accounts, keys and market data of the "
           "Financial Planning API.\n\n");
    for (size_t i = 0; i < FP_COUNT(commands); i++)
        printf("  %-11s %s\n", commands[i].name, commands[i].help);
    printf("\n  --help      this text; COMMAND --help says more\n"
           "  --version   versions\n\n"
           "The database comes from DATABASE_ADMIN_URL and DATABASE_URL; each "
           "setting may\nbe given as NAME or, for secrets, as NAME_FILE.\n"
           "Exit status: 0 done, 1 the answer is no, 2 usage, 3 could not "
           "finish.\n");
}

int
main(int argc, char **argv)
{
    struct fp_arena *arena = NULL;
    const char *name = argc > 1 ? argv[1] : "";
    int code = FP_ADMIN_UNABLE;

    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help();
        return FP_ADMIN_DONE;
    }
    if (strcmp(name, "--version") == 0) {
        const int libpq = fp_storage_libpq_version();

        printf("finplan-admin %s (schema %d, libpq %d.%d)\n",
               PACKAGE_VERSION, (int)FP_STORAGE_SCHEMA, libpq / 10000,
               libpq % 10000);
        return FP_ADMIN_DONE;
    }
    if (argc < 2)
        return fp_admin_usage("a command is needed");
    if (fp_auth_init() != FP_OK) {
        fprintf(stderr, "finplan-admin: the system gives no randomness\n");
        return FP_ADMIN_UNABLE;
    }
    arena = fp_arena_new(0);
    if (arena == NULL) {
        fprintf(stderr, "finplan-admin: out of memory\n");
        return FP_ADMIN_UNABLE;
    }
    for (size_t i = 0; i < FP_COUNT(commands); i++)
        if (strcmp(name, commands[i].name) == 0) {
            code = commands[i].run(argc - 1, argv + 1, arena);
            goto out;
        }
    code = fp_admin_usage("there is no command '%s'", name);
out:
    fp_arena_free(arena);
    return code;
}
