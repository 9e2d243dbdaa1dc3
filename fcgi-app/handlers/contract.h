/* What schemas/ and routes/ say, compiled in: tools/contract-to-c.awk makes
 * contract_data.c of them. Texts are JSON without blanks. Constants. */
#ifndef FP_HANDLERS_CONTRACT_H
#define FP_HANDLERS_CONTRACT_H

#include <stddef.h>

/* A JSON Schema as a component of an OpenAPI document: without "$id" and
 * "$schema", its references pointing to "#/components/schemas/NAME". */
struct fp_contract_schema {
    const char *name;       /* of its file, without ".json" */
    const char *text;
};

/* A family of routes: one file of routes/. */
struct fp_contract_tag {
    const char *name;
    const char *description; /* a JSON text, with its quotes */
};

struct fp_contract_operation {
    const char *id;          /* as in the route table */
    const char *tag;
    const char *members;     /* ,"summary":…,"description":… */
    const char *parameters;  /* ,{parameter},{parameter}: of query and path */
    const char *errors;      /* " 409 conflict 422 invalid": what this route
                              * can answer besides what its row implies */
    const char *deprecated;  /* since when, "2026-12-01", or NULL */
    const char *sunset;      /* when it goes, or NULL */
    const char *successor;   /* the path that takes its place, or NULL */
    const char *produces;    /* the type of a reply that is no JSON, or NULL */
};

extern const struct fp_contract_schema fp_contract_schemas[];
extern const size_t fp_contract_schemas_count;
extern const struct fp_contract_tag fp_contract_tags[];
extern const size_t fp_contract_tags_count;
extern const struct fp_contract_operation fp_contract_operations[];
extern const size_t fp_contract_operations_count;


/* The members of openapi_base.json, each an object or a list. */
extern const char fp_contract_info[]; /* without its version */
extern const char fp_contract_servers[];
extern const char fp_contract_headers[];
extern const char fp_contract_parameters[];
extern const char fp_contract_security[];
extern const char fp_contract_edge[]; /* the response "default" */

#endif
