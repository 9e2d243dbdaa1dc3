/* Prints the OpenAPI document of this build, for tests that need no service. */
#include <stdio.h>

#include "handlers/openapi/openapi.h"
#include "handlers/table.h"

int
main(void)
{
    const struct fp_route *table;
    struct fp_buf text;
    int status = 1;
    size_t n;

    fp_buf_init(&text, 0);
    table = fp_handlers_table(&n);
    fp_openapi_write(&text, table, n, "0.0.0");
    if (fp_buf_error(&text) == FP_OK &&
        fwrite(text.data, 1, text.len, stdout) == text.len &&
        fflush(stdout) == 0)
        status = 0;
    fp_buf_fini(&text);
    return status;
}
