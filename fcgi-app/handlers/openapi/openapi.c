/* The OpenAPI document as a whole. */
#include "handlers/openapi/parts.h"

#include <string.h>

static int
shown_before(const struct fp_route *table, size_t i)
{
    size_t j;

    for (j = 0; j < i; j++)
        if (table[j].scope != FP_SCOPE_INTERNAL &&
            strcmp(table[j].path, table[i].path) == 0)
            return 1;
    return 0;
}

static void
write_paths(struct fp_buf *out, const struct fp_route *table, size_t n)
{
    size_t i, j, paths = 0;

    fp_buf_str(out, "\"paths\":{");
    for (i = 0; i < n; i++) {
        int methods = 0;

        if (table[i].scope == FP_SCOPE_INTERNAL || shown_before(table, i))
            continue;
        fp_buf_printf(out, "%s\"%s\":{", paths++ > 0 ? "," : "",
                      table[i].path);
        for (j = i; j < n; j++) {
            if (strcmp(table[j].path, table[i].path) != 0)
                continue;
            if (methods++ > 0)
                fp_buf_char(out, ',');
            fp_openapi_write_operation(out, &table[j]);
        }
        fp_buf_char(out, '}');
    }
    fp_buf_char(out, '}');
}

void
fp_openapi_write(struct fp_buf *out, const struct fp_route *table, size_t n,
                 const char *version)
{
    size_t i;

    fp_buf_str(out, "{\"openapi\":\"3.1.0\",\"info\":");
    fp_buf_add(out, fp_contract_info, strlen(fp_contract_info) - 1);
    fp_buf_str(out, ",\"version\":");
    fp_buf_json(out, version);
    fp_buf_printf(out, "},\"jsonSchemaDialect\":"
                       "\"https://json-schema.org/draft/2020-12/schema\","
                       "\"servers\":%s,\"tags\":[",
                  fp_contract_servers);
    for (i = 0; i < fp_contract_tags_count; i++)
        fp_buf_printf(out, "%s{\"name\":\"%s\",\"description\":%s}",
                      i > 0 ? "," : "", fp_contract_tags[i].name,
                      fp_contract_tags[i].description);
    fp_buf_str(out, "],");
    write_paths(out, table, n);
    fp_buf_str(out, ",\"components\":{\"schemas\":{");
    for (i = 0; i < fp_contract_schemas_count; i++)
        fp_buf_printf(out, "%s\"%s\":%s", i > 0 ? "," : "",
                      fp_contract_schemas[i].name,
                      fp_contract_schemas[i].text);
    fp_buf_printf(out, "},\"headers\":%s,\"parameters\":%s,"
                       "\"securitySchemes\":%s,",
                  fp_contract_headers, fp_contract_parameters,
                  fp_contract_security);
    fp_openapi_write_responses(out, table, n);
    fp_buf_str(out, "}}\n");
}
