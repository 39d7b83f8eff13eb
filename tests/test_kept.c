/* Reports that can be kept, judged by other people's programs: the rules of PDF/A-3b that no validator at
 * hand knows (ISO 19005-3: 6.6.4 version identifier, 6.8 embedded files) are asked of qpdf and poppler;
 * PDF/A-1b is judged by Apache's Preflight, in one run over all reports. */
#define _POSIX_C_SOURCE 200809L /* setenv */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SPEC "llama-3.1-70b-8xh100-sxm"

static struct text output;

/* What a command says on both its outputs, run in the folder of the test; it must succeed. */
static const char *said(const char *command) {
    text_clear(&output);
    int status = run(&output, "cd %s && (%s) 2>&1", private_folder(), command);
    if (status != 0)
        fail_msg("%s: status %d\n%s", command, status, text_get(&output));
    return text_get(&output);
}

static size_t count_of(const char *text, const char *words) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
        count++;
    return count;
}

static int make_reports(void **state) {
    (void)state;
    static const char *const commands[] = {
        "report specs/" SPEC ".yaml -o %s/kept.pdf",
        "report specs/*.yaml -o %s/1b/ --pdfa 1b",
        "report specs/" SPEC ".yaml -o %s/1b/dated.pdf --pdfa 1b",
        "report specs/" SPEC ".yaml -o %s/archive.pdf -t archive",
        "report specs/" SPEC ".yaml -o %s/handout.pdf -t handout --lang zh",
    };
    setenv("SOURCE_DATE_EPOCH", "1714979289", 1); /* 2024-05-06 */
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char command[256];
        snprintf(command, sizeof command, commands[i], private_folder());
        if (run(NULL, "%s %s", program(), command) != 0)
            return -1;
    }
    said("qpdf --qdf --object-streams=disable kept.pdf kept.qdf");
    return 0;
}

