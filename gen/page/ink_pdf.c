/* See ink_pdf.h. Pages are collected as content streams; libharu is called only by pdf_close, which builds
 * the document from them and takes it out of libharu's memory stream. No clock, no dates but the one given.
 * Points; callers have y downwards, the file upwards. */
#include "ink_pdf.h"

#include "../base/arena.h"
#include "../base/fail.h"
#include "attach_pdf.h"
#include "content_pdf.h"
#include "font_pdf.h"
#include "object_pdf.h"
#include "pdfa.h"
#include "save_pdf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct anchor {
    const char *name;
    size_t page;
    double x, y;
};

struct link {
    size_t page;
    double box[4];
    const char *target;
};

struct outline_entry {
    int level;
    const char *title, *anchor;
};

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
    struct anchor *anchors;
    size_t n_anchors, anchors_capacity;
    struct link *links;
    size_t n_links, links_capacity;
    struct outline_entry *outline;
    size_t n_outline, outline_capacity;
    HPDF_Doc doc; /* while closing */
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
        ink_fail(ink, "a number that is not finite, or too large for a page");
    if (content->missing)
        ink_fail(ink, "no font has the character U+%04lX", (unsigned long)content->missing);
}

static void device_stroke(struct ink *ink, const cairo_path_t *path, const struct pen *pen) {
    content_stroke(&last_page(pdf_of(ink))->content, path, pen);
    check_content(ink);
}

static void device_fill(struct ink *ink, const cairo_path_t *path, struct colour colour) {
    content_fill(&last_page(pdf_of(ink))->content, path, colour);
    check_content(ink);
}

static void device_text(struct ink *ink, const struct shaped *run, const cairo_matrix_t *matrix,
                        double tracking, struct colour colour) {
    struct pdf *pdf = pdf_of(ink);
    content_text(&last_page(pdf)->content, pdf->arena, pdf->set, run, matrix, tracking, colour);
    check_content(ink);
}

static void device_link(struct ink *ink, const double box[4], const char *target) {
    struct pdf *pdf = pdf_of(ink);
    pdf->links = arena_grow(pdf->arena, pdf->links, pdf->n_links, &pdf->links_capacity, sizeof *pdf->links);
    struct link *link = &pdf->links[pdf->n_links++];
    link->page = pdf->n_pages - 1;
    link->target = arena_string(pdf->arena, target);
    memcpy(link->box, box, sizeof link->box);
}

static void device_anchor(struct ink *ink, double x, double y, const char *name) {
    struct pdf *pdf = pdf_of(ink);
    pdf->anchors =
        arena_grow(pdf->arena, pdf->anchors, pdf->n_anchors, &pdf->anchors_capacity, sizeof *pdf->anchors);
    pdf->anchors[pdf->n_anchors++] = (struct anchor){arena_string(pdf->arena, name), pdf->n_pages - 1, x, y};
}

static const struct ink_device device = {.stroke = device_stroke,
                                         .fill = device_fill,
                                         .text = device_text,
                                         .link = device_link,
                                         .anchor = device_anchor};

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
    pdf->ink.device = &device;
    pdf->ink.fonts = fonts;
    return pdf;
}

void pdf_drop(struct pdf *pdf) {
    if (!pdf)
        return;
    if (pdf->doc)
        HPDF_Free(pdf->doc);
    for (size_t i = 0; i < pdf->n_pages; i++)
        content_drop(&pdf->pages[i].content);
    if (pdf->ink.cr)
        cairo_destroy(pdf->ink.cr);
    font_set_drop(pdf->set);
    arena_drop(pdf->arena);
}

void pdf_conform(struct pdf *pdf, enum pdf_part part) {
    pdf->part = part;
}

void pdf_attach(struct pdf *pdf, const struct pdf_file *files, size_t n_files) {
    assert(pdf->part != PDF_A1B);
    pdf->files = files;
    pdf->n_files = n_files;
}

/* cairo keeps paths in 256ths of a pixel of the surface; with 16 pixels a point that is exact enough for any
 * page, and nothing is ever painted there. */
