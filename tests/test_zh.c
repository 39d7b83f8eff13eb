/* Reports in Chinese: nothing of the program's is left in English, the translations take the same arguments,
 * the templates give the same things in the same order, and the pages hold Chinese text as it should be set.
 *
 * Line breaking: GB/T 15834-2011 5.1.10 (no closing punctuation at the beginning of a line, no opening one at
 * its end). */
#define _POSIX_C_SOURCE 200809L /* strdup, strndup */
#include "program.h"

#include "../figures/ink_trace.h"
#include "../gen/base/file.h"
#include "../gen/facts/formula.h"
#include "../gen/facts/series.h"
#include "../gen/facts/table.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "figure_labels.h"

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"

/* ---- formats ------------------------------------------------------------------------------------------- */

enum { MOST_ARGUMENTS = 8 };

/* The conversion of each argument of a format ("zu", "s"); its number of arguments, -1 for a bad format. */
static int conversions(const char *format, char types[MOST_ARGUMENTS][8]) {
    int next = 0, most = 0;
    for (int i = 0; i < MOST_ARGUMENTS; i++)
        types[i][0] = '\0';
    for (const char *at = format; (at = strchr(at, '%'));) {
        at++;
        if (*at == '%') {
            at++;
            continue;
        }
        if (*at == ' ' || !*at) /* a percentage in plain words */
            continue;
        int place = next;
        if (isdigit((unsigned char)*at) && at[1] == '$') {
            place = *at - '1';
            at += 2;
        }
        next++;
        size_t length = strspn(at, "zl") + 1;
        if (place < 0 || place >= MOST_ARGUMENTS || !strchr("sdug", at[length - 1]))
            return -1;
        memcpy(types[place], at, length);
        types[place][length] = '\0';
        most = place + 1 > most ? place + 1 : most;
        at += length;
    }
    return most;
}

static void translations_take_the_same_arguments(void **state) {
    (void)state;
    for (size_t i = 0; i < n_words_zh; i++) {
        char english[MOST_ARGUMENTS][8], chinese[MOST_ARGUMENTS][8];
        int n = conversions(words_zh[i].english, english);
        if (n < 0 || n != conversions(words_zh[i].words, chinese))
            fail_msg("`%s` takes other arguments than `%s`", words_zh[i].words, words_zh[i].english);
        for (int k = 0; k < n; k++)
            if (strcmp(english[k], chinese[k]) != 0 || !*english[k])
                fail_msg("argument %d of `%s` is not that of `%s`", k + 1, words_zh[i].words,
                         words_zh[i].english);
    }
}

static void nothing_is_translated_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < n_words_zh; i++) {
        assert_true(words_zh[i].words[0] != '\0');
        for (size_t k = 0; k < i; k++)
            if (!strcmp(words_zh[i].english, words_zh[k].english))
                fail_msg("two rows for `%s`", words_zh[i].english);
    }
}

/* ---- what is left in English --------------------------------------------------------------------------- */

/* Latin words that Chinese pages bear: units, number formats, symbols, and what the field writes in Latin. */
static const char *const latin[] = {
    "token",   "tok",       "Mtok",   "GB",    "MB",    "kB",     "TB",   "GiB",    "MiB",     "FLOP",
    "GFLOP",   "TFLOP",     "MFLOP",  "kFLOP", "PFLOP", "ms",     "us",   "USD",    "kWh",     "KV",
    "QKV",     "PUE",       "SHA",    "fp32",  "tf32",  "bf16",   "fp16", "fp8",    "fp4",     "int8",
    "int4",    "softmax",   "swiglu", "gelu",  "qk",    "config", "json", "kipply", "n_heads", "f_kv",
    "d_model", "floorline", "yaml",   "IEC",   "SI",    "gate",   "up",   "down",   "ns",      "DQ",
    "max",     "min",       "DKV",    "UQ",    "UK",    "UV",     NULL};

static bool among(const char *const *list, const char *word, size_t length) {
    for (; *list; list++)
        if (strlen(*list) == length && !memcmp(*list, word, length))
            return true;
    return false;
}

/* Words of the user's and of citations are their own: every Latin word in them is let through. */
struct own {
    struct text text;
};

