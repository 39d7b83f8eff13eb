/* See tree_faults.h. */
#include "tree_faults.h"

#include <ctype.h>
#include <string.h>

static void complain(const struct template_text *text, const char *at, const char *hint, const char *what,
                     struct diags *diags) {
    diag_add(diags, DIAG_ERROR, template_mark(text, (size_t)(at - text->markdown)), hint, "%s", what);
}

size_t tree_mark_length(const char *text, const char *end) {
    if (end - text < 4 || text[0] != '[' || text[1] != '^')
        return 0;
    const char *at = text + 2;
    while (at < end && isalnum((unsigned char)*at))
        at++;
    return at < end && *at == ']' && at > text + 2 ? (size_t)(at + 1 - text) : 0;
}

void tree_tell_dollars(const struct template_text *text, const char *words, size_t length,
                       struct diags *diags) {
    const char *end = words + length;
    for (const char *at = words; (at = memchr(at, '$', (size_t)(end - at))); at++) {
        bool escaped = at > text->markdown && at[-1] == '\\';
        if (end - at < 2 || at[1] != '$' || escaped)
            continue;
        complain(text, at, "a display is $$ ... $$ in one paragraph; the sign itself is \\$",
                 "`$$` without another one behind it", diags);
        return;
    }
}

void tree_tell_footnotes(const struct template_text *text, struct diags *diags) {
    const char *end = text->markdown + text->length;
    bool code = false, after_blank = true;
    for (const char *line = text->markdown, *next; line < end; line = next) {
        const char *stop = memchr(line, '\n', (size_t)(end - line)), *at = line + strspn(line, " \t\r");
        next = stop ? stop + 1 : end;
        bool fence = !strncmp(at, "```", 3) || !strncmp(at, "~~~", 3);
        size_t mark = code || !after_blank ? 0 : tree_mark_length(at, next);
        bool note = mark && at[mark] == ':';
        if (note)
            complain(text, at, "a note is a quotation that begins with its mark: > [^1] words",
                     "footnotes are not written so", diags);
        code ^= fence;
        after_blank = note || at >= next || *at == '\n';
    }
}
