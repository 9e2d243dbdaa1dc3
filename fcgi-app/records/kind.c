/* The kinds by number and by address. */
#include "records/kind.h"

#include <assert.h>
#include <string.h>

#include "records/fields.h"

static const struct fp_record_kind *const kinds[FP_RECORD_COUNT] = {
    [FP_RECORD_HOUSEHOLD] = &fp_record_household,
    [FP_RECORD_PERSON] = &fp_record_person,
    [FP_RECORD_ACCOUNT] = &fp_record_account,
    [FP_RECORD_HOLDING] = &fp_record_holding,
    [FP_RECORD_LOT] = &fp_record_lot,
    [FP_RECORD_TRANSACTION] = &fp_record_transaction,
    [FP_RECORD_SAVING] = &fp_record_saving,
    [FP_RECORD_INCOME] = &fp_record_income,
    [FP_RECORD_EXPENSE] = &fp_record_expense,
    [FP_RECORD_LIABILITY] = &fp_record_liability,
    [FP_RECORD_PROPERTY] = &fp_record_property,
    [FP_RECORD_INSURANCE] = &fp_record_insurance,
    [FP_RECORD_GOAL] = &fp_record_goal,
    [FP_RECORD_CONTRIBUTION] = &fp_record_contribution,
    [FP_RECORD_ASSUMPTION_SET] = &fp_record_assumption_set,
    [FP_RECORD_ASSET_ASSUMPTION] = &fp_record_asset_assumption,
    [FP_RECORD_CORRELATION] = &fp_record_correlation,
    [FP_RECORD_PLAN] = &fp_record_plan,
    [FP_RECORD_SCENARIO] = &fp_record_scenario,
    [FP_RECORD_SHARE] = &fp_record_share,
};

const struct fp_record_kind *
fp_record_kind(enum fp_record id)
{
    assert((int)id >= 0 && id < FP_RECORD_COUNT);
    return kinds[id];
}

static const struct fp_record_kind *
named(const char *segment, size_t len)
{
    for (size_t i = 0; i < FP_RECORD_COUNT; i++)
        if (strlen(kinds[i]->plural) == len &&
            memcmp(kinds[i]->plural, segment, len) == 0)
            return kinds[i];
    return NULL;
}

const struct fp_record_kind *
fp_record_kind_at(const char *path)
{
    const struct fp_record_kind *found = NULL;

    while (*path != '\0') {
        size_t len = strcspn(path, "/");
        const struct fp_record_kind *kind = named(path, len);

        if (kind != NULL)
            found = kind;
        path += len;
        path += *path == '/';
    }
    return found;
}

int
fp_record_field(const struct fp_record_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->n_fields; i++)
        if (strcmp(kind->fields[i].name, name) == 0)
            return (int)i;
    return -1;
}

int
fp_record_moves(const struct fp_record_kind *kind)
{
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i].flags & FP_FIELD_MOVES)
            return 1;
    return 0;
}

int
fp_record_field_written(const struct fp_record_field *field)
{
    return (field->flags & FP_FIELD_DERIVED) == 0;
}
