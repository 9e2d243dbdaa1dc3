/* The route table. Reading table.c is reading the API. */
#ifndef FP_HANDLERS_TABLE_H
#define FP_HANDLERS_TABLE_H

#include <stddef.h>

#include "http/route.h"

/* The table and its length; immutable. */
const struct fp_route *fp_handlers_table(size_t *n);

#endif
