/* Documents compared and merged. */
#include "codec/json/diff.h"

#include <json.h>
#include <string.h>

#include "base/faults.h"
#include "codec/json/gate.h"

/* A place in up to three documents; NULL and not present: it is not there. */
struct place {
    struct json_object *value;
    int present;
};

struct walk {
    struct fp_arena *arena;
    struct fp_differences *out;
    int take_ours;
    enum fp_err err;
};

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static int
is_number(const struct json_object *value)
{
    return json_object_is_type(value, json_type_int) ||
           json_object_is_type(value, json_type_double);
}

static int same(struct json_object *a, struct json_object *b);

static int
same_objects(struct json_object *a, struct json_object *b)
{
    if (json_object_object_length(a) != json_object_object_length(b))
        return 0;
    json_object_object_foreach(a, name, value)
    {
        struct json_object *other = NULL;

        if (!json_object_object_get_ex(b, name, &other) ||
            !same(value, other))
            return 0;
    }
    return 1;
}

static int
same_arrays(struct json_object *a, struct json_object *b)
{
    const size_t n = json_object_array_length(a);

    if (n != json_object_array_length(b))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (!same(json_object_array_get_idx(a, i),
                  json_object_array_get_idx(b, i)))
            return 0;
    return 1;
}

static int
same(struct json_object *a, struct json_object *b)
{
    if (is_number(a) && is_number(b))
        return json_object_get_double(a) == json_object_get_double(b);
    if (json_object_get_type(a) != json_object_get_type(b))
        return 0;
    if (json_object_is_type(a, json_type_object))
        return same_objects(a, b);
    if (json_object_is_type(a, json_type_array))
        return same_arrays(a, b);
    return json_object_equal(a, b);
}

static int
same_places(struct place a, struct place b)
{
    return a.present == b.present && (!a.present || same(a.value, b.value));
}

static const char *
id_of(struct json_object *element)
{
    struct json_object *id = NULL;

    if (!json_object_is_type(element, json_type_object) ||
        !json_object_object_get_ex(element, "id", &id) ||
        !json_object_is_type(id, json_type_string))
        return NULL;
    return json_object_get_string(id);
}

static struct place
element(struct place list, const char *id)
{
    const size_t n =
        list.present ? json_object_array_length(list.value) : 0;

    for (size_t i = 0; i < n; i++) {
        struct json_object *item = json_object_array_get_idx(list.value, i);

        if (strcmp(id_of(item), id) == 0)
            return (struct place){ item, 1 };
    }
    return (struct place){ NULL, 0 };
}

/* Every element has an id of its own. An absent list is one. */
static int
is_keyed(struct place list)
{
    size_t n;

    if (!list.present)
        return 1;
    if (!json_object_is_type(list.value, json_type_array))
        return 0;
    n = json_object_array_length(list.value);
    for (size_t i = 0; i < n; i++) {
        struct json_object *item = json_object_array_get_idx(list.value, i);
        const char *id = id_of(item);

        if (id == NULL || element(list, id).value != item)
            return 0;
    }
    return 1;
}

static int
is_object(struct place p)
{
    return json_object_is_type(p.value, json_type_object);
}

static struct place
member(struct place object, const char *name)
{
    struct place out = { NULL, 0 };

    if (object.present)
        out.present =
            json_object_object_get_ex(object.value, name, &out.value);
    return out;
}

static const char *
below(struct walk *w, const char *path, const char *name)
{
    struct fp_buf text;
    const char *out;

    fp_buf_init(&text, 0);
    fp_buf_str(&text, path);
    fp_buf_char(&text, '/');
    for (; *name != '\0'; name++)
        if (*name == '~')
            fp_buf_str(&text, "~0");
        else if (*name == '/')
            fp_buf_str(&text, "~1");
        else
            fp_buf_char(&text, *name);
    out = fp_arena_strdup(w->arena, fp_buf_text(&text));
    if (fp_buf_error(&text) != FP_OK || out == NULL)
        w->err = FP_ENOMEM;
    fp_buf_fini(&text);
    return out != NULL ? out : "";
}

