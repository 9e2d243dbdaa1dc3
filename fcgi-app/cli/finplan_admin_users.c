/* finplan-admin user: accounts. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "auth/digest.h"
#include "auth/password.h"
#include "base/clock.h"
#include "cli/finplan_admin.h"
#include "storage/operator/accounts.h"

enum { PASSWORD_FILE_MAX = 4096, PERMIT_WAIT_MS = 1000 };

struct user_options {
    const char *email;
    const char *role;
    const char *password_file;
    int if_missing;
};

/* One line from the terminal, unseen. FP_EIO when it is none. */
static enum fp_err
ask_terminal(const char *prompt, char *text, size_t size,
             struct fp_error *error)
{
    struct termios before, silent;
    int got;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
        return fp_error_set(error, FP_EINVAL,
                            "No password: give --password-file FILE ('-' is "
                            "standard input), or run this in a terminal.");
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    got = fgets(text, (int)size, stdin) != NULL;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    if (!got)
        return fp_error_set(error, FP_EIO, "No password was typed.");
    text[strcspn(text, "\n")] = '\0';
    return FP_OK;
}

static enum fp_err
type_password(struct fp_arena *arena, char **password, struct fp_error *error)
{
    char *first = fp_arena_alloc(arena, FP_PASSWORD_MAX + 2);
    char *second = fp_arena_alloc(arena, FP_PASSWORD_MAX + 2);
    enum fp_err err;

    if (first == NULL || second == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = ask_terminal("Password: ", first, FP_PASSWORD_MAX + 2, error);
    if (err == FP_OK)
        err = ask_terminal("Again: ", second, FP_PASSWORD_MAX + 2, error);
    if (err == FP_OK && strcmp(first, second) != 0)
        err = fp_error_set(error, FP_EINVAL,
                           "The two passwords differ.");
    fp_auth_wipe(second, FP_PASSWORD_MAX + 2);
    if (err == FP_OK)
        *password = first;
    return err;
}

/* The hash of the password that the options, or the terminal, give. */
static enum fp_err
read_hash(struct fp_arena *arena, const struct user_options *options,
          char hash[FP_PASSWORD_HASH], struct fp_error *error)
{
    struct fp_passwords *passwords = NULL;
    char *password = NULL;
    size_t len = 0;
    enum fp_err err;

    if (options->password_file != NULL) {
        err = fp_admin_read(arena, options->password_file, PASSWORD_FILE_MAX,
                            &password, &len, error);
        if (err == FP_OK)
            password[strcspn(password, "\r\n")] = '\0';
    } else {
        err = type_password(arena, &password, error);
    }
    if (err != FP_OK)
        return err;
    len = strlen(password);
    err = fp_password_policy(password, len, options->email, error);
    if (err == FP_OK) {
        passwords = fp_passwords_new(1, PERMIT_WAIT_MS, error);
        err = passwords == NULL
                  ? FP_ENOMEM
                  : fp_password_hash(passwords, password, len, 0, hash);
        if (passwords != NULL && err != FP_OK)
            fp_error_set(error, err, "The password could not be hashed.");
    }
    fp_passwords_free(passwords);
    fp_auth_wipe(password, len);
    return err;
}

static enum fp_err
create(struct fp_arena *arena, struct fp_storage_admin *admin,
       const struct user_options *options, struct fp_error *error)
{
    char hash[FP_PASSWORD_HASH], id[37];
    enum fp_err err = read_hash(arena, options, hash, error);

    if (err == FP_OK)
        err = fp_storage_account_create(
            admin, options->email, hash,
            options->role != NULL ? options->role : "user", id, error);
    if (err == FP_ECONFLICT && options->if_missing) {
        printf("%s exists already\n", options->email);
        return FP_OK;
    }
    if (err == FP_OK)
        printf("created %s %s\n", options->email, id);
    return err;
}

static enum fp_err
list(struct fp_arena *arena, struct fp_storage_admin *admin,
     const struct user_options *options, struct fp_error *error)
{
    struct fp_user *users = NULL;
    size_t count = 0;
    enum fp_err err = fp_storage_account_list(admin, arena, &users, &count,
                                              error);

    (void)options;
    for (size_t i = 0; err == FP_OK && i < count; i++) {
        char created[FP_CLOCK_TEXT];

        fp_clock_rfc3339(users[i].created_ms, created);
        printf("%s  %s  %-8s %-8s %s\n", users[i].id, created, users[i].role,
               users[i].disabled ? "disabled" : "active", users[i].email);
    }
    return err;
}

static enum fp_err
set_password(struct fp_arena *arena, struct fp_storage_admin *admin,
             const struct user_options *options, struct fp_error *error)
{
    char hash[FP_PASSWORD_HASH];
    enum fp_err err = read_hash(arena, options, hash, error);

    if (err == FP_OK)
        err = fp_storage_account_set_password(admin, options->email, hash,
                                              error);
    if (err == FP_OK)
        printf("new password for %s, its sessions ended\n", options->email);
    return err;
}

static enum fp_err
disable(struct fp_arena *arena, struct fp_storage_admin *admin,
        const struct user_options *options, struct fp_error *error)
{
    enum fp_err err =
        fp_storage_account_set_disabled(admin, options->email, 1, error);

    (void)arena;
    if (err == FP_OK)
        printf("disabled %s, its sessions ended\n", options->email);
    return err;
}

static enum fp_err
enable(struct fp_arena *arena, struct fp_storage_admin *admin,
       const struct user_options *options, struct fp_error *error)
{
    enum fp_err err =
        fp_storage_account_set_disabled(admin, options->email, 0, error);

    (void)arena;
    if (err == FP_OK)
        printf("enabled %s\n", options->email);
    return err;
}

static const struct {
    const char *name;
    int takes_email;
    enum fp_err (*run)(struct fp_arena *arena, struct fp_storage_admin *admin,
                       const struct user_options *options,
                       struct fp_error *error);
} actions[] = {
    { "create", 1, create },
    { "list", 0, list },
    { "set-password", 1, set_password },
    { "disable", 1, disable },
    { "enable", 1, enable },
};

static void
print_help(void)
{
    printf("Usage: finplan-admin user create EMAIL [--role user|advisor|admin]"
           " [--password-file FILE] [--if-missing]\n"
           "       finplan-admin user list\n"
           "       finplan-admin user set-password EMAIL "
           "[--password-file FILE]\n"
           "       finplan-admin user disable|enable EMAIL\n"
           "Without --password-file the password is typed; FILE '-' is "
           "standard input.\n");
}

int
fp_admin_user(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option long_options[] = {
        { "role", required_argument, NULL, 'r' },
        { "password-file", required_argument, NULL, 'p' },
        { "if-missing", no_argument, NULL, 'm' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct user_options options = { .email = NULL };
    struct fp_storage_admin *admin = NULL;
    struct fp_error error = { .code = FP_OK };
    size_t chosen = FP_COUNT(actions);
    enum fp_err err;
    int c;

    while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
        switch (c) {
        case 'r': options.role = optarg; break;
        case 'p': options.password_file = optarg; break;
        case 'm': options.if_missing = 1; break;
        case 'h': print_help(); return FP_ADMIN_DONE;
        default: return fp_admin_usage("user takes no such option");
        }
    for (size_t i = 0; optind < argc && i < FP_COUNT(actions); i++)
        if (strcmp(argv[optind], actions[i].name) == 0)
            chosen = i;
    if (chosen == FP_COUNT(actions))
        return fp_admin_usage("user needs one of create, list, set-password, "
                              "disable, enable");
    if (argc - optind != 1 + actions[chosen].takes_email)
        return fp_admin_usage("user %s takes %s", actions[chosen].name,
                              actions[chosen].takes_email
                                  ? "one e-mail address" : "no argument");
    if (options.role != NULL && strcmp(options.role, "user") != 0 &&
        strcmp(options.role, "advisor") != 0 &&
        strcmp(options.role, "admin") != 0)
        return fp_admin_usage("--role is user, advisor or admin");
    if (actions[chosen].takes_email)
        options.email = argv[optind + 1];
    err = fp_admin_connect(arena, 0, 0, &admin, &error);
    if (err == FP_OK)
        err = fp_storage_admin_become_owner(admin, &error);
    if (err == FP_OK)
        err = actions[chosen].run(arena, admin, &options, &error);
    fp_storage_admin_close(admin);
    return err == FP_OK ? FP_ADMIN_DONE : fp_admin_fail(&error);
}
