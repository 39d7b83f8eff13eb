/* Model files from structs. The first kind with attention gives the keys of the whole model; where there are
 * more kinds, a list says in what each differs. Never writes a figure that the reader would refuse. */
#include "model_write.h"

#include "hf.h"
#include "model_form.h"

#include <inttypes.h>
#include <string.h>

/* The keys of a layer, each with its value as written; an empty value is a key that does not apply. */
enum line {
    LINE_HEADS,
    LINE_KV_HEADS,
    LINE_D_HEAD,
    LINE_D_FF,
    LINE_FFN,
    LINE_ATTENTION,
    LINE_WINDOW,
    LINE_ATTENTION_BIAS,
    LINE_OUTPUT_BIAS,
    LINE_FFN_BIAS,
    LINE_QK_NORM,
    LINE_SINKS,
    LINE_NORMS,
    LINE_PARALLEL,
    LINE_MLA,
    LINE_MOE,
    LINES
};

/* What the reader takes where the key is absent; NULL: nothing, or something that follows from other keys. */
static const struct {
    const char *key, *fallback;
} line_keys[] = {
    [LINE_HEADS] = {"n_heads", NULL},
    [LINE_KV_HEADS] = {"n_kv_heads", NULL},
    [LINE_D_HEAD] = {"d_head", NULL},
    [LINE_D_FF] = {"d_ff", NULL},
    [LINE_FFN] = {"ffn", NULL},
    [LINE_ATTENTION] = {"attention", "full"},
    [LINE_WINDOW] = {"window", NULL},
    [LINE_ATTENTION_BIAS] = {"attention_bias", "false"},
    [LINE_OUTPUT_BIAS] = {"output_bias", "false"},
    [LINE_FFN_BIAS] = {"ffn_bias", "false"},
    [LINE_QK_NORM] = {"qk_norm", "none"},
    [LINE_SINKS] = {"sinks", "false"},
    [LINE_NORMS] = {"norms_per_layer", NULL},
    [LINE_PARALLEL] = {"parallel", "false"},
    [LINE_MLA] = {"mla", "none"},
    [LINE_MOE] = {"moe", "none"},
};
_Static_assert(sizeof line_keys / sizeof line_keys[0] == LINES, "a key for each line");

struct lines {
    struct text values[LINES];
};

static void lines_drop(struct lines *lines) {
    for (int i = 0; i < LINES; i++)
        text_drop(&lines->values[i]);
}

static const char *truth(bool value) {
    return value ? "true" : "false";
}

static void put_count(struct lines *lines, enum line line, int64_t value) {
    if (value > 0)
        text_printf(&lines->values[line], "%" PRId64, value);
}

static void put_word(struct lines *lines, enum line line, const char *word) {
    text_string(&lines->values[line], word);
}

static const char *attention_word(enum attention_kind kind) {
    switch (kind) {
    case ATTENTION_SLIDING:
        return attention_names[FORM_SLIDING];
    case ATTENTION_CHUNKED:
        return attention_names[FORM_CHUNKED];
    case ATTENTION_NONE:
        return attention_names[FORM_ATTENTION_NONE];
    case ATTENTION_FULL:
    case ATTENTION_LATENT:
        break;
    }
    return attention_names[FORM_FULL];
}

static const char *qk_norm_word(const struct attention *a) {
    bool bias = a->qk_norm_weights > 1;
    if (a->qk_norm == QK_NORM_PER_HEAD)
        return qk_norm_names[bias ? FORM_QK_PER_HEAD_BIAS : FORM_QK_PER_HEAD];
    if (a->qk_norm == QK_NORM_WHOLE)
        return qk_norm_names[bias ? FORM_QK_WHOLE_BIAS : FORM_QK_WHOLE];
    return qk_norm_names[FORM_QK_NONE];
}

