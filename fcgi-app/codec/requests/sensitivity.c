/* The axes of a sensitivity: what is varied, and by how much. */
#include "codec/requests/sensitivity.h"

#include <math.h>
#include <string.h>

enum { USUAL = 5, MIDDLE = 2 };

/* fp_vary_names with the NULL that a list of words ends with. */
static void
list_words(const char *words[FP_VARY_COUNT + 1])
{
    memcpy(words, fp_vary_names, sizeof(fp_vary_names));
    words[FP_VARY_COUNT] = NULL;
}

/* Two steps to either side of the plan, each as long as a tornado's. */
static void
take_usual(struct fp_grid_axis *axis)
{
    axis->n = USUAL;
    for (int i = 0; i < USUAL; i++)
        axis->steps[i] = (i - MIDDLE) * fp_vary_steps[axis->what];
}

static int
is_whole(enum fp_vary what)
{
    return what == FP_VARY_RETIREMENT_AGE || what == FP_VARY_LIFESPAN;
}

static void
read_steps(const struct fp_node *list, struct fp_grid_axis *axis)
{
    size_t n = 0;

    if (!fp_node_array(list, FP_GRID_MAX, "a list of steps", &n))
        return;
    if (n == 0)
        fp_node_fault(list, "range", "an axis has 1 to %d steps",
                      (int)FP_GRID_MAX);
    for (size_t i = 0; i < n; i++) {
        struct fp_node step = fp_node_element(list, i);

        if (fp_node_number(&step, &axis->steps[i]) && is_whole(axis->what) &&
            axis->steps[i] != floor(axis->steps[i]))
            fp_node_fault(&step, "range", "%s goes by whole years",
                          fp_vary_names[axis->what]);
    }
    axis->n = n;
}

static void
read_axis(struct fp_sensitivity_request *s, const struct fp_node *node)
{
    static const char *const known[] = { "vary", "steps", NULL };
    struct fp_node vary = fp_node_member(node, "vary");
    struct fp_node steps = fp_node_member(node, "steps");
    struct fp_grid_axis *axis = &s->axes[s->n_axes];
    const char *words[FP_VARY_COUNT + 1];
    int word;

    list_words(words);
    if (!fp_node_object(node, known, "an object with what is varied") ||
        !fp_node_word(&vary, words, &word))
        return;
    axis->what = (enum fp_vary)word;
    s->usual[s->n_axes] = !steps.present;
    if (steps.present)
        read_steps(&steps, axis);
    else
        take_usual(axis);
    if (s->n_axes == 1 && s->axes[0].what == axis->what)
        fp_node_fault(&vary, "combination", "both axes vary %s",
                      fp_vary_names[axis->what]);
    s->n_axes++;
}

void
fp_request_read_sensitivity(struct fp_request *request,
                            const struct fp_node *body)
{
    struct fp_node x = fp_node_member(body, "x");
    struct fp_node y = fp_node_member(body, "y");
    struct fp_node grid = fp_node_member(body, "grid");
    struct fp_error error;
    const char *text;

    if (grid.present && (x.present || y.present)) {
        fp_node_fault(&grid, "combination", "give grid, or x and y");
    } else if (grid.present) {
        if (fp_node_text(&grid, &text) &&
            fp_request_sensitivity_grid(request, text, &error) != FP_OK)
            fp_node_fault(&grid, "value", "%s", error.detail);
    } else if (y.present && !x.present) {
        fp_node_fault(&x, "required", "the first axis is missing");
    } else {
        if (x.present)
            read_axis(&request->sensitivity, &x);
        if (y.present)
            read_axis(&request->sensitivity, &y);
    }
}

/* The variation called text[len], FP_VARY_COUNT when there is none. */
static enum fp_vary
find(const char *text, size_t len)
{
    int v = 0;

    while (v < FP_VARY_COUNT && (strlen(fp_vary_names[v]) != len ||
                                 memcmp(fp_vary_names[v], text, len) != 0))
        v++;
    return (enum fp_vary)v;
}

static enum fp_err
wrong_grid(struct fp_error *error)
{
    struct fp_buf names;

    fp_buf_init(&names, 0);
    for (int v = 0; v < FP_VARY_COUNT; v++)
        fp_buf_printf(&names, "%s%s", v > 0 ? " " : "", fp_vary_names[v]);
    fp_error_set(error, FP_EINVAL,
                 "a grid is one or two of: %s (as in spending,returns)",
                 fp_buf_text(&names));
    fp_buf_fini(&names);
    return FP_EINVAL;
}

enum fp_err
fp_request_sensitivity_grid(struct fp_request *request, const char *text,
                            struct fp_error *error)
{
    struct fp_sensitivity_request s = { .usual = { 1, 1 } };
    size_t len = strcspn(text, ",");

    s.axes[0].what = find(text, len);
    s.n_axes = 1;
    if (text[len] == ',') {
        s.axes[1].what = find(text + len + 1, strlen(text + len + 1));
        s.n_axes = 2;
    }
    for (size_t i = 0; i < s.n_axes; i++) {
        if (s.axes[i].what == FP_VARY_COUNT)
            return wrong_grid(error);
        take_usual(&s.axes[i]);
    }
    if (s.n_axes == 2 && s.axes[0].what == s.axes[1].what)
        return wrong_grid(error);
    request->sensitivity = s;
    return FP_OK;
}

void
fp_request_complete_sensitivity(struct fp_request *request)
{
    static const char *const pointers[] = { "/x/steps", "/y/steps" };
    const struct fp_sensitivity_request *s = &request->sensitivity;

    for (size_t i = 0; i < s->n_axes; i++) {
        struct fp_buf steps;

        if (!s->usual[i])
            continue;
        fp_buf_init(&steps, 0);
        for (size_t k = 0; k < s->axes[i].n; k++) {
            fp_buf_char(&steps, k > 0 ? ',' : '[');
            fp_buf_double(&steps, s->axes[i].steps[k]);
        }
        fp_buf_char(&steps, ']');
        fp_assumed_add(&request->document.assumed, pointers[i],
                       fp_buf_text(&steps),
                       "two usual steps to either side of the plan");
        fp_buf_fini(&steps);
    }
}

void
fp_request_identify_sensitivity(struct fp_buf *buf,
                                const struct fp_request *request)
{
    const struct fp_sensitivity_request *s = &request->sensitivity;

    for (size_t i = 0; i < s->n_axes; i++) {
        fp_buf_str(buf, fp_vary_names[s->axes[i].what]);
        for (size_t k = 0; k < s->axes[i].n; k++) {
            fp_buf_char(buf, ' ');
            fp_buf_double(buf, s->axes[i].steps[k]);
        }
        fp_buf_char(buf, ';');
    }
}
