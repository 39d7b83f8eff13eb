/* The bytes of a file as text that libyaml can take without surprises: UTF-8, no byte order mark, no control
 * characters. Not for use outside gen/spec. */
#ifndef SPEC_NODE_TEXT_H
#define SPEC_NODE_TEXT_H

#include "../base/arena.h"
#include "../base/diag.h"

#include <stdbool.h>
#include <stdint.h>

/* The source itself, or a copy of it as UTF-8 (from UTF-16 with a byte order mark; without the mark of
 * UTF-8). NULL with diagnostics for text that is not well-formed or has control characters. Signs that turn
 * the direction of text get a warning. */
const struct source *node_text_clean(struct arena *arena, const struct source *source, struct diags *diags);

/* JSON writes signs beyond U+FFFF as two \u escapes, which libyaml refuses. A copy in which each pair is one
 * escape of the same width, so that places stay true; the source itself where there is none. */
const struct source *node_text_pair_surrogates(struct arena *arena, const struct source *source);

/* What a file may be that is a single value: a web page or a pointer saved in place of the file itself. Or
 * NULL.
 */
const char *node_text_hint(const struct source *source);

/* A text as one line, as it is set: what parts lines in it, and tabs, become single blanks, and none at its
 * ends. The text itself where there are none. */
const char *node_text_line(struct arena *arena, const char *text);

/* Warns of a sign that turns the direction of text; true for a control character (not tab or line breaks). */
bool node_text_forbidden(uint32_t codepoint);
bool node_text_turns_direction(uint32_t codepoint);

#endif