static void put_latent(struct text *out, const struct attention *a) {
    text_char(out, '{');
    if (a->q_rank > 0)
        text_printf(out, "q_rank: %" PRId64 ", ", a->q_rank);
    text_printf(out, "kv_rank: %" PRId64 ", d_rope: %" PRId64 ", d_nope: %" PRId64 ", d_value: %" PRId64 "}",
                a->kv_rank, a->d_rope, a->d_head, a->d_value);
}

static void put_attention(struct lines *lines, const struct attention *a) {
    put_word(lines, LINE_ATTENTION, attention_word(a->kind));
    if (a->kind == ATTENTION_NONE)
        return;
    put_count(lines, LINE_HEADS, a->n_heads);
    put_count(lines, LINE_KV_HEADS, a->n_kv_heads);
    put_count(lines, LINE_WINDOW, a->window);
    put_word(lines, LINE_ATTENTION_BIAS, truth(a->q_bias || a->kv_bias));
    put_word(lines, LINE_OUTPUT_BIAS, truth(a->o_bias));
    put_word(lines, LINE_QK_NORM, qk_norm_word(a));
    put_word(lines, LINE_SINKS, truth(a->sinks));
    if (a->kind == ATTENTION_LATENT) {
        put_latent(&lines->values[LINE_MLA], a);
    } else {
        put_word(lines, LINE_MLA, "none");
        put_count(lines, LINE_D_HEAD, a->d_head);
    }
}

static void put_experts(struct text *out, const struct feed_forward *f) {
    if (f->n_experts == 0) {
        text_string(out, "none");
        return;
    }
    text_printf(out, "{n_experts: %" PRId64 ", top_k: %" PRId64 ", d_expert: %" PRId64, f->n_experts,
                f->top_k, f->d_expert);
    if (f->d_shared > 0)
        text_printf(out, ", d_shared: %" PRId64, f->d_shared);
    if (f->shared_gate)
        text_string(out, ", shared_gate: true");
    if (f->router_bias)
        text_string(out, ", router_bias: true");
    if (f->expert_bias)
        text_string(out, ", expert_bias: true");
    text_char(out, '}');
}

static void put_layer(struct lines *lines, const struct layer_kind *kind) {
    const struct feed_forward *f = &kind->ffn;
    put_attention(lines, &kind->attention);
    put_count(lines, LINE_D_FF, f->d_ff);
    put_word(lines, LINE_FFN, ffn_names[f->matrices > 2 ? FORM_SWIGLU : FORM_GELU]);
    put_word(lines, LINE_FFN_BIAS, truth(f->bias));
    put_word(lines, LINE_PARALLEL, truth(kind->parallel));
    if (kind->norms != (kind->parallel ? 1 : 2))
        text_printf(&lines->values[LINE_NORMS], "%" PRId64, kind->norms);
    put_experts(&lines->values[LINE_MOE], f);
}

/* ---- the file -------------------------------------------------------------------------------------------
 */

