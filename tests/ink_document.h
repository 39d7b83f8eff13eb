/* A PDF with everything in it that the ink can draw, and other people's programs that are asked about it. For
 * one test program. */
#ifndef TESTS_INK_DOCUMENT_H
#define TESTS_INK_DOCUMENT_H

#include "../gen/page/ink_pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WIDTH = 595, HEIGHT = 842 };

static char folder[] = "/tmp/floorline-test-XXXXXX";
static struct fonts *fonts;

static inline void on_failure(const char *message) {
    fail_msg("%s", message);
    abort();
}

static const struct pdf_info info = {.title = "Sizing, größer: 中文",
                                     .language = "en",
                                     .producer = "floorline test",
                                     .date = "2024-05-06T07:08:09Z"};

/* ---- asking other programs ---------------------------------------------------------------------------- */

static inline void save(const char *name, const struct text *pdf) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(pdf->bytes, 1, pdf->length, file), pdf->length);
    assert_int_equal(fclose(file), 0);
}

/* What a command says on both its outputs, run in the folder of the test; it must succeed. */
static inline void ask(struct text *said, const char *command) {
    char line[512], piece[4096];
    snprintf(line, sizeof line, "cd %s && (%s) 2>&1", folder, command);
    text_clear(said);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    for (size_t n; (n = fread(piece, 1, sizeof piece, pipe)) > 0;)
        text_bytes(said, piece, n);
    int status = pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: status %d\n%s", command, WEXITSTATUS(status), text_get(said));
}

static inline void must_say(const struct text *said, const char *words) {
    if (!strstr(text_get(said), words))
        fail_msg("\"%s\" is not in:\n%s", words, text_get(said));
}

static inline size_t count_of(const struct text *said, const char *words) {
    size_t count = 0;
    for (const char *at = text_get(said); (at = strstr(at, words)); at += strlen(words))
        count++;
    return count;
}

/* ---- a document with everything in it ----------------------------------------------------------------- */

/* Word by word, as a line of a paragraph is set. */
static inline double set_words(struct ink *ink, double x, double y, enum face face, double size,
                               const char *words) {
    char word[128];
    double space = ink_measure(ink, face, size, " ");
    for (const char *at = words; *at;) {
        size_t length = strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        x += ink_text(ink, x, y, face, size, palette[COLOUR_INK], ALIGN_LEFT, word) + space;
        at += length + (at[length] == ' ');
    }
    return x;
}

static inline void draw_text(struct ink *ink) {
    struct colour black = palette[COLOUR_INK];
    ink_text(ink, 50, 80, FACE_TEXT, 25, black, ALIGN_LEFT, "Where the work lies");
    double x = set_words(ink, 50, 110, FACE_TEXT, 9.4, "The office finds efficient affliction");
    x = set_words(ink, x, 110, FACE_TEXT_ITALIC, 9.4, "in italics");
    x = set_words(ink, x, 110, FACE_TEXT_BOLD, 9.4, "and bold");
    set_words(ink, x, 110, FACE_TEXT_BOLD_ITALIC, 9.4, "and both.");
    set_words(ink, 50, 130, FACE_TEXT, 9.4, "Greek αβγ ΔΣΩ, signs ≤ ≥ × − → ● ◐ ○ ⌈x⌉");
    set_words(ink, 50, 150, FACE_TEXT, 9.6, "在四块 A100-40GB 上推理，52B 模型。");
    set_words(ink, 50, 165, FACE_TEXT_BOLD, 9.6, "粗体");
    set_words(ink, 50, 180, FACE_LABEL, 7.5, "显存带宽 WAVE To 1,024");
    ink_text(ink, 200, 180, FACE_LABEL_BOLD, 7.5, black, ALIGN_LEFT, "memory-bound 295");
    ink_text(ink, 300, 180, FACE_LABEL_ITALIC, 7.5, black, ALIGN_LEFT, "idle arithmetic ⌈8⌉");
    ink_text(ink, 50, 195, FACE_LABEL, 7.5, black, ALIGN_LEFT, "cache 40\u2009GB\u00A0each");
    ink_shaped(ink, 50, 210, fonts_shape(fonts, FACE_LABEL, "SIDE HEAD", 9), 6.6, 0.09, palette[COLOUR_GREY]);
    cairo_save(ink->cr);
    cairo_translate(ink->cr, 300, 320);
    cairo_rotate(ink->cr, -0.5);
    ink_text(ink, 0, 0, FACE_LABEL, 6.8, palette[COLOUR_WEIGHTS], ALIGN_LEFT, "slope");
    cairo_restore(ink->cr);
}

static inline void draw_shapes(struct ink *ink) {
    struct pen pen = {
        .colour = palette[COLOUR_COMPUTE], .width = 1.3, .dash = {3, 2}, .n_dash = 2, .round = true};
    cairo_move_to(ink->cr, 60, 400);
    cairo_curve_to(ink->cr, 150, 300, 200, 500, 300, 350);
    ink_stroke(ink, &pen);
    pen = (struct pen){.colour = palette[COLOUR_INK], .width = 0.5};
    cairo_move_to(ink->cr, 60, 420);
    cairo_line_to(ink->cr, 300, 420);
    ink_stroke(ink, &pen);
    cairo_rectangle(ink->cr, 320, 400, 60, 30);
    ink_fill(ink, colour_pale(palette[COLOUR_CACHE]));
    cairo_arc(ink->cr, 420, 415, 12, 0, 6.283185307179586);
    cairo_close_path(ink->cr);
    ink_fill(ink, palette[COLOUR_COMM]);
}

/* Two pages of that, with links between them. NULL, or what is wrong. */
static inline const char *make_document(struct text *out) {
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    ink_anchor(ink, 50, 60, "top");
    draw_text(ink);
    draw_shapes(ink);
    ink_link(ink, 50, 100, 100, 12, "#second");
    ink_link(ink, 50, 120, 100, 12, "https://example.org/\u00E9 (x)");
    pdf_outline(pdf, 1, "Where the work lies", "top");
    ink = pdf_page(pdf, WIDTH, HEIGHT);
    ink_anchor(ink, 50, 300, "second");
    draw_text(ink);
    pdf_outline(pdf, 2, "第二页", "second");
    const char *wrong = pdf_close(pdf, out);
    static char said[256];
    snprintf(said, sizeof said, "%s", wrong ? wrong : "");
    pdf_drop(pdf);
    return wrong ? said : NULL;
}

static inline int make_folder(void **state) {
    (void)state;
    fonts = fonts_new(on_failure);
    struct text pdf = {0};
    if (!mkdtemp(folder) || make_document(&pdf))
        return -1;
    save("all.pdf", &pdf);
    text_drop(&pdf);
    return 0;
}

static inline int remove_folder(void **state) {
    (void)state;
    char line[128];
    snprintf(line, sizeof line, "rm -r %s", folder);
    fonts_drop(fonts);
    return system(line);
}

#endif
