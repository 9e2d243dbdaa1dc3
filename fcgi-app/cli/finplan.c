/* finplan: the planning engine for people with a shell. No services. */
#include "cli/finplan.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/digest.h"
#include "base/cpus.h"
#include "base/text.h"
#include "planning/law/tax.h"
#include "planning/simulation/simulate.h"
#include "planning/version.h"

struct command {
    const char *name;
    const char *usage;
    const char *options; /* long options it takes, blank-separated */
    int (*run)(struct finplan *);
    int files;           /* needed; 0: one may be given, -1: none may,
                          * -2: words instead */
};

static const struct command commands[] = {
    { "simulate",
      "finplan simulate PLAN.json [--paths N] [--seed S] [--threads N]\n"
      "                 [--isa auto|reference|v2|v3|v4] [--deadline MS]\n"
      "                 [--until-se X] [--stream] [--shards N]\n"
      "                 [--data FILE.csv] [--format table|json|csv]\n",
      " paths seed threads isa deadline until-se stream shards data format ",
      finplan_simulate, 1 },
    { "batch",
      "finplan batch [FILE... | --list FILE] [--paths N] [--seed S]\n"
      "              [--threads N] [--isa LEVEL] [--data FILE.csv]\n",
      " list paths seed threads isa data ", finplan_batch, -2 },
    { "project",
      "finplan project PLAN.json [--path p5|p10|p25|p50|p75|p90|p95|NUMBER]\n"
      "                 [--paths N] [--seed S] [--threads N] [--isa LEVEL]\n"
      "                 [--explain [--year Y]] [--data FILE.csv]\n"
      "                 [--format table|json|csv]\n",
      " path paths seed threads isa data explain year format ", finplan_project,
      1 },
    { "compare",
      "finplan compare A.json B.json [--paths N] [--seed S] [--threads N]\n"
      "                 [--isa LEVEL] [--data FILE.csv] "
      "[--format table|json|csv]\n",
      " paths seed threads isa data format ", finplan_compare, 2 },
    { "sensitivity",
      "finplan sensitivity PLAN.json [--grid X,Y] [--paths N] [--seed S]\n"
      "                 [--threads N] [--isa LEVEL] [--data FILE.csv]\n"
      "                 [--format table|json|csv]\n",
      " grid paths seed threads isa data format ", finplan_sensitivity, 1 },
    { "solve",
      "finplan solve PLAN.json --for spending|savings|wealth|retirement_age|\n"
      "              claim_age|sale_year [--person ID | --property ID]\n"
      "              [--success P] [--low X] [--high X] [--tolerance X]\n"
      "              [--paths N] [--seed S] [--threads N] [--isa LEVEL]\n"
      "              [--deadline MS] [--data FILE.csv] "
      "[--format table|json|csv]\n",
      " for person property success low high tolerance paths seed threads isa "
      "deadline data format ", finplan_solve, 1 },
    { "stress",
      "finplan stress PLAN.json [--paths N] [--seed S] [--threads N]\n"
      "               [--isa LEVEL] [--data FILE.csv] "
      "[--format table|json|csv]\n",
      " paths seed threads isa data format ", finplan_stress, 1 },
    { "range",
      "finplan range PLAN.json [--paths N] [--seed S] [--threads N]\n"
      "              [--isa LEVEL] [--data FILE.csv] "
      "[--format table|json|csv]\n",
      " paths seed threads isa data format ", finplan_range, 1 },
    { "backtest",
      "finplan backtest PLAN.json [--from YEAR] [--to YEAR] [--years N]\n"
      "                 [--rate R] [--data FILE.csv] "
      "[--format table|json|csv]\n"
      "  finplan backtest --cases CASES.csv --data FILE.csv [--cycles]\n",
      " from to years rate data format cases cycles ", finplan_backtest, 1 },
    { "ask", "finplan ask QUESTION [FILE.json]\n", "", finplan_ask, -2 },
    { "benefits",
      "finplan benefits --kind pia|own|spousal|survivor CASES.csv\n",
      " kind ", finplan_benefits, 1 },
    { "validate", "finplan validate PLAN.json [--format table|json]\n",
      " format ", finplan_validate, 1 },
    { "tax", "finplan tax [CASES.csv | CASE.json] [--year Y]\n"
             "            [--format table|json|csv]\n",
      " year format ", finplan_tax, 0 },
    { "conformance", "finplan conformance [--format table|json|csv]\n",
      " format ", finplan_conformance, -1 },
    { "formula",
      "finplan formula NAME INPUT=VALUE... [--format table|json]\n",
      " format ", finplan_formula, -2 },
    { "tables", "finplan tables [NAME [YEAR]] [--format table|json|csv]\n",
      " format ", finplan_tables, -2 },
    { "survival",
      "finplan survival --sex male|female|unstated --age N "
      "[--birth-year Y]\n"
      "                 [--spouse-sex S --spouse-age N "
      "[--spouse-birth-year Y]]\n"
      "                 [--model period|cohort] [--format table|json|csv]\n",
      " sex age birth-year spouse-sex spouse-age spouse-birth-year model "
      "format ", finplan_survival, -1 },
    { "verify",
      "finplan verify PLAN.json [--paths N] [--seed S] [--threads N]\n"
      "               [--format table|json]\n",
      " paths seed threads format ", finplan_verify, 1 },
};

