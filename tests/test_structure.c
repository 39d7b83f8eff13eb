/* The structure tree of finished reports, walked with the reader of `verify` and by poppler: what ISO 14289-1
 * (PDF/UA-1) asks that a program can check. */
#define _POSIX_C_SOURCE 200809L
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/file.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "page_text.h"

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"

static const struct {
    const char *name, *command;
    int status;
    bool small; /* has little to be counted */
} reports[] = {{"procurement", "report " SPEC " -t procurement", 0, false},
               {"handout", "report " SPEC " -t handout", 0, false},
               {"archive", "report " SPEC " -t archive", 0, false},
               {"chinese", "report " SPEC " -t procurement --lang zh", 0, false},
               {"differences", "diff " SPEC " specs/llama-3.1-70b-4xa100-80gb.yaml", 1, true}};
enum { REPORTS = sizeof reports / sizeof *reports, MOST_ELEMENTS = 20000 };

static struct text output;

static int make_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        if (run(NULL, "%s %s -o %s/%s.pdf", program(), reports[i].command, private_folder(),
                reports[i].name) != reports[i].status)
            return -1;
    return 0;
}

/* ---- a report, read -------------------------------------------------------------------------------------
 */

struct element {
    int64_t number, parent; /* objects */
    const char *tag;
    const struct pdf_value *dict;
    size_t from, to; /* of the report's words: its own and its children's */
};

struct report {
    const char *name;
    bool small;
    struct arena *arena;
    struct pdf_file *file;
    const struct pdf_value *catalog, *root;
    struct element elements[MOST_ELEMENTS]; /* in reading order */
    size_t n;
    int64_t pages[MOST_PAGES]; /* objects */
    size_t n_pages;
    int64_t claimed[MOST_PAGES][MOST_MARKS]; /* the element that claims a mark; 0: none */
    int64_t links[MOST_MARKS];               /* annotations that an element holds */
    size_t n_links;
    struct page_reader reader;
    struct page_text *texts[MOST_PAGES];
    struct text words; /* of all elements in reading order, each in a line of its own */
};

static size_t page_index(const struct report *r, int64_t page) {
    for (size_t i = 0; i < r->n_pages; i++)
        if (r->pages[i] == page)
            return i;
    fail_msg("object %ld is no page", (long)page);
    return 0;
}

static void list_pages(struct report *r, const struct pdf_value *reference) {
    const struct pdf_value *node = pdf_file_resolve(r->file, reference),
                           *kids = pdf_file_find(r->file, node, "Kids");
    if (!kids) {
        assert_true(r->n_pages < MOST_PAGES);
        r->pages[r->n_pages++] = reference->integer;
        return;
    }
    for (size_t i = 0; i < kids->length; i++)
        list_pages(r, &kids->items[i]);
}

static void claim(struct report *r, const struct element *element, const struct pdf_value *page,
                  int64_t mark) {
    assert_non_null(page);
    size_t i = page_index(r, page->integer);
    assert_in_range(mark, 0, MOST_MARKS - 1);
    assert_int_equal(r->claimed[i][mark], 0); /* once */
    r->claimed[i][mark] = element->number;
    const struct page_text *text = r->texts[i];
    text_bytes(&r->words, text_get(&text->words) + text->from[mark], text->to[mark] - text->from[mark]);
}

static void walk(struct report *r, const struct pdf_value *reference, int64_t parent);

static void walk_kid(struct report *r, const struct element *element, const struct pdf_value *kid) {
    const struct pdf_value *page = pdf_find(element->dict, "Pg"), *dict;
    if (kid->kind == PDF_INTEGER) {
        claim(r, element, page, kid->integer);
    } else if (kid->kind == PDF_REF) {
        walk(r, kid, element->number);
    } else {
        dict = kid;
        assert_int_equal(dict->kind, PDF_DICT);
        if (pdf_is_name(pdf_find(dict, "Type"), "MCR")) {
            claim(r, element, pdf_find(dict, "Pg"), pdf_find(dict, "MCID")->integer);
        } else {
            assert_true(pdf_is_name(pdf_find(dict, "Type"), "OBJR"));
            assert_string_equal(element->tag, "Link");
            r->links[r->n_links++] = pdf_find(dict, "Obj")->integer;
        }
    }
}

