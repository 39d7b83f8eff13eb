/* The files that travel in a PDF, taken out into memory. Their names are the file's own word, so they are
 * checked before anyone uses them; nothing is written anywhere. */
#ifndef KEPT_ATTACHMENTS_H
#define KEPT_ATTACHMENTS_H

#include "../base/diag.h"

#include <stdbool.h>

enum { MOST_ATTACHMENTS = 64, MOST_ATTACHED = 32 << 20 /* bytes, of one */ };

struct attachment {
    const struct source *source; /* its name, and its bytes */
    const char *relation;        /* "Source", "Data", …; NULL: none is said */
};

struct attachments {
    struct attachment items[MOST_ATTACHMENTS]; /* as the file lists them */
    size_t n;
};

/* Reads a PDF and takes its files out. False after a diagnostic: it is none, is damaged, passes a limit, or a
 * file in it is not what its size and checksum say. None at all is no fault. Kept in the arena. */
bool attachments_read(struct arena *arena, const struct source *pdf, struct diags *diags,
                      struct attachments *out);

/* By name; NULL: none. */
const struct source *attachments_find(const struct attachments *attachments, const char *name);

#endif
