/* What PDF/A asks of every object of a file (ISO 19005-3, and -1 for --pdfa 1b) and a program can check: all
 * objects of finished reports are gone through with the reader of `verify`. Clauses are those of ISO 19005-3.
 */
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/file.h"
#include "../gen/kept/pdf_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"

static const struct {
    const char *name, *command;
    int status, part;
} reports[] = {
    {"procurement", "report " SPEC " -t procurement", 0, 3},
    {"handout", "report " SPEC " -t handout --lang zh", 0, 3},
    {"archive", "report " SPEC " -t archive", 0, 3},
    {"differences", "diff " SPEC " specs/llama-3.1-70b-4xa100-80gb.yaml", 1, 3},
    {"one", "report " SPEC " -t procurement --pdfa 1b", 0, 1},
    {"onehan", "report specs/anthropic-52b-4xa100-40gb-zh.yaml -t handout --pdfa 1b", 0, 1},
};
enum {
    REPORTS = sizeof reports / sizeof *reports,
    MOST_OBJECTS = 1 << 15,
    LONGEST_STRING = 32767,
    LONGEST_NAME = 127
};

static int make_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        if (run(NULL, "SOURCE_DATE_EPOCH=1714979289 %s %s -o %s/%s.pdf", program(), reports[i].command,
                private_folder(), reports[i].name) != reports[i].status)
            return -1;
    return 0;
}

struct report {
    const char *name;
    int part;
    struct arena *arena;
    struct pdf_file *file;
    const struct pdf_value *catalog;
    const struct source *source;
};

typedef void check_dict(struct report *r, int64_t object, const struct pdf_value *dict);

/* Every dictionary in a value, inner ones first. */
static void each_dict(struct report *r, int64_t object, const struct pdf_value *value, check_dict *check) {
    if (value->kind == PDF_ARRAY)
        for (size_t i = 0; i < value->length; i++)
            each_dict(r, object, &value->items[i], check);
    if (value->kind != PDF_DICT)
        return;
    for (size_t i = 0; i < value->length; i++)
        each_dict(r, object, &value->items[2 * i + 1], check);
    check(r, object, value);
}

static void each_report(void (*check)(struct report *)) {
    for (size_t i = 0; i < REPORTS; i++) {
        struct report r = {.name = reports[i].name, .part = reports[i].part, .arena = arena_new()};
        struct source *source;
        const char *why;
        assert_int_equal(file_read(r.arena, arena_printf(r.arena, "%s/%s.pdf", private_folder(), r.name),
                                   PDF_MOST_BYTES, &source, &why),
                         FILE_READ);
        r.source = source;
        r.file = pdf_file_open(r.arena, source, &why);
        assert_non_null(r.file);
        r.catalog = pdf_file_catalog(r.file);
        check(&r);
        arena_drop(r.arena);
    }
}

/* Each dictionary of each object; how many objects there are. */
static size_t in_all_objects(struct report *r, check_dict *check) {
    size_t n = 0;
    for (int64_t object = 1; object < MOST_OBJECTS; object++) {
        const struct pdf_value reference = {.kind = PDF_REF, .integer = object};
        const struct pdf_value *value = pdf_file_resolve(r->file, &reference);
        if (value)
            each_dict(r, object, value, check);
        n += value != NULL;
    }
    assert_null(pdf_file_fault(r->file));
    return n;
}

/* ---- what may not be there ------------------------------------------------------------------------------
 */