static void walk(struct report *r, const struct pdf_value *reference, int64_t parent) {
    assert_true(r->n < MOST_ELEMENTS);
    struct element *element = &r->elements[r->n++];
    if (r->words.length && r->words.bytes[r->words.length - 1] != '\n')
        text_char(&r->words, '\n');
    element->from = r->words.length;
    element->number = reference->integer;
    element->parent = parent;
    element->dict = pdf_file_resolve(r->file, reference);
    element->tag = pdf_find(element->dict, "S")->bytes;
    assert_int_equal(pdf_find(element->dict, "P")->integer, parent);
    const struct pdf_value *kids = pdf_file_find(r->file, element->dict, "K");
    for (size_t i = 0; kids && kids->kind == PDF_ARRAY && i < kids->length; i++)
        walk_kid(r, element, &kids->items[i]);
    if (kids && kids->kind != PDF_ARRAY)
        walk_kid(r, element, pdf_find(element->dict, "K"));
    element->to = r->words.length;
}

static const struct pdf_value *page_of(struct report *r, size_t i) {
    const struct pdf_value reference = {.kind = PDF_REF, .integer = r->pages[i]};
    return pdf_file_resolve(r->file, &reference);
}

static const char *content_of(struct report *r, size_t i, size_t *length) {
    const struct pdf_value *dict;
    const char *bytes = pdf_file_stream(r->file, pdf_find(page_of(r, i), "Contents"), &dict, length);
    assert_non_null(bytes);
    return bytes;
}

static void read_pages(struct report *r) {
    r->reader = (struct page_reader){.arena = r->arena, .file = r->file};
    for (size_t i = 0; i < r->n_pages; i++) {
        size_t length;
        const char *bytes = content_of(r, i, &length);
        r->texts[i] = arena_alloc(r->arena, sizeof *r->texts[i]);
        page_text_read(&r->reader, page_of(r, i), bytes, length, r->texts[i]);
    }
}

static struct report *open_report(const char *name) {
    struct arena *arena = arena_new();
    struct report *r = arena_alloc(arena, sizeof *r);
    struct source *source;
    const char *why;
    r->arena = arena;
    r->name = name;
    assert_int_equal(file_read(arena, arena_printf(arena, "%s/%s.pdf", private_folder(), name),
                               PDF_MOST_BYTES, &source, &why),
                     FILE_READ);
    r->file = pdf_file_open(arena, source, &why);
    assert_non_null(r->file);
    r->catalog = pdf_file_catalog(r->file);
    list_pages(r, pdf_find(r->catalog, "Pages"));
    r->root = pdf_file_find(r->file, r->catalog, "StructTreeRoot");
    assert_non_null(r->root);
    read_pages(r);
    walk(r, pdf_find(r->root, "K"), pdf_find(r->catalog, "StructTreeRoot")->integer);
    assert_string_equal(r->elements[0].tag, "Document");
    return r;
}

static void close_report(struct report *r) {
    assert_null(pdf_file_fault(r->file));
    for (size_t i = 0; i < r->n_pages; i++)
        text_drop(&r->texts[i]->words);
    text_drop(&r->words);
    arena_drop(r->arena);
}

static const struct element *element_of(const struct report *r, int64_t number) {
    for (size_t i = 0; i < r->n; i++)
        if (r->elements[i].number == number)
            return &r->elements[i];
    return NULL;
}

/* What a function finds wrong in any of the reports fails the test. */
static void in_every_report(void (*check)(struct report *)) {
    for (size_t i = 0; i < REPORTS; i++) {
        struct report *r = open_report(reports[i].name);
        r->small = reports[i].small;
        check(r);
        close_report(r);
    }
}

/* ---- content --------------------------------------------------------------------------------------------
 */

static const char *skip_string(const char *at, const char *end) {
    int open = 0;
    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '(')
            open++;
        else if (*at == ')' && --open == 0)
            return at + 1;
    }
    return end;
}

/* Goes through a page's operators: all that paint stand within a marked stretch, stretches nest with text
 * objects, numbers rise from 0. Returns how many there are. */
