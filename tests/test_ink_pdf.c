/* The report's ink, judged by other people's readers: qpdf, poppler and mupdf open what it wrote. Positions
 * are points from the top left. A tool that is not installed is a failure: nothing would have been tested. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, popen */
#include "../gen/page/deflate_pdf.h"
#include "ink_document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void same_drawing_gives_same_bytes(void **state) {
    (void)state;
    struct text one = {0}, other = {0};
    assert_null(make_document(&one));
    assert_null(make_document(&other));
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.bytes, other.bytes, one.length);
    assert_true(one.length < 60000); /* eleven faces, two pages */
    text_drop(&one);
    text_drop(&other);
}

static void structure_is_sound(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "qpdf --check all.pdf");
    must_say(&said, "No syntax or stream encoding errors found");
    assert_int_equal(count_of(&said, "WARNING"), 0);
    ask(&said, "mutool info all.pdf");
    assert_int_equal(count_of(&said, "warning"), 0);
    assert_int_equal(count_of(&said, "error"), 0);
    text_drop(&said);
}

/* Nothing but what each reader always says may be said while it draws the pages. */
static void readers_draw_it_without_a_warning(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "pdftoppm -r 50 -png all.pdf page");
    assert_string_equal(text_get(&said), "");
    ask(&said, "mutool draw -q -F trace -o /dev/null all.pdf 2>&1 | grep -v 'ICC support' || true");
    assert_string_equal(text_get(&said), "");
    text_drop(&said);
}

/* Every face that the text needs, each embedded, cut down, and with a map to Unicode. */
static void fonts_are_embedded_cut_and_mapped(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "pdffonts all.pdf");
    const char *names[] = {
        "+CharisSIL ",    "+CharisSIL-Italic ",   "+CharisSIL-Bold ",   "+CharisSIL-BoldItalic ",
        "+Lato-Regular ", "+Lato-Italic ",        "+Lato-Bold ",        "+DejaVuSerif ",
        "+DejaVuSans ",   "+LXGWWenKai-Regular ", "+DroidSansFallback "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        must_say(&said, names[i]);
    assert_int_equal(count_of(&said, "CID TrueType      Identity-H       yes yes yes"),
                     sizeof names / sizeof *names);
    assert_int_equal(count_of(&said, "\n"), 2 + sizeof names / sizeof *names);
    ask(&said, "pdfimages -list all.pdf");
    assert_int_equal(count_of(&said, "\n"), 2); /* the head of an empty list */
    text_drop(&said);
}

static void text_comes_out_as_it_was_written(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "pdftotext -l 1 all.pdf -");
    must_say(&said, "The office finds efficient affliction in italics and bold and both.\n");
    must_say(&said, "Greek αβγ ΔΣΩ, signs ≤ ≥ × − → ● ◐ ○ ⌈x⌉\n");
    must_say(&said, "在四块 A100-40GB 上推理，52B 模型。\n");
    must_say(&said, "显存带宽 WAVE To 1,024\n");
    must_say(&said, "cache 40 GB each\n");
    must_say(&said, "SIDE HEAD\n");
    ask(&said, "mutool draw -q -F text -o - all.pdf 1");
    must_say(&said, "The office finds efficient affliction in italics and bold and both.");
    must_say(&said, "memory-bound 295");
    text_drop(&said);
}

/* Words shaped one by one come out with their spaces also where a reader trusts the content stream alone. */
static void spaces_are_in_the_content(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "pdftotext -raw -l 1 all.pdf -");
    must_say(&said, "The office finds efficient affliction in italics and bold and both.\n");
    ask(&said, "mutool draw -q -F trace -o - all.pdf 1 2>/dev/null | grep -c 'unicode=\" \"'");
    assert_true(atoi(text_get(&said)) >= 20);
    text_drop(&said);
}