static void put_quoted(struct text *out, const char *key, const char *value) {
    if (!value)
        return;
    text_printf(out, "%s: \"", key);
    for (const char *c = value; *c; c++) {
        if (*c == '"' || *c == '\\')
            text_printf(out, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            text_printf(out, "\\x%02x", (unsigned char)*c); /* LCOV_EXCL_LINE: texts are read as one line */
        else
            text_char(out, *c);
    }
    text_string(out, "\"\n");
}

static bool has_mixers(const struct model *model) {
    for (size_t i = 0; i < model->n_kinds; i++)
        if (model->kinds[i].attention.kind == ATTENTION_NONE)
            return true;
    return false;
}

static void put_whole(struct text *out, const struct model *model) {
    static const char *const norm_words[] = {"unweighted", "rmsnorm", "layernorm"};
    put_quoted(out, "name", model->name);
    put_quoted(out, "source", model->source);
    if (model->source && !strcmp(model->source, hf_source)) /* what the publisher says of it */
        text_string(out, "confidence: datasheet\n");
    put_quoted(out, "family", model->family);
    if (model->n_parameters > 0)
        text_printf(out, "n_parameters: %.17g\n", model->n_parameters);
    text_printf(out, "d_model: %" PRId64 "\n", model->d_model);
    if (model->vocab_size > 0)
        text_printf(out, "vocab_size: %" PRId64 "\n", model->vocab_size);
    if (model->d_embedding > 0)
        text_printf(out, "d_embedding: %" PRId64 "\n", model->d_embedding);
    if (model->position_rows > 0)
        text_printf(out, "position_rows: %" PRId64 "\n", model->position_rows);
    if (has_mixers(model))
        text_printf(out, "state_values: %.0f\n", model->state_values);
    text_printf(out, "tied_embeddings: %s\n", truth(model->tied_embeddings));
    if (model->head_bias)
        text_string(out, "head_bias: true\n");
    text_printf(out, "norm: %s\n", norm_words[model->norm_weights < 2 ? model->norm_weights : 2]);
    if (!model->final_norm)
        text_string(out, "final_norm: false\n");
}

static int64_t layers_in_all(const struct model *model) {
    int64_t n = 0;
    for (size_t i = 0; i < model->n_kinds; i++)
        n += model->kinds[i].n_layers;
    return n;
}

static size_t typical_kind(const struct model *model) {
    for (size_t i = 0; i < model->n_kinds; i++)
        if (model->kinds[i].attention.kind != ATTENTION_NONE)
            return i;
    return 0;
}

static void put_root_lines(struct text *out, const struct lines *lines) {
    for (int i = 0; i < LINES; i++) {
        const char *value = text_get(&lines->values[i]), *fallback = line_keys[i].fallback;
        if (*value && !(fallback && strcmp(value, fallback) == 0))
            text_printf(out, "%s: %s\n", line_keys[i].key, value);
    }
}

/* What must be written where a kind has no value for a key that the model's own keys have. */
static const char *reset_value(const struct layer_kind *kind, enum line line) {
    if (line == LINE_NORMS)
        return kind->parallel ? "1" : "2";
    return NULL; /* other keys are not looked at then */
}

static void put_entry(struct text *out, const struct layer_kind *kind, const struct lines *root) {
    struct lines own = {0};
    put_layer(&own, kind);
    text_printf(out, "  - {n_layers: %" PRId64, kind->n_layers);
    for (int i = 0; i < LINES; i++) {
        const char *value = text_get(&own.values[i]), *typical = text_get(&root->values[i]);
        if (!*value && *typical)
            value = reset_value(kind, (enum line)i);
        if (value && strcmp(value, typical) != 0)
            text_printf(out, ", %s: %s", line_keys[i].key, value);
    }
    text_string(out, "}\n");
    lines_drop(&own);
}

static void put_extras(struct text *out, const struct model *model) {
    if (model->n_extras > 0)
        text_string(out, "extra_tensors:\n");
    for (size_t i = 0; i < model->n_extras; i++) {
        const struct extra_tensor *e = &model->extras[i];
        text_printf(out, "  - {name: %s, component: %s, rows: %" PRId64, e->name, e->component, e->rows);
        if (e->columns != 1)
            text_printf(out, ", columns: %" PRId64, e->columns);
        if (e->times != 1)
            text_printf(out, ", times: %" PRId64, e->times);
        text_string(out, e->matmul ? ", matmul: true}\n" : "}\n");
    }
}

void model_file_write(const struct model *model, struct text *out) {
    struct lines root = {0};
    put_layer(&root, &model->kinds[typical_kind(model)]);
    put_whole(out, model);
    text_printf(out, "n_layers: %" PRId64 "\n", layers_in_all(model));
    put_root_lines(out, &root);
    if (model->n_kinds > 1) {
        text_string(out, "layers:\n");
        for (size_t i = 0; i < model->n_kinds; i++)
            put_entry(out, &model->kinds[i], &root);
    }
    put_extras(out, model);
    lines_drop(&root);
}
