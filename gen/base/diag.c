/* See diag.h. */
#include "diag.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIAGNOSTICS = 100, CONTEXT_COLUMNS = 100, LONGEST_WORD = 64 };

struct diagnostic {
    enum severity severity;
    struct mark mark;
    size_t file_order, order;
    const char *what, *hint;
};

struct diags {
    struct arena *arena;
    struct diagnostic *items;
    size_t count, capacity, unsaid;
    size_t errors, warnings;
    const struct source **files; /* in the order first named */
    size_t file_count, file_capacity;
};

struct diags *diags_new(struct arena *arena) {
    struct diags *diags = arena_alloc(arena, sizeof *diags);
    diags->arena = arena;
    return diags;
}

enum { LINE_NOT_COUNTED = -1 }; /* the column is the offset */

struct mark mark_at(const struct source *source, size_t offset) {
    return (struct mark){source, LINE_NOT_COUNTED, offset < INT_MAX ? (int)offset : INT_MAX};
}

static struct mark counted(struct mark mark) {
    if (mark.line != LINE_NOT_COUNTED)
        return mark;
    const struct source *source = mark.source;
    size_t offset = (size_t)mark.column;
    const char *at = source->text, *end = at + (offset < source->length ? offset : source->length);
    mark = (struct mark){source, 1, 1};
    for (const char *p = at; p < end; p++)
        if (*p == '\n') {
            mark.line++;
            at = p + 1;
        }
    while (at < end) {
        utf8_next(&at, source->text + source->length);
        if (at <= end)
            mark.column++;
    }
    return mark;
}

static size_t file_order(struct diags *diags, const struct source *source) {
    for (size_t i = 0; i < diags->file_count; i++)
        if (diags->files[i] == source)
            return i;
    diags->files = arena_grow(diags->arena, diags->files, diags->file_count, &diags->file_capacity,
                              sizeof *diags->files);
    diags->files[diags->file_count] = source;
    return diags->file_count++;
}

void diag_add(struct diags *diags, enum severity severity, struct mark mark, const char *hint,
              const char *format, ...) {
    if (severity == DIAG_ERROR)
        diags->errors++;
    else
        diags->warnings++;
    if (diags->count >= MOST_DIAGNOSTICS) {
        diags->unsaid++;
        return;
    }
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *message = arena_alloc(diags->arena, (size_t)length + 1);
    vsnprintf(message, (size_t)length + 1, format, again);
    va_end(again);
    diags->items =
        arena_grow(diags->arena, diags->items, diags->count, &diags->capacity, sizeof *diags->items);
    diags->items[diags->count] = (struct diagnostic){
        .severity = severity,
        .mark = counted(mark),
        .file_order = file_order(diags, mark.source),
        .order = diags->count,
        .what = message,
        .hint = hint ? arena_string(diags->arena, hint) : NULL,
    };
    diags->count++;
}

size_t diags_errors(const struct diags *diags) {
    return diags->errors;
}

size_t diags_warnings(const struct diags *diags) {
    return diags->warnings;
}

static bool is_among(const char *const *items, size_t n, const char *what) {
    for (size_t i = 0; i < n; i++)
        if (!strcmp(items[i], what))
            return true;
    return false;
}

const char *const *diags_warned(const struct diags *diags, struct arena *arena, size_t *count) {
    const char **items = arena_array(arena, diags->count, sizeof *items);
    *count = 0;
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].severity == DIAG_WARNING && !is_among(items, *count, diags->items[i].what))
            items[(*count)++] = arena_string(arena, diags->items[i].what);
    return items;
}

static int by_place(const void *a, const void *b) {
    const struct diagnostic *x = a, *y = b;
    if (x->file_order != y->file_order)
        return x->file_order < y->file_order ? -1 : 1;
    if (x->mark.line != y->mark.line)
        return x->mark.line < y->mark.line ? -1 : 1;
    if (x->mark.column != y->mark.column)
        return x->mark.column < y->mark.column ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Control characters would move the terminal's cursor; they are shown as U+FFFD. */
static void add_visible(struct text *out, uint32_t c) {
    if (c == '\t')
        text_char(out, ' ');
    else if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
             (c >= 0x2066 && c <= 0x2069))
        text_codepoint(out, 0xFFFD);
    else
        text_codepoint(out, c);
}

static void print_visible(struct text *out, const char *string) {
    const char *end = string + strlen(string);
    while (string < end)
        add_visible(out, utf8_next(&string, end));
}

