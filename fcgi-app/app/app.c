/* Arguments of finplan-api. */
#include "app/app.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app/supervisor.h"
#include "auth/digest.h"
#include <config.h>
#include "transport/transport.h"

static const char usage[] =
    "Usage: finplan-api [OPTION]…\n"
    "Serves the Financial Planning API over FastCGI, behind nginx.\n"
    "\n"
    "  --role=api|sim|jobs  which pool this is (ROLE)\n"
    "  --listen=ADDRESS   unix:/PATH, 127.0.0.1:PORT or [::1]:PORT (LISTEN)\n"
    "  --config=FILE      settings that the environment does not give\n"
    "  --check-config     print the settings in force and stop; the exit\n"
    "                     status says whether they are right\n"
    "  --help, --version\n"
    "\n"
    "Settings come from the environment: see finplan-api.conf(5).\n"
    "SIGHUP reads them again, SIGTERM answers what was begun and stops.\n";

enum { OPT_ROLE = 256, OPT_LISTEN, OPT_CONFIG, OPT_CHECK, OPT_HELP,
       OPT_VERSION };

static const struct option options[] = {
    { "role", required_argument, NULL, OPT_ROLE },
    { "listen", required_argument, NULL, OPT_LISTEN },
    { "config", required_argument, NULL, OPT_CONFIG },
    { "check-config", no_argument, NULL, OPT_CHECK },
    { "help", no_argument, NULL, OPT_HELP },
    { "version", no_argument, NULL, OPT_VERSION },
    { NULL, 0, NULL, 0 },
};

static void
print_errors(const struct fp_config_errors *errors)
{
    size_t i;

    for (i = 0; i < errors->count && i < FP_CONFIG_ERRORS; i++)
        fprintf(stderr, "finplan-api: %s\n", errors->list[i].detail);
    if (errors->count > FP_CONFIG_ERRORS)
        fprintf(stderr, "finplan-api: and %zu more.\n",
                errors->count - FP_CONFIG_ERRORS);
}

int
fp_app_run(int argc, char **argv)
{
    static struct fp_config_errors errors;
    struct fp_config_sources sources = { .environment = environ };
    struct fp_config *config;
    int option, check = 0;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case OPT_ROLE: sources.role = optarg; break;
        case OPT_LISTEN: sources.listen = optarg; break;
        case OPT_CONFIG: sources.file = optarg; break;
        case OPT_CHECK: check = 1; break;
        case OPT_HELP:
            fputs(usage, stdout);
            return 0;
        case OPT_VERSION:
            printf("finplan-api %s (%s connections)\n", PACKAGE_VERSION,
                   fp_transport_kind());
            return 0;
        default:
            fputs("Try 'finplan-api --help'.\n", stderr);
            return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "finplan-api: what is \"%s\"?\n", argv[optind]);
        return 2;
    }
    /* Reading the keys already needs locked memory. */
    if (fp_auth_init() != FP_OK) {
        fputs("finplan-api: the system gives no randomness\n", stderr);
        return 1;
    }
    config = fp_config_read(&sources, &errors);
    if (config == NULL) {
        print_errors(&errors);
        return 2;
    }
    if (check) {
        fp_config_print(config, stdout);
        fp_config_free(config);
        return 0;
    }
    return fp_supervisor_run(config, &sources);
}
