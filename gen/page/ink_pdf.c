/* See ink_pdf.h. Pages are collected as content streams; libharu is called only by pdf_close, which builds
 * the document from them and takes it out of libharu's memory stream. No clock, no dates but the one given.
 * Points; callers have y downwards, the file upwards. */
#include "ink_pdf.h"

#include "../base/arena.h"
#include "../base/fail.h"
#include "attach_pdf.h"
#include "content_pdf.h"
#include "font_pdf.h"
#include "navigate_pdf.h"
#include "object_pdf.h"
#include "pdfa.h"
#include "save_pdf.h"
#include "stream_pdf.h"
#include "structure_pdf.h"

#include <assert.h>
#include <string.h>

struct page {
    double width, height;
    struct content content;
    HPDF_Page made;
};

struct pdf {
    struct ink ink; /* first: a device gets a pointer to it */
    struct arena *arena;
    struct font_set *set;
    struct pdf_info info;
    enum pdf_part part;
    const struct pdf_file *files;
    size_t n_files;
    struct page *pages;
    size_t n_pages, pages_capacity;
    struct navigation *navigation;
    struct structure *structure; /* NULL: the file is not tagged */
    long last_text;              /* the element of the text drawn last */
    struct streams *streams;     /* NULL: libharu holds and saves them */
    HPDF_Doc doc;                /* while closing */
    struct packed packed;
    const char *error;
};

/* ---- the device --------------------------------------------------------------------------------------- */

static struct pdf *pdf_of(struct ink *ink) {
    return (struct pdf *)ink;
}

static struct page *last_page(struct pdf *pdf) {
    return &pdf->pages[pdf->n_pages - 1];
}

static void check_content(struct ink *ink) {
    const struct content *content = &last_page(pdf_of(ink))->content;
    if (content->broken)
        ink_fail(
            ink,
            "a number that is not finite, or too large for a page"); /* LCOV_EXCL_LINE: see content_scaled */
    if (content->missing)
        ink_fail(ink, "no font has the character U+%04lX", (unsigned long)content->missing);
}

/* What is drawn next belongs to an element: a stretch that is open for it goes on, else one is begun. */
static void mark(struct pdf *pdf, long element, bool text) {
    struct content *content = &last_page(pdf)->content;
    bool inside = text && !structure_draws(pdf->structure, element);
    bool open = content->mark != MARK_NONE && content->marked == element;
    if (text) {
        content->goes_on =
            element >= 0 && pdf->last_text >= 0 && structure_joined(pdf->structure, pdf->last_text, element);
        pdf->last_text = element;
    }
    if (open && (content->mark == MARK_OUTSIDE || inside))
        return;
    int number = element < 0 ? -1 : structure_mark(pdf->structure, element, pdf->n_pages - 1);
    bool joined = content->mark != MARK_NONE && structure_joined(pdf->structure, content->marked, element);
    content_mark(content, structure_tag(pdf->structure, element), element, number, inside, joined);
}

static void mark_path(struct pdf *pdf) {
    if (pdf->structure)
        mark(pdf, structure_path(pdf->structure), false);
}

static void device_stroke(struct ink *ink, const cairo_path_t *path, const struct pen *pen) {
    mark_path(pdf_of(ink));
    content_stroke(&last_page(pdf_of(ink))->content, path, pen);
    check_content(ink);
}

static void device_fill(struct ink *ink, const cairo_path_t *path, struct colour colour) {
    mark_path(pdf_of(ink));
    content_fill(&last_page(pdf_of(ink))->content, path, colour);
    check_content(ink);
}

static void device_text(struct ink *ink, const struct shaped *run, const cairo_matrix_t *matrix,
                        double tracking, struct colour colour) {
    struct pdf *pdf = pdf_of(ink);
    if (pdf->structure)
        mark(pdf, structure_text(pdf->structure, run->text, run->length), true);
    content_text(&last_page(pdf)->content, pdf->arena, pdf->set, run, matrix, tracking, colour);
    check_content(ink);
}