static void what_it_was_made_from_travels_unchanged(void **state) {
    (void)state;
    static const char *const files[][2] = {
        {SPEC ".yaml", "specs/" SPEC ".yaml"},
        {"llama-3.1-70b.yaml", "specs/models/llama-3.1-70b.yaml"},
        {"h100-sxm-80gb.yaml", "specs/accelerators/h100-sxm-80gb.yaml"},
        {"procurement.md", "templates/procurement.md"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char command[256];
        snprintf(command, sizeof command, "pdfdetach -savefile '%s' -o got kept.pdf", files[i][0]);
        said(command);
        if (run(NULL, "cmp %s/got '%s'", private_folder(), files[i][1]) != 0)
            fail_msg("%s is not %s", files[i][0], files[i][1]);
    }
}

/* The results that travel are those of calc, to ten digits. */
static void the_results_travel(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(
        run(&output,
            "cd %s && pdfdetach -savefile results.json -o results.json kept.pdf && cd - >/dev/null && "
            "%s calc specs/" SPEC ".yaml >%s/calc.json && "
            "tr -d ' \\n' <%s/calc.json | grep -o '[a-z_]*\":' >%s/calc.keys && "
            "tr -d ' \\n' <%s/results.json | grep -o '[a-z_]*\":' | cmp - %s/calc.keys",
            private_folder(), program(), private_folder(), private_folder(), private_folder(),
            private_folder(), private_folder()),
        0);
    const char *results = said("cat results.json");
    assert_non_null(strstr(results, "\"total\":70553706496")); /* the published parameter count */
}

/* ISO 19005-3, 6.8: each file has F, UF, Desc, a MIME type and its relationship, and the document lists it;
 * ISO 32000-1, 7.9.6: the names of the tree are sorted; 7.11.4: size and MD5 are the file's. */
static void every_file_is_associated_described_and_sums_up(void **state) {
    (void)state;
    const char *file = said("cat kept.qdf");
    static const struct {
        const char *name, *type, *relation;
    } rows[] = {{"h100-sxm-80gb.yaml", "application#2fyaml", "Source"},
                {"llama-3.1-70b-8xh100-sxm.yaml", "application#2fyaml", "Source"},
                {"llama-3.1-70b.yaml", "application#2fyaml", "Source"},
                {"manifest.json", "application#2fjson", "Supplement"},
                {"procurement.md", "text#2fmarkdown", "Source"},
                {"results.json", "application#2fjson", "Data"}};
    enum { FILES = sizeof rows / sizeof *rows };
    assert_int_equal(count_of(file, "/Type /Filespec"), FILES);
    assert_int_equal(count_of(file, "/Type /EmbeddedFile"), FILES);
    assert_int_equal(count_of(file, "/Desc ("), FILES);
    assert_int_equal(count_of(file, "/AFRelationship /Source"), 4);
    assert_int_equal(count_of(file, "/AFRelationship /Data"), 1);
    assert_int_equal(count_of(file, "/AFRelationship /Supplement"), 1);
    assert_int_equal(count_of(file, "/ModDate (D:20240506)"), FILES + 1); /* each file, and the document */
    const char *tree = strstr(file, "/EmbeddedFiles"), *associated = strstr(file, "/AF [");
    assert_non_null(tree);
    assert_non_null(associated);
    char list[512] = {0};
    memcpy(list, associated, strcspn(associated, "]"));
    assert_int_equal(count_of(list, " 0 R"), FILES);
    for (size_t i = 0; i < FILES; i++) {
        char words[128];
        snprintf(words, sizeof words, "(%s)", rows[i].name);
        tree = strstr(tree, words); /* each behind the one before: sorted */
        if (!tree)
            fail_msg("%s is not in its place in the name tree", rows[i].name);
        snprintf(words, sizeof words, "/Subtype /%s", rows[i].type);
        assert_non_null(strstr(file, words));
    }
    said("pdfdetach -saveall kept.pdf");
    for (size_t i = 0; i < FILES; i++) {
        char command[256];
        snprintf(command, sizeof command,
                 "s=$(md5sum <'%s' | cut -c-32); grep -aq \"/CheckSum <$s>\" kept.qdf && "
                 "grep -aq \"/Size $(stat -c %%s '%s')$\" kept.qdf",
                 rows[i].name, rows[i].name);
        said(command);
    }
}

static void the_metadata_say_the_part_and_what_the_information_says(void **state) {
    (void)state;
    const char *meta = said("pdfinfo -meta kept.pdf");
    assert_non_null(strstr(meta, "<pdfaid:part>3</pdfaid:part>"));
    assert_non_null(strstr(meta, "<pdfaid:conformance>B</pdfaid:conformance>"));
    assert_non_null(strstr(meta, "<xmp:CreateDate>2024-05-06</xmp:CreateDate>"));
    assert_non_null(strstr(meta, "<pdf:Producer>floorline "));
    assert_non_null(strstr(meta, "Llama 3.1 70B on eight H100"));
    const char *info = said("pdfinfo -rawdates kept.pdf");
    assert_non_null(strstr(info, "Llama 3.1 70B on eight H100"));
    assert_non_null(strstr(info, "D:20240506"));
}

/* The fonts that a report tells are those that poppler finds, with the sums of the files. */
static void fonts_are_told_with_their_sums(void **state) {
    (void)state;
    said("for r in kept handout archive; do pdffonts $r.pdf | sed '1,2d; s/^[A-Z]*+//; s/ .*//' | sort "
         ">drawn; "
         "pdftotext -layout $r.pdf text; "
         "sed -nE '/^(Fonts|字体) *$/,$p' text | grep -E ' [0-9a-f]{64}$' >told; "
         "sed 's/ .*//' told | sort | diff - drawn || exit 1; cat told >>all; done");
    said("while read -r font file sum; do f=$(find /usr/share/fonts* -name \"$file\" | head -1); "
         "test \"$(sha256sum <\"$f\" | cut -c-64)\" = $sum || { echo $file; exit 1; }; done <all; "
         "grep WenKai all");
}

/* The first page of an archive names what it was made from, with the sums of these files, and how to make it
 * again; its sections stand in the order that one reads a record in. */
static void an_archive_opens_with_its_files_and_keeps_its_order(void **state) {
    static const char *const files[] = {"specs/" SPEC ".yaml", "specs/models/llama-3.1-70b.yaml",
                                        "specs/accelerators/h100-sxm-80gb.yaml", "templates/archive.md"};
    static const char *const sections[] = {"\nInputs and their sources\n", "\nFormulas\n", "\nResults\n",
                                           "\nVersions and checksums\n"};
    struct text sum = {0};
    (void)state;
    const char *page = said("pdftotext -l 1 -layout archive.pdf - | tr -s '\\n ' ' '");
    assert_non_null(strstr(page, "floorline report " SPEC ".yaml -t archive"));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        text_clear(&sum);
        assert_int_equal(run(&sum, "sha256sum %s | cut -c-64 | tr -d '\\n'", files[i]), 0);
        assert_int_equal(sum.length, 64);
        assert_non_null(strstr(page, text_get(&sum)));
    }
    text_clear(&sum);
    assert_int_equal(run(&sum,
                         "pdfdetach -savefile results.json -o %s/results.json %s/archive.pdf; sha256sum "
                         "%s/results.json | cut -c-64 | tr -d '\\n'",
                         private_folder(), private_folder(), private_folder()),
                     0);
    assert_int_equal(sum.length, 64);
    assert_non_null(strstr(said("pdftotext -layout archive.pdf - | tr -s '\\n ' ' '"), text_get(&sum)));
    text_drop(&sum);
    const char *at = said("pdftotext -f 2 archive.pdf - | tr '\\f' '\\n'");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        at = strstr(at, sections[i]);
        if (!at)
            fail_msg("no section%safter the one before", sections[i]);
    }
}

