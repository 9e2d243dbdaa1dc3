/* Runs the groups of tests/auth. */
#include "tests/cmocka_fp.h"

#include "auth/digest.h"
#include "tests/auth/groups.h"

int
main(void)
{
    int failed = 0;

    if (fp_auth_init() != FP_OK)
        return 99;
    failed += test_digest_run();
    failed += test_keys_run();
    failed += test_sign_run();
    failed += test_token_run();
    failed += test_secrets_run();
    failed += test_password_run();
    return failed == 0 ? 0 : 1;
}