static void device_link(struct ink *ink, const double box[4], const char *target) {
    struct pdf *pdf = pdf_of(ink);
    size_t page = pdf->n_pages - 1, link = navigation_link(pdf->navigation, page, box, target);
    if (pdf->structure)
        structure_link(pdf->structure, link, page);
}

static void device_anchor(struct ink *ink, double x, double y, const char *name) {
    struct pdf *pdf = pdf_of(ink);
    navigation_anchor(pdf->navigation, pdf->n_pages - 1, x, y, name);
}

static void device_begin(struct ink *ink, const struct ink_part *part) {
    if (pdf_of(ink)->structure)
        structure_begin(pdf_of(ink)->structure, part);
}

static void device_end(struct ink *ink) {
    if (pdf_of(ink)->structure)
        structure_end(pdf_of(ink)->structure);
}

static const struct ink_device device = {.stroke = device_stroke,
                                         .fill = device_fill,
                                         .text = device_text,
                                         .link = device_link,
                                         .anchor = device_anchor,
                                         .begin = device_begin,
                                         .end = device_end};

/* ---- collecting --------------------------------------------------------------------------------------- */

static const char *copy(struct arena *arena, const char *string) {
    return string ? arena_string(arena, string) : NULL;
}

struct pdf *pdf_new(struct fonts *fonts, const struct pdf_info *info) {
    struct arena *arena = arena_new();
    struct pdf *pdf = arena_alloc(arena, sizeof *pdf);
    pdf->arena = arena;
    pdf->set = font_set_new(fonts, arena);
    pdf->info =
        (struct pdf_info){copy(arena, info->title), copy(arena, info->language), copy(arena, info->producer),
                          copy(arena, info->date), copy(arena, info->inputs)};
    pdf->navigation = navigation_new(arena);
    pdf->ink.device = &device;
    pdf->ink.fonts = fonts;
    return pdf;
}

void pdf_drop(struct pdf *pdf) {
    if (!pdf)
        return;
    streams_drop(pdf->streams);
    for (size_t i = 0; i < pdf->n_pages; i++)
        content_drop(&pdf->pages[i].content);
    if (pdf->ink.cr)
        cairo_destroy(pdf->ink.cr);
    packed_drop(&pdf->packed);
    font_set_drop(pdf->set);
    arena_drop(pdf->arena);
}

void pdf_conform(struct pdf *pdf, enum pdf_part part) {
    pdf->part = part;
    if (part != PDF_A3B)
        return;
    pdf->structure = structure_new(pdf->arena, pdf->info.language);
    pdf->streams = streams_new();
}

void pdf_attach(struct pdf *pdf, const struct pdf_file *files, size_t n_files) {
    assert(pdf->part != PDF_A1B);
    pdf->files = files;
    pdf->n_files = n_files;
    if (pdf->streams)
        attach_ahead(pdf->streams, files, n_files);
}

/* cairo keeps paths in 256ths of a pixel of the surface; with 16 pixels a point that is exact enough for any
 * page, and nothing is ever painted there. */
static cairo_t *new_path_context(void) {
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_surface_set_device_scale(surface, 16, 16);
    cairo_t *cr = cairo_create(surface);
    cairo_surface_destroy(surface);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        fail_environment("cairo: %s", cairo_status_to_string(cairo_status(
                                          cr))); /* LCOV_EXCL_LINE: cairo fails without memory alone */
    return cr;
}

struct ink *pdf_page(struct pdf *pdf, double width, double height) {
    assert(width >= 3 && width <= 14400 && height >= 3 && height <= 14400); /* ISO 32000-1, annex C */
    if (pdf->ink.cr)
        cairo_destroy(pdf->ink.cr);
    pdf->ink.cr = new_path_context();
    pdf->pages = arena_grow(pdf->arena, pdf->pages, pdf->n_pages, &pdf->pages_capacity, sizeof *pdf->pages);
    struct page *page = &pdf->pages[pdf->n_pages++];
    page->width = width;
    page->height = height;
    content_begin(&page->content, height);
    page->content.spaced_words = pdf->structure != NULL;
    pdf->last_text = STRUCTURE_ARTIFACT;
    return &pdf->ink;
}

