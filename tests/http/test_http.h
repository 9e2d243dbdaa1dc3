/* The tests of the http room, one file per module, one program. */
#ifndef FP_TESTS_TEST_HTTP_H
#define FP_TESTS_TEST_HTTP_H

int test_request(void);
int test_route(void);
int test_problem(void);
int test_preconditions(void);
int test_cors(void);

#endif