/* Where the ink was asked to put a run, poppler finds it: the box of its only word. */
static void text_stands_where_it_was_put(void **state) {
    (void)state;
    struct text out = {0}, said = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    double width = ink_text(ink, 123.45, 400, FACE_LABEL, 7.5, palette[COLOUR_INK], ALIGN_LEFT, "LAVATORY");
    ink_text(ink, 300, 500, FACE_TEXT, 9.4, palette[COLOUR_INK], ALIGN_RIGHT, "1,234,567.89");
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    save("places.pdf", &out);
    ask(&said, "pdftotext -bbox places.pdf - | grep '<word'");
    double left, top, right, bottom;
    const char *at = strstr(text_get(&said), "xMin");
    assert_int_equal(
        sscanf(at, "xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &left, &top, &right, &bottom), 4);
    assert_true(fabs(left - 123.45) < 0.01 && fabs(right - 123.45 - width) < 0.02);
    assert_true(top < 400 - 5 && bottom > 400 && bottom < 403);
    at = strstr(at + 4, "xMin");
    assert_int_equal(
        sscanf(at, "xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &left, &top, &right, &bottom), 4);
    assert_true(fabs(right - 300) < 0.02 &&
                fabs(right - left - fonts_width(fonts, FACE_TEXT, 9.4, "1,234,567.89")) < 0.02);
    text_drop(&out);
    text_drop(&said);
}

/* U+2126 and U+03A9 have one glyph in Lato; both must come out as they went in. */
static void one_glyph_may_stand_for_two_characters(void **state) {
    (void)state;
    struct text out = {0}, said = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    ink_text(ink, 50, 100, FACE_LABEL, 9, palette[COLOUR_INK], ALIGN_LEFT, "greek \u03A9 ohm \u2126.");
    ink_text(ink, 50, 120, FACE_LABEL, 9, palette[COLOUR_INK], ALIGN_LEFT,
             "soft\u00ADhyphen zero\u200Bwidth");
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    save("twice.pdf", &out);
    ask(&said, "pdftotext twice.pdf -");
    must_say(&said, "greek \u03A9 ohm \u2126.\n");
    must_say(&said, "softhyphen zerowidth\n");
    text_drop(&out);
    text_drop(&said);
}

/* With more than 92 glyphs in a face, the numbers of some are bytes that mean something in a string:
 * brackets, backslash, carriage return. */
static void every_glyph_number_comes_through(void **state) {
    (void)state;
    const char *lines[] = {
        "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLM", "NOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrs",
        "tuvwxyz{|}~¡¢£¤¥¦§©ª«¬®°±²³¶¹º»¼½¾¿ÀÁÂÃÄ", "ÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîï"};
    struct text out = {0}, said = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ink_text(ink, 50, 100 + 20 * (double)i, FACE_TEXT, 9, palette[COLOUR_INK], ALIGN_LEFT, lines[i]);
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    save("many.pdf", &out);
    const char *readers[] = {"pdftotext many.pdf -", "mutool draw -q -F text -o - many.pdf"};
    for (size_t r = 0; r < sizeof readers / sizeof *readers; r++) {
        ask(&said, readers[r]);
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
            must_say(&said, lines[i]);
    }
    text_drop(&out);
    text_drop(&said);
}

static void links_and_outline_lead_to_their_places(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "qpdf --json=1 --json-key=outlines all.pdf");
    must_say(&said, "\"title\": \"Where the work lies\"");
    must_say(&said, "\"title\": \"第二页\"");
    must_say(&said, "\"destpageposfrom1\": 2");
    ask(&said, "mutool show all.pdf pages/1/Annots/1/Rect pages/1/Annots/1/Dest pages/1/Annots/2/A/URI");
    must_say(&said, "[ 50 730 150 742 ]");
    must_say(&said, "/XYZ 50 542 null ]");
    must_say(&said, "(https://example.org/%C3%A9%20\\(x\\))");
    text_drop(&said);
}

static void information_is_as_given(void **state) {
    (void)state;
    struct text said = {0};
    ask(&said, "TZ=UTC pdfinfo -isodates all.pdf");
    must_say(&said, "Sizing, größer: 中文\n");
    must_say(&said, "floorline test\n");
    must_say(&said, "2024-05-06T07:08:09Z\n");
    must_say(&said, "595 x 842 pts");
    ask(&said,
        "mutool show all.pdf trailer/Root/Lang trailer/Root/ViewerPreferences/DisplayDocTitle trailer/ID");
    must_say(&said, "(en)\ntrue\nnull\n");
    text_drop(&said);
}

static void document_without_a_date_bears_none(void **state) {
    (void)state;
    struct text out = {0};
    struct pdf *pdf = pdf_new(fonts, &(struct pdf_info){.title = "No date"});
    pdf_page(pdf, WIDTH, HEIGHT);
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    assert_null(strstr(out.bytes, "Date"));
    text_drop(&out);
}

/* As ISO 32000-1, 7.9.4 writes a date away from Greenwich. */
static void a_date_keeps_its_distance_from_greenwich(void **state) {
    (void)state;
    struct text out = {0}, said = {0};
    struct pdf *pdf = pdf_new(fonts, &(struct pdf_info){.title = "T", .date = "2024-05-06T07:08:09+05:30"});
    pdf_page(pdf, WIDTH, HEIGHT);
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    save("away.pdf", &out);
    ask(&said, "pdfinfo -rawdates away.pdf");
    must_say(&said, "D:20240506070809+05'30'");
    text_drop(&out);
    text_drop(&said);
}

/* A link that stands in no part is one of its own below the document. */
static void a_link_outside_all_parts_is_in_the_tree(void **state) {
    (void)state;
    struct text out = {0}, said = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    pdf_conform(pdf, PDF_A3B);
    ink_link(pdf_page(pdf, WIDTH, HEIGHT), 10, 10, 50, 10, "https://example.org");
    assert_null(pdf_close(pdf, &out));
    pdf_drop(pdf);
    save("link.pdf", &out);
    ask(&said, "qpdf --check link.pdf; mutool show link.pdf grep");
    must_say(&said, "/S/Link");
    text_drop(&out);
    text_drop(&said);
}

static void make_kept(struct text *out, enum pdf_part part, const char *title) {
    struct pdf_info kept = info;
    kept.title = title;
    struct pdf *pdf = pdf_new(fonts, &kept);
    pdf_conform(pdf, part);
    draw_text(pdf_page(pdf, WIDTH, HEIGHT));
    assert_null(pdf_close(pdf, out));
    pdf_drop(pdf);
}

/* What ISO 19005 asks of the catalog, the trailer and the fonts; -1 rests on PDF 1.4 and lists its glyphs. */
static void kept_documents_say_what_they_conform_to(void **state) {
    (void)state;
    static const struct {
        enum pdf_part part;
        const char *version, *said;
    } rows[] = {{PDF_A1B, "%PDF-1.4\n", "<pdfaid:part>1</pdfaid:part>"},
                {PDF_A3B, "%PDF-1.7\n", "<pdfaid:part>3</pdfaid:part>"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text out = {0}, said = {0};
        make_kept(&out, rows[i].part, "Bits & <pieces>");
        assert_memory_equal(out.bytes, rows[i].version, strlen(rows[i].version));
        save("kept.pdf", &out);
        ask(&said, "qpdf --check kept.pdf");
        ask(&said, "mutool show -b kept.pdf trailer/Root/Metadata");
        must_say(&said, rows[i].said);
        must_say(&said, "<pdfaid:conformance>B</pdfaid:conformance>");
        must_say(&said, "Bits &amp; &lt;pieces&gt;</rdf:li>");
        must_say(&said, "<xmp:CreateDate>2024-05-06T07:08:09Z</xmp:CreateDate>");
        ask(&said, "mutool show kept.pdf trailer/Root/OutputIntents/1");
        must_say(&said, "/GTS_PDFA1");
        ask(&said, "mutool show kept.pdf grep");
        assert_int_equal(count_of(&said, "/CIDSet "),
                         rows[i].part == PDF_A1B ? count_of(&said, "/FontFile2 ") : 0);
        text_drop(&out);
        text_drop(&said);
    }
}

/* The identity is the contents': the same for the same, another for another title, never noughts. mutool
 * tells it as <hexadecimal> or as (signs), whichever is shorter. */
static void identity_comes_from_the_contents(void **state) {
    (void)state;
    const char *titles[] = {"one", "one", "two"};
    struct text identity[3] = {{0}};
    for (size_t i = 0; i < 3; i++) {
        struct text out = {0};
        make_kept(&out, PDF_A3B, titles[i]);
        save("identity.pdf", &out);
        ask(&identity[i], "mutool show identity.pdf trailer/ID");
        assert_int_equal(count_of(&identity[i], "0000000000"), 0);
        assert_int_equal(count_of(&identity[i], "\\000\\000"), 0);
        assert_true(strspn(text_get(&identity[i]), "[ <(") == 3 && identity[i].length > 2 * 16);
        text_drop(&out);
    }
    assert_string_equal(text_get(&identity[0]), text_get(&identity[1]));
    assert_string_not_equal(text_get(&identity[0]), text_get(&identity[2]));
    for (size_t i = 0; i < 3; i++)
        text_drop(&identity[i]);
}

/* The first error sticks and says where it was; nothing is handed over. */
static void impossible_numbers_are_refused(void **state) {
    (void)state;
    const double wrong[] = {NAN, INFINITY, 1e9};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct text out = {0};
        struct pdf *pdf = pdf_new(fonts, &info);
        struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
        ink_text(ink, wrong[i], 100, FACE_TEXT, 9, palette[COLOUR_INK], ALIGN_LEFT, "nowhere");
        const char *said = pdf_close(pdf, &out);
        assert_non_null(said);
        assert_non_null(strstr(said, "page 1"));
        assert_non_null(strstr(said, "nowhere"));
        assert_int_equal(out.length, 0);
        pdf_drop(pdf);
    }
}

/* So is a place that leaves the page by the way the page itself was moved. */
static void words_moved_off_all_pages_are_refused(void **state) {
    (void)state;
    struct text out = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    cairo_translate(ink->cr, 1e6, 0);
    ink_text(ink, 10, 100, FACE_TEXT, 9, palette[COLOUR_INK], ALIGN_LEFT, "nowhere");
    const char *said = pdf_close(pdf, &out);
    assert_non_null(said);
    assert_non_null(strstr(said, "nowhere"));
    assert_non_null(strstr(said, "of the page"));
    assert_int_equal(out.length, 0);
    pdf_drop(pdf);
}

/* Not a blank in the report, but an error that names the character (U+10FFFD is for private use). */
static void character_without_a_glyph_is_refused(void **state) {
    (void)state;
    struct text out = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, WIDTH, HEIGHT);
    ink_text(ink, 10, 10, FACE_TEXT, 9, palette[COLOUR_INK], ALIGN_LEFT, "a\U0010FFFDb");
    const char *said = pdf_close(pdf, &out);
    assert_non_null(said);
    assert_non_null(strstr(said, "U+10FFFD"));
    pdf_drop(pdf);
}

static void link_to_nowhere_is_refused(void **state) {
    (void)state;
    struct text out = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    ink_link(pdf_page(pdf, WIDTH, HEIGHT), 10, 10, 50, 10, "#absent");
    const char *said = pdf_close(pdf, &out);
    assert_non_null(said);
    assert_non_null(strstr(said, "absent"));
    assert_int_equal(out.length, 0);
    pdf_drop(pdf);
}

/* More streams than are remembered, of one length: each is found while the next thirty are learned, then not.
 */
static void what_was_deflated_is_known_until_it_is_the_oldest(void **state) {
    (void)state;
    enum { STREAMS = 80, REMEMBERED = 30 };
    char bytes[32];
    size_t found = 0;
    for (int i = 0; i < STREAMS; i++) {
        struct text plain = {0}, deflated = {0};
        snprintf(bytes, sizeof bytes, "stream %02d", i);
        assert_null(deflate_known(bytes, strlen(bytes)));
        text_string(&plain, bytes);
        deflate_append(&deflated, plain.bytes, plain.length);
        deflate_learn(&plain, &deflated);
    }
    for (int i = 0; i < STREAMS; i++) {
        struct text deflated = {0};
        snprintf(bytes, sizeof bytes, "stream %02d", i);
        const struct text *known = deflate_known(bytes, strlen(bytes));
        deflate_append(&deflated, bytes, strlen(bytes));
        assert_true(known || i < STREAMS - REMEMBERED);
        if (known) {
            assert_int_equal(known->length, deflated.length);
            assert_memory_equal(known->bytes, deflated.bytes, deflated.length);
            found++;
        }
        text_drop(&deflated);
    }
    assert_in_range(found, REMEMBERED, STREAMS / 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_drawing_gives_same_bytes),
        cmocka_unit_test(structure_is_sound),
        cmocka_unit_test(readers_draw_it_without_a_warning),
        cmocka_unit_test(fonts_are_embedded_cut_and_mapped),
        cmocka_unit_test(text_comes_out_as_it_was_written),
        cmocka_unit_test(spaces_are_in_the_content),
        cmocka_unit_test(text_stands_where_it_was_put),
        cmocka_unit_test(one_glyph_may_stand_for_two_characters),
        cmocka_unit_test(every_glyph_number_comes_through),
        cmocka_unit_test(links_and_outline_lead_to_their_places),
        cmocka_unit_test(information_is_as_given),
        cmocka_unit_test(document_without_a_date_bears_none),
        cmocka_unit_test(a_date_keeps_its_distance_from_greenwich),
        cmocka_unit_test(a_link_outside_all_parts_is_in_the_tree),
        cmocka_unit_test(kept_documents_say_what_they_conform_to),
        cmocka_unit_test(identity_comes_from_the_contents),
        cmocka_unit_test(impossible_numbers_are_refused),
        cmocka_unit_test(words_moved_off_all_pages_are_refused),
        cmocka_unit_test(character_without_a_glyph_is_refused),
        cmocka_unit_test(link_to_nowhere_is_refused),
        cmocka_unit_test(what_was_deflated_is_known_until_it_is_the_oldest),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