static cairo_t *new_path_context(void) {
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_surface_set_device_scale(surface, 16, 16);
    cairo_t *cr = cairo_create(surface);
    cairo_surface_destroy(surface);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        fail_environment("cairo: %s", cairo_status_to_string(cairo_status(cr)));
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
    return &pdf->ink;
}

void pdf_outline(struct pdf *pdf, int level, const char *title, const char *anchor) {
    assert(level >= 1);
    pdf->outline =
        arena_grow(pdf->arena, pdf->outline, pdf->n_outline, &pdf->outline_capacity, sizeof *pdf->outline);
    pdf->outline[pdf->n_outline++] =
        (struct outline_entry){level, arena_string(pdf->arena, title), arena_string(pdf->arena, anchor)};
}

/* ---- closing ------------------------------------------------------------------------------------------ */

/* The first error is the one that is told. */
static void note_error(struct pdf *pdf, const char *doing) {
    if (pdf->error || HPDF_GetError(pdf->doc) == HPDF_OK)
        return;
    pdf->error =
        arena_printf(pdf->arena, "%s: libharu error 0x%04lX, %lu", doing,
                     (unsigned long)HPDF_GetError(pdf->doc), (unsigned long)HPDF_GetErrorDetail(pdf->doc));
}

static void write_pages(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->n_pages && !pdf->error; i++) {
        struct page *page = &pdf->pages[i];
        content_finish(&page->content, pdf->set);
        page->made = HPDF_AddPage(pdf->doc);
        if (page->made) {
            HPDF_Page_SetWidth(page->made, (HPDF_REAL)page->width);
            HPDF_Page_SetHeight(page->made, (HPDF_REAL)page->height);
            HPDF_Dict content = HPDF_Dict_GetItem(page->made, "Contents", HPDF_OCLASS_DICT);
            object_fill_stream(content, text_get(&page->content.bytes), page->content.bytes.length, 1);
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

static HPDF_Array destination_of(struct pdf *pdf, const char *name) {
    for (size_t i = 0; i < pdf->n_anchors; i++) {
        const struct anchor *anchor = &pdf->anchors[i];
        if (strcmp(anchor->name, name) != 0)
            continue;
        const struct page *page = &pdf->pages[anchor->page];
        return object_destination(pdf->doc, page->made, anchor->x, page->height - anchor->y);
    }
    if (!pdf->error)
        pdf->error = arena_printf(pdf->arena, "a link leads to \"%s\", and no page has that place", name);
    return NULL;
}

/* An address as a URI: what is not ASCII is escaped, byte by byte (RFC 3986, 2.5). */
static const char *uri_of(struct arena *arena, const char *address) {
    char *uri = arena_alloc(arena, strlen(address) * 3 + 1), *at = uri;
    for (const unsigned char *c = (const unsigned char *)address; *c; c++) {
        if (*c > ' ' && *c < 0x7F)
            *at++ = (char)*c;
        else
            at += sprintf(at, "%%%02X", *c);
    }
    return uri;
}

static void write_link(struct pdf *pdf, const struct link *link) {
    HPDF_Doc doc = pdf->doc;
    const struct page *page = &pdf->pages[link->page];
    HPDF_Dict annotation = object_dict(doc);
    HPDF_Dict_AddName(annotation, "Type", "Annot");
    HPDF_Dict_AddName(annotation, "Subtype", "Link");
    HPDF_Array box = object_array(doc), border = object_array(doc);
    const double corners[4] = {link->box[0], page->height - link->box[3], link->box[2],
                               page->height - link->box[1]};
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddReal(box, (HPDF_REAL)corners[i]);
    for (int i = 0; i < 3; i++)
        HPDF_Array_AddNumber(border, 0);
    HPDF_Dict_Add(annotation, "Rect", box);
    HPDF_Dict_Add(annotation, "Border", border);
    HPDF_Dict_AddNumber(annotation, "F", 4); /* printable */
    if (link->target[0] == '#') {
        HPDF_Array place = destination_of(pdf, link->target + 1);
        if (place)
            HPDF_Dict_Add(annotation, "Dest", place);
    } else {
        HPDF_Dict action = object_inline(doc);
        HPDF_Dict_AddName(action, "S", "URI");
        object_put_ascii(doc, action, "URI", uri_of(pdf->arena, link->target));
        HPDF_Dict_Add(annotation, "A", action);
    }
    HPDF_Array annotations = HPDF_Dict_GetItem(page->made, "Annots", HPDF_OCLASS_ARRAY);
    if (!annotations) {
        annotations = object_array(doc);
        HPDF_Dict_Add(page->made, "Annots", annotations);
    }
    HPDF_Array_Add(annotations, annotation);
}

static void write_links(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->n_links && !pdf->error; i++) {
        write_link(pdf, &pdf->links[i]);
        note_error(pdf, arena_printf(pdf->arena, "the link to \"%s\"", pdf->links[i].target));
    }
}

enum { OUTLINE_LEVELS = 8 };

/* A level that was skipped hangs below the nearest one above it. */
static void write_outline(struct pdf *pdf) {
    HPDF_Outline open[OUTLINE_LEVELS + 1] = {0}; /* the entry last written at each level; 0 is the root */
    for (size_t i = 0; i < pdf->n_outline && !pdf->error; i++) {
        const struct outline_entry *entry = &pdf->outline[i];
        int level = entry->level < OUTLINE_LEVELS ? entry->level : OUTLINE_LEVELS, above = level - 1;
        while (above > 0 && !open[above])
            above--;
        HPDF_Outline made = HPDF_CreateOutline(pdf->doc, open[above], "", NULL);
        HPDF_Array place = destination_of(pdf, entry->anchor);
        if (made && place) {
            object_put_text(pdf->doc, made, "Title", entry->title);
            HPDF_Dict_RemoveElement(made, "Type"); /* libharu's; it belongs to the root alone */
            HPDF_Dict_Add(made, "Dest", place);
        }
        open[level] = made;
        for (int below = level + 1; below <= OUTLINE_LEVELS; below++)
            open[below] = NULL;
        note_error(pdf, arena_printf(pdf->arena, "the outline at \"%s\"", entry->title));
    }
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
    if (pdf->n_outline)
        HPDF_Dict_AddName(doc->catalog, "PageMode", "UseOutlines");
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

/* Straight to memory: a save to a full disk can look like a success. */
static void write_bytes(struct pdf *pdf, struct text *out) {
    if (pdf->part == PDF_A3B) {
        save_packed(pdf->doc, out);
        note_error(pdf, "writing");
        return;
    }
    HPDF_SaveToStream(pdf->doc);
    note_error(pdf, "writing");
    if (pdf->error)
        return;
    HPDF_ResetStream(pdf->doc);
    HPDF_UINT32 left = HPDF_GetStreamSize(pdf->doc);
    while (left > 0) {
        HPDF_BYTE piece[16384];
        HPDF_UINT32 size = left < sizeof piece ? left : sizeof piece;
        HPDF_STATUS status = HPDF_ReadFromStream(pdf->doc, piece, &size);
        if ((status != HPDF_OK && status != HPDF_STREAM_EOF) || size == 0) {
            pdf->error = "libharu gave back less than it had written";
            return;
        }
        text_bytes(out, piece, size);
        left -= size;
    }
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
    return arena_printf(arena, "built for libharu %s, but this is %s", HPDF_VERSION_TEXT, HPDF_GetVersion());
}

const char *pdf_close(struct pdf *pdf, struct text *out) {
    assert(!pdf->doc);
    if (ink_error(&pdf->ink))
        return arena_printf(pdf->arena, "page %zu: %s", pdf->n_pages, ink_error(&pdf->ink));
    pdf->error = check_library(pdf->arena);
    if (!pdf->error)
        pdf->error = font_set_cut(pdf->set);
    if (pdf->error)
        return pdf->error;
    pdf->doc = HPDF_New(NULL, NULL);
    if (!pdf->doc)
        fail_environment("out of memory while making the PDF");
    write_catalog(pdf);
    write_pages(pdf);
    if (!pdf->error)
        write_fonts(pdf);
    write_links(pdf);
    write_outline(pdf);
    size_t start = out->length;
    if (!pdf->error)
        write_bytes(pdf, out);
    if (!pdf->error && pdf->part != PDF_PLAIN && !pdfa_identify(out, start))
        pdf->error = "the file's identity has no place";
    return pdf->error;
}