static void own_add(struct own *own, const char *text) {
    if (text) {
        text_string(&own->text, text);
        text_char(&own->text, '\n');
    }
}

static bool own_has(const struct own *own, const char *word, size_t length) {
    const char *all = text_get(&own->text);
    for (const char *at = all; (at = strstr(at, "")) && *at; at++)
        if (!strncmp(at, word, length) && (at == all || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[length]))
            return true;
    return false;
}

static void own_of(struct own *own, const struct spec *spec) {
    own_add(own, spec->title);
    own_add(own, spec->name);
    own_add(own, spec->design.model.name);
    own_add(own, spec->design.model.family);
    own_add(own, spec->design.model.source);
    own_add(own, spec->design.accelerator.name);
    own_add(own, spec->calibration_scope.source);
    own_add(own, spec->calibration_scope.runtime);
    for (size_t i = 0; i < spec->n_measurements; i++) {
        own_add(own, spec->measurements[i].label);
        own_add(own, spec->measurements[i].source);
        own_add(own, spec->measurements[i].note);
    }
}

/* Fails at the first Latin word of two letters and more that is neither the user's nor the field's. */
static void expect_told(const struct own *own, const char *what, const char *words) {
    for (const char *at = words; at && *at;) {
        size_t length = 0;
        while (isalnum((unsigned char)at[length]) || at[length] == '_')
            length++;
        size_t letters = 0, most = 0; /* in a row: b_w and t_p are symbols */
        for (size_t i = 0; i < length; i++) {
            letters = isalpha((unsigned char)at[i]) ? letters + 1 : 0;
            most = letters > most ? letters : most;
        }
        if (most > 1 && !among(latin, at, length) && !own_has(own, at, length))
            fail_msg("%s is left in English: `%s`", what, words);
        at += length ? length : 1;
    }
}

/* Columns of names and citations, which no language changes. */
static bool of_names(const char *table, const char *column) {
    static const char *const names[][2] = {
        {"parameters", "name"},  {"sources", "source"},   {"sources", "value"},     {"files", "file"},
        {"files", "sha256"},     {"measured", "label"},   {"symbols", "symbol"},    {"formulas", "source"},
        {"quantities", "id"},    {"quantities", "value"}, {"calibration", "value"}, {"versions", "version"},
        {"inputs", "name"},      {"inputs", "value"},     {"checksums", "part"},    {"checksums", "file"},
        {"checksums", "sha256"}, {"fonts", "font"},       {"fonts", "file"},        {"fonts", "sha256"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(names[i][0], table) && !strcmp(names[i][1], column))
            return true;
    return false;
}

static void tables_are_told(const struct facts *facts, const struct own *own) {
    for (size_t t = 0; t < n_table_kinds; t++) {
        const char *id = table_kinds[t].id;
        const struct table *table = facts_table(facts, id);
        expect_told(own, id, table->title);
        expect_told(own, id, table->caption);
        for (size_t c = 0; c < table->n_columns; c++) {
            expect_told(own, id, table->columns[c].head);
            expect_told(own, id, table->columns[c].unit);
        }
        for (size_t r = 0; r < table->n_rows; r++)
            for (size_t c = 0; c < (table->rows[r].kind == ROW_GROUP ? 1 : table->n_columns); c++)
                if (table->rows[r].kind != ROW_DATA || !of_names(id, table->columns[c].id))
                    expect_told(own, id, table->rows[r].cells[c].text);
        for (size_t n = 0; n < table->n_notes; n++)
            expect_told(own, id, table->notes[n]);
    }
}

static _Noreturn void no_font(const char *message) {
    fprintf(stderr, "%s\n", message);
    exit(3);
}

static void figures_are_told(const struct facts *facts, const struct own *own, struct fonts *fonts) {
    for (size_t f = 0; f < n_figure_kinds; f++) {
        const struct figure *figure = facts_figure(facts, figure_kinds[f].id);
        if (!figure)
            continue;
        expect_told(own, figure->id, figure->title);
        expect_told(own, figure->id, figure->subtitle);
        expect_told(own, figure->id, figure->alt);
        struct ink *ink = ink_trace_new(fonts);
        figure->draw(ink, figure->data, figure->width, figure->height);
        char *lines = strdup(ink_trace_lines(ink));
        for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
            char *words = strncmp(line, "text ", 5) ? NULL : strstr(line, " : ");
            expect_told(own, figure->id, words ? words + 3 : NULL);
        }
        free(lines);
        ink_trace_drop(ink);
    }
}

