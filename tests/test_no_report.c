/* Files given as reports that are none: cut short, changed, or made to do harm. */
#define _POSIX_C_SOURCE 200809L
#include "pdf_built.h"

#include <time.h>
#include <zlib.h>

static struct text output;

static void what_is_no_pdf_is_told_so(void **state) {
    (void)state;
    assert_non_null(strstr(fault_of("", 0), "is not a PDF"));
    assert_non_null(strstr(fault_of("%PDF-1.7", 8), "cut short or damaged"));
    assert_non_null(strstr(fault_of("title: a spec\nmodel: x\n", 23), "is not a PDF"));
    assert_non_null(strstr(fault_of("%PDF-1.7\nstartxref\n5\n%%EOF\n", 27), "cut short or damaged"));
}

static struct text sound_report(void) {
    struct text bytes = {0};
    assert_int_equal(run(&bytes, "%s report specs/gopher-260b-16xa100-40gb.yaml -o -", program()), 0);
    return bytes;
}

static void a_truncated_report_is_told_so_wherever_it_ends(void **state) {
    (void)state;
    struct text pdf = sound_report();
    assert_null(fault_of(pdf.bytes, pdf.length));
    for (size_t length = 0; length + 40 < pdf.length; length += 61)
        assert_non_null(fault_of(pdf.bytes, length));
    text_drop(&pdf);
}

/* Any byte may be anything: it is read or refused, and under the sanitizers nothing is out of bounds. */
static void a_damaged_report_is_read_or_refused(void **state) {
    (void)state;
    enum { ROUNDS = 3000 };
    struct text pdf = sound_report();
    uint64_t seed = 20240506, refused = 0;
    char *bytes = malloc(pdf.length);
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(bytes, pdf.bytes, pdf.length);
        for (int i = 0; i < 1 + round % 7; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t tail = round % 2 ? 3000 : pdf.length; /* half of them near the tables */
            bytes[pdf.length - 1 - (seed >> 33) % tail] = (char)(seed >> 25 & 0xFF);
        }
        refused += fault_of(bytes, pdf.length) != NULL;
    }
    assert_in_range(refused, ROUNDS / 10, ROUNDS - 1);
    free(bytes);
    text_drop(&pdf);
}

/* 200 MB of noughts, deflated: 200 kB. */
static struct text bomb(void) {
    enum { ZEROS = 200 << 20, PIECE = 1 << 20 };
    static char zeros[PIECE];
    struct text packed = {0};
    z_stream z = {0};
    Bytef piece[4096];
    deflateInit(&z, 9);
    for (int left = ZEROS; left > 0; left -= PIECE) {
        z.next_in = (Bytef *)zeros;
        z.avail_in = PIECE;
        do {
            z.next_out = piece;
            z.avail_out = sizeof piece;
            deflate(&z, left == PIECE ? Z_FINISH : Z_NO_FLUSH);
            text_bytes(&packed, piece, sizeof piece - z.avail_out);
        } while (!z.avail_out);
    }
    deflateEnd(&z);
    return packed;
}

/* The whole program refuses it, in 20 s and 600 MB of addresses; the sanitizer alone takes more of those. */
static void program_must_refuse(struct builder *b, const char *words) {
#ifdef __SANITIZE_ADDRESS__
    static const char within[] = "";
#else
    static const char within[] = "ulimit -v 600000; ";
#endif
    static const char *const commands[] = {"verify", "diff specs/gpt-13b-1xa100-40gb.yaml"};
    const char *path = private_file("hostile.pdf", "");
    file_write(path, b->file.bytes, b->file.length);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        text_clear(&output);
        int status = run(&output, "(%stimeout 20 '%s' %s %s 2>&1)", within, program(), commands[i], path);
        if (status != 1 || !strstr(text_get(&output), words))
            fail_msg("%s: status %d, \"%s\" is not in: %s", commands[i], status, words, text_get(&output));
    }
    text_drop(&b->file);
}

static void a_bomb_is_refused_in_little_time(void **state) {
    (void)state;
    struct text packed = bomb();
    struct builder *b = malloc(sizeof *b);
    begin(b);
    stream(b, "/Filter/FlateDecode", packed.bytes, packed.length);
    object(b, "<</UF(a)/EF<</F 1 0 R>>>>");
    end_with_names(b, "(a)2 0 R");
    clock_t start = clock();
    const char *said = fault_of(b->file.bytes, b->file.length);
    assert_true(said && strstr(said, "longer than the limit"));
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
    program_must_refuse(b, "longer than the limit");
    begin(b); /* a bomb in a bomb: two filters */
    stream(b, "/Filter[/FlateDecode/FlateDecode]", packed.bytes, packed.length);
    object(b, "<</UF(a)/EF<</F 1 0 R>>>>");
    end_with_names(b, "(a)2 0 R");
    program_must_refuse(b, "in a form that is not read");
    text_drop(&packed);
    free(b);
}

