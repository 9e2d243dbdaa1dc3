/* The request for a plan to be made of records. */
#include "codec/records/assembly.h"

#include <string.h>

#include "base/uuid.h"
#include "codec/json/gate.h"
#include "codec/json/reader.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2300 };

static const char *
read_id(const struct fp_node *root, const char *name, int required)
{
    struct fp_node node = fp_node_member(root, name);
    const char *id = NULL;

    if (!node.present && !required)
        return NULL;
    if (fp_node_text(&node, &id) && !fp_uuid_valid(id, strlen(id)))
        fp_node_fault(&node, "reference", "an id is a UUID in lower case");
    return id;
}

enum fp_err
fp_plan_assembly_decode(const char *bytes, size_t len, struct fp_arena *arena,
                        struct fp_faults *faults,
                        struct fp_plan_assembly *out)
{
    static const char *const known[] = { "household_id", "assumption_set_id",
                                         "name", "start_year", NULL };
    struct fp_assumed unused;
    struct fp_reader reader = { arena, faults, &unused, "", 0 };
    struct fp_node root = { &reader, NULL, "", 1 }, name;
    struct fp_plan_assembly made = { .name = NULL };
    struct fp_node year;
    enum fp_err err;

    fp_assumed_init(&unused, arena);
    err = fp_json_parse(bytes, len, NULL, arena, faults, &root.value);
    if (err != FP_OK)
        return err;
    if (!fp_node_object(&root, known, "an object with household_id"))
        return FP_EINVAL;
    made.household = read_id(&root, "household_id", 1);
    made.set = read_id(&root, "assumption_set_id", 0);
    name = fp_node_member(&root, "name");
    if (name.present && fp_node_text(&name, &made.name) &&
        made.name[0] == '\0')
        fp_node_fault(&name, "length", "a name has at least one character");
    year = fp_node_member(&root, "start_year");
    made.start_year = fp_node_int_or(&year, YEAR_MIN, YEAR_MAX, 0, NULL);
    if (reader.failed)
        return FP_EINVAL;
    *out = made;
    return FP_OK;
}
