/* PDFs built by hand (ISO 32000-1, 7.5), so that each fault is the only one, and what the reader of
 * attachments says of them. For one test program. */
#ifndef TESTS_PDF_BUILT_H
#define TESTS_PDF_BUILT_H

#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/file.h"
#include "../gen/kept/attachments.h"
#include "../gen/kept/pdf_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_BUILT = 12000 };

struct builder {
    struct text file;
    size_t offsets[MOST_BUILT];
    int n; /* objects begun; 1 is the catalog */
};

static inline void begin(struct builder *b) {
    *b = (struct builder){.n = 0};
    text_string(&b->file, "%PDF-1.7\n");
}

static inline int object(struct builder *b, const char *format, ...) {
    va_list args;
    char *words;
    size_t length;
    FILE *memory = open_memstream(&words, &length);
    va_start(args, format);
    vfprintf(memory, format, args);
    va_end(args);
    fclose(memory);
    b->offsets[++b->n] = b->file.length;
    text_printf(&b->file, "%d 0 obj\n", b->n);
    text_bytes(&b->file, words, length);
    text_string(&b->file, "\nendobj\n");
    free(words);
    return b->n;
}

static inline int stream(struct builder *b, const char *entries, const void *bytes, size_t length) {
    b->offsets[++b->n] = b->file.length;
    text_printf(&b->file, "%d 0 obj\n<<%s/Length %zu>>\nstream\n", b->n, entries, length);
    text_bytes(&b->file, bytes, length);
    text_string(&b->file, "\nendstream\nendobj\n");
    return b->n;
}

static inline void end(struct builder *b, int root) {
    size_t table = b->file.length;
    text_printf(&b->file, "xref\n0 %d\n0000000000 65535 f \n", b->n + 1);
    for (int i = 1; i <= b->n; i++)
        text_printf(&b->file, "%010zu 00000 n \n", b->offsets[i]);
    text_printf(&b->file, "trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n", b->n + 1, root,
                table);
}

/* A file specification with its stream. */
static inline int attach(struct builder *b, const char *name, const void *bytes, size_t length) {
    int file = stream(b, "/Type/EmbeddedFile", bytes, length);
    return object(b, "<</Type/Filespec/F(%s)/UF(%s)/EF<</F %d 0 R>>>>", name, name, file);
}

static inline void end_with_names(struct builder *b, const char *names) {
    end(b, object(b, "<</Names<</EmbeddedFiles<</Names[%s]>>>>>>", names));
}

/* A row of a table that is a stream (/W[1 4 1]): a kind, a place, an index. */
static inline void put_row(unsigned char row[6], int kind, size_t at, int index) {
    const unsigned char bytes[6] = {(unsigned char)kind,       (unsigned char)(at >> 24),
                                    (unsigned char)(at >> 16), (unsigned char)(at >> 8),
                                    (unsigned char)at,         (unsigned char)index};
    memcpy(row, bytes, sizeof bytes);
}

/* Reads what was built; what is wrong with it, or NULL. */
static inline const char *fault_of(const char *bytes, size_t length) {
    static char said[512];
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct source source = {.name = "x.pdf", .text = arena_copy(arena, bytes, length), .length = length};
    struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
    bool sound = attachments_read(arena, &source, diags, attachments);
    struct text words = {0};
    diags_print(diags, &words);
    snprintf(said, sizeof said, "%s", text_get(&words));
    assert_int_equal(sound, diags_errors(diags) == 0);
    text_drop(&words);
    arena_drop(arena);
    return sound ? NULL : said;
}

static inline void must_refuse(struct builder *b, const char *words) {
    const char *said = fault_of(b->file.bytes, b->file.length);
    if (!said || !strstr(said, words))
        fail_msg("\"%s\" is not in: %s", words, said ? said : "(nothing is said)");
    text_drop(&b->file);
}

#endif
