/* The notation of PDF (ISO 32000-1, 7.3 and 7.5) as far as reports are read back: tables and objects in
 * streams, names in every spelling, sizes up to their limit; and what is damaged in one place alone is
 * refused. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "pdf_built.h"

/* A table of objects in a stream: 1 is the catalog, 2 an object stream with number 3 in it. */
static void build_streams(struct builder *b, const char *packed_entries, const char *packed,
                          const char *entries, const char *rows_of) {
    unsigned char rows[4][6] = {{0}};
    begin(b);
    object(b, "<</Type/Catalog/Names 3 0 R>>");
    stream(b, packed_entries, packed, strlen(packed));
    put_row(rows[1], 1, b->offsets[1], 0);
    put_row(rows[2], 1, b->offsets[2], 0);
    put_row(rows[3], 2, 2, 0);
    size_t table = b->file.length;
    stream(b, entries, rows_of ? rows_of : (const char *)rows, rows_of ? strlen(rows_of) : sizeof rows);
    text_printf(&b->file, "startxref\n%zu\n%%%%EOF\n", table);
}

static void tables_in_streams_are_checked(void **state) {
    (void)state;
    static const char object_stream[] = "/Type/ObjStm/N 1/First 4", names[] = "3 0 <</EmbeddedFiles<<>>>>";
    static const char *const sound[] = {"/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4",
                                        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4/Index[0 1 1 3]"};
    static const char *const damaged[] = {
        "/Type/XRef/Root 1 0 R/W[1 4]/Size 4",
        "/Type/XRef/Root 1 0 R/W[1 9 1]/Size 4",
        "/Type/XRef/Root 1 0 R/W[0 0 0]/Size 4",
        "/Type/XRef/Root 1 0 R/W[1 (4) 1]/Size 4",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 5",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size -4",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4/Index[0 4 4]",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4/Index 4",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4/Index[0 (4)]",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 4/Index[999999999 1]",
        "/Type/XRef/Root 1 0 R/W[1 4 1]/Size 9999999999999999",
        "/Type/XRof/Root 1 0 R/W[1 4 1]/Size 4",
    };
    /* of the object stream: what it says of itself, and what is in it */
    static const char *const packed[][2] = {
        {"/Type/ObjStm/N 1/First 99", names},
        {"/Type/ObjStm/N -1/First 4", names},
        {"/Type/ObjStm/N 1/First 4", "x y <<>>"},
        {"/Type/ObjStm/N 1/First 5", "3 999 <<>>"},
        {"/Type/ObjStm/N 0/First 4", names},
        {"/Type/ObjStm/N 1/First 4", "4 0 <<>>"},
        {"/Type/Obj/N 1/First 4", names},
        {"/Type/ObjStm/N 1/First 4", "3 0 <<1 2>>"},
        {"/Type/ObjStm/N 1/First 4", "3 0 <</a>>"},
        {"/Type/ObjStm/N 1/First 4", "3 0 (never closed \\\r\n \\101"},
        {"/Type/ObjStm/N 1/First 4/Length 3 0 R", names},
    };
    struct builder *b = malloc(sizeof *b);
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
        build_streams(b, object_stream, names, sound[i], NULL);
        assert_null(fault_of(b->file.bytes, b->file.length));
        text_drop(&b->file);
    }
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        build_streams(b, object_stream, names, damaged[i], NULL);
        must_refuse(b, "cut short or damaged");
    }
    build_streams(b, object_stream, names, sound[0], "too few");
    must_refuse(b, "cut short or damaged");
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        build_streams(b, packed[i][0], packed[i][1], sound[0], NULL);
        must_refuse(b, "the file ");
    }
    free(b);
}

static void tables_in_words_are_checked(void **state) {
    (void)state;
    static const char *const tables[] = {"xref\n0 x\n",
                                         "xref\n0 1\n0000000000 65535 x \n",
                                         "xref\n0 1\n-000000001 65535 f \n",
                                         "xref\n0 2\n0000000000 65535 f \n",
                                         "xref\n1048577 1\n0000000000 65535 n \n",
                                         "xref\n0 0\ntrailer\n[1]\n"};
    struct builder *b = malloc(sizeof *b);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        begin(b);
        text_printf(&b->file, "%strailer\n<</Root 1 0 R>>\nstartxref\n9\n%%%%EOF\n", tables[i]);
        must_refuse(b, "cut short or damaged");
    }
    free(b);
}

/* UTF-16 with a pair of surrogates; letters by number, an end of line left out (ISO 32000-1, 7.3.4.2); a name
 * by numbers; one too long. */
static void names_are_read_in_every_notation(void **state) {
    (void)state;
    static const struct {
        const char *name, *is;
    } rows[] = {{"<FEFF0061D83DDE00>", "a\xF0\x9F\x98\x80"},
                {"(a\\\r\n\\142\\(c\\))", "ab(c)"},
                {"(a(b)c)", "a(b)c"}};
    struct builder *b = malloc(sizeof *b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct diags *diags = diags_new(arena);
        struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
        begin(b);
        stream(b, "/Type/Embedded#46ile", "x", 1);
        object(b, "<</Type/Filespec/UF%s/EF<</#46 1 0 R>>>>", rows[i].name);
        end_with_names(b, "(a)2 0 R");
        struct source source = {.name = "x.pdf", .text = b->file.bytes, .length = b->file.length};
        assert_true(attachments_read(arena, &source, diags, attachments));
        assert_non_null(attachments_find(attachments, rows[i].is));
        text_drop(&b->file);
        arena_drop(arena);
    }
    struct text name = {0};
    for (int i = 0; i < 5000; i++)
        text_char(&name, 'n');
    begin(b);
    stream(b, "", "x", 1);
    object(b, "<</UF(a)/%s 1/EF<</F 1 0 R>>>>", text_get(&name));
    end_with_names(b, "(a)2 0 R");
    must_refuse(b, "no plain one");
    text_drop(&name);
    free(b);
}

static void an_attachment_of_32_MiB_and_more_is_refused(void **state) {
    (void)state;
    struct builder *b = malloc(sizeof *b);
    char *bytes = calloc(1, MOST_ATTACHED + 1), words[64];
    for (size_t more = 0; more < 2; more++) {
        begin(b);
        snprintf(words, sizeof words, "(a)%d 0 R", attach(b, "a", bytes, MOST_ATTACHED + more));
        end_with_names(b, words);
        if (more)
            must_refuse(b, "longer than the limit of 33554432 bytes");
        else
            assert_null(fault_of(b->file.bytes, b->file.length));
        text_drop(&b->file); /* again where it was refused, which does no harm */
    }
    free(bytes);
    free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_in_streams_are_checked),
        cmocka_unit_test(tables_in_words_are_checked),
        cmocka_unit_test(names_are_read_in_every_notation),
        cmocka_unit_test(an_attachment_of_32_MiB_and_more_is_refused),
    };
    return cmocka_run_group_tests_name("pdf notation", tests, NULL, NULL);
}
