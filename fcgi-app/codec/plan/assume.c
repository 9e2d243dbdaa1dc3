/* The list of defaults that were taken. */
#include "codec/plan/assume.h"

#include <string.h>

void
fp_assumed_init(struct fp_assumed *assumed, struct fp_arena *arena)
{
    memset(assumed, 0, sizeof(*assumed));
    assumed->arena = arena;
}

static int
make_room(struct fp_assumed *assumed)
{
    struct fp_assumption *list;
    size_t room = assumed->room == 0 ? 32 : assumed->room * 2;

    if (assumed->count < assumed->room)
        return 1;
    if (assumed->count >= FP_ASSUMED_MAX)
        return 0;
    list = fp_arena_array(assumed->arena, room, sizeof(*list));
    if (list == NULL)
        return 0;
    if (assumed->count > 0)
        memcpy(list, assumed->list, assumed->count * sizeof(*list));
    assumed->list = list;
    assumed->room = room;
    return 1;
}

void
fp_assumed_add(struct fp_assumed *assumed, const char *pointer,
               const char *value, const char *text)
{
    struct fp_assumption entry;

    if (make_room(assumed)) {
        entry.pointer = fp_arena_strdup(assumed->arena, pointer);
        entry.value = fp_arena_strdup(assumed->arena, value);
        entry.text = fp_arena_strdup(assumed->arena, text);
        if (entry.pointer != NULL && entry.value != NULL &&
            entry.text != NULL) {
            assumed->list[assumed->count++] = entry;
            return;
        }
    }
    assumed->dropped++;
}

void
fp_assumed_encode(struct fp_buf *buf, const struct fp_assumed *assumed)
{
    size_t i;

    fp_buf_char(buf, '[');
    for (i = 0; i < assumed->count; i++) {
        const struct fp_assumption *entry = &assumed->list[i];

        fp_buf_str(buf, i == 0 ? "{\"pointer\":" : ",{\"pointer\":");
        fp_buf_json(buf, entry->pointer);
        fp_buf_str(buf, ",\"value\":");
        fp_buf_str(buf, entry->value);
        fp_buf_str(buf, ",\"text\":");
        fp_buf_json(buf, entry->text);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}