/* A table of objects, in a stream: each row a kind, a place of four bytes, an index. */
static void end_with_rows(struct builder *b, int n, const unsigned char (*rows)[6], int root) {
    size_t table = b->file.length;
    char entries[128];
    snprintf(entries, sizeof entries, "/Type/XRef/W[1 4 1]/Size %d/Root %d 0 R", n, root);
    stream(b, entries, rows, (size_t)n * 6);
    text_printf(&b->file, "startxref\n%zu\n%%%%EOF\n", table);
}

/* The catalog in an object stream that is a bomb; in one that is said to be in another; in itself. */
static void streams_in_streams_are_refused(void **state) {
    (void)state;
    struct text packed = bomb();
    struct builder *b = malloc(sizeof *b);
    unsigned char rows[4][6] = {{0}};
    begin(b);
    stream(b, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", packed.bytes, packed.length);
    put_row(rows[1], 1, b->offsets[1], 0);
    put_row(rows[2], 2, 1, 0);
    end_with_rows(b, 3, rows, 2);
    program_must_refuse(b, "longer than the limit");
    for (int within = 1; within <= 2; within++) {
        begin(b);
        stream(b, "/Type/ObjStm/N 1/First 4", "3 0 <<>>", 8);
        put_row(rows[1], 2, (size_t)within, 0); /* 1: in itself; 2: in the next, which is in it */
        put_row(rows[2], 2, 1, 0);
        put_row(rows[3], 2, 1, 0);
        end_with_rows(b, 4, rows, 3);
        program_must_refuse(b, "an object that is damaged");
    }
    text_drop(&packed);
    free(b);
}

/* A sound PDF of another maker, and the PDFs of floorline that are no reports. */
static void what_carries_no_manifest_is_told_so(void **state) {
    (void)state;
    struct builder *b = malloc(sizeof *b);
    begin(b);
    object(b, "<</Type/Catalog>>");
    end(b, 1);
    const char *path = private_file("plain.pdf", "");
    file_write(path, b->file.bytes, b->file.length);
    text_drop(&b->file);
    free(b);
    const char *folder = private_folder(),
               *spec = private_file("m.yaml", "title: Two\nmatrix:\n  model: [llama-3.1-8b, llama-3.1-70b]\n"
                                              "  cluster: [{accelerator: h100-sxm-80gb, count: 8}]\n"
                                              "  precision: [{weights: bf16}]\n");
    assert_int_equal(run(NULL, "'%s' report -q %s -o %s/m/ && '%s' verify %s/m/m-*.pdf", program(), spec,
                         folder, program(), folder),
                     0);
    assert_int_equal(run(NULL, "'%s' diff %s/m/m-*.pdf -o %s/d.pdf", program(), folder, folder), 1);
    static const char summary[] = "it is the table over a matrix or a comparison";
    const char *const names[] = {"plain.pdf", "m/m.pdf", "d.pdf"};
    const char *const hints[] = {"floorline's own reports do", summary, summary};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text_clear(&output);
        assert_int_equal(run(&output, "'%s' verify %s/%s 2>&1", program(), folder, names[i]), 1);
        assert_non_null(strstr(text_get(&output), "does not carry what it was made from"));
        assert_non_null(strstr(text_get(&output), hints[i]));
    }
}

static void thousands_of_attachments_are_refused(void **state) {
    (void)state;
    struct builder *b = malloc(sizeof *b);
    struct text names = {0};
    begin(b);
    for (int i = 0; i < 5000; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%04d", i);
        text_printf(&names, "(%s)%d 0 R ", name, attach(b, name, "x", 1));
    }
    end_with_names(b, text_get(&names));
    program_must_refuse(b, "more files than the limit of 64");
    text_drop(&names);
    free(b);
}

static void names_lead_nowhere(void **state) {
    (void)state;
    static const char *const names[] = {"../a", "/etc/passwd", "a\\\\b", "..", "", "a\\000b", "a\\nb"};
    struct builder *b = malloc(sizeof *b);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        begin(b);
        char words[64];
        snprintf(words, sizeof words, "(x)%d 0 R", attach(b, names[i], "x", 1));
        end_with_names(b, words);
        must_refuse(b, "no plain one");
    }
    begin(b);
    int one = attach(b, "a", "x", 1), two = attach(b, "a", "y", 1);
    char words[64];
    snprintf(words, sizeof words, "(a)%d 0 R(b)%d 0 R", one, two);
    end_with_names(b, words);
    must_refuse(b, "two files of the name");
    free(b);
}

