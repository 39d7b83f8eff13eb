/* YAML (and JSON, which is read as YAML) as a bounded tree of nodes, each with its place.
 *
 * What a spec has no use for is refused with a diagnostic: anchors and aliases, tags, merge keys, several
 * documents, duplicate keys. The tree and its strings live in the arena; the source must outlive it. */
#ifndef SPEC_NODE_H
#define SPEC_NODE_H

#include "../base/arena.h"
#include "../base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NODE_MOST_BYTES = 1 << 20, /* of a file: give it to file_read */
    NODE_MOST_DEPTH = 64,
    NODE_MOST_NODES = 1 << 16,
    NODE_LONGEST_KEY = 1023 /* bytes */
};

enum node_kind {
    NODE_NULL, /* nothing, `~`, `null` */
    NODE_SCALAR,
    NODE_SEQUENCE,
    NODE_MAPPING,
    NODE_FAULTY, /* complained about already: readers refuse it without a word */
    NODE_KIND_COUNT
};

struct node_pair {
    const struct node *key; /* always a scalar */
    const struct node *value;
};

struct node {
    enum node_kind kind;
    bool quoted; /* a scalar in quotes or a block: never a number or a truth value */
    struct mark mark;
    const char *text; /* of a scalar, NUL behind it and none within; "" otherwise */
    size_t length;
    const struct node *const *items; /* of a sequence */
    size_t n_items;
    const struct node_pair *pairs; /* of a mapping, in the file's order */
    size_t n_pairs;
};

/* Reads one document whose top is a mapping. NULL where there is no tree to go on with (every fault is in
 * `diags`); a tree may come back beside errors, so that the rest can be checked too: ask diags_errors. */
const struct node *node_read(struct arena *arena, const struct source *source, struct diags *diags);
/* The same, with a hint (or NULL) that tells the shape of the file to one whose top is no mapping. */
const struct node *node_read_shaped(struct arena *arena, const struct source *source, const char *shape,
                                    struct diags *diags);

/* The version of libyaml. */
const char *node_library(void);

/* "a mapping", "a list", … for messages. */
const char *node_kind_name(enum node_kind kind);

/* The value under a key, or NULL. `mapping` may be NULL or no mapping: then NULL. */
const struct node *node_find(const struct node *mapping, const char *key);
/* The place of a key's value, or of the mapping where the key is absent. */
struct mark node_place(const struct node *mapping, const char *key);

/* The text of a key as one line (node_text.h), where it is a single value; else `otherwise`. */
const char *node_words(struct arena *arena, const struct node *mapping, const char *key,
                       const char *otherwise);

/* A node as a value; `what` names it in the diagnostic ("n_layers"). On a fault (also NULL, with no place)
 * they say why, leave `*out` alone and return false (NULL). Counts are whole numbers within ±2^53. */
bool node_int64(const struct node *node, const char *what, int64_t *out, struct diags *diags);
bool node_bool(const struct node *node, const char *what, bool *out, struct diags *diags);
/* Not of blanks alone. */
const char *node_string(const struct node *node, const char *what, struct diags *diags);

/* Adds "`what` must be EXPECTED, but is a list" at the node, unless it is faulty already. `hint` may be NULL.
 */
void node_complain(const struct node *node, const char *what, const char *expected, const char *hint,
                   struct diags *diags);
/* The hint for a quoted word where a number or a truth is expected, or NULL. */
const char *node_unquote(const struct node *node);

#endif
