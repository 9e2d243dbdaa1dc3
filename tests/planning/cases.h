/* Reading a CSV file of cases: # starts a comment, the first other line names
 * the columns, fields hold no comma. For tests only; a missing column or a
 * field that is not a number fails the test. */
#ifndef FP_TESTS_PLANNING_CASES_H
#define FP_TESTS_PLANNING_CASES_H

#include <stddef.h>
#include <stdio.h>

enum { CASES_FIELDS = 40, CASES_LINE = 4096 };

struct cases {
    FILE *file;
    char header[CASES_LINE], line[CASES_LINE];
    char *names[CASES_FIELDS], *fields[CASES_FIELDS];
    size_t n;
};

/* 1 when path could be opened and has a header. */
int cases_open(struct cases *cases, const char *path);

/* Reads the next case; 0 at the end, where it closes the file. */
int cases_next(struct cases *cases);

const char *cases_text(const struct cases *cases, const char *column);
double cases_number(const struct cases *cases, const char *column);

/* A file that travels with the tests, under tests/planning/data/. */
const char *cases_own_path(const char *name);

/* The market history that the package installs. */
const char *cases_history_path(void);

/* The longer one that travels with it. */
const char *cases_long_history_path(void);

/* A file of the reference set beside the sources: $FP_SHARED/reference, by
 * default ../shared/reference. It may be absent. */
const char *cases_shared_path(const char *name);

#endif
