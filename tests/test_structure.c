/* The structure tree of finished reports: what ISO 14289-1 (PDF/UA-1) asks that a program can check. */
#define _POSIX_C_SOURCE 200809L
#include "structure_report.h"

#include <ctype.h>

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
    };
    int failed = cmocka_run_group_tests_name("structure", tests, make_reports, NULL);
    text_drop(&output);
    return failed;
}