static const struct option long_options[] = {
    { "paths", required_argument, NULL, 'p' },
    { "seed", required_argument, NULL, 's' },
    { "threads", required_argument, NULL, 't' },
    { "isa", required_argument, NULL, 'i' },
    { "deadline", required_argument, NULL, 'd' },
    { "until-se", required_argument, NULL, 'u' },
    { "stream", no_argument, NULL, 'q' },
    { "shards", required_argument, NULL, 'j' },
    { "format", required_argument, NULL, 'f' },
    { "data", required_argument, NULL, 'D' },
    { "from", required_argument, NULL, 'F' },
    { "to", required_argument, NULL, 'T' },
    { "years", required_argument, NULL, 'n' },
    { "rate", required_argument, NULL, 'r' },
    { "year", required_argument, NULL, 'y' },
    { "grid", required_argument, NULL, 'g' },
    { "path", required_argument, NULL, 'P' },
    { "list", required_argument, NULL, 'l' },
    { "for", required_argument, NULL, 'w' },
    { "person", required_argument, NULL, 'N' },
    { "property", required_argument, NULL, 'o' },
    { "success", required_argument, NULL, 'S' },
    { "low", required_argument, NULL, 'L' },
    { "high", required_argument, NULL, 'H' },
    { "tolerance", required_argument, NULL, 'z' },
    { "kind", required_argument, NULL, 'k' },
    { "cases", required_argument, NULL, 'c' },
    { "cycles", no_argument, NULL, 'C' },
    { "explain", no_argument, NULL, 'e' },
    { "sex", required_argument, NULL, 'x' },
    { "age", required_argument, NULL, 'a' },
    { "birth-year", required_argument, NULL, 'b' },
    { "spouse-sex", required_argument, NULL, 'X' },
    { "spouse-age", required_argument, NULL, 'A' },
    { "spouse-birth-year", required_argument, NULL, 'B' },
    { "model", required_argument, NULL, 'm' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 }
};

static void
print_usage(FILE *to)
{
    size_t i;

    fputs("Usage:\n", to);
    for (i = 0; i < FP_COUNT(commands); i++)
        fprintf(to, "  %s", commands[i].usage);
    fputs("  finplan --version | --help\n\n"
          "A file named - is standard input. Exit status: 0 good, 1 the "
          "document is\nwrong, 2 usage, 3 could not finish. "
          "finplan(1) has the details.\n", to);
}

static const struct command *
find_command(const char *name)
{
    size_t i;

    for (i = 0; i < FP_COUNT(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int
usage_error(const struct command *command, const char *text)
{
    fprintf(stderr, "finplan %s: %s\nUsage: %s", command->name, text,
            command->usage);
    return FINPLAN_USAGE;
}

/* The place of text among names; -1: it is none of them. */
static int
place_of(const char *text, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], text) == 0)
            return (int)i;
    return -1;
}

/* Takes one option into args; returns 0, or what is wrong with it. */
static const char *
take_option(struct finplan_args *args, int option)
{
    static const char *const format_names[] = { "table", "json", "csv" };
    int64_t number;
    int place;

    switch (option) {
    case 'p': args->paths = optarg; break;
    case 's': args->seed = optarg; break;
    case 'D': args->data = optarg; break;
    case 'F': args->from = optarg; break;
    case 'T': args->to = optarg; break;
    case 'n': args->years = optarg; break;
    case 'r': args->rate = optarg; break;
    case 'y': args->year = optarg; break;
    case 'g': args->grid = optarg; break;
    case 'P': args->path = optarg; break;
    case 'l': args->list = optarg; break;
    case 'w': args->what = optarg; break;
    case 'N': args->person = optarg; break;
    case 'o': args->property = optarg; break;
    case 'S': args->success = optarg; break;
    case 'L': args->low = optarg; break;
    case 'H': args->high = optarg; break;
    case 'z': args->tolerance = optarg; break;
    case 'k': args->kind = optarg; break;
    case 'c': args->cases = optarg; break;
    case 'C': args->cycles = 1; break;
    case 'e': args->explain = 1; break;
    case 'x': args->sex = optarg; break;
    case 'a': args->age = optarg; break;
    case 'b': args->birth_year = optarg; break;
    case 'X': args->spouse_sex = optarg; break;
    case 'A': args->spouse_age = optarg; break;
    case 'B': args->spouse_birth_year = optarg; break;
    case 'm': args->model = optarg; break;
    case 'f':
        place = place_of(optarg, format_names, FP_COUNT(format_names));
        if (place < 0)
            return "--format is table, json or csv";
        args->format = (enum finplan_format)place;
        break;
    case 't':
        if (fp_text_int64(optarg, strlen(optarg), 1, 64, &number) != FP_OK)
            return "--threads is a whole number from 1 to 64";
        args->threads = (int)number;
        break;
    case 'i':
        place = place_of(optarg, fp_level_names, FP_LEVEL_COUNT);
        if (place < 0)
            return "--isa is auto, reference, v2, v3 or v4";
        if (fp_level_choose((enum fp_level)place, &args->level) != FP_OK)
            return "--isa asks for more than this machine or build has";
        break;
    case 'q': args->stream = 1; break;
    case 'j':
        if (fp_text_int64(optarg, strlen(optarg), 1, FP_SIM_SHARDS_MAX,
                          &number) != FP_OK)
            return "--shards is a whole number from 1 to 1024";
        args->shards = (int)number;
        break;
    case 'u':
        if (fp_text_double(optarg, strlen(optarg), &args->until_se) !=
                FP_OK ||
            !(args->until_se > 0.0 && args->until_se < 1.0))
            return "--until-se is a part of one above 0 (0.001 is 0.1 %)";
        break;
    case 'd':
        if (fp_text_int64(optarg, strlen(optarg), 1, 86400000, &number) !=
            FP_OK)
            return "--deadline is milliseconds, 1 to 86400000";
        args->deadline_ms = (uint64_t)number;
        break;
    default: return "this option is not known";
    }
    return NULL;
}