static int64_t check_operators(const char *at, const char *end) {
    static const char *const painting[] = {"TJ", "Tj", "S", "s", "f", "f*", "B", "b", "Do", "sh"};
    int depth = 0, in_text = 0, text_at_begin[8] = {0};
    int64_t marks = 0;
    while (at < end) {
        if (*at == '(') {
            at = skip_string(at, end);
            continue;
        }
        const char *word = at;
        while (at < end && !isspace((unsigned char)*at) && *at != '(' && *at != '[' && *at != ']')
            at++;
        size_t length = (size_t)(at - word);
        char token[64] = {0};
        memcpy(token, word, length < sizeof token ? length : sizeof token - 1);
        const char *mcid = strstr(token, "<</MCID");
        if (mcid) { /* "/TD<</MCID 12>>BDC" */
            char *rest;
            assert_int_equal(strtol(at, &rest, 10), marks++);
            assert_memory_equal(rest, " >>BDC", 6);
            text_at_begin[depth++] = in_text;
            at = rest + 6;
        } else if (strstr(token, ">>>BDC") || !strcmp(token, "BMC")) {
            text_at_begin[depth++] = in_text;
        } else if (!strcmp(token, "EMC")) {
            assert_true(depth > 0);
            assert_int_equal(text_at_begin[--depth], in_text);
        } else if (!strcmp(token, "BT") || !strcmp(token, "ET")) {
            in_text = token[0] == 'B';
            assert_true(depth == 0 || !text_at_begin[depth - 1]);
        }
        for (size_t i = 0; i < sizeof painting / sizeof *painting; i++)
            if (!strcmp(token, painting[i]) && depth == 0)
                fail_msg("%s outside of any marked stretch", token);
        if (length == 0)
            at++;
    }
    assert_int_equal(depth, 0);
    return marks;
}

static const struct pdf_value *parent_entry(struct report *r, int64_t key) {
    const struct pdf_value *numbers =
        pdf_file_find(r->file, pdf_file_find(r->file, r->root, "ParentTree"), "Nums");
    for (size_t i = 0; i + 1 < numbers->length; i += 2)
        if (numbers->items[i].integer == key)
            return &numbers->items[i + 1];
    fail_msg("the parent tree lacks %ld", (long)key);
    return NULL;
}

static void check_content(struct report *r) {
    for (size_t i = 0; i < r->n_pages; i++) {
        const struct pdf_value *page = page_of(r, i);
        size_t length;
        const char *bytes = content_of(r, i, &length);
        int64_t marks = check_operators(bytes, bytes + length);
        assert_in_range(marks, 1, MOST_MARKS - 1);
        assert_true(pdf_is_name(pdf_find(page, "Tabs"), "S"));
        const struct pdf_value *parents =
            pdf_file_resolve(r->file, parent_entry(r, pdf_find(page, "StructParents")->integer));
        assert_int_equal(parents->length, marks);
        for (int64_t k = 0; k < marks; k++) { /* each is claimed, by whom the parent tree says */
            assert_int_not_equal(r->claimed[i][k], 0);
            assert_int_equal(parents->items[k].integer, r->claimed[i][k]);
        }
        for (int64_t k = marks; k < MOST_MARKS; k++)
            assert_int_equal(r->claimed[i][k], 0);
    }
}

/* 7.1: content is marked as real or as an artifact; and every stretch is in the tree, once. */
static void all_content_is_in_the_tree_or_an_artifact(void **state) {
    (void)state;
    in_every_report(check_content);
}

/* ---- the rules for what stands where --------------------------------------------------------------------
 */

static const char *tag_of_parent(const struct report *r, const struct element *element) {
    const struct element *parent = element_of(r, element->parent);
    return parent ? parent->tag : "";
}

static void check_nesting(struct report *r) {
    static const char *const rows[][4] = {
        {"TR", "Table"},      {"TD", "TR"},        {"TH", "TR"},    {"LI", "L"},
        {"Lbl", "LI"},        {"LBody", "LI"},     {"TOCI", "TOC"}, {"Caption", "Div", "Table"},
        {"Note", "Document"}, {"TOC", "Document"},
    };
    for (size_t i = 1; i < r->n; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            if (strcmp(r->elements[i].tag, rows[k][0]) != 0)
                continue;
            const char *parent = tag_of_parent(r, &r->elements[i]);
            bool allowed = false;
            for (int p = 1; p < 4 && rows[k][p]; p++)
                allowed = allowed || !strcmp(parent, rows[k][p]);
            if (!allowed)
                fail_msg("%s in %s", rows[k][0], parent);
        }
}

/* Nothing is said to be there that is not: an element holds marks, links or others, but for a table's empty
 * cells. And everything has a tag that ISO 32000-1, 14.8.4 knows. */
