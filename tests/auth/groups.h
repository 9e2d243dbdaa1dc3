/* The groups that one program runs; each returns its number of failures. */
#ifndef FP_TESTS_AUTH_GROUPS_H
#define FP_TESTS_AUTH_GROUPS_H

int test_digest_run(void);

#endif