/* Reads the options and the file name; FINPLAN_OK, FINPLAN_USAGE, or -1 when
 * help was asked for and printed. */
static int
parse_args(const struct command *command, int argc, char **argv,
           struct finplan_args *args)
{
    int option, index = 0;

    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", long_options, &index)) !=
           -1) {
        const char *wrong;
        char name[32];

        if (option == 'h') {
            printf("Usage: %s", command->usage);
            return -1;
        }
        if (option == '?')
            return usage_error(command, "an option is unknown or lacks its "
                                        "value");
        snprintf(name, sizeof(name), " %s ", long_options[index].name);
        if (strstr(command->options, name) == NULL) {
            char text[80];

            snprintf(text, sizeof(text), "--%s does not go with %s",
                     long_options[index].name, command->name);
            return usage_error(command, text);
        }
        wrong = take_option(args, option);
        if (wrong != NULL)
            return usage_error(command, wrong);
    }
    args->words = argv + optind;
    args->n_words = argc - optind;
    if (command->files == -2)
        return FINPLAN_OK;
    if (command->files < 0 && argc > optind)
        return usage_error(command, "this command takes no file");
    if (argc - optind > (command->files > 1 ? command->files : 1))
        return usage_error(command, command->files > 1
                                        ? "two files"
                                        : "one file at a time");
    if (argc - optind < command->files && args->cases == NULL)
        return usage_error(command, command->files > 1
                                        ? "which two files?"
                                        : "which file? (- is standard input)");
    args->file = optind < argc ? argv[optind] : "-";
    args->other = optind + 1 < argc ? argv[optind + 1] : NULL;
    return FINPLAN_OK;
}

static int
run_command(const struct command *command, int argc, char **argv)
{
    struct finplan f = { .args = { .format = FINPLAN_TABLE,
                                   .threads = (fp_cpus() < 64 ? fp_cpus() : 64) } };
    int status = parse_args(command, argc, argv, &f.args);

    if (status != FINPLAN_OK)
        return status < 0 ? FINPLAN_OK : status;
    if (fp_auth_init() != FP_OK) {
        fputs("finplan: the system gives no randomness\n", stderr);
        return FINPLAN_UNFINISHED;
    }
    fp_buf_init(&f.out, 0);
    f.arena = fp_arena_new((size_t)256 << 20);
    if (f.arena == NULL)
        status = FINPLAN_UNFINISHED;
    else if (f.args.cases == NULL && command->files >= 0)
        status = finplan_read(&f, f.args.file, &f.bytes, &f.len);
    if (status == FINPLAN_OK)
        status = command->run(&f);
    if (f.out.len > 0) {
        if (fp_buf_error(&f.out) != FP_OK ||
            fwrite(f.out.data, 1, f.out.len, stdout) != f.out.len ||
            fflush(stdout) != 0) {
            fputs("finplan: the output could not be written\n", stderr);
            status = FINPLAN_UNFINISHED;
        }
    }
    fp_arena_free(f.arena);
    fp_buf_fini(&f.out);
    return status;
}

int
main(int argc, char **argv)
{
    const struct command *command;

    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        printf("%s, tax tables %s\n", fp_planning_version(),
               fp_tax_tables_id());
        return FINPLAN_OK;
    }
    if (argc >= 2 && strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return FINPLAN_OK;
    }
    command = argc >= 2 ? find_command(argv[1]) : NULL;
    if (command == NULL) {
        if (argc >= 2)
            fprintf(stderr, "finplan: there is no command %s\n", argv[1]);
        print_usage(stderr);
        return FINPLAN_USAGE;
    }
    return run_command(command, argc - 1, argv + 1);
}