/* Values that are names, citations and checksums. */
static bool is_name(const char *id) {
    return !strncmp(id, "spec", 4) || !strncmp(id, "model.", 6) || !strncmp(id, "cluster.accelerator", 19) ||
           strstr(id, "source") || strstr(id, "runtime") || !strcmp(id, "commit") ||
           !strcmp(id, "formula_set");
}

static void values_are_told(const struct facts *facts, const struct own *own) {
    for (size_t q = 0; q < n_quantities; q++) {
        const struct quantity *quantity = &quantities[q];
        struct text words = {0};
        struct formula formula;
        const char *why;
        expect_told(own, quantity->id, words_say(facts, quantity->name));
        if (facts_formula(facts, quantity->id, &formula))
            expect_told(own, quantity->id, formula.name);
        bool name = is_name(quantity->id);
        if (!name && facts_words(facts, quantity->id, NULL, -1, &words, &why))
            expect_told(own, quantity->id, text_get(&words));
        text_drop(&words);
    }
}

static const char *const folders[] = {"."};
static const struct search_path here = {.folders = folders, .n_folders = 1};

static struct facts *facts_in(struct arena *arena, const char *path, enum language language,
                              struct spec **spec) {
    struct diags *diags = diags_new(arena);
    *spec = spec_read(arena, path, &here, diags);
    if (!*spec)
        fail_msg("%s cannot be read", path);
    struct analysis analysis;
    analysis_run(&(*spec)->design, arena_alloc(arena, analysis_bytes(&(*spec)->design)), &analysis);
    return facts_new(arena, *spec, &analysis, language);
}

/* What no shipped spec does: experts, windows, a latent cache, prices, calibration, measurements, misfits. */
static const char unusual[] =
    "title: t\nmodel: deepseek-v3\n"
    "cluster: {accelerator: h100-sxm-80gb, count: 8, all_reduce: ring, price: 2.5 USD/h}\n"
    "workload: {batch_sizes: [1, 64], contexts: [512, 4096], prompt_tokens: 512, output_tokens: 16}\n";
/* Beyond what its calibration was fitted to. */
static const char beyond[] =
    "title: t\nmodel: llama-3.1-8b\ncluster: {accelerator: h100-sxm-80gb, count: 1}\n"
    "workload: {batch_sizes: [1, 512], contexts: [512, 16384]}\n"
    "calibration: %s/specs/calibrations/fastertransformer-a100-80gb.yaml\n";
static const char single[] = "title: t\nmodel: gemma-3-1b-it\ncluster: {accelerator: l4, count: 1}\n"
                             "workload: {batch_sizes: [1, 512], contexts: [512, 16384]}\n";

static void own_values(struct own *own, const struct facts *facts) {
    for (size_t q = 0; q < n_quantities; q++)
        if (is_name(quantities[q].id) && quantities[q].kind == MEMBER_STRING)
            own_add(own, quantity_string(facts, &quantities[q]));
}

static void told(const char *path, struct fonts *fonts) {
    struct arena *arena = arena_new();
    struct own own = {0};
    struct spec *spec;
    struct facts *facts = facts_in(arena, path, LANGUAGE_ZH, &spec);
    own_of(&own, spec);
    own_values(&own, facts);
    tables_are_told(facts, &own);
    figures_are_told(facts, &own, fonts);
    values_are_told(facts, &own);
    text_drop(&own.text);
    arena_drop(arena);
}

/* Words differ in length, so the figures are looked at in both languages. */
static void no_label_lies_over_another_in_any_figure(void **state) {
    (void)state;
    struct fonts *fonts = fonts_new(no_font);
    glob_t specs;
    assert_int_equal(glob("specs/*.yaml", 0, NULL, &specs), 0);
    for (size_t i = 0; i < 2 * specs.gl_pathc; i++) {
        struct arena *arena = arena_new();
        struct spec *spec;
        struct facts *facts =
            facts_in(arena, specs.gl_pathv[i / 2], i % 2 ? LANGUAGE_ZH : LANGUAGE_EN, &spec);
        for (size_t f = 0; f < n_figure_kinds; f++) {
            const struct figure *figure = facts_figure(facts, figure_kinds[f].id);
            struct ink *ink = figure ? ink_trace_new(fonts) : NULL;
            if (!figure)
                continue;
            figure->draw(ink, figure->data, figure->width, figure->height);
            check_labels(spec->name, ink_trace_lines(ink), figure->width, figure->height);
            ink_trace_drop(ink);
        }
        arena_drop(arena);
    }
    globfree(&specs);
    fonts_drop(fonts);
}