static void check_not_empty(struct report *r) {
    static const char standard[] =
        " Document Div H1 H2 H3 P Note Caption Formula Figure Table TR TH TD L LI Lbl "
        "LBody Link TOC TOCI Span ";
    for (size_t i = 0; i < r->n; i++) {
        const struct element *e = &r->elements[i];
        const struct pdf_value *kids = pdf_file_find(r->file, e->dict, "K");
        char tag[32];
        snprintf(tag, sizeof tag, " %s ", e->tag);
        if (!strstr(standard, tag))
            fail_msg("%s is no standard type", e->tag);
        bool cell = !strcmp(e->tag, "TD") || !strcmp(e->tag, "TH");
        if (!cell && (!kids || (kids->kind == PDF_ARRAY && !kids->length)))
            fail_msg("%s: an empty %s behind: %.60s", r->name, e->tag,
                     text_get(&r->words) + (e->from > 60 ? e->from - 60 : 0));
    }
}

static void no_element_is_empty_or_of_an_own_type(void **state) {
    (void)state;
    in_every_report(check_not_empty);
}

static void elements_stand_where_they_may(void **state) {
    (void)state;
    in_every_report(check_nesting);
}

static int64_t attribute(struct report *r, const struct element *element, const char *key,
                         const char **name) {
    const struct pdf_value *value = pdf_file_find(r->file, pdf_file_find(r->file, element->dict, "A"), key);
    if (name)
        *name = value && value->kind == PDF_NAME ? value->bytes : NULL;
    return value && value->kind == PDF_INTEGER ? value->integer : 1;
}

/* 7.5: every row of a table has as many columns as the others, and heads say what they head. */
static void check_tables(struct report *r) {
    int64_t table = 0, row = 0, columns = 0, of_table = 0;
    size_t tables = 0;
    for (size_t i = 1; i <= r->n; i++) {
        const struct element *e = i < r->n ? &r->elements[i] : NULL;
        bool cell = e && (!strcmp(e->tag, "TD") || !strcmp(e->tag, "TH"));
        if (row && (!e || (cell ? e->parent != row : !strcmp(e->tag, "TR") || !strcmp(e->tag, "Table")))) {
            if (of_table && columns != of_table)
                fail_msg("a row of %ld columns in a table of %ld", (long)columns, (long)of_table);
            of_table = columns;
            row = 0;
        }
        if (!e)
            break;
        if (!strcmp(e->tag, "Table"))
            table = e->number, of_table = 0, tables++;
        if (!strcmp(e->tag, "TR")) {
            if (e->parent != table)
                of_table = 0, table = e->parent;
            row = e->number, columns = 0;
        }
        if (cell)
            columns += attribute(r, e, "ColSpan", NULL);
        if (cell && e->tag[1] == 'H') {
            const char *scope;
            attribute(r, e, "Scope", &scope);
            assert_true(scope && (!strcmp(scope, "Column") || !strcmp(scope, "Row")));
        }
    }
    assert_in_range(tables, r->small ? 1 : 5, 200);
}

static void tables_are_regular_and_have_heads(void **state) {
    (void)state;
    in_every_report(check_tables);
}

/* 7.3, 7.7: figures and formulas have words; 7.9: notes have names, all different, in the tree of names. */
static void check_words(struct report *r) {
    size_t figures = 0, notes = 0;
    const struct pdf_value *names =
        pdf_file_find(r->file, pdf_file_find(r->file, r->root, "IDTree"), "Names");
    for (size_t i = 1; i < r->n; i++) {
        const struct element *e = &r->elements[i];
        if (!strcmp(e->tag, "Figure") || !strcmp(e->tag, "Formula")) {
            const struct pdf_value *alt = pdf_find(e->dict, "Alt");
            assert_true(alt && alt->length > 0);
            figures++;
        }
        if (!strcmp(e->tag, "Note")) {
            const struct pdf_value *id = pdf_find(e->dict, "ID");
            assert_non_null(id);
            assert_string_equal(names->items[2 * notes].bytes, id->bytes);
            assert_int_equal(names->items[2 * notes + 1].integer, e->number);
            assert_true(!notes || strcmp(names->items[2 * notes - 2].bytes, id->bytes) < 0);
            notes++;
        }
    }
    assert_true(r->small || figures > 0);
    assert_true(r->small || notes > 0);
    assert_int_equal(names ? names->length : 0, 2 * notes);
}

static void figures_formulas_and_notes_have_words_and_names(void **state) {
    (void)state;
    in_every_report(check_words);
}

/* 7.4.2: the first heading is of level 1, and none skips a level. */
static void check_headings(struct report *r) {
    int before = 0, count = 0;
    for (size_t i = 1; i < r->n; i++) {
        const char *tag = r->elements[i].tag;
        if (tag[0] != 'H' || !isdigit((unsigned char)tag[1]))
            continue;
        int level = tag[1] - '0';
        assert_in_range(level, 1, before + 1);
        before = level;
        count++;
    }
    assert_in_range(count, r->small ? 1 : 5, 200);
}