void pdf_outline(struct pdf *pdf, int level, const char *title, const char *anchor) {
    navigation_outline(pdf->navigation, level, title, anchor);
}

/* ---- closing ------------------------------------------------------------------------------------------ */

/* The first error is the one that is told. */
static void note_error(struct pdf *pdf, const char *doing) {
    if (pdf->error || HPDF_GetError(pdf->doc) == HPDF_OK)
        return;
    /* LCOV_EXCL_START: nothing known makes libharu fail here: strings past its limits end in object_pdf.c,
     * and without memory malloc has ended the program */
    pdf->error =
        arena_printf(pdf->arena, "%s: libharu error 0x%04lX, %lu", doing,
                     (unsigned long)HPDF_GetError(pdf->doc), (unsigned long)HPDF_GetErrorDetail(pdf->doc));
    /* LCOV_EXCL_STOP */
}

/* Before all else, so that it is deflated while the rest of the document is made. */
static void finish_pages(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->n_pages; i++) {
        const struct text *bytes = &pdf->pages[i].content.bytes;
        content_finish(&pdf->pages[i].content, pdf->set);
        if (pdf->streams)
            streams_ahead(pdf->streams, text_get(bytes), bytes->length, PACKING_DEFLATED);
    }
}

static void write_pages(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->n_pages && !pdf->error; i++) {
        struct page *page = &pdf->pages[i];
        page->made = HPDF_AddPage(pdf->doc);
        if (page->made) {
            HPDF_Page_SetWidth(page->made, (HPDF_REAL)page->width);
            HPDF_Page_SetHeight(page->made, (HPDF_REAL)page->height);
            HPDF_Dict content = HPDF_Dict_GetItem(page->made, "Contents", HPDF_OCLASS_DICT);
            object_fill_stream(content, text_get(&page->content.bytes), page->content.bytes.length);
        }
        note_error(pdf, arena_printf(pdf->arena, "page %zu", i + 1));
    }
}

static void write_fonts(struct pdf *pdf) {
    HPDF_Dict fonts = font_set_write(pdf->set, pdf->doc, pdf->part == PDF_A1B);
    for (size_t i = 0; i < pdf->n_pages; i++) {
        HPDF_Dict resources = HPDF_Dict_GetItem(pdf->pages[i].made, "Resources", HPDF_OCLASS_DICT);
        HPDF_Dict_Add(resources, "Font", fonts);
    }
    note_error(pdf, "the fonts");
}

/* Links, outline, and where the file is tagged the structure, which the links are part of. */
static void write_ways(struct pdf *pdf) {
    struct made_page *made = arena_array(pdf->arena, pdf->n_pages, sizeof *made);
    HPDF_Page *pages = arena_array(pdf->arena, pdf->n_pages, sizeof *pages);
    for (size_t i = 0; i < pdf->n_pages; i++) {
        pages[i] = pdf->pages[i].made;
        made[i] = (struct made_page){pages[i], pdf->pages[i].height};
    }
    pdf->error = navigation_write(pdf->navigation, pdf->doc, made, pdf->structure);
    note_error(pdf, "links and outline");
    if (!pdf->structure || pdf->error)
        return;
    size_t n_links;
    HPDF_Dict *links = navigation_annotations(pdf->navigation, &n_links);
    structure_write(pdf->structure, pdf->doc, pages, pdf->n_pages, links, n_links, &pdf->packed);
    note_error(pdf, "the structure");
}