static void nothing_is_left_in_english(void **state) {
    (void)state;
    struct fonts *fonts = fonts_new(no_font);
    glob_t specs;
    assert_int_equal(glob("specs/*.yaml", 0, NULL, &specs), 0);
    assert_true(specs.gl_pathc >= 4);
    for (size_t i = 0; i < specs.gl_pathc; i++)
        told(specs.gl_pathv[i], fonts);
    globfree(&specs);
    told(private_file("unusual.yaml", unusual), fonts);
    told(private_file("single.yaml", single), fonts);
    char folder[2048], text[4096];
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(text, sizeof text, beyond, folder);
    told(private_file("beyond.yaml", text), fonts);
    fonts_drop(fonts);
}

/* ---- templates ----------------------------------------------------------------------------------------- */

static void put_line(struct text *out, const char *words, size_t length) {
    text_bytes(out, words, length);
    text_char(out, '\n');
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_block(const char *text, const char *at, const char *end) {
    static const char *const blocks[] = {"table ", "figure ", "formula ", "contents",  "figures",
                                         "tables", "strip",   "page",     "corrected", "footer"};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (!strncmp(at, blocks[i], strlen(blocks[i])))
            return true;
    return (at - 2 == text || at[-3] == '\n') && end[2] == '\n'; /* a condition over whole blocks */
}

/* The directives of a template, one a line: blocks, and the conditions over them, in their order; values and
 * conditions within a sentence sorted and each once, since a sentence has another order in another language.
 */
static void directives(const char *path, struct text *blocks, struct text *values) {
    enum { MOST = 1024 };
    static char *sorted[MOST];
    struct text text = {0};
    size_t n = 0;
    assert_int_equal(run(&text, "cat %s", path), 0);
    for (const char *at = text_get(&text); (at = strstr(at, "{{")); at += 2) {
        const char *end = strstr(at, "}}"), *word = at + 2;
        size_t length = (size_t)(end - word);
        assert_non_null(end);
        if (is_block(text_get(&text), word, end)) {
            put_line(blocks, word, length);
        } else if (strncmp(word, "end", length) != 0 && strncmp(word, "else", length) != 0) {
            assert_true(n < MOST);
            sorted[n++] = strndup(word, length);
        }
    }
    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 0; i < n; i++)
        if (!i || strcmp(sorted[i], sorted[i - 1]) != 0)
            put_line(values, sorted[i], strlen(sorted[i]));
    for (size_t i = 0; i < n; i++)
        free(sorted[i]);
    text_drop(&text);
}

static void expect_same_lines(const char *what, const struct text *a, const struct text *b) {
    const char *x = text_get(a), *y = text_get(b);
    while (*x && *x == *y)
        x++, y++;
    if (*x || *y) {
        while (x > text_get(a) && x[-1] != '\n')
            x--;
        while (y > text_get(b) && y[-1] != '\n')
            y--;
        fail_msg("%s: English has `%.*s` where Chinese has `%.*s`", what, (int)strcspn(x, "\n"), x,
                 (int)strcspn(y, "\n"), y);
    }
}

static void templates_say_the_same_in_both_languages(void **state) {
    (void)state;
    glob_t all;
    size_t n = 0;
    assert_int_equal(glob("templates/*.md", 0, NULL, &all), 0);
    for (size_t i = 0; i < all.gl_pathc; i++) {
        const char *path = all.gl_pathv[i];
        char chinese[256];
        if (strstr(path, ".zh.md"))
            continue;
        snprintf(chinese, sizeof chinese, "%.*s.zh.md", (int)(strlen(path) - 3), path);
        struct text blocks[2] = {{0}}, values[2] = {{0}};
        if (access(chinese, R_OK) != 0)
            fail_msg("%s has no Chinese form %s", path, chinese);
        directives(path, &blocks[0], &values[0]);
        directives(chinese, &blocks[1], &values[1]);
        expect_same_lines(chinese, &blocks[0], &blocks[1]);
        expect_same_lines(chinese, &values[0], &values[1]);
        for (int k = 0; k < 2; k++)
            text_drop(&blocks[k]), text_drop(&values[k]);
        n++;
    }
    assert_true(n > 0);
    globfree(&all);
}