static void headings_skip_no_level(void **state) {
    (void)state;
    in_every_report(check_headings);
}

/* 7.18: each link annotation says where it leads, lies in a Link of the tree, and knows it. */
static void check_links(struct report *r) {
    size_t links = 0;
    for (size_t i = 0; i < r->n_pages; i++) {
        const struct pdf_value *annotations = pdf_file_find(r->file, page_of(r, i), "Annots");
        for (size_t k = 0; annotations && k < annotations->length; k++, links++) {
            const struct pdf_value *link = pdf_file_resolve(r->file, &annotations->items[k]);
            const struct pdf_value *words = pdf_find(link, "Contents");
            assert_true(words && words->length > 0);
            assert_int_equal(pdf_find(link, "F")->integer, 4);
            const struct pdf_value *parent = parent_entry(r, pdf_find(link, "StructParent")->integer);
            assert_string_equal(element_of(r, parent->integer)->tag, "Link");
            size_t found = 0;
            for (size_t n = 0; n < r->n_links; n++)
                found += r->links[n] == annotations->items[k].integer;
            assert_int_equal(found, 1);
        }
    }
    assert_int_equal(links, r->n_links);
    assert_true(r->small || links > 10);
}

static void links_are_told_and_in_the_tree(void **state) {
    (void)state;
    in_every_report(check_links);
}

static void check_document(struct report *r) {
    assert_int_equal(
        pdf_file_find(r->file, pdf_file_find(r->file, r->catalog, "MarkInfo"), "Marked")->integer, 1);
    assert_int_equal(
        pdf_file_find(r->file, pdf_file_find(r->file, r->catalog, "ViewerPreferences"), "DisplayDocTitle")
            ->integer,
        1);
    const struct pdf_value *dict;
    size_t length;
    const char *metadata = pdf_file_stream(r->file, pdf_find(r->catalog, "Metadata"), &dict, &length);
    assert_non_null(strstr(metadata, "<pdfuaid:part>1</pdfuaid:part>"));
    assert_non_null(strstr(metadata, "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"));
    assert_non_null(pdf_find(r->catalog, "Lang"));
}

static void the_document_says_what_it_is(void **state) {
    (void)state;
    in_every_report(check_document);
}

/* ---- text -----------------------------------------------------------------------------------------------
 */

/* Headings and the beginnings of paragraphs that hold no value, as the template has them. */
static void the_text_is_the_templates_in_its_order(void **state) {
    (void)state;
    static const char *const templates[] = {"procurement", "handout"};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        struct text lines = {0};
        assert_int_equal(
            run(&lines,
                "grep -v '[]{}|>[`$_*\\\\]' templates/%s.md | grep -E '^(#+ )?[A-Z][a-z]+ [a-z]+ [a-z]+' "
                "| grep -v -e \"'\" -e '^######' | sed 's/^#* //'", /* the small lines are set in capitals */
                templates[i]),
            0);
        struct report *r = open_report(templates[i]);
        const char *text = text_get(&r->words), *before = text;
        int found = 0, all = 0;
        for (char *line = strtok(lines.bytes, "\n"); line; line = strtok(NULL, "\n"), all++) {
            const char *last = NULL; /* the list of contents has headings too, and stands first */
            for (const char *at = text; (at = strstr(at, line)); at++)
                last = at;
            if (!last) /* in a branch that is not taken */
                continue;
            if (last < before)
                fail_msg("%s: out of order: %s", templates[i], line);
            before = last;
            found++;
        }
        assert_in_range(found, 5, all);
        assert_true(2 * found > all);
        text_drop(&lines);
        close_report(r);
    }
}

static size_t letters_in(const struct text *words) {
    size_t letters = 0;
    for (const char *at = text_get(words), *end = at + words->length; at < end;) {
        uint32_t code = utf8_next(&at, end);
        letters += code != ' ' && code != '\n' && code != '\t' && code != '\f';
    }
    return letters;
}

/* All words of the pages are in the tree, but for the foot and head lines, which are cut off here, and for
 * the heads of tables drawn again where they go on. */
static void check_no_word_is_lost(struct report *r) {
    text_clear(&output);
    assert_int_equal(
        run(&output, "pdftotext -raw -r 72 -x 0 -y 40 -W 700 -H 750 %s/%s.pdf -", private_folder(), r->name),
        0);
    double drawn = (double)letters_in(&output), read = (double)letters_in(&r->words);
    if (!(read > .97 * drawn && read <= drawn))
        fail_msg("%s: %.0f characters are read, %.0f drawn", r->name, read, drawn);
}