static void a_wrong_checksum_is_found(void **state) {
    (void)state;
    static const char *const params[] = {"/CheckSum<00000000000000000000000000000000>", "/Size 2",
                                         "/CheckSum(x)"};
    struct builder *b = malloc(sizeof *b);
    for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
        char entries[128];
        begin(b);
        snprintf(entries, sizeof entries, "/Params<<%s>>", params[i]);
        stream(b, entries, "x", 1);
        object(b, "<</UF(a)/EF<</F 1 0 R>>>>");
        end_with_names(b, "(a)2 0 R");
        must_refuse(b, "not what its checksum says");
    }
    free(b);
}

/* Trees, references and tables that lead to themselves; nesting; lengths that lie. */
static void loops_and_lies_are_refused(void **state) {
    (void)state;
    struct builder *b = malloc(sizeof *b);
    begin(b); /* a node that is its own child */
    object(b, "<</Kids[1 0 R 1 0 R]>>");
    end(b, object(b, "<</Names<</EmbeddedFiles 1 0 R>>>>"));
    must_refuse(b, "tree of names");
    begin(b); /* a reference to itself */
    object(b, "1 0 R");
    end(b, object(b, "<</Names<</EmbeddedFiles<</Names[(a)1 0 R]>>>>>>"));
    must_refuse(b, "name is no plain one");
    begin(b); /* a length that is the stream's own */
    b->offsets[++b->n] = b->file.length;
    text_string(&b->file, "1 0 obj\n<</Length 1 0 R>>\nstream\nx\nendstream\nendobj\n");
    object(b, "<</UF(a)/EF<</F 1 0 R>>>>");
    end_with_names(b, "(a)2 0 R");
    must_refuse(b, "the file ");
    begin(b); /* longer than the file */
    b->offsets[++b->n] = b->file.length;
    text_string(&b->file, "1 0 obj\n<</Length 999999999>>\nstream\nx\nendstream\nendobj\n");
    object(b, "<</UF(a)/EF<</F 1 0 R>>>>");
    end_with_names(b, "(a)2 0 R");
    must_refuse(b, "ends within a stream");
    begin(b); /* nested without end */
    struct text deep = {0};
    for (int i = 0; i < 100000; i++)
        text_char(&deep, '[');
    object(b, "%s", text_get(&deep));
    end(b, object(b, "<</Names 1 0 R>>"));
    must_refuse(b, "an object that is damaged");
    text_drop(&deep);
    begin(b); /* tables that lead to themselves */
    text_string(&b->file, "xref\n0 0\ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n");
    must_refuse(b, "cut short or damaged");
    begin(b); /* a table of more objects than there can be */
    text_string(&b->file, "xref\n0 999999999999\n");
    for (int i = 0; i < 300000; i++)
        text_string(&b->file, "0000000000 65535 f \n");
    text_string(&b->file, "trailer\n<<>>\nstartxref\n9\n%%EOF\n");
    must_refuse(b, "cut short or damaged");
    begin(b);
    object(b, "<<>>");
    text_printf(&b->file,
                "xref\n0 2\n0000000000 65535 f \n%010zu 00000 n \ntrailer\n<</Root 1 0 R/Encrypt 1 0 R>>\n"
                "startxref\n%zu\n",
                b->offsets[1], b->file.length);
    must_refuse(b, "is encrypted");
    free(b);
}

/* A million numbers cost what the limit says, and no more. */
static void values_are_counted(void **state) {
    (void)state;
    struct builder *b = malloc(sizeof *b);
    struct text many = {0};
    for (int i = 0; i < 3000000; i++)
        text_string(&many, "0 ");
    begin(b);
    object(b, "[%s]", text_get(&many));
    end(b, object(b, "<</Names 1 0 R>>"));
    must_refuse(b, "an object that is damaged");
    text_drop(&many);
    free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_pdf_is_told_so),
        cmocka_unit_test(a_truncated_report_is_told_so_wherever_it_ends),
        cmocka_unit_test(a_damaged_report_is_read_or_refused),
        cmocka_unit_test(a_bomb_is_refused_in_little_time),
        cmocka_unit_test(streams_in_streams_are_refused),
        cmocka_unit_test(what_carries_no_manifest_is_told_so),
        cmocka_unit_test(thousands_of_attachments_are_refused),
        cmocka_unit_test(names_lead_nowhere),
        cmocka_unit_test(a_wrong_checksum_is_found),
        cmocka_unit_test(loops_and_lies_are_refused),
        cmocka_unit_test(values_are_counted),
    };
    int failed = cmocka_run_group_tests_name("no report", tests, NULL, NULL);
    text_drop(&output);
    return failed;
}