static void a_template_without_translation_is_a_diagnostic(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(NULL, "mkdir -p %s/templates", private_folder()), 0);
    private_file("templates/own.md", "# Own\n");
    assert_int_equal(run(&out, "FLOORLINE_PATH=%s %s report --lang zh -t own %s -o %s/own.pdf 2>&1",
                         private_folder(), program(), SPEC, private_folder()),
                     1);
    assert_non_null(strstr(text_get(&out), "the template `own` is not there in the language `zh`"));
    assert_non_null(strstr(text_get(&out), "templates/own.zh.md"));
    text_drop(&out);
}

/* ---- pages --------------------------------------------------------------------------------------------- */

static const char *report(const char *options, const char *spec, const char *name) {
    static char path[1024];
    struct text said = {0};
    snprintf(path, sizeof path, "%s/%s", private_folder(), name);
    int status = run(&said, "%s report %s %s -o %s 2>&1", program(), options, spec, path);
    if (status != 0 || said.length)
        fail_msg("status %d: %s", status, text_get(&said));
    text_drop(&said);
    return path;
}

static void the_text_can_be_searched(void **state) {
    (void)state;
    static const char *const wanted[] = {"选型报告", "解码一步的延时", "上下文 2,048 个 token",
                                         "缓存超出", "装得下",         "短上下文加大批量几乎免费",
                                         "目录"};
    struct text out = {0};
    assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report("--lang zh", SPEC, "zh.pdf")), 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!strstr(text_get(&out), wanted[i]))
            fail_msg("`%s` is not in the text of the report", wanted[i]);
    text_clear(&out);
    assert_int_equal(run(&out, "pdfinfo %s; qpdf --check %s", report("--lang zh", SPEC, "zh.pdf"),
                         report("--lang zh", SPEC, "zh.pdf")),
                     0);
    text_drop(&out);
}

static void every_font_is_embedded_and_cut(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out, "pdffonts %s | tail -n +3", report("--lang zh", SPEC, "zh.pdf")), 0);
    assert_non_null(strstr(text_get(&out), "+LXGWWenKai-Regular"));
    assert_non_null(strstr(text_get(&out), "+DroidSansFallback"));
    for (char *line = strtok((char *)out.bytes, "\n"); line; line = strtok(NULL, "\n"))
        if (!strstr(line, "yes yes yes"))
            fail_msg("not embedded, cut and mapped to Unicode: %s", line);
    text_drop(&out);
    /* an English report needs neither */
    assert_int_equal(run(&out, "pdffonts %s", report("--lang en", SPEC, "en.pdf")), 0);
    assert_null(strstr(text_get(&out), "WenKai"));
    assert_null(strstr(text_get(&out), "Droid"));
    text_drop(&out);
}

/* Lines as they stand on the page, of every template. Words along a slope, which the crossing figure has,
 * come out of pdftotext in pieces: it is left out. */
static void no_line_begins_or_ends_with_the_wrong_punctuation(void **state) {
    (void)state;
    static const char *const not_first[] = {"，", "。", "、", "；", "：", "！", "？", "）", "》", "」", NULL};
    static const char *const not_last[] = {"（", "《", "「", NULL};
    glob_t templates;
    assert_int_equal(glob("templates/*.zh.md", 0, NULL, &templates), 0);
    for (size_t s = 0; s < templates.gl_pathc; s++) {
        struct text out = {0};
        char options[1024], without[512];
        snprintf(without, sizeof without, "%s/without.md", private_folder());
        assert_int_equal(run(NULL, "sed '/{{figure crossing}}/d' %s >%s", templates.gl_pathv[s], without), 0);
        snprintf(options, sizeof options, "--lang zh -t %s", without);
        assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report(options, SPEC, "lines.pdf")), 0);
        size_t lines = 0;
        for (char *line = strtok((char *)out.bytes, "\n\f"); line; line = strtok(NULL, "\n\f"), lines++) {
            size_t length = strlen(line);
            for (const char *const *at = not_first; *at; at++)
                if (!strncmp(line, *at, strlen(*at)))
                    fail_msg("%s: a line begins with punctuation: %s", templates.gl_pathv[s], line);
            for (const char *const *at = not_last; *at; at++)
                if (length >= strlen(*at) && !strcmp(line + length - strlen(*at), *at))
                    fail_msg("%s: a line ends with an opening bracket: %s", templates.gl_pathv[s], line);
        }
        assert_true(lines > 10);
        text_drop(&out);
    }
    globfree(&templates);
}

