/* Members of a question's objects. */
#include "codec/questions/ask.h"

#include <json.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

static double
in_range(const struct fp_node *node, double value, double min, double max)
{
    if (value >= min && value <= max)
        return value;
    fp_node_fault(node, "range", "%.10g is outside %.10g to %.10g", value,
                  min, max);
    return min;
}

double
fp_ask_number(const struct fp_node *object, const char *name, double min,
              double max)
{
    struct fp_node node = fp_node_member(object, name);
    double value = min;

    return fp_node_number(&node, &value) ? in_range(&node, value, min, max)
                                         : min;
}

double
fp_ask_number_or(const struct fp_node *object, const char *name, double min,
                 double max, double fallback, const char *text)
{
    struct fp_node node = fp_node_member(object, name);
    double value = fp_node_number_or(&node, fallback, text);

    return node.present ? in_range(&node, value, min, max) : value;
}

static double
money(const struct fp_node *object, const char *name, double min)
{
    struct fp_node node = fp_node_member(object, name);
    double value = 0.0;

    return fp_node_money(&node, &value)
               ? in_range(&node, value, min, FP_ASK_MONEY_MAX)
               : 0.0;
}

double
fp_ask_money(const struct fp_node *object, const char *name)
{
    return money(object, name, 0.0);
}

double
fp_ask_signed(const struct fp_node *object, const char *name)
{
    return money(object, name, -FP_ASK_MONEY_MAX);
}

double
fp_ask_money_or(const struct fp_node *object, const char *name,
                double fallback, const char *text)
{
    struct fp_node node = fp_node_member(object, name);
    double value = fp_node_money_or(&node, fallback, text);

    return node.present ? in_range(&node, value, 0.0, FP_ASK_MONEY_MAX)
                        : value;
}

int64_t
fp_ask_cents(const struct fp_node *object, const char *name, int64_t min,
             int64_t max)
{
    struct fp_node node = fp_node_member(object, name);
    enum json_type type = json_object_get_type(node.value);
    int64_t cents = 0;
    const char *text;

    if (type != json_type_int && type != json_type_double &&
        type != json_type_string) {
        double none;

        (void)fp_node_number(&node, &none); /* says what is wrong */
        return min;
    }
    text = json_object_get_string(node.value);
    switch (fp_text_cents(text, strlen(text), &cents)) {
    case FP_OK:
        if (cents >= min && cents <= max)
            return cents;
        break;
    case FP_ERANGE: break;
    default:
        fp_node_fault(&node, "type", "an amount is a number, or a text such "
                      "as \"1234.56\", with at most two decimals");
        return min;
    }
    fp_node_fault(&node, "range", "the amount is outside %.2f to %.2f",
                  (double)min / 100.0, (double)max / 100.0);
    return min;
}

int64_t
fp_ask_cents_or(const struct fp_node *object, const char *name, int64_t min,
                int64_t max, int64_t fallback)
{
    struct fp_node node = fp_node_member(object, name);

    return node.present ? fp_ask_cents(object, name, min, max) : fallback;
}

int
fp_ask_whole(const struct fp_node *object, const char *name, int min,
             int max)
{
    struct fp_node node = fp_node_member(object, name);
    int64_t value = min;

    (void)fp_node_int(&node, min, max, &value);
    return (int)value;
}

int
fp_ask_whole_or(const struct fp_node *object, const char *name, int min,
                int max, int fallback, const char *text)
{
    struct fp_node node = fp_node_member(object, name);

    return fp_node_int_or(&node, min, max, fallback, text);
}

int
fp_ask_flag_or(const struct fp_node *object, const char *name, int fallback,
               const char *text)
{
    struct fp_node node = fp_node_member(object, name);

    return fp_node_flag_or(&node, fallback, text);
}

int
fp_ask_word(const struct fp_node *object, const char *name,
            const char *const *words)
{
    struct fp_node node = fp_node_member(object, name);
    int place = 0;

    (void)fp_node_word(&node, words, &place);
    return place;
}

int
fp_ask_word_or(const struct fp_node *object, const char *name,
               const char *const *words, int fallback, const char *text)
{
    struct fp_node node = fp_node_member(object, name);

    return fp_node_word_or(&node, words, fallback, text);
}

const char *
fp_ask_text_or_null(const struct fp_node *object, const char *name)
{
    struct fp_node node = fp_node_member(object, name);
    const char *text = NULL;

    if (node.present)
        (void)fp_node_text(&node, &text);
    return text;
}

const char *
fp_ask_text(const struct fp_node *object, const char *name)
{
    struct fp_node node = fp_node_member(object, name);
    const char *text = "";

    (void)fp_node_text(&node, &text);
    return text;
}

size_t
fp_ask_list(const struct fp_node *object, const char *name, int needed,
            size_t max, const char *what, struct fp_node *list)
{
    size_t n = 0;

    *list = fp_node_member(object, name);
    if (!list->present && !needed)
        return 0;
    if (!fp_node_array(list, max, what, &n))
        return 0;
    if (n == 0 && needed)
        fp_node_fault(list, "count", "at least one is needed");
    return n;
}

void *
fp_ask_room(const struct fp_node *node, size_t n, size_t size)
{
    void *room;

    if (n == 0)
        return NULL;
    room = fp_arena_array(node->reader->arena, n, size);
    if (room == NULL)
        fp_node_fault(node, "memory", "memory ran out");
    return room;
}
