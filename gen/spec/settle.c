/* See settle.h. */
#include "settle.h"

#include <stdlib.h>
#include <string.h>

/* ---- parallelism ----------------------------------------------------------------------------------------
 */

static const char *label_of(const struct field_table *table, const char *key) {
    for (size_t i = 0; i < table->n_fields; i++)
        if (!strcmp(table->fields[i].key, key))
            return table->fields[i].label;
    return NULL; /* LCOV_EXCL_LINE: the keys that are asked for are rows */
}

static void record_settled(const struct field_context *context, const struct field_table *table,
                           const char *key, const char *value, const char *source) {
    provenance_add(context->arena, context->provenance,
                   (struct provenance){.quantity = arena_printf(context->arena, "%s.%s", table->name, key),
                                       .label = label_of(table, key),
                                       .value = value,
                                       .source = source,
                                       .confidence = CONFIDENCE_ASSUMED});
}

static void record_ways(const struct field_context *context, const char *key, int64_t ways) {
    record_settled(context, &cluster_table, key, arena_printf(context->arena, "%lld", (long long)ways),
                   "default");
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

int64_t settle_heads(const struct model *model) {
    int64_t heads = 0;
    for (size_t i = 0; i < model->n_kinds; i++)
        if (model->kinds[i].attention.kind != ATTENTION_NONE)
            heads = common_divisor(model->kinds[i].attention.n_heads, heads);
    return heads;
}

int64_t settle_widest_group(int64_t heads, int64_t accelerators, int64_t most) {
    int64_t whole = common_divisor(accelerators, heads); /* groups share out both */
    int64_t group = most < whole ? most : whole;
    while (whole % group != 0)
        group--;
    return group;
}

/* One unit of what is shared out: how many accelerators its keys speak for, the key at fault and its value.
 */
struct share {
    const char *key;
    int64_t known, value;
};

/* The nearest values of the key, from below and from above, that do share the cluster out; NULL: none. */
static const char *nearest_shares(const struct field_context *context, const struct share *share,
                                  int64_t count, int64_t heads) {
    int64_t others = share->known / share->value;
    if (count % others != 0)
        return NULL;
    bool tensor = !strcmp(share->key, "tensor_parallel");
    int64_t whole = common_divisor(count / others, tensor ? heads : 0);
    int64_t below = settle_widest_group(0, whole, share->value), above = share->value;
    while (above < whole && whole % above != 0)
        above++;
    return above > whole ? arena_printf(context->arena, "`%s: %lld` would do", share->key, (long long)below)
                         : arena_printf(context->arena, "`%s: %lld` or `%lld` would do", share->key,
                                        (long long)below, (long long)above);
}

/* False where the accelerators that are spoken for do not share out the cluster. */
static bool share_out(const struct field_context *context, const struct node *node, const struct share *share,
                      const struct cluster *cluster, int64_t heads, int64_t *out) {
    int64_t known = share->known;
    if (known <= cluster->count && cluster->count % known == 0) {
        *out = cluster->count / known;
        return true;
    }
    const char *hint = nearest_shares(context, share, cluster->count, heads);
    if (known > cluster->count)
        diag_add(context->diags, DIAG_ERROR, node_place(node, share->key), hint,
                 "`%s` asks for %lld accelerators, but the cluster has %lld", share->key, (long long)known,
                 (long long)cluster->count);
    else
        diag_add(context->diags, DIAG_ERROR, node_place(node, share->key), hint,
                 "%lld accelerators cannot be shared out in groups of %lld", (long long)cluster->count,
                 (long long)known);
    return false;
}

bool settle_parallel(const struct field_context *context, const struct node *node, int64_t heads,
                     struct cluster *cluster) {
    int64_t tensor = cluster->tensor_parallel, data = cluster->data_parallel,
            pipeline = cluster->pipeline_parallel;
    struct share share = tensor > 1     ? (struct share){"tensor_parallel", 0, tensor}
                         : pipeline > 1 ? (struct share){"pipeline_parallel", 0, pipeline}
                                        : (struct share){"data_parallel", 0, data ? data : 1};
    if (tensor && data) {
        if (tensor * pipeline * data == cluster->count)
            return true;
        diag_add(context->diags, DIAG_ERROR, node_place(node, "count"), NULL,
                 "tensor %lld × pipeline %lld × data %lld is %lld accelerators, but the cluster has %lld",
                 (long long)tensor, (long long)pipeline, (long long)data,
                 (long long)(tensor * pipeline * data), (long long)cluster->count);
        return false;
    }
    if (tensor) {
        share.known = tensor * pipeline;
        if (!share_out(context, node, &share, cluster, heads, &cluster->data_parallel))
            return false;
        record_ways(context, "data_parallel", cluster->data_parallel);
        return true;
    }
    share.known = pipeline * (data ? data : 1);
    if (!share_out(context, node, &share, cluster, heads, &cluster->tensor_parallel))
        return false;
    if (!data) {
        cluster->data_parallel = 1;
        record_ways(context, "data_parallel", 1);
    }
    record_ways(context, "tensor_parallel", cluster->tensor_parallel);
    return true;
}

/* ---- precision ------------------------------------------------------------------------------------------
 */

static enum dtype settle_format(const struct field_context *context, const char *key, int given,
                                enum dtype otherwise, const char *source) {
    if (given != DTYPE_NOT_GIVEN)
        return (enum dtype)given;
    record_settled(context, &precision_table, key, dtype_names[otherwise], source);
    return otherwise;
}

void settle_precision(const struct field_context *context, const struct precision_form *form,
                      const struct accelerator *accelerator, struct precision *out) {
    bool lacks_fp16 = accelerator->peak_flops_per_s[FP16] == 0 && accelerator->peak_flops_per_s[BF16] > 0;
    enum dtype half = lacks_fp16 ? BF16 : FP16;
    out->weights = settle_format(context, "weights", form->weights, half, "default");
    /* quantised weights are widened before they are multiplied, unless the spec says otherwise */
    bool widened = dtype_bytes(out->weights) < 2;
    out->activations = settle_format(context, "activations", form->activations, widened ? half : out->weights,
                                     widened ? "default: 16 bit" : "default: as the weights");
    out->kv_cache =
        settle_format(context, "kv_cache", form->kv_cache, out->activations, "default: as the activations");
    out->compute =
        settle_format(context, "compute", form->compute, out->activations, "default: as the activations");
}

/* ---- lists and dates ------------------------------------------------------------------------------------
 */

static bool holds(const int64_t *items, size_t count, int64_t value) {
    for (size_t i = 0; i < count; i++)
        if (items[i] == value)
            return true;
    return false;
}

void settle_list(const struct field_context *context, const char *what, const struct count_list *list,
                 const int64_t **items, size_t *count) {
    int64_t *kept = arena_array(context->arena, list->count, sizeof *kept);
    size_t n = 0;
    bool falls = false;
    for (size_t i = 0; i < list->count; i++) {
        if (holds(kept, n, list->items[i]))
            continue;
        falls |= n && list->items[i] < kept[n - 1];
        kept[n++] = list->items[i];
    }
    if (n < list->count)
        diag_add(context->diags, DIAG_WARNING, list->mark, NULL, "`%s` repeats values; each is taken once",
                 what);
    if (falls)
        diag_add(context->diags, DIAG_WARNING, list->mark, NULL,
                 "`%s` are not in rising order; the report keeps the order given", what);
    *items = kept;
    *count = n;
}

bool settle_date_is_real(const char *text) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || text[4] != '-' || text[7] != '-')
        return false;
    long year = strtol(text, NULL, 10), month = strtol(text + 5, NULL, 10), day = strtol(text + 8, NULL, 10);
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}
