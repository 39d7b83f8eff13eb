/* See changes.h. */
#include "changes.h"

#include "../base/diag.h"
#include "../base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const heads[] = {
    [CHANGE_INPUT] = "Inputs", [CHANGE_FIGURE] = "Figures", [CHANGE_TOOL] = "Made with"};
_Static_assert(sizeof heads / sizeof *heads == CHANGE_KINDS, "every kind has its head");

void changes_put_share(struct text *out, double relative) {
    if (!isfinite(relative))
        text_string(out, "from 0");
    else
        text_printf(out, "%+.3g %%", relative * 100);
}

const char *changes_name(struct arena *arena, const char *path) {
    static const char before[] = "inputs.", behind[] = ".value";
    size_t length = strlen(path);
    if (strncmp(path, before, sizeof before - 1) != 0)
        return path;
    path += sizeof before - 1;
    length -= sizeof before - 1;
    if (length > sizeof behind - 1 && !strcmp(path + length - (sizeof behind - 1), behind))
        length -= sizeof behind - 1;
    return arena_copy(arena, path, length);
}

/* All changes of a table's column as one line. */
static struct change_line column_line(const struct changes *changes, size_t first) {
    struct change_line line = {.change = &changes->items[first], .least = INFINITY, .most = -INFINITY};
    for (size_t i = first; i < changes->n; i++) {
        const struct change *change = &changes->items[i];
        if (!change->row || strcmp(change->path, line.change->path) != 0)
            continue;
        line.rows++;
        line.gone += !change->after;
        line.new += !change->before;
        line.from_zero += change->numeric && !isfinite(change->relative);
        if (change->numeric && isfinite(change->relative)) {
            line.numbers++;
            line.least = fmin(line.least, change->relative);
            line.most = fmax(line.most, change->relative);
        }
    }
    return line;
}

static bool is_first_of_column(const struct changes *changes, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (changes->items[i].row && !strcmp(changes->items[i].path, changes->items[at].path))
            return false;
    return true;
}

const struct change_line *changes_lines(struct arena *arena, const struct changes *changes,
                                        enum change_kind kind, bool whole, size_t *n) {
    struct change_line *lines = arena_array(arena, changes->n, sizeof *lines);
    *n = 0;
    for (size_t i = 0; i < changes->n; i++) {
        const struct change *change = &changes->items[i];
        if (change->kind != kind)
            continue;
        if (!change->row || whole)
            lines[(*n)++] = (struct change_line){.change = change};
        else if (is_first_of_column(changes, i))
            lines[(*n)++] = column_line(changes, i);
    }
    return lines;
}

bool changes_spread(const struct change_line *line) {
    return line->most - line->least > 1e-4 * fabs(line->most);
}

static void say_one(struct arena *arena, const struct change *change, struct text *out) {
    text_printf(out, "  %-42s ", changes_name(arena, change->path));
    if (change->row)
        text_printf(out, "[%s]  ", change->row);
    text_printf(out, "%s \xE2\x86\x92 %s", change->before ? change->before : "\xE2\x80\x94",
                change->after ? change->after : "\xE2\x80\x94");
    if (change->numeric && change->kind == CHANGE_FIGURE) {
        text_string(out, "  ");
        changes_put_share(out, change->relative);
    }
}

static void say_column(const struct change_line *line, struct text *out) {
    text_printf(out, "  %-42s %zu %s", line->change->path, line->rows, line->rows == 1 ? "row" : "rows");
    if (line->numbers) {
        text_string(out, ", ");
        changes_put_share(out, line->least);
        if (changes_spread(line)) {
            text_string(out, " to ");
            changes_put_share(out, line->most);
        }
    }
    if (line->from_zero)
        text_printf(out, ", %zu from 0", line->from_zero);
    if (line->gone)
        text_printf(out, ", %zu gone", line->gone);
    if (line->new)
        text_printf(out, ", %zu new", line->new);
}

static void say_kind(struct arena *arena, const struct changes *changes, enum change_kind kind, size_t most) {
    size_t n;
    const struct change_line *lines = changes_lines(arena, changes, kind, most == SIZE_MAX, &n);
    struct text words = {0};
    if (n)
        puts(heads[kind]);
    for (size_t i = 0; i < n && i < most; i++) {
        text_clear(&words);
        if (lines[i].rows)
            say_column(&lines[i], &words);
        else
            say_one(arena, lines[i].change, &words);
        puts(visible_name(arena, text_get(&words)));
    }
    if (n > most)
        printf("  and %zu more\n", n - most);
    text_drop(&words);
}

void changes_say(struct arena *arena, const struct changes *changes, size_t most) {
    say_kind(arena, changes, CHANGE_INPUT, most);
    say_kind(arena, changes, CHANGE_FIGURE, most);
    if (changes->left_out)
        printf("and %zu changes beyond the first %d\n", changes->left_out, MOST_CHANGES);
}