const char *visible_name(struct arena *arena, const char *name) {
    struct text out = {0};
    print_visible(&out, name);
    return text_keep(arena, &out);
}

/* Han and other full-width signs take two columns of a terminal. */
static int columns_of(uint32_t c) {
    return (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xD7A4) ||
                   (c >= 0xF900 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFE70) ||
                   (c >= 0xFF00 && c < 0xFF61) || (c >= 0x1F300 && c < 0x20000) || c >= 0x20000
               ? 2
               : 1;
}

static void print_place(struct text *out, struct mark mark) {
    const struct source *source = mark.source;
    if (!source->text || mark.line <= 0)
        return;
    const char *at = source->text, *end = at + source->length;
    for (int line = 1; line < mark.line && at; line++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at || at > end)
        return;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop ? stop : end;
    if (stop > at && stop[-1] == '\r')
        stop--;
    int skip = mark.column > CONTEXT_COLUMNS ? mark.column - CONTEXT_COLUMNS / 2 : 0;
    int column = 1, before = 0, shown = 0;
    text_string(out, "    ");
    while (at < stop && shown < CONTEXT_COLUMNS + 20) {
        uint32_t c = utf8_next(&at, stop);
        if (column > skip) {
            add_visible(out, c);
            if (column < mark.column)
                before += columns_of(c);
            shown++;
        }
        column++;
    }
    text_string(out, "\n    ");
    for (int i = 0; i < before; i++)
        text_char(out, ' ');
    text_string(out, "^\n");
}

void diags_print(const struct diags *diags, struct text *out) {
    if (!diags->count)
        return;
    qsort(diags->items, diags->count, sizeof *diags->items, by_place);
    for (size_t i = 0; i < diags->count; i++) {
        const struct diagnostic *d = &diags->items[i], *last = i ? d - 1 : NULL;
        if (last && last->mark.source == d->mark.source && last->mark.line == d->mark.line &&
            last->mark.column == d->mark.column && !strcmp(last->what, d->what))
            continue;
        if (d->mark.source) {
            print_visible(out, d->mark.source->name);
            if (d->mark.line > 0)
                text_printf(out, ":%d:%d", d->mark.line, d->mark.column);
        } else {
            text_string(out, "floorline");
        }
        text_string(out, d->severity == DIAG_ERROR ? ": error: " : ": warning: ");
        print_visible(out, d->what);
        text_char(out, '\n');
        if (d->mark.source)
            print_place(out, d->mark);
        if (d->hint) {
            text_string(out, "    hint: ");
            print_visible(out, d->hint);
            text_char(out, '\n');
        }
    }
    if (diags->unsaid)
        text_printf(out, "floorline: and %zu more\n", diags->unsaid);
}

/* Letters of ASCII in one case: "H100" is as near as "h100". */
static char folded(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters added, left out, put for others, or two that changed places (optimal string alignment). */
static size_t edit_distance(const char *a, size_t n, const char *b, size_t m) {
    size_t rows[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above_that = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = above[j - 1] + (folded(a[i - 1]) != folded(b[j - 1]));
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                folded(a[i - 2]) == folded(b[j - 1]) && above_that[j - 2] + 1 < best)
                best = above_that[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[n % 3][m];
}

/* How many edits a word of so many letters may be away: of a short one nothing would be left. */
static size_t edits_allowed(size_t letters) {
    return letters < 2 ? 0 : letters < 4 ? 1 : letters / 3;
}

/* The first name that is the word behind an object: weights_bytes, model.weights_bytes. NULL: none. */
static const char *name_behind_object(const char *word, const char *const *names, size_t count) {
    enum { LEAST = 3 }; /* letters that say what is meant */
    size_t length = strlen(word);
    for (size_t i = 0; i < count && length >= LEAST; i++) {
        size_t whole = strlen(names[i]);
        if (whole > length && names[i][whole - length - 1] == '.' &&
            strcmp(names[i] + whole - length, word) == 0)
            return names[i];
    }
    return NULL;
}

const char *nearest_name(const char *word, const char *const *names, size_t count) {
    size_t n = strlen(word), best = edits_allowed(n) + 1;
    const char *nearest = NULL;
    if (!n || n > LONGEST_WORD)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t m = strlen(names[i]);
        size_t distance = m > LONGEST_WORD ? best : edit_distance(word, n, names[i], m);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest ? nearest : name_behind_object(word, names, count);
}
