/* Reports made again from what they carry, and told when it is not what it was. */
#define _POSIX_C_SOURCE 200809L
#include "pdf_built.h"

static struct text output;

/* Every spec that is shipped, by every template. */
static void every_report_is_made_again_to_the_byte(void **state) {
    (void)state;
    text_clear(&output);
    int status =
        run(&output,
            "for t in $(%s list templates); do %s report specs/*.yaml -t $t -o %s/$t/ || exit 9; done; "
            "%s verify %s/*/*.pdf 2>&1",
            program(), program(), private_folder(), program(), private_folder());
    if (status != 0 || strstr(text_get(&output), "different"))
        fail_msg("%s", text_get(&output));
    assert_non_null(strstr(text_get(&output), ": identical\n"));
}

/* A model by path, a calibration and measurements in files, a template by path, a date, another paper, all
 * gone when it is verified. */
static void nothing_outside_the_report_is_needed(void **state) {
    (void)state;
    text_clear(&output);
    int status =
        run(&output,
            "cd %s && mkdir -p own/m && cp \"$OLDPWD\"/specs/models/llama-3.1-8b.yaml own/m/mine.yaml && "
            "cp \"$OLDPWD\"/templates/procurement.md own/t.md && "
            "sed 's|^model: .*|model: m/mine.yaml|' \"$OLDPWD\"/specs/llama-3.1-8b-1xh100-sxm.yaml "
            ">own/s.yaml && SOURCE_DATE_EPOCH=86400 '%s' report own/s.yaml -t own/t.md --paper letter "
            "-o own.pdf && rm -r own && cd / && '%s' verify %s/own.pdf 2>&1",
            private_folder(), program(), program(), private_folder());
    if (status != 0)
        fail_msg("%s", text_get(&output));
}

static void other_bytes_of_the_same_results_are_told(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(run(&output,
                         "cd %s && '%s' report \"$OLDPWD\"/specs/gopher-260b-16xa100-40gb.yaml -o g.pdf && "
                         "cp g.pdf longer.pdf && echo >>longer.pdf && qpdf g.pdf again.pdf && "
                         "'%s' verify longer.pdf again.pdf",
                         private_folder(), program(), program()),
                     1);
    assert_non_null(strstr(text_get(&output), "longer.pdf: same results, other bytes"));
    assert_non_null(strstr(text_get(&output), "again.pdf: same results, other bytes"));
}

/* A report's files, one of them changed (from NULL: as a whole), in a PDF built anew. */
static void rebuild(const char *changed, const char *from, const char *to, const char *target) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct source *pdf;
    const char *why;
    struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
    struct builder *b = arena_alloc(arena, sizeof *b);
    struct text names = {0};
    assert_int_equal(
        file_read(arena, arena_printf(arena, "%s/g.pdf", private_folder()), PDF_MOST_BYTES, &pdf, &why),
        FILE_READ);
    assert_true(attachments_read(arena, pdf, diags, attachments));
    assert_in_range(attachments->n, 6, 7);
    begin(b);
    for (size_t i = 0; i < attachments->n; i++) {
        const struct source *source = attachments->items[i].source;
        struct text bytes = {0};
        text_bytes(&bytes, source->text, source->length);
        if (!strcmp(source->name, changed)) {
            const char *at = from ? strstr(source->text, from) : source->text;
            assert_non_null(at);
            text_clear(&bytes);
            text_bytes(&bytes, source->text, (size_t)(at - source->text));
            text_string(&bytes, to);
            text_string(&bytes, from ? at + strlen(from) : "");
        }
        text_printf(&names, "(%s)%d 0 R ", source->name, attach(b, source->name, bytes.bytes, bytes.length));
        text_drop(&bytes);
    }
    end_with_names(b, text_get(&names));
    file_write(arena_printf(arena, "%s/%s", private_folder(), target), b->file.bytes, b->file.length);
    text_drop(&names);
    text_drop(&b->file);
    arena_drop(arena);
}

static const char *verify(const char *name, int expected) {
    text_clear(&output);
    int status = run(&output, "cd %s && '%s' verify %s 2>&1", private_folder(), program(), name);
    if (status != expected)
        fail_msg("status %d: %s", status, text_get(&output));
    return text_get(&output);
}

/* The figures that moved are named, with what they were and what they are. 22,888 tokens are the article's.
 */
static void figures_that_moved_are_named(void **state) {
    (void)state;
    rebuild("results.json", "\"max_tokens\":22888", "\"max_tokens\":22000", "moved.pdf");
    const char *said = verify("moved.pdf", 1);
    assert_non_null(strstr(said, "moved.pdf: different\n"));
    assert_non_null(strstr(said, "capacity.max_tokens"));
    assert_non_null(strstr(said, "22000 \xE2\x86\x92 22888  +4.04 %"));
}

/* The results of another spec in this report: the first changes are told, and how many more there are. */
static void figures_that_all_moved_are_counted(void **state) {
    (void)state;
    struct text others = {0};
    assert_int_equal(run(&others, "'%s' calc specs/gpt-13b-1xa100-40gb.yaml", program()), 0);
    rebuild("results.json", NULL, text_get(&others), "others.pdf");
    const char *said = verify("others.pdf", 1), *more = strstr(said, "\n  and ");
    assert_non_null(strstr(said, "others.pdf: different\n"));
    assert_true(more && atoi(more + strlen("\n  and ")) > 0);
    text_drop(&others);
}