static void check_forbidden(struct report *r, int64_t object, const struct pdf_value *dict) {
    /* 6.2.10 transparency (none is used), 6.2.8 images, 6.1.13, 6.2.9 XObjects, 6.4.1 forms, 6.5.2 and 6.6
     * actions, 6.1.7.1 external streams, 6.9 optional content, 6.1.3 encryption */
    static const char *const keys[] = {
        "SMask",        "ca",           "CA",    "BM",       "Alternates",   "OPI",
        "Ref",          "PS",           "TR",    "TR2",      "HTP",          "NeedAppearances",
        "XFA",          "JS",           "AA",    "FFilter",  "FDecodeParms", "Encrypt",
        "OCProperties", "Requirements", "Perms", "PresSteps"};
    static const char *const actions[] = {
        "Launch",      "Sound",     "Movie", "ResetForm",  "ImportData", "JavaScript",  "Hide",
        "SetOCGState", "Rendition", "Trans", "GoTo3DView", "SubmitForm", "Transparency"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (pdf_find(dict, keys[i]))
            fail_msg("%s: object %ld has %s", r->name, (long)object, keys[i]);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (pdf_is_name(pdf_find(dict, "S"), actions[i]))
            fail_msg("%s: object %ld is a %s", r->name, (long)object, actions[i]);
    /* 6.1.7.2: no LZW; what is here is deflated or plain (an empty list: a libharu 2.4 built without zlib) */
    const struct pdf_value *filter = pdf_file_find(r->file, dict, "Filter");
    if (filter && filter->kind == PDF_ARRAY && filter->length <= 1)
        filter = filter->length ? &filter->items[0] : NULL;
    if (filter && !pdf_is_name(filter, "FlateDecode"))
        fail_msg("%s: object %ld has another filter", r->name, (long)object);
    /* 6.1.13: the limits */
    for (size_t i = 0; i < 2 * dict->length; i++) {
        const struct pdf_value *value = &dict->items[i];
        if ((value->kind == PDF_NAME && value->length > LONGEST_NAME) ||
            (value->kind == PDF_STRING && value->length > LONGEST_STRING) ||
            (r->part == 1 && value->kind == PDF_ARRAY && value->length > 8191))
            fail_msg("%s: object %ld holds what is too long", r->name, (long)object);
    }
}

static void check_nothing_forbidden(struct report *r) {
    assert_in_range(in_all_objects(r, check_forbidden), 50, MOST_OBJECTS - 1);
}

static void nothing_is_there_that_may_not_be(void **state) {
    (void)state;
    each_report(check_nothing_forbidden);
}

/* ---- fonts ----------------------------------------------------------------------------------------------
 */

/* ISO 32000-1, table 122; CIDSet where PDF/A-1 asks for it (ISO 19005-1, 6.3.5): a bit for each glyph. */
static void check_descriptor(struct report *r, int64_t object, const struct pdf_value *dict) {
    static const char *const keys[] = {"FontName", "Flags", "FontBBox",  "ItalicAngle", "Ascent",
                                       "Descent",  "StemV", "CapHeight", "FontFile2"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!pdf_find(dict, keys[i]))
            fail_msg("%s: the descriptor %ld has no %s", r->name, (long)object, keys[i]);
    assert_true(pdf_find(dict, "CapHeight")->kind == PDF_INTEGER &&
                pdf_find(dict, "CapHeight")->integer > 400);
    const struct pdf_value *set = pdf_find(dict, "CIDSet"), *file;
    size_t length, font_length;
    const unsigned char *font =
        (const unsigned char *)pdf_file_stream(r->file, pdf_find(dict, "FontFile2"), &file, &font_length);
    assert_non_null(font);
    assert_int_equal(pdf_file_find(r->file, file, "Length1")->integer, font_length);
    assert_true((set != NULL) == (r->part == 1));
    if (!set)
        return;
    size_t n_tables = (size_t)(font[4] << 8 | font[5]), glyphs = 0;
    for (size_t i = 0; i < n_tables; i++) { /* numGlyphs of maxp */
        const unsigned char *table = font + 12 + 16 * i;
        size_t at = (size_t)table[8] << 24 | (size_t)table[9] << 16 | (size_t)table[10] << 8 | table[11];
        if (!memcmp(table, "maxp", 4))
            glyphs = (size_t)(font[at + 4] << 8 | font[at + 5]);
    }
    const char *bits = pdf_file_stream(r->file, set, &file, &length);
    assert_non_null(bits);
    assert_true(glyphs > 0);
    assert_int_equal(length, (glyphs + 7) / 8);
    for (size_t i = 0; i < glyphs; i++)
        assert_true((unsigned char)bits[i / 8] >> (7 - i % 8) & 1);
}

/* 6.2.11: composite fonts by glyph, embedded, mapped to Unicode. */
static void check_font(struct report *r, int64_t object, const struct pdf_value *dict) {
    if (pdf_is_name(pdf_find(dict, "Type"), "FontDescriptor"))
        check_descriptor(r, object, dict);
    if (!pdf_is_name(pdf_find(dict, "Type"), "Font"))
        return;
    if (pdf_is_name(pdf_find(dict, "Subtype"), "Type0")) {
        assert_true(pdf_is_name(pdf_find(dict, "Encoding"), "Identity-H"));
        assert_non_null(pdf_find(dict, "ToUnicode"));
        assert_int_equal(pdf_file_find(r->file, dict, "DescendantFonts")->length, 1);
        return;
    }
    assert_true(pdf_is_name(pdf_find(dict, "Subtype"), "CIDFontType2"));
    assert_true(pdf_is_name(pdf_find(dict, "CIDToGIDMap"), "Identity"));
    assert_non_null(pdf_find(dict, "W"));
    assert_non_null(pdf_file_find(r->file, dict, "FontDescriptor"));
    const struct pdf_value *system = pdf_file_find(r->file, dict, "CIDSystemInfo");
    assert_string_equal(pdf_find(system, "Registry")->bytes, "Adobe");
    assert_string_equal(pdf_find(system, "Ordering")->bytes, "Identity");
}

static void check_fonts(struct report *r) {
    in_all_objects(r, check_font);
}

static void fonts_are_complete(void **state) {
    (void)state;
    each_report(check_fonts);
}

/* ---- annotations and attachments ------------------------------------------------------------------------
 */

/* 6.3.2: printed, neither hidden nor seen only; 6.5: links lead within or to an address. */
static void check_annotation(struct report *r, int64_t object, const struct pdf_value *dict) {
    if (!pdf_is_name(pdf_find(dict, "Type"), "Annot"))
        return;
    assert_true(pdf_is_name(pdf_find(dict, "Subtype"), "Link"));
    assert_int_equal(pdf_find(dict, "F")->integer, 4);
    const struct pdf_value *action = pdf_file_find(r->file, dict, "A"), *words = pdf_find(dict, "Contents");
    if ((action != NULL) == (pdf_find(dict, "Dest") != NULL))
        fail_msg("%s: the link %ld leads nowhere, or to two places", r->name, (long)object);
    assert_true(!action || pdf_is_name(pdf_find(action, "S"), "URI"));
    assert_true(r->part == 1 || (words && words->length > 0));
}

static size_t n_specifications;
static const struct pdf_value *associated;

/* 6.8: files are of a stated type and relationship, and bound to the document. */
static void check_attachment(struct report *r, int64_t object, const struct pdf_value *dict) {
    static const char *const relations[] = {"Source", "Data", "Supplement"};
    if (pdf_is_name(pdf_find(dict, "Type"), "EmbeddedFile")) {
        const struct pdf_value *params = pdf_file_find(r->file, dict, "Params"),
                               *type = pdf_find(dict, "Subtype");
        assert_true(type && type->kind == PDF_NAME && strchr(type->bytes, '/'));
        assert_int_equal(pdf_find(params, "CheckSum")->length, 16);
        assert_true(pdf_find(params, "Size")->integer > 0);
        assert_non_null(pdf_find(params, "ModDate"));
    }
    if (!pdf_is_name(pdf_find(dict, "Type"), "Filespec"))
        return;
    bool related = false, bound = false;
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        related = related || pdf_is_name(pdf_find(dict, "AFRelationship"), relations[i]);
    for (size_t i = 0; associated && i < associated->length; i++)
        bound = bound || associated->items[i].integer == object;
    assert_true(related && bound);
    assert_true(pdf_find(dict, "F") && pdf_find(dict, "UF") && pdf_find(dict, "Desc"));
    assert_true(pdf_find(pdf_file_find(r->file, dict, "EF"), "F") &&
                pdf_find(pdf_file_find(r->file, dict, "EF"), "UF"));
    n_specifications++;
}

static void check_annotations_and_attachments(struct report *r) {
    in_all_objects(r, check_annotation);
    n_specifications = 0;
    associated = pdf_file_find(r->file, r->catalog, "AF");
    in_all_objects(r, check_attachment);
    assert_int_equal(n_specifications, associated ? associated->length : 0);
    assert_true((n_specifications > 0) == (r->part == 3)); /* ISO 19005-1, 6.1.11: none */
}

static void annotations_print_and_attachments_are_bound(void **state) {
    (void)state;
    each_report(check_annotations_and_attachments);
}

/* ---- the document ---------------------------------------------------------------------------------------
 */

static void must_hold(struct report *r, const char *text, const char *format, const char *words) {
    const char *wanted = arena_printf(r->arena, format, words);
    if (!strstr(text, wanted))
        fail_msg("%s: not in the metadata: %s", r->name, wanted);
}

/* 6.6.2: metadata in the clear, alike to the information; 6.2.3: sRGB; 6.1.3: an identity. */
static void check_document(struct report *r) {
    const struct pdf_value *dict, *intents = pdf_file_find(r->file, r->catalog, "OutputIntents");
    size_t length;
    const char *metadata = pdf_file_stream(r->file, pdf_find(r->catalog, "Metadata"), &dict, &length);
    assert_non_null(metadata);
    assert_null(pdf_find(dict, "Filter"));
    assert_true(pdf_is_name(pdf_find(dict, "Type"), "Metadata") &&
                pdf_is_name(pdf_find(dict, "Subtype"), "XML"));
    must_hold(r, metadata, "<pdfaid:part>%s</pdfaid:part>", r->part == 1 ? "1" : "3");
    must_hold(r, metadata, "<pdfaid:conformance>%s</pdfaid:conformance>", "B");
    must_hold(r, metadata, "<xmp:CreateDate>%s</xmp:CreateDate>", "2024-05-06");
    assert_int_equal(intents->length, 1);
    const struct pdf_value *intent = pdf_file_resolve(r->file, &intents->items[0]);
    assert_true(pdf_is_name(pdf_find(intent, "S"), "GTS_PDFA1"));
    const char *profile = pdf_file_stream(r->file, pdf_find(intent, "DestOutputProfile"), &dict, &length);
    assert_non_null(profile);
    assert_int_equal(pdf_find(dict, "N")->integer, 3);
    assert_memory_equal(profile + 12, "mntrRGB XYZ ", 12); /* ISO 15076-1: a display's, of RGB */
    assert_memory_equal(profile + 36, "acsp", 4);
    assert_memory_equal(r->source->text, r->part == 1 ? "%PDF-1.4" : "%PDF-1.7", 8);
    for (int i = 9; i < 13; i++) /* 6.1.2: a comment of four bytes above 127 behind the first line */
        assert_true(i == 9 ? r->source->text[i] == '%' : (unsigned char)r->source->text[i] > 127);
    assert_non_null(pdf_find(r->catalog, "Lang"));
    static const char behind[] = "%%EOF\n"; /* 6.1.3: nothing behind the last line */
    assert_memory_equal(r->source->text + r->source->length - strlen(behind), behind, strlen(behind));
}

static void the_document_says_what_it_is(void **state) {
    (void)state;
    each_report(check_document);
}

/* The information says what the metadata says, and nothing besides (6.6.3). */
static void information_and_metadata_say_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++) {
        struct text said = {0};
        int status = run(
            &said,
            "cd %s && pdfinfo -meta %s.pdf >meta && pdfinfo -rawdates %s.pdf >info && for k in "
            "Title:dc:title "
            "Producer:pdf:Producer; do v=$(sed -n \"s/^${k%%%%:*}: *//p\" info); test -n \"$v\" && grep -F "
            "\"<${k#*:}>\" meta | grep -qF -- \"$v\" || { echo \"$k: $v\"; exit 1; }; done; "
            "grep -q 'D:20240506' info && ! grep -qE '^(Author|Subject|Keywords|Creator):' info",
            private_folder(), reports[i].name, reports[i].name);
        if (status != 0)
            fail_msg("%s: %s", reports[i].name, text_get(&said));
        text_drop(&said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_there_that_may_not_be),
        cmocka_unit_test(fonts_are_complete),
        cmocka_unit_test(annotations_print_and_attachments_are_bound),
        cmocka_unit_test(the_document_says_what_it_is),
        cmocka_unit_test(information_and_metadata_say_the_same),
    };
    return cmocka_run_group_tests_name("pdfa", tests, make_reports, NULL);
}
