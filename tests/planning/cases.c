/* Reading a CSV file of cases. */
#include "tests/planning/cases.h"

#include "tests/cmocka_fp.h"

static size_t
split(char *line, char **fields)
{
    size_t n = 0;

    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p != NULL && n < CASES_FIELDS;) {
        char *comma = strchr(p, ',');

        fields[n++] = p;
        if (comma != NULL)
            *comma++ = '\0';
        p = comma;
    }
    return n;
}

static int
read_line(FILE *file, char line[CASES_LINE])
{
    do {
        if (fgets(line, CASES_LINE, file) == NULL)
            return 0;
    } while (line[0] == '#');
    return 1;
}

int
cases_open(struct cases *cases, const char *path)
{
    cases->file = fopen(path, "r");
    if (cases->file == NULL)
        return 0;
    assert_true(read_line(cases->file, cases->header));
    cases->n = split(cases->header, cases->names);
    return 1;
}

int
cases_next(struct cases *cases)
{
    if (!read_line(cases->file, cases->line)) {
        fclose(cases->file);
        return 0;
    }
    assert_int_equal(split(cases->line, cases->fields), cases->n);
    return 1;
}

const char *
cases_text(const struct cases *cases, const char *column)
{
    for (size_t i = 0; i < cases->n; i++)
        if (strcmp(cases->names[i], column) == 0)
            return cases->fields[i];
    fail_msg("no column %s", column);
    return "";
}

double
cases_number(const struct cases *cases, const char *column)
{
    const char *text = cases_text(cases, column);
    char *end;
    double value = strtod(text, &end);

    if (*end != '\0' || end == text)
        fail_msg("%s is not a number: %s", column, text);
    return value;
}

static const char *
source_dir(void)
{
    const char *dir = getenv("FP_SRCDIR");

    return dir != NULL ? dir : ".";
}

const char *
cases_own_path(const char *name)
{
    static char path[4096];

    snprintf(path, sizeof(path), "%s/tests/planning/data/%s", source_dir(),
             name);
    return path;
}

const char *
cases_history_path(void)
{
    static char path[4096];

    snprintf(path, sizeof(path),
             "%s/fcgi-app/planning/data/us_annual_1928_2025.csv",
             source_dir());
    return path;
}

const char *
cases_long_history_path(void)
{
    static char path[4096];

    snprintf(path, sizeof(path),
             "%s/fcgi-app/planning/data/us_annual_1871_2025.csv",
             source_dir());
    return path;
}

const char *
cases_shared_path(const char *name)
{
    static char path[4096];
    const char *shared = getenv("FP_SHARED");

    if (shared != NULL)
        snprintf(path, sizeof(path), "%s/reference/%s", shared, name);
    else
        snprintf(path, sizeof(path), "%s/../shared/reference/%s",
                 source_dir(), name);
    return path;
}