static const char *
text_of(struct walk *w, struct place p)
{
    const char *text;

    if (!p.present)
        return NULL;
    text = fp_arena_strdup(w->arena,
                           json_object_to_json_string_ext(p.value, PLAIN));
    if (text == NULL)
        w->err = FP_ENOMEM;
    return text;
}

static void
note(struct walk *w, const char *path, struct place from, struct place to)
{
    if (w->out->count == FP_DIFF_MAX) {
        w->out->dropped++;
        return;
    }
    w->out->list[w->out->count++] = (struct fp_difference){
        path, text_of(w, from), text_of(w, to)
    };
}

/* --- two ---------------------------------------------------------------------- */

static void diff(struct walk *w, const char *path, struct place a,
                 struct place b);

static void
diff_objects(struct walk *w, const char *path, struct place a,
             struct place b)
{
    json_object_object_foreach(a.value, name, value)
    {
        diff(w, below(w, path, name), (struct place){ value, 1 },
             member(b, name));
    }
    json_object_object_foreach(b.value, other, added)
    {
        if (!member(a, other).present)
            diff(w, below(w, path, other), (struct place){ NULL, 0 },
                 (struct place){ added, 1 });
    }
}

static void
diff_lists(struct walk *w, const char *path, struct place a, struct place b)
{
    const size_t na = json_object_array_length(a.value);
    const size_t nb = json_object_array_length(b.value);

    for (size_t i = 0; i < na; i++) {
        struct json_object *item = json_object_array_get_idx(a.value, i);

        diff(w, below(w, path, id_of(item)), (struct place){ item, 1 },
             element(b, id_of(item)));
    }
    for (size_t i = 0; i < nb; i++) {
        struct json_object *item = json_object_array_get_idx(b.value, i);

        if (!element(a, id_of(item)).present)
            diff(w, below(w, path, id_of(item)), (struct place){ NULL, 0 },
                 (struct place){ item, 1 });
    }
}

static void
diff(struct walk *w, const char *path, struct place a, struct place b)
{
    if (w->err != FP_OK || same_places(a, b))
        return;
    if (a.present && b.present && is_object(a) && is_object(b))
        diff_objects(w, path, a, b);
    else if (a.present && b.present && is_keyed(a) && is_keyed(b))
        diff_lists(w, path, a, b);
    else
        note(w, path, a, b);
}

/* --- three -------------------------------------------------------------------- */

static struct place merge(struct walk *w, const char *path, struct place base,
                          struct place ours, struct place theirs);

/* Objects and lists that are made here belong to the arena. */
static void
put(void *object)
{
    json_object_put(object);
}

static struct place
made(struct walk *w, struct json_object *object)
{
    if (object == NULL || fp_arena_defer(w->arena, put, object) != FP_OK) {
        w->err = FP_ENOMEM;
        return (struct place){ NULL, 0 };
    }
    return (struct place){ object, 1 };
}

static void
add_member(struct walk *w, struct place out, const char *path,
           const char *name, struct place base, struct place ours,
           struct place theirs)
{
    struct place value = merge(w, below(w, path, name), member(base, name),
                               member(ours, name), member(theirs, name));

    if (w->err == FP_OK && value.present &&
        json_object_object_add(out.value, name,
                               json_object_get(value.value)) != 0)
        w->err = FP_ENOMEM;
}

static struct place
merge_objects(struct walk *w, const char *path, struct place base,
              struct place ours, struct place theirs)
{
    struct place out = made(w, json_object_new_object());

    if (w->err != FP_OK)
        return out;
    json_object_object_foreach(theirs.value, name, value)
    {
        (void)value;
        add_member(w, out, path, name, base, ours, theirs);
    }
    json_object_object_foreach(ours.value, other, added)
    {
        (void)added;
        if (!member(theirs, other).present)
            add_member(w, out, path, other, base, ours, theirs);
    }
    return out;
}

static void
add_element(struct walk *w, struct place out, const char *path,
            const char *id, struct place base, struct place ours,
            struct place theirs)
{
    struct place value = merge(w, below(w, path, id), element(base, id),
                               element(ours, id), element(theirs, id));

    if (w->err == FP_OK && value.present &&
        json_object_array_add(out.value, json_object_get(value.value)) != 0)
        w->err = FP_ENOMEM;
}

