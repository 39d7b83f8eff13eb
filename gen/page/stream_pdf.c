/* See stream_pdf.h. A stream's dictionary leads to what is kept of it by its attr, which libharu leaves to
 * those who make dictionaries; a document's parts lead to it by the user data of its errors. */
#include "stream_pdf.h"

#include "../base/arena.h"
#include "../base/aside.h"
#include "deflate_pdf.h"

#include <assert.h>

struct kept {
    struct aside_task task;
    const void *bytes;
    size_t length;
    const void *ahead;          /* the bytes as they were given to streams_ahead, or NULL */
    struct text copy, deflated; /* deflated: with the room that the task needs */
    const struct text *known;   /* deflated for a document before, or NULL */
    bool alike;                 /* to the next document's, it may be */
    struct kept *next;
};

struct streams {
    struct arena *arena;
    struct kept *last;
    struct aside aside;
};

struct streams *streams_new(void) {
    struct arena *arena = arena_new();
    struct streams *streams = arena_alloc(arena, sizeof *streams);
    streams->arena = arena;
    aside_begin(&streams->aside);
    return streams;
}

void streams_end(struct streams *streams) {
    aside_end(&streams->aside);
}

void streams_drop(struct streams *streams) {
    if (!streams)
        return;
    aside_drop(&streams->aside);
    for (struct kept *kept = streams->last; kept; kept = kept->next) {
        if (kept->alike && kept->deflated.length) /* it came to that */
            deflate_learn(&kept->copy, &kept->deflated);
        text_drop(&kept->copy);
        text_drop(&kept->deflated);
    }
    arena_drop(streams->arena);
}

struct streams *streams_of(HPDF_Dict dict) {
    return dict->error->user_data;
}

static void deflate_kept(struct aside_task *task, int hand) {
    struct kept *kept = (struct kept *)task;
    kept->deflated.length =
        deflate_into(kept->deflated.bytes, kept->deflated.capacity, kept->bytes, kept->length, hand);
}

static void deflate_aside(struct streams *streams, struct kept *kept) {
    kept->task.run = deflate_kept;
    text_reserve(&kept->deflated, deflate_room(kept->length));
    aside_add(&streams->aside, &kept->task);
}

/* What may be learned is copied in any case. */
static struct kept *keep(struct streams *streams, const void *bytes, size_t length, enum packing packing,
                         bool borrowed) {
    struct kept *kept = arena_alloc(streams->arena, sizeof *kept);
    kept->next = streams->last;
    streams->last = kept;
    kept->length = length;
    kept->alike = packing == PACKING_ALIKE;
    if (kept->alike && (kept->known = deflate_known(bytes, length)))
        return kept;
    if (kept->alike || !borrowed)
        text_bytes(&kept->copy, bytes, length);
    kept->bytes = kept->alike || !borrowed ? kept->copy.bytes : bytes;
    if (packing != PACKING_NONE)
        deflate_aside(streams, kept);
    return kept;
}

void streams_ahead(struct streams *streams, const void *bytes, size_t length, enum packing packing) {
    keep(streams, bytes, length, packing, true)->ahead = bytes;
}

/* NULL: nothing of these bytes was begun ahead. */
static struct kept *begun(const struct streams *streams, const void *bytes) {
    struct kept *kept = streams->last;
    while (kept && kept->ahead != bytes)
        kept = kept->next;
    return kept;
}

void streams_copy(struct streams *streams, HPDF_Dict stream, const void *bytes, size_t length,
                  enum packing packing) {
    assert(!stream->attr && (bytes || !length));
    struct kept *kept = bytes ? begun(streams, bytes) : NULL;
    stream->attr = kept ? kept : keep(streams, bytes, length, packing, false);
}

void streams_give(struct streams *streams, HPDF_Dict stream, const void *bytes) {
    assert(!stream->attr);
    stream->attr = begun(streams, bytes);
    assert(stream->attr);
}

static const struct text *made(const struct kept *kept) {
    return kept->known ? kept->known : &kept->deflated;
}

const void *streams_made(const struct streams *streams, const void *bytes, size_t *length) {
    const struct text *text = made(begun(streams, bytes));
    *length = text->length;
    return text->bytes;
}

const void *streams_bytes(HPDF_Dict stream, size_t *length, bool *deflated) {
    const struct kept *kept = stream->attr;
    const struct text *text = made(kept);
    *deflated = text->bytes != NULL;
    *length = *deflated ? text->length : kept->length;
    return *deflated ? text->bytes : kept->bytes;
}
