/* Objects written as text, packed into object streams (ISO 32000-1, 7.5.7), which are deflated aside while
 * more are written. Behind save_pdf.h, which lays them down. */
#ifndef PAGE_PACKED_PDF_H
#define PAGE_PACKED_PDF_H

#include "../base/arena.h"
#include "../base/text.h"

struct streams;

struct piece { /* one object stream */
    struct piece *next;
    struct text bytes; /* numbers and places of its objects, then the objects */
    size_t first;      /* where those begin */
    uint32_t n;
};

struct packed { /* zeros: there is none */
    struct arena *arena;
    struct streams *streams;
    uint32_t root; /* what libharu knows as this, its last object, and holds empty, is the first of them */
    uint32_t n;    /* the others have the numbers behind it */
    struct text index, objects; /* of the piece in hand */
    size_t start;               /* of the object in hand, among those */
    uint32_t in_hand;           /* whole objects */
    struct piece *first, *last;
    uint32_t n_pieces;
};

/* All are borrowed until packed_drop. */
void packed_begin(struct packed *packed, struct arena *arena, struct streams *streams, uint32_t root);
/* Where the next object is to be written, with a line feed at its end. */
struct text *packed_out(struct packed *packed);
void packed_end(struct packed *packed);   /* the object in hand is whole */
void packed_close(struct packed *packed); /* and was the last */
void packed_drop(struct packed *packed);

#endif