/* In the order of theirs; what only ours has comes behind. */
static struct place
merge_lists(struct walk *w, const char *path, struct place base,
            struct place ours, struct place theirs)
{
    struct place out = made(w, json_object_new_array());
    const size_t n_theirs = json_object_array_length(theirs.value);
    const size_t n_ours = json_object_array_length(ours.value);

    for (size_t i = 0; w->err == FP_OK && i < n_theirs; i++)
        add_element(w, out, path,
                    id_of(json_object_array_get_idx(theirs.value, i)), base,
                    ours, theirs);
    for (size_t i = 0; w->err == FP_OK && i < n_ours; i++) {
        const char *id = id_of(json_object_array_get_idx(ours.value, i));

        if (!element(theirs, id).present)
            add_element(w, out, path, id, base, ours, theirs);
    }
    return out;
}

static struct place
merge(struct walk *w, const char *path, struct place base, struct place ours,
      struct place theirs)
{
    static const struct place none = { NULL, 0 };

    if (w->err != FP_OK || same_places(ours, theirs) ||
        same_places(base, ours))
        return theirs;
    if (same_places(base, theirs))
        return ours;
    if (ours.present && theirs.present && is_object(ours) &&
        is_object(theirs))
        return merge_objects(w, path, is_object(base) ? base : none, ours,
                             theirs);
    if (ours.present && theirs.present && is_keyed(ours) && is_keyed(theirs))
        return merge_lists(w, path, is_keyed(base) ? base : none, ours,
                           theirs);
    note(w, path, theirs, ours);
    return w->take_ours ? ours : theirs;
}

/* --- outside ------------------------------------------------------------------ */

static enum fp_err
begin(struct walk *w, struct fp_arena *arena, struct fp_differences *out)
{
    *w = (struct walk){ .arena = arena, .out = out };
    *out = (struct fp_differences){
        .list = fp_arena_array(arena, FP_DIFF_MAX, sizeof(*out->list))
    };
    return out->list != NULL ? FP_OK : FP_ENOMEM;
}

static enum fp_err
parse(struct fp_arena *arena, const char *text, struct place *out)
{
    struct fp_faults faults;
    enum fp_err err;

    fp_faults_init(&faults, arena);
    out->present = 1;
    out->value = NULL;
    err = fp_json_parse(text, strlen(text), NULL, arena, &faults,
                        &out->value);
    return err == FP_OK || err == FP_ENOMEM ? err : FP_EINVAL;
}

enum fp_err
fp_document_diff(const char *from, const char *to, struct fp_arena *arena,
                 struct fp_differences *out)
{
    struct place a, b;
    struct walk w;
    enum fp_err err = begin(&w, arena, out);

    if (err == FP_OK)
        err = parse(arena, from, &a);
    if (err == FP_OK)
        err = parse(arena, to, &b);
    if (err != FP_OK)
        return err;
    diff(&w, "", a, b);
    return w.err;
}

enum fp_err
fp_document_merge(const char *base, const char *ours, const char *theirs,
                  int take_ours, struct fp_arena *arena, const char **merged,
                  struct fp_differences *conflicts)
{
    struct place b, o, t, out;
    struct walk w;
    enum fp_err err = begin(&w, arena, conflicts);

    if (err == FP_OK)
        err = parse(arena, base, &b);
    if (err == FP_OK)
        err = parse(arena, ours, &o);
    if (err == FP_OK)
        err = parse(arena, theirs, &t);
    if (err != FP_OK)
        return err;
    w.take_ours = take_ours;
    out = merge(&w, "", b, o, t);
    if (w.err == FP_OK)
        *merged = text_of(&w, out);
    return w.err;
}

void
fp_differences_encode(struct fp_buf *buf,
                      const struct fp_differences *differences)
{
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < differences->count; i++) {
        const struct fp_difference *d = &differences->list[i];

        fp_buf_str(buf, i > 0 ? ",{\"path\":" : "{\"path\":");
        fp_buf_json(buf, d->path);
        if (d->from != NULL)
            fp_buf_printf(buf, ",\"from\":%s", d->from);
        if (d->to != NULL)
            fp_buf_printf(buf, ",\"to\":%s", d->to);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}