static void no_word_of_a_page_is_lost(void **state) {
    (void)state;
    in_every_report(check_no_word_is_lost);
}

/* Poppler finds the same words in the same order by the tree, where it need not read for half a minute: all
 * kinds of element stand on these pages. */
static void poppler_reads_the_same(void **state) {
    (void)state;
    const char *template = private_file(
        "kinds.md",
        "###### Eyebrow\n# {{spec.title}}\n\n*It fits.*\n\n{{strip}}\n\n- {{model.name}}\n  one\n  two\n- 3\n"
        "  b\n  c\n\n> A note, with $d \\cdot L$ in it.\n\nWords with $\\frac{a}{b}$ and a "
        "[link](https://example.org/), see {{ref table comms}}.\n\n- an item\n- another\n\n"
        "{{table comms}}\n\n$$ a = \\frac{b}{c} $$\n\n> {{formula capacity.kv_room_bytes}}\n\n"
        "A paragraph behind it.\n");
    struct text own = {0};
    assert_int_equal(
        run(NULL, "%s report " SPEC " -t %s -o %s/kinds.pdf", program(), template, private_folder()), 0);
    text_clear(&output);
    assert_int_equal(
        run(&output,
            "pdfinfo -struct-text %s/kinds.pdf 2>&1 | sed -n 's/^ *\"\\(.*\\)\"$/\\1/p' | tr -d ' \\n'",
            private_folder()),
        0);
    struct report *r = open_report("kinds");
    for (const char *c = text_get(&r->words); *c; c++)
        if (*c != ' ' && *c != '\n')
            text_char(&own, *c);
    assert_string_equal(text_get(&own), text_get(&output));
    assert_true(own.length > 300);
    text_drop(&own);
    close_report(r);
}

/* A table that goes on over pages is one: no caption stands twice. */
static void a_table_over_pages_is_one(void **state) {
    (void)state;
    struct report *r = open_report("archive");
    bool met[MOST_PAGES] = {false};
    size_t captions = 0;
    for (size_t i = 0; i < r->n; i++) {
        unsigned number;
        if (strcmp(r->elements[i].tag, "Caption") != 0 ||
            sscanf(text_get(&r->words) + r->elements[i].from, "Table %u", &number) != 1)
            continue;
        assert_in_range(number, 1, MOST_PAGES - 1);
        assert_false(met[number]);
        met[number] = true;
        captions++;
    }
    assert_in_range(captions, 5, MOST_PAGES);
    close_report(r);
    text_clear(&output);
    assert_int_equal(run(&output, "pdftotext %s/archive.pdf - | grep -c '(continued)'", private_folder()), 0);
    assert_in_range(atoi(text_get(&output)), 2, 100); /* though it is drawn again on each */
}

/* Words of the other language say so: the sources of a Chinese report are English. */
static void words_of_another_language_say_so(void **state) {
    (void)state;
    struct report *r = open_report("chinese");
    size_t english = 0;
    assert_string_equal(pdf_find(r->catalog, "Lang")->bytes, "zh");
    for (size_t i = 1; i < r->n; i++) {
        const struct pdf_value *language = pdf_find(r->elements[i].dict, "Lang");
        if (language)
            assert_string_equal(language->bytes, "en");
        english += language != NULL;
    }
    assert_in_range(english, 10, r->n / 2);
    close_report(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_content_is_in_the_tree_or_an_artifact),
        cmocka_unit_test(elements_stand_where_they_may),
        cmocka_unit_test(no_element_is_empty_or_of_an_own_type),
        cmocka_unit_test(tables_are_regular_and_have_heads),
        cmocka_unit_test(figures_formulas_and_notes_have_words_and_names),
        cmocka_unit_test(headings_skip_no_level),
        cmocka_unit_test(links_are_told_and_in_the_tree),
        cmocka_unit_test(the_document_says_what_it_is),
        cmocka_unit_test(the_text_is_the_templates_in_its_order),
        cmocka_unit_test(no_word_of_a_page_is_lost),
        cmocka_unit_test(poppler_reads_the_same),
        cmocka_unit_test(a_table_over_pages_is_one),
        cmocka_unit_test(words_of_another_language_say_so),
    };
    int failed = cmocka_run_group_tests_name("structure", tests, make_reports, NULL);
    text_drop(&output);
    return failed;
}
