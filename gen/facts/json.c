/* Facts as JSON and CSV (declared in record.h). The nesting follows the points in the ids; the order is the
 * tables'. */
#include "record.h"

#include "../base/decimal.h"

#include <math.h>
#include <string.h>

enum { KEPT_DIGITS = 10 };

void json_string(struct text *out, const char *string) {
    const unsigned char *plain = (const unsigned char *)string, *c = plain;
    text_char(out, '"');
    for (; *c; c++) {
        if (*c >= 0x20 && *c != '"' && *c != '\\')
            continue;
        text_bytes(out, plain, (size_t)(c - plain));
        text_printf(out, *c < 0x20 ? "\\u%04x" : "\\%c", *c);
        plain = c + 1;
    }
    text_bytes(out, plain, (size_t)(c - plain));
    text_char(out, '"');
}

void csv_string(struct text *out, const char *string) {
    if (!string[strcspn(string, ",\"\r\n")]) {
        text_string(out, string);
        return;
    }
    text_char(out, '"');
    for (; *string; string++) {
        if (*string == '"')
            text_char(out, '"');
        text_char(out, *string);
    }
    text_char(out, '"');
}

/* How it is written: for people and programs, exact; to be kept in a report, short. */
struct form {
    struct text *out;
    bool kept;
};

static void json_number(const struct form *form, double number) {
    if (form->kept && number != floor(number))
        decimal_general(form->out, number, KEPT_DIGITS);
    else
        number_result(form->out, number);
}

static void json_member(const struct form *form, const void *base, size_t offset, enum member_kind kind,
                        bool zero_absent) {
    struct text *out = form->out;
    double number;
    if (member_number(base, offset, kind, &number)) {
        if (kind == MEMBER_TRUTH)
            text_string(out, number != 0 ? "true" : "false");
        else if (zero_absent && number == 0)
            text_string(out, "null");
        else
            json_number(form, number);
        return;
    }
    const char *string = member_string(base, offset, kind);
    if (string)
        json_string(out, string);
    else
        text_string(out, "null");
}

static void indent(const struct form *form, int depth) {
    text_char(form->out, '\n');
    for (int i = 0; i < depth && !form->kept; i++)
        text_string(form->out, "  ");
}

static void json_rows(const struct facts *facts, const struct record_set *set, int depth,
                      const struct form *form) {
    struct text *out = form->out;
    size_t count = record_count(facts, set);
    text_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        const void *row = record_row(facts, set, i);
        text_string(out, i ? "," : "");
        indent(form, depth + 1);
        for (size_t j = 0; j < set->n_columns; j++) {
            text_string(out, !j ? "{" : form->kept ? "," : ", ");
            json_string(out, set->columns[j].id);
            text_string(out, form->kept ? ":" : ": ");
            json_member(form, row, set->columns[j].offset, set->columns[j].kind, set->columns[j].zero_absent);
        }
        text_char(out, '}');
    }
    if (count)
        indent(form, depth);
    text_char(out, ']');
}

/* What stands in the JSON: a quantity or a set of records, under its path. */
struct entry {
    const char *path;
    const struct quantity *quantity;
    const struct record_set *set;
    bool done; /* it is written */
};

static size_t list_entries(struct entry *entries) {
    size_t n = 0;
    for (size_t i = 0; i < n_quantities; i++)
        entries[n++] = (struct entry){.path = quantities[i].id, .quantity = &quantities[i]};
    for (size_t i = 0; i < n_record_sets; i++)
        if (record_sets[i].id)
            entries[n++] = (struct entry){.path = record_sets[i].id, .set = &record_sets[i]};
    return n;
}

/* The object of all entries below `prefix` ("" or "model."), each next key at its first appearance. */
static void json_object(const struct facts *facts, struct entry *entries, size_t n, const char *prefix,
                        int depth, const struct form *form) {
    struct text *out = form->out;
    size_t length = strlen(prefix);
    bool any = false;
    text_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        const char *key = entries[i].path + length;
        if (entries[i].done || strncmp(entries[i].path, prefix, length) != 0)
            continue;
        size_t key_length = strcspn(key, ".");
        bool nested = key[key_length] == '.';
        entries[i].done = !nested;
        text_string(out, any ? "," : "");
        any = true;
        indent(form, depth + 1);
        text_char(out, '"');
        text_bytes(out, key, key_length);
        text_string(out, form->kept ? "\":" : "\": ");
        if (nested) {
            char inner[96];
            memcpy(inner, entries[i].path, length + key_length + 1);
            inner[length + key_length + 1] = '\0';
            json_object(facts, entries, n, inner, depth + 1, form);
        } else if (entries[i].set) {
            json_rows(facts, entries[i].set, depth + 1, form);
        } else {
            json_member(form, facts, entries[i].quantity->offset, entries[i].quantity->kind,
                        entries[i].quantity->zero_absent);
        }
    }
    indent(form, depth);
    text_char(out, '}');
}

static void json_all(const struct facts *facts, const char *prefix, const struct form *form) {
    struct entry *entries = arena_array(facts->arena, n_quantities + n_record_sets, sizeof *entries);
    size_t n = list_entries(entries);
    const char *path = prefix ? arena_printf(facts->arena, "%s.", prefix) : "";
    json_object(facts, entries, n, path, 0, form);
    text_char(form->out, '\n');
}

void facts_json(const struct facts *facts, const char *prefix, struct text *out) {
    json_all(facts, prefix, &(struct form){out, false});
}

void facts_json_kept(const struct facts *facts, struct text *out) {
    json_all(facts, NULL, &(struct form){out, true});
}

void record_json(const struct facts *facts, const struct record_set *set, struct text *out) {
    json_rows(facts, set, 0, &(struct form){out, false});
    text_char(out, '\n');
}

void record_csv(const struct facts *facts, const struct record_set *set, struct text *out) {
    for (size_t j = 0; j < set->n_columns; j++)
        text_printf(out, "%s%s", j ? "," : "", set->columns[j].id);
    text_char(out, '\n');
    for (size_t i = 0; i < record_count(facts, set); i++) {
        const void *row = record_row(facts, set, i);
        for (size_t j = 0; j < set->n_columns; j++) {
            const struct record_column *column = &set->columns[j];
            double number;
            text_string(out, j ? "," : "");
            if (column->kind == MEMBER_TRUTH && member_number(row, column->offset, column->kind, &number))
                text_string(out, number != 0 ? "true" : "false");
            else if (member_number(row, column->offset, column->kind, &number)) {
                if (!column->zero_absent || number != 0)
                    number_result(out, number);
            } else if (member_string(row, column->offset, column->kind))
                csv_string(out, member_string(row, column->offset, column->kind));
        }
        text_char(out, '\n');
    }
}