/* A few thousand glyph outlines would be megabytes: only those used are carried. */
static void a_report_stays_small(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out, "stat -c %%s %s", report("--lang zh", SPEC, "size.pdf")), 0);
    assert_in_range(atol(text_get(&out)), 30000, 260000);
    text_drop(&out);
}

static void a_chinese_title_and_model_work_in_an_english_report(void **state) {
    (void)state;
    struct text out = {0};
    char spec[1024];
    snprintf(spec, sizeof spec, "%s",
             private_file("han.yaml",
                          "title: 四张A100上的520亿模型\nmodel: {name: 某模型, n_layers: 64, d_model: 8192, "
                          "n_heads: 64, d_ff: 32768, vocab_size: 65536}\n"
                          "cluster: {accelerator: a100-sxm-40gb, count: 4}\n"));
    assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report("", spec, "han.pdf")), 0);
    assert_non_null(strstr(text_get(&out), "四张"));
    assert_non_null(strstr(text_get(&out), "某模型"));
    assert_non_null(strstr(text_get(&out), "Latency of one decoding step"));
    text_drop(&out);
}

static void a_figure_alone_is_told_in_the_language_asked_for(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out,
                         "%s figure roofline %s --lang zh -o %s/f.pdf && pdftotext -enc UTF-8 %s/f.pdf -",
                         program(), SPEC, private_folder(), private_folder()),
                     0);
    assert_non_null(strstr(text_get(&out), "快慢取决于显存"));
    text_clear(&out);
    assert_int_equal(
        run(&out, "%s figure roofline %s --lang fr -o %s/f.pdf 2>&1", program(), SPEC, private_folder()), 2);
    assert_non_null(strstr(text_get(&out), "en or zh"));
    text_drop(&out);
}

static void the_terminal_stays_english(void **state) {
    (void)state;
    struct text english = {0}, chinese = {0};
    char spec[1024];
    snprintf(spec, sizeof spec, "%s",
             private_file("zh.yaml",
                          "title: t\nmodel: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 2}\n"
                          "report: {language: zh}\n"));
    assert_int_equal(run(&chinese, "%s table latency %s", program(), spec), 0);
    assert_non_null(strstr(text_get(&chinese), "Latency of one decoding step"));
    assert_int_equal(run(&english, "%s report --lang en %s -o %s/e.pdf && pdftotext %s/e.pdf -", program(),
                         spec, private_folder(), private_folder()),
                     0);
    assert_non_null(strstr(text_get(&english), "Latency of one decoding step"));
    text_drop(&english);
    text_drop(&chinese);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(translations_take_the_same_arguments),
        cmocka_unit_test(nothing_is_translated_twice),
        cmocka_unit_test(nothing_is_left_in_english),
        cmocka_unit_test(no_label_lies_over_another_in_any_figure),
        cmocka_unit_test(templates_say_the_same_in_both_languages),
        cmocka_unit_test(a_template_without_translation_is_a_diagnostic),
        cmocka_unit_test(the_text_can_be_searched),
        cmocka_unit_test(every_font_is_embedded_and_cut),
        cmocka_unit_test(no_line_begins_or_ends_with_the_wrong_punctuation),
        cmocka_unit_test(a_report_stays_small),
        cmocka_unit_test(a_chinese_title_and_model_work_in_an_english_report),
        cmocka_unit_test(a_figure_alone_is_told_in_the_language_asked_for),
        cmocka_unit_test(the_terminal_stays_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
