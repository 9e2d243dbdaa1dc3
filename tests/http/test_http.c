#include "tests/http/test_http.h"

int
main(void)
{
    return test_request() + test_route() + test_problem() +
           test_preconditions() + test_cors();
}
