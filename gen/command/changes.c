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

static void put_share(struct text *out, double relative) {
    if (!isfinite(relative))
        text_string(out, "from 0");
    else
        text_printf(out, "%+.3g %%", relative * 100);
}

/* "inputs.accelerator.memory.value" is known as "accelerator.memory". */
static const char *plain_path(struct arena *arena, const char *path) {
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

static void say_one(struct arena *arena, const struct change *change) {
    struct text line = {0};
    text_printf(&line, "  %-42s ", plain_path(arena, change->path));
    if (change->row)
        text_printf(&line, "[%s]  ", change->row);
    text_printf(&line, "%s \xE2\x86\x92 %s", change->before ? change->before : "\xE2\x80\x94",
                change->after ? change->after : "\xE2\x80\x94");
    if (change->numeric && change->kind == CHANGE_FIGURE) {
        text_string(&line, "  ");
        put_share(&line, change->relative);
    }
    puts(visible_name(arena, text_get(&line)));
    text_drop(&line);
}

/* All changes of a table's column as one line. */
static void say_column(struct arena *arena, const struct changes *changes, size_t first) {
    const struct change *column = &changes->items[first];
    size_t rows = 0, numbers = 0, risen = 0, gone = 0, new = 0;
    double least = INFINITY, most = -INFINITY;
    for (size_t i = first; i < changes->n; i++) {
        const struct change *change = &changes->items[i];
        if (!change->row || strcmp(change->path, column->path) != 0)
            continue;
        rows++;
        gone += !change->after;
        new += !change->before;
        risen += change->numeric && !isfinite(change->relative);
        if (change->numeric && isfinite(change->relative)) {
            numbers++;
            least = fmin(least, change->relative);
            most = fmax(most, change->relative);
        }
    }
    struct text line = {0};
    text_printf(&line, "  %-42s %zu rows", column->path, rows);
    if (numbers) {
        text_string(&line, ", ");
        put_share(&line, least);
        if (most - least > 1e-4 * fabs(most)) { /* apart in what is printed */
            text_string(&line, " to ");
            put_share(&line, most);
        }
    }
    if (risen)
        text_printf(&line, ", %zu from 0", risen);
    if (gone)
        text_printf(&line, ", %zu gone", gone);
    if (new)
        text_printf(&line, ", %zu new", new);
    puts(visible_name(arena, text_get(&line)));
    text_drop(&line);
}

static bool is_first_of_column(const struct changes *changes, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (changes->items[i].row && !strcmp(changes->items[i].path, changes->items[at].path))
            return false;
    return true;
}

static void say_kind(struct arena *arena, const struct changes *changes, enum change_kind kind, size_t most) {
    size_t lines = 0, left_out = 0;
    bool whole = most == SIZE_MAX;
    for (size_t i = 0; i < changes->n; i++) {
        const struct change *change = &changes->items[i];
        if (change->kind != kind || (change->row && !whole && !is_first_of_column(changes, i)))
            continue;
        if (!lines)
            puts(heads[kind]);
        if (lines++ >= most)
            left_out++;
        else if (change->row && !whole)
            say_column(arena, changes, i);
        else
            say_one(arena, change);
    }
    if (left_out)
        printf("  and %zu more\n", left_out);
}

void changes_say(struct arena *arena, const struct changes *changes, size_t most) {
    say_kind(arena, changes, CHANGE_INPUT, most);
    say_kind(arena, changes, CHANGE_FIGURE, most);
    if (changes->left_out)
        printf("and %zu changes beyond the first %d\n", changes->left_out, MOST_CHANGES);
}
