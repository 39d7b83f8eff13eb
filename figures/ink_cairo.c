/* See ink_cairo.h. */
#include "ink_cairo.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct painter {
    struct ink ink; /* first: the device casts back */
    enum ink_file kind;
    cairo_surface_t *surface;
    cairo_font_face_t *faces[FACE_COUNT];
    unsigned char *bytes;
    size_t length, capacity;
};

/* ---- faces -------------------------------------------------------------------------------------------- */

/* cairo keeps scaled fonts after we let go, so the library goes with the last of them. */
/* LCOV_EXCL_START: they stay until the process ends */
static void library_done(void *library) {
    FT_Done_FreeType(library);
}
/* LCOV_EXCL_STOP */

static cairo_font_face_t *face_open(struct painter *painter, unsigned which) {
    static const cairo_user_data_key_t key;
    size_t length;
    const char *path;
    const unsigned char *bytes = fonts_file(painter->ink.fonts, (enum face)which, &length, &path);
    FT_Library library;
    FT_Face face;
    if (FT_Init_FreeType(&library))
        return NULL; /* LCOV_EXCL_LINE: likewise without memory alone */
    if (FT_New_Memory_Face(library, bytes, (FT_Long)length, 0, &face)) {
        FT_Done_FreeType(library);
        return NULL;
    }
    cairo_font_face_t *made = cairo_ft_font_face_create_for_ft_face(face, FT_LOAD_NO_HINTING);
    if (cairo_font_face_set_user_data(made, &key, library, library_done)) {
        /* LCOV_EXCL_START: likewise */
        cairo_font_face_destroy(made);
        FT_Done_FreeType(library);
        return NULL;
        /* LCOV_EXCL_STOP */
    }
    return made;
}

static cairo_font_face_t *face_find(struct painter *painter, unsigned which) {
    if (!painter->faces[which])
        painter->faces[which] = face_open(painter, which);
    if (!painter->faces[which])
        ink_fail(&painter->ink, "a font that FreeType cannot read");
    return painter->faces[which];
}

/* ---- painting ----------------------------------------------------------------------------------------- */

static void path_set(struct ink *ink, const cairo_path_t *path, struct colour colour) {
    cairo_identity_matrix(ink->cr);
    cairo_new_path(ink->cr);
    cairo_append_path(ink->cr, path);
    cairo_set_source_rgb(ink->cr, colour.r, colour.g, colour.b);
}

static void paint_stroke(struct ink *ink, const cairo_path_t *path, const struct pen *pen) {
    cairo_save(ink->cr);
    path_set(ink, path, pen->colour);
    cairo_set_line_width(ink->cr, pen->width);
    cairo_set_dash(ink->cr, pen->dash, pen->n_dash, 0);
    cairo_set_line_cap(ink->cr, pen->round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(ink->cr, pen->round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
    cairo_stroke(ink->cr);
    cairo_restore(ink->cr);
}

static void paint_fill(struct ink *ink, const cairo_path_t *path, struct colour colour) {
    cairo_save(ink->cr);
    path_set(ink, path, colour);
    cairo_fill(ink->cr);
    cairo_restore(ink->cr);
}

/* Glyphs [from, to) of a run, which share a face; `pen_x` is where the first stands, in em. */
static void paint_glyphs(struct painter *painter, const struct shaped *run, size_t from, size_t to,
                         double pen_x, double tracking, const cairo_matrix_t *matrix) {
    size_t count = to - from;
    cairo_t *cr = painter->ink.cr;
    cairo_font_face_t *face = face_find(painter, run->glyphs[from].face);
    cairo_glyph_t *placed = malloc(count * sizeof *placed);
    cairo_text_cluster_t *clusters = malloc(count * sizeof *clusters);
    if (!placed || !clusters)
        ink_fail(&painter->ink, "out of memory for glyphs");
    if (!painter->ink.error[0] && placed && clusters) {
        int n_clusters = 0;
        size_t text_end = to < run->n_glyphs ? run->glyphs[to].cluster : run->length;
        for (size_t i = 0; i < count; i++) {
            const struct glyph *glyph = &run->glyphs[from + i];
            placed[i] = (cairo_glyph_t){glyph->id, pen_x + glyph->dx, glyph->dy};
            cairo_matrix_transform_point(matrix, &placed[i].x, &placed[i].y);
            pen_x += (double)glyph->advance + tracking;
            if (i == 0 || glyph->cluster != glyph[-1].cluster)
                clusters[n_clusters++] = (cairo_text_cluster_t){0, 0};
            size_t end = i + 1 < count ? glyph[1].cluster : text_end;
            clusters[n_clusters - 1].num_bytes += (int)(end - glyph->cluster);
            clusters[n_clusters - 1].num_glyphs++;
        }
        size_t start = run->glyphs[from].cluster;
        cairo_set_font_face(cr, face);
        cairo_show_text_glyphs(cr, run->text + start, (int)(text_end - start), placed, (int)count, clusters,
                               n_clusters, 0);
    }
    free(placed);
    free(clusters);
}

static void paint_text(struct ink *ink, const struct shaped *run, const cairo_matrix_t *matrix,
                       double tracking, struct colour colour) {
    cairo_matrix_t upright;
    /* cairo turns the glyph's y over by itself */
    cairo_matrix_init(&upright, matrix->xx, matrix->yx, -matrix->xy, -matrix->yy, 0, 0);
    cairo_save(ink->cr);
    cairo_identity_matrix(ink->cr);
    cairo_set_source_rgb(ink->cr, colour.r, colour.g, colour.b);
    cairo_set_font_matrix(ink->cr, &upright);
    double pen_x = 0;
    for (size_t from = 0, to; from < run->n_glyphs && !ink->error[0]; from = to) {
        double width = 0;
        for (to = from; to < run->n_glyphs && run->glyphs[to].face == run->glyphs[from].face; to++)
            width += (double)run->glyphs[to].advance + tracking;
        paint_glyphs((struct painter *)ink, run, from, to, pen_x, tracking, matrix);
        pen_x += width;
    }
    cairo_restore(ink->cr);
}

static const struct ink_device device = {.stroke = paint_stroke, .fill = paint_fill, .text = paint_text};

/* ---- the file ----------------------------------------------------------------------------------------- */

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned int length) {
    struct painter *painter = closure;
    if (painter->capacity - painter->length < length) {
        size_t capacity = 2 * painter->capacity + length + 16384;
        unsigned char *grown = realloc(painter->bytes, capacity);
        if (!grown) { /* cairo's PDF surface forgets what it is told here */
            ink_fail(&painter->ink, "out of memory for the file");
            return CAIRO_STATUS_WRITE_ERROR;
        }
        painter->bytes = grown;
        painter->capacity = capacity;
    }
    memcpy(painter->bytes + painter->length, data, length);
    painter->length += length;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *surface_svg(struct painter *painter, const struct ink_file_options *options) {
    return cairo_svg_surface_create_for_stream(take_bytes, painter, options->width, options->height);
}

static cairo_surface_t *surface_png(struct painter *painter, const struct ink_file_options *options) {
    (void)painter;
    double scale = options->scale > 0 ? options->scale : 2;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(options->width * scale), (int)ceil(options->height * scale));
    cairo_surface_set_device_scale(surface, scale, scale);
    return surface;
}

static cairo_surface_t *surface_pdf(struct painter *painter, const struct ink_file_options *options) {
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take_bytes, painter, options->width, options->height);
    /* unless told, cairo would ask the clock */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, options->date);
    if (options->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, options->title);
    return surface;
}