static void results_that_cannot_be_read_are_told(void **state) {
    (void)state;
    rebuild("results.json", "{", "[", "none.pdf");
    assert_non_null(strstr(verify("none.pdf", 1), "none.pdf: different: its results cannot be read\n"));
    rebuild("results.json", NULL, "", "empty.pdf");
    assert_non_null(strstr(verify("empty.pdf", 1), "empty.pdf: different: its results cannot be read\n"));
}

static void a_manifest_of_no_list_of_files_is_told(void **state) {
    (void)state;
    rebuild("manifest.json", "\"files\": [", "\"files\": 5, \"others\": [", "list.pdf");
    assert_non_null(strstr(verify("list.pdf", 1), "the manifest lists no files"));
}

static void another_version_is_named(void **state) {
    (void)state;
    rebuild("manifest.json", "\"libraries\": {\"cairo\": \"", "\"libraries\": {\"cairo\": \"9.", "other.pdf");
    const char *said = verify("other.pdf", 1);
    assert_non_null(strstr(said, "other.pdf: same results, other bytes\n"));
    assert_non_null(strstr(said, "made with cairo 9."));
}

static void a_changed_input_is_found_by_its_checksum(void **state) {
    (void)state;
    rebuild("gopher-260b-16xa100-40gb.yaml", "count: 16", "count: 32", "input.pdf");
    assert_non_null(strstr(verify("input.pdf", 1), "is not the file that it was made from"));
}

/* A spec in a report cannot reach the machine that verifies it. */
static void a_file_that_is_not_carried_is_not_looked_for(void **state) {
    (void)state;
    rebuild("manifest.json", "\"named\": \"gopher-260b\"", "\"named\": \"gopher\"", "lacking.pdf");
    assert_non_null(strstr(verify("lacking.pdf", 1), "`gopher-260b` is not among the files"));
}

static void a_manifest_is_checked_like_any_input(void **state) {
    (void)state;
    static const char *const rows[][3] = {
        {"\"language\": \"en\"", "\"language\": \"../en\"", "`language` cannot be"},
        {"\"paper\": \"a4\"", "\"paper\": 7", "`paper` cannot be"},
        {"\"date\": null", "\"date\": \"soon\"", "is no date"},
        {"\"role\": \"spec\"", "\"role\": \"spoc\"", "names no spec"},
        {"\"file\": \"gopher-260b.yaml\"", "\"file\": \"/etc/passwd\"", "is not among the files"},
        {"\"called\": \"gopher-260b.yaml\"", "\"called\": \"../x.yaml\"", "is not among the files"},
        {"\"template\": \"", "\"tomplate\": \"", "does not say `template`"},
        {"{", "[", "manifest.json"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rebuild("manifest.json", rows[i][0], rows[i][1], "manifest.pdf");
        if (!strstr(verify("manifest.pdf", 1), rows[i][2]))
            fail_msg("\"%s\" is not in: %s", rows[i][2], text_get(&output));
    }
}

static void a_report_without_files_is_told_so(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(run(&output,
                         "'%s' report specs/gpt-13b-1xa100-40gb.yaml --pdfa 1b -o %s/1b.pdf && '%s' verify "
                         "%s/1b.pdf 2>&1",
                         program(), private_folder(), program(), private_folder()),
                     1);
    assert_non_null(strstr(text_get(&output), "does not carry what it was made from"));
    assert_non_null(strstr(text_get(&output), "it is PDF/A-1b, which carries no files"));
    text_clear(&output);
    assert_int_equal(
        run(&output,
            "'%s' diff specs/gpt-13b-1xa100-40gb.yaml specs/gpt-13b-2xa100-40gb.yaml -o %s/d.pdf "
            ">%s/d; '%s' verify %s/d.pdf 2>&1",
            program(), private_folder(), private_folder(), program(), private_folder()),
        1);
    assert_non_null(strstr(text_get(&output), "it is the table over a matrix or a comparison"));
    assert_non_null(strstr(text_get(&output), "hint:"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_report_is_made_again_to_the_byte),
        cmocka_unit_test(nothing_outside_the_report_is_needed),
        cmocka_unit_test(other_bytes_of_the_same_results_are_told),
        cmocka_unit_test(figures_that_moved_are_named),
        cmocka_unit_test(figures_that_all_moved_are_counted),
        cmocka_unit_test(results_that_cannot_be_read_are_told),
        cmocka_unit_test(a_manifest_of_no_list_of_files_is_told),
        cmocka_unit_test(another_version_is_named),
        cmocka_unit_test(a_changed_input_is_found_by_its_checksum),
        cmocka_unit_test(a_file_that_is_not_carried_is_not_looked_for),
        cmocka_unit_test(a_manifest_is_checked_like_any_input),
        cmocka_unit_test(a_report_without_files_is_told_so),
    };
    int failed = cmocka_run_group_tests_name("verify", tests, NULL, NULL);
    text_drop(&output);
    return failed;
}
