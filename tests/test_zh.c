/* What is said in Chinese: nothing of the program's is left in English, and the translations take the same
 * arguments. */
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

#include "figure_lines.h"

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
    "token",   "tok",       "Mtok",    "GB",     "MB",    "kB",   "TB",     "GiB",  "MiB",    "FLOP",
    "GFLOP",   "TFLOP",     "MFLOP",   "kFLOP",  "PFLOP", "ms",   "us",     "USD",  "kWh",    "Wh",
    "KV",      "QKV",       "PUE",     "SHA",    "fp32",  "tf32", "bf16",   "fp16", "fp8",    "fp4",
    "int8",    "int4",      "softmax", "swiglu", "gelu",  "qk",   "config", "json", "kipply", "n_heads",
    "d_model", "floorline", "yaml",    "IEC",    "SI",    "gate", "up",     "down", "ns",     "DQ",
    "max",     "min",       "DKV",     "UQ",     "UK",    "UV",   "ops",    "comm", NULL};

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
    own_add(own, spec->design.accelerator.source);
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
        bool symbol = length > 2 && at[1] == '_'; /* t_comm: its index is Latin in every language */
        if (most > 1 && !symbol && !among(latin, at, length) && !own_has(own, at, length))
            fail_msg("%s is left in English: `%s`", what, words);
        at += length ? length : 1;
    }
}

/* Columns of names and citations, which no language changes. */
static bool of_names(const char *table, const char *column) {
    static const char *const names[][2] = {
        {"parameters", "name"},  {"sources", "source"},   {"sources", "value"},    {"files", "file"},
        {"files", "sha256"},     {"measured", "label"},   {"symbols", "symbol"},   {"all-symbols", "symbol"},
        {"formulas", "source"},  {"quantities", "id"},    {"quantities", "value"}, {"calibration", "value"},
        {"versions", "version"}, {"inputs", "name"},      {"inputs", "value"},     {"checksums", "part"},
        {"checksums", "file"},   {"checksums", "sha256"}, {"fonts", "font"},       {"fonts", "file"},
        {"fonts", "sha256"},     {"inputs", "source"},    {"conditions", "id"},    {"conditions", "other"}};
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
        bool lists_names = !strcmp(id, "quantities") || !strcmp(id, "formulas"); /* its note does */
        for (size_t n = 0; n < table->n_notes && !lists_names; n++)
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
            check_lines(spec->name, ink_trace_lines(ink));
            ink_trace_drop(ink);
        }
        arena_drop(arena);
    }
    globfree(&specs);
    fonts_drop(fonts);
}

/* The 70B's batches are 1, 2, 4 … 512, and five lines have room; its exchange is a mesh (the spec's default),
 * and what is drawn is a ring. */
static void captions_say_what_is_not_drawn(void **state) {
    (void)state;
    static const struct {
        enum language language;
        const char *figure, *words;
    } rows[] = {
        {LANGUAGE_EN, "capacity", " Not drawn: batch 1 … 32."},
        {LANGUAGE_ZH, "capacity", "未画：批量 1 … 32。"},
        {LANGUAGE_EN, "all-reduce", " the report’s times are a mesh’s, "},
        {LANGUAGE_ZH, "all-reduce", "时间按网状"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct spec *spec;
        const struct facts *facts = facts_in(arena, SPEC, rows[i].language, &spec);
        assert_non_null(strstr(facts_figure(facts, rows[i].figure)->subtitle, rows[i].words));
        arena_drop(arena);
    }
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

/* What a source says is told in Chinese, what it cites keeps its name; a user's own stays. */
static void sources_are_told_but_not_what_they_cite(void **state) {
    static const char *const rows[][2] = {
        {"aiconfigurator a100_sxm.yaml, NVIDIA's own; glennklockwood.com too; dense, 1,248 with 2:4 sparsity",
         "aiconfigurator a100_sxm.yaml，NVIDIA 官方；glennklockwood.com 同此；稠密，2:4 稀疏为 1,248"},
        {"the publisher's config.json (meta-llama/Llama-3.1-8B on Hugging Face)",
         "发布者的 config.json（Hugging Face，meta-llama/Llama-3.1-8B）"},
        {"glennklockwood.com, 66.9; CUDA cores", "glennklockwood.com，66.9；CUDA 核心"},
        {"glennklockwood.com, which cites NVIDIA's A100 data sheet",
         "glennklockwood.com，引自 NVIDIA 的 A100 数据手册"},
        {"fitted to a.yaml and 6 more files", "由 a.yaml 及另外 6 个文件拟合"},
        {"our own sheet of May", "our own sheet of May"},
    };
    struct arena *arena = arena_new();
    struct facts facts = {.arena = arena, .language = LANGUAGE_ZH};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(words_source(&facts, rows[i][0]), rows[i][1]);
        facts.language = LANGUAGE_EN;
        assert_string_equal(words_source(&facts, rows[i][0]), rows[i][0]);
        facts.language = LANGUAGE_ZH;
    }
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_told_but_not_what_they_cite),
        cmocka_unit_test(translations_take_the_same_arguments),
        cmocka_unit_test(nothing_is_translated_twice),
        cmocka_unit_test(captions_say_what_is_not_drawn),
        cmocka_unit_test(nothing_is_left_in_english),
        cmocka_unit_test(no_label_lies_over_another_in_any_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