typedef cairo_surface_t *surface_maker(struct painter *painter, const struct ink_file_options *options);
static surface_maker *const makers[] = {
    [INK_SVG] = surface_svg, [INK_PNG] = surface_png, [INK_PDF] = surface_pdf};
_Static_assert(sizeof makers / sizeof *makers == INK_FILE_COUNT, "a kind of file without its surface");

struct ink *ink_cairo_new(struct fonts *fonts, enum ink_file kind, const struct ink_file_options *options) {
    struct painter *painter = calloc(1, sizeof *painter);
    if (!painter)
        return NULL; /* LCOV_EXCL_LINE: without memory the program's own malloc has ended it */
    painter->kind = kind;
    painter->ink.device = &device;
    painter->ink.fonts = fonts;
    painter->surface = makers[kind](painter, options);
    cairo_t *cr = painter->ink.cr = cairo_create(painter->surface);
    if (kind == INK_PNG) {
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_paint(cr);
    }
    /* a layout must not depend on the device's pixels */
    cairo_font_options_t *font = cairo_font_options_create();
    cairo_font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(font, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cr, font);
    cairo_font_options_destroy(font);
    return &painter->ink;
}

/* cairo numbers its surfaces through the life of a process and writes the number, which nothing refers to, as
 * the id of the drawing's group. Two equal drawings are to be equal files. */
static void svg_rename_group(struct painter *painter) {
    static const char old[] = "<g id=\"surface", new[] = "<g id=\"figure\"";
    const unsigned char *end = painter->bytes + painter->length;
    for (unsigned char *at = painter->bytes; at + sizeof old < end; at++) {
        if (memcmp(at, old, sizeof old - 1) != 0)
            continue;
        unsigned char *quote = memchr(at + sizeof old - 1, '"', (size_t)(end - at) - sizeof old + 1);
        if (!quote)
            return; /* LCOV_EXCL_LINE: cairo closes its quotes */
        memcpy(at, new, sizeof new - 1);
        memmove(at + sizeof new - 1, quote + 1, (size_t)(end - quote) - 1);
        painter->length -= (size_t)(quote + 1 - at) - (sizeof new - 1);
        return;
    }
}

const char *ink_cairo_close(struct ink *ink, unsigned char **bytes, size_t *length) {
    struct painter *painter = (struct painter *)ink;
    cairo_status_t status = cairo_status(ink->cr);
    if (!status && painter->kind == INK_PNG)
        status = cairo_surface_write_to_png_stream(painter->surface, take_bytes, painter);
    cairo_surface_finish(painter->surface);
    if (!status)
        status = cairo_surface_status(painter->surface);
    if (status)
        ink_fail(ink, "%s", cairo_status_to_string(status));
    if (ink->error[0])
        return ink->error;
    if (painter->kind == INK_SVG)
        svg_rename_group(painter);
    *bytes = painter->bytes;
    *length = painter->length;
    painter->bytes = NULL;
    return NULL;
}

void ink_cairo_drop(struct ink *ink) {
    struct painter *painter = (struct painter *)ink;
    if (!painter)
        return;
    cairo_destroy(ink->cr);
    cairo_surface_destroy(painter->surface);
    for (int i = 0; i < FACE_COUNT; i++)
        if (painter->faces[i])
            cairo_font_face_destroy(painter->faces[i]);
    free(painter->bytes);
    free(painter);
}