/* What concerns the document as a whole: catalog and information. */
static void write_catalog(struct pdf *pdf) {
    HPDF_Doc doc = pdf->doc;
    doc->pdf_version = HPDF_VER_17;
    HPDF_Dict preferences = object_inline(doc);
    HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
    HPDF_Dict_Add(doc->catalog, "ViewerPreferences", preferences);
    if (pdf->info.language)
        object_put_text(doc, doc->catalog, "Lang", pdf->info.language);
    if (pdf->info.title)
        object_put_text(doc, doc->info, "Title", pdf->info.title);
    if (pdf->info.producer)
        object_put_text(doc, doc->info, "Producer", pdf->info.producer);
    if (pdf->info.date) {
        object_put_date(doc, doc->info, "CreationDate", pdf->info.date);
        object_put_date(doc, doc->info, "ModDate", pdf->info.date);
    }
    if (pdf->part != PDF_PLAIN)
        pdfa_write(doc, pdf->part, &pdf->info);
    attach_write(doc, pdf->arena, pdf->files, pdf->n_files, pdf->info.date);
    note_error(pdf, "the catalog");
}

static void write_bytes(struct pdf *pdf, struct text *out) {
    const char *wrong = NULL;
    if (pdf->streams)
        save_packed(pdf->doc, &pdf->packed, out);
    else
        wrong = save_plain(pdf->doc, out);
    note_error(pdf, "writing");
    if (!pdf->error)
        pdf->error = wrong;
}

unsigned pdf_faces(const struct pdf *pdf) {
    return font_set_faces(pdf->set);
}

const char *pdf_library(void) {
    return HPDF_GetVersion();
}

/* What runs must be what was compiled: its structs are used. */
static const char *check_library(struct arena *arena) {
    if (strcmp(HPDF_GetVersion(), HPDF_VERSION_TEXT) == 0)
        return NULL;
    return arena_printf(arena, "built for libharu %s, but this is %s", HPDF_VERSION_TEXT,
                        HPDF_GetVersion()); /* LCOV_EXCL_LINE: another machine's library */
}

const char *pdf_not_drawn(const struct pdf *pdf) {
    const char *error = pdf->ink.beyond ? ink_error(&pdf->ink) : NULL;
    return error ? arena_printf(pdf->arena, "page %zu: %s", pdf->n_pages, error) : NULL;
}

/* libharu makes thousands of small objects. Their memory is of the arena of the document that is being
 * closed, and goes with it at once. */
static struct arena *closing;

static void *take_memory(HPDF_UINT size) {
    return arena_alloc(closing, size);
}

static void leave_memory(void *memory) {
    (void)memory;
}

const char *pdf_close(struct pdf *pdf, struct text *out) {
    assert(!pdf->doc);
    if (ink_error(&pdf->ink))
        return arena_printf(pdf->arena, "page %zu: %s", pdf->n_pages, ink_error(&pdf->ink));
    pdf->error = check_library(pdf->arena);
    if (!pdf->error)
        pdf->error = font_set_cut(pdf->set, pdf->streams);
    if (pdf->error)
        return pdf->error; /* LCOV_EXCL_LINE: another machine's library; see font_cut_get too */
    closing = pdf->arena;
    pdf->doc = HPDF_NewEx(NULL, take_memory, leave_memory, 0, pdf->streams);
    if (!pdf->doc)
        fail_environment(
            "out of memory while making the PDF"); /* LCOV_EXCL_LINE: malloc has ended the program before */
    finish_pages(pdf);
    write_catalog(pdf);
    write_pages(pdf);
    if (!pdf->error)
        write_fonts(pdf);
    if (!pdf->error)
        write_ways(pdf);
    size_t start = out->length;
    if (!pdf->error)
        write_bytes(pdf, out);
    if (!pdf->error && pdf->part != PDF_PLAIN && !pdfa_identify(out, start))
        pdf->error = "the file's identity has no place"; /* LCOV_EXCL_LINE: pdfa_begin has made two */
    return pdf->error;
}
