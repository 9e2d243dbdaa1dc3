/* The groups that one program runs; each returns its number of failures. */
#ifndef FP_TESTS_AUTH_GROUPS_H
#define FP_TESTS_AUTH_GROUPS_H

int test_digest_run(void);
int test_keys_run(void);
int test_password_run(void);
int test_secrets_run(void);
int test_sign_run(void);
int test_token_run(void);

#endif