/* Time zone, locale, home, folder, user's mask, what else is made in the run, and in which order: none of it
 * is in the bytes. The date stands for SOURCE_DATE_EPOCH, which is set for all of this file. */
static void the_same_inputs_give_the_same_bytes_anywhere(void **state) {
    (void)state;
    static const char *const ways[] = {
        "TZ=Asia/Kathmandu %s report specs/" SPEC ".yaml -o %s/w/",
        "LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 %s report specs/" SPEC ".yaml -o %s/w/",
        "HOME=/nonexistent USER=nobody %s report specs/" SPEC ".yaml -o %s/w/",
        "umask 077; %s report ./specs/../specs/" SPEC ".yaml -o %s/w/",
        "%s report $PWD/specs/" SPEC ".yaml -o %s/w/ --lang en --paper a4",
        "%s report specs/gpt*.yaml specs/" SPEC ".yaml -o %s/w/",
        "env -i SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH %s report specs/" SPEC ".yaml specs/a*.yaml -o %s/w/",
        "%s report -j 2 specs/*.yaml -o %s/w/",
        "cd specs; %s report " SPEC ".yaml -o %s/w/",
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char command[512];
        snprintf(command, sizeof command, ways[i], program(), private_folder());
        if (run(NULL, "rm -rf %s/w; %s", private_folder(), command) != 0 ||
            run(NULL, "cmp %s/w/" SPEC ".pdf %s/kept.pdf", private_folder(), private_folder()) != 0)
            fail_msg("other bytes, or none: %s", command);
    }
}

static void no_path_of_the_machine_is_in_a_report(void **state) {
    (void)state;
    said("! grep -aE '/(tmp|home|root|usr|work|build)/' kept.qdf");
    text_clear(&output);
    assert_int_equal(run(&output, "! grep -aF \"$PWD\" %s/kept.qdf", private_folder()), 0);
}

static void annotations_are_printable(void **state) {
    (void)state;
    const char *file = said("grep -a -A9 '/Type /Annot$' kept.qdf; grep -a -B3 '/F 4$' kept.qdf");
    assert_true(count_of(file, "/Type /Annot") > 10);
    file = said("cat kept.qdf");
    assert_int_equal(count_of(file, "/Subtype /Link"), count_of(file, "/F 4\n"));
}

static void preflight_finds_every_1b_report_valid(void **state) {
    (void)state;
    const char *said_of_all = said(
        "for j in pdfbox2 preflight fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation; do "
        "p=$p:/usr/share/java/$j.jar; done; java -Xshare:auto -XX:TieredStopAtLevel=1 -cp $p "
        "org.apache.pdfbox.preflight.Validator_A1b group 1b");
    struct text list = {0};
    run(&list, "ls %s/1b | wc -l", private_folder());
    if ((int)count_of(said_of_all, "is a valid PDF/A-1b file") != atoi(text_get(&list)))
        fail_msg("%s", said_of_all);
    text_drop(&list);
}

/* PDF/A-1 carries no files: the spec stands on the last page, to the letter. */
static void a_1b_report_prints_its_spec(void **state) {
    (void)state;
    assert_non_null(strstr(said("pdfdetach -list 1b/dated.pdf"), "0 embedded files"));
    assert_int_equal(
        run(NULL,
            "cd %s && pdftotext -layout 1b/dated.pdf - | sed 's/^ *//; s/ *$//' >text && cd - >/dev/null && "
            "sed 's/^ *//; s/ *$//' specs/" SPEC ".yaml | while read -r l; do "
            "grep -qF -- \"$l\" %s/text || exit 1; done",
            private_folder(), private_folder()),
        0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_was_made_from_travels_unchanged),
        cmocka_unit_test(the_results_travel),
        cmocka_unit_test(every_file_is_associated_described_and_sums_up),
        cmocka_unit_test(the_metadata_say_the_part_and_what_the_information_says),
        cmocka_unit_test(fonts_are_told_with_their_sums),
        cmocka_unit_test(an_archive_opens_with_its_files_and_keeps_its_order),
        cmocka_unit_test(the_same_inputs_give_the_same_bytes_anywhere),
        cmocka_unit_test(no_path_of_the_machine_is_in_a_report),
        cmocka_unit_test(annotations_are_printable),
        cmocka_unit_test(preflight_finds_every_1b_report_valid),
        cmocka_unit_test(a_1b_report_prints_its_spec),
    };
    int failed = cmocka_run_group_tests_name("kept", tests, make_reports, NULL);
    text_drop(&output);
    return failed;
}
