/* See check.h. One function a question; the table at the end asks them all. */
#include "check.h"

#include "settle.h"

/* The place of a key of the cluster, or of the next best thing where a default is at fault. */
static struct mark cluster_place(const struct check *check, const char *key) {
    if (node_find(check->cluster, key))
        return node_place(check->cluster, key);
    return node_place(check->cluster, "count");
}

static struct mark precision_place(const struct check *check, const char *key) {
    if (node_find(check->precision, key))
        return node_place(check->precision, key);
    if (check->precision)
        return check->precision->mark;
    return node_place(check->cluster, "accelerator");
}

/* Words that can be followed: a group that shares out heads and accelerators, and the replicas it leaves. */
static const char *group_hint(const struct check *check) {
    const struct cluster *cluster = &check->spec->design.cluster;
    int64_t group =
        settle_widest_group(settle_heads(&check->spec->design.model),
                            cluster->count / cluster->pipeline_parallel, cluster->tensor_parallel);
    int64_t replicas = cluster->count / cluster->pipeline_parallel / group;
    return field_given(check->cluster, "data_parallel")
               ? arena_printf(check->arena, "`tensor_parallel: %lld` with `data_parallel: %lld` divides them",
                              (long long)group, (long long)replicas)
               : arena_printf(check->arena, "`tensor_parallel: %lld` divides them: %lld replica%s",
                              (long long)group, (long long)replicas, replicas == 1 ? "" : "s");
}

static void heads_divide(const struct check *check) {
    const struct design *design = &check->spec->design;
    int64_t n = design->cluster.tensor_parallel;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        const struct attention *attention = &design->model.kinds[i].attention;
        if (attention->kind == ATTENTION_NONE || attention->n_heads % n == 0)
            continue;
        /* the article pools memory and time over any number of accelerators: 52B on three */
        bool pooled = design->method == METHOD_ARTICLE;
        if (pooled && !field_given(check->cluster, "tensor_parallel"))
            return;
        diag_add(check->diags, pooled ? DIAG_WARNING : DIAG_ERROR, cluster_place(check, "tensor_parallel"),
                 pooled ? NULL : group_hint(check),
                 pooled
                     ? "%lld heads cannot be shared out evenly over %lld accelerators; the article pools them"
                     : "%lld heads cannot be shared out evenly over %lld accelerators",
                 (long long)attention->n_heads, (long long)n);
        return;
    }
}

static void pipeline_has_layers(const struct check *check) {
    const struct model *model = &check->spec->design.model;
    int64_t layers = 0, stages = check->spec->design.cluster.pipeline_parallel;
    for (size_t i = 0; i < model->n_kinds; i++)
        layers += model->kinds[i].n_layers;
    if (stages > layers)
        diag_add(check->diags, DIAG_ERROR, cluster_place(check, "pipeline_parallel"), NULL,
                 "%lld pipeline stages are more than the model's %lld layers", (long long)stages,
                 (long long)layers);
}

static void experts_divide(const struct check *check) {
    const struct design *design = &check->spec->design;
    int64_t n = design->cluster.expert_parallel,
            group = design->cluster.tensor_parallel * design->cluster.data_parallel;
    bool any = false;
    if (n == 1)
        return;
    struct mark mark = cluster_place(check, "expert_parallel");
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        int64_t experts = design->model.kinds[i].ffn.n_experts;
        any |= experts > 0;
        if (experts % n == 0)
            continue;
        diag_add(check->diags, DIAG_ERROR, mark, NULL,
                 "%lld experts cannot be shared out evenly over %lld accelerators", (long long)experts,
                 (long long)n);
        return;
    }
    if (!any)
        diag_add(check->diags, DIAG_ERROR, mark, "leave `expert_parallel` out",
                 "the model has no experts to share out");
    else if (group % n != 0)
        diag_add(check->diags, DIAG_ERROR, mark, NULL,
                 "%lld expert-parallel accelerators do not divide tensor × data parallel (%lld)",
                 (long long)n, (long long)group);
}

static void peak_is_known(const struct check *check) {
    const struct design *design = &check->spec->design;
    enum dtype dtype = design->precision.compute;
    if (design->accelerator.peak_flops_per_s[dtype] > 0)
        return;
    const char *known = "";
    for (int i = 0; i < DTYPE_COUNT; i++)
        if (design->accelerator.peak_flops_per_s[i] > 0)
            known = arena_printf(check->arena, "%s%s%s", known, *known ? ", " : "", dtype_names[i]);
    static const char *const keys[] = {"compute", "activations", "weights"};
    const char *key = "compute";
    for (int i = 2; i >= 0; i--)
        if (node_find(check->precision, keys[i]))
            key = keys[i];
    diag_add(check->diags, DIAG_ERROR, precision_place(check, key),
             arena_printf(check->arena, "it has peaks for %s; `compute` says which one counts", known),
             "%s has no peak for %s", design->accelerator.name, dtype_names[dtype]);
}

static void link_is_known(const struct check *check) {
    const struct design *design = &check->spec->design;
    const struct accelerator *a = &design->accelerator;
    int64_t n = design->cluster.tensor_parallel * design->cluster.pipeline_parallel;
    bool talks = n > 1 || design->cluster.expert_parallel > 1;
    if (talks && a->link_bandwidth_bytes_per_s == 0)
        diag_add(check->diags, DIAG_ERROR, node_place(check->cluster, "accelerator"),
                 "say it in the cluster: link: {bandwidth: 300 GB/s}",
                 "%s has no link, but %lld of them exchange partial results", a->name, (long long)n);
    else if (talks && a->link_domain > 0 && n > a->link_domain && a->internode_bandwidth_bytes_per_s == 0)
        diag_add(
            check->diags, DIAG_WARNING, cluster_place(check, "tensor_parallel"),
            "say it in the cluster: internode: {bandwidth: 50 GB/s, latency: 10 us}",
            "%s; nothing is known of what lies between %s, and the link's own figures are taken for it",
            a->link_domain == 1
                ? arena_printf(check->arena, "%s has no link to others (link domain 1)", a->name)
                : arena_printf(check->arena, "the link joins %lld accelerators", (long long)a->link_domain),
            a->link_domain == 1 ? "them" : "such groups");
}

static void memory_is_left(const struct check *check) {
    const struct design *design = &check->spec->design;
    if (design->accelerator.usable_memory_bytes * design->cluster.memory_fraction <=
        design->cluster.reserved_bytes)
        diag_add(check->diags, DIAG_ERROR, cluster_place(check, "reserved"), NULL,
                 "`reserved` leaves no memory for weights and cache");
}

static void tokens_can_be_counted(const struct check *check) {
    const struct workload *workload = &check->spec->design.workload;
    int64_t batch = 0, tokens = workload->prompt_tokens + workload->output_tokens;
    for (size_t i = 0; i < workload->n_batch_sizes; i++)
        if (workload->batch_sizes[i] > batch)
            batch = workload->batch_sizes[i];
    for (size_t i = 0; i < workload->n_contexts; i++)
        if (workload->contexts[i] > tokens)
            tokens = workload->contexts[i];
    if (batch > ((int64_t)1 << 48) / tokens)
        diag_add(check->diags, DIAG_ERROR, node_place(check->workload, "batch_sizes"), NULL,
                 "batch %lld at %lld tokens is more than 2^48 tokens in all", (long long)batch,
                 (long long)tokens);
}

/* Each is a row of the report and its own arithmetic: the bound keeps both within seconds. */
static void rows_are_bounded(const struct check *check) {
    const struct workload *workload = &check->spec->design.workload;
    size_t rows = workload->n_batch_sizes * workload->n_contexts;
    if (rows > SPEC_MOST_ROWS)
        diag_add(check->diags, DIAG_ERROR, node_place(check->workload, "contexts"), NULL,
                 "%zu batch sizes at %zu contexts are more than the limit of %d combinations",
                 workload->n_batch_sizes, workload->n_contexts, SPEC_MOST_ROWS);
}

static void positions_suffice(const struct check *check) {
    int64_t rows = check->spec->design.model.position_rows;
    const struct workload *workload = &check->spec->design.workload;
    for (size_t i = 0; rows > 0 && i < workload->n_contexts; i++)
        if (workload->contexts[i] > rows) {
            diag_add(check->diags, DIAG_WARNING,
                     check->workload ? node_place(check->workload, "contexts") : check->spec->model_mark,
                     NULL,
                     "a context of %lld tokens is longer than the %lld positions that the model has learned",
                     (long long)workload->contexts[i], (long long)rows);
            return;
        }
}

/* The article knows dense models of one shape of layer, with whole multi-head attention. */
static void article_applies(const struct check *check) {
    const struct design *design = &check->spec->design;
    if (design->method != METHOD_ARTICLE)
        return;
    struct mark mark = node_place(check->root, "method");
    const char *hint = "`method: operator` counts them as they are";
    bool odd = design->model.n_kinds > 1, grouped = false, gated = false;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        const struct layer_kind *kind = &design->model.kinds[i];
        odd |= kind->attention.kind != ATTENTION_FULL || kind->ffn.n_experts > 0;
        grouped |= kind->attention.n_kv_heads != kind->attention.n_heads;
        gated |= kind->ffn.matrices == 3;
    }
    if (odd)
        diag_add(check->diags, DIAG_ERROR, mark, hint,
                 "the article's formulas do not hold for experts, windows, latent attention or mixed layers");
    else if (grouped || gated)
        diag_add(check->diags, DIAG_WARNING, mark, hint, "the article's formulas do not know %s%s%s",
                 grouped ? "grouped key/value heads" : "", grouped && gated ? " and " : "",
                 gated ? "gated feed-forward" : "");
    if (design->cluster.pipeline_parallel > 1 || design->cluster.expert_parallel > 1)
        diag_add(check->diags, DIAG_ERROR, mark, hint,
                 "the article's formulas know tensor parallelism alone");
}

void check_all(const struct check *check) {
    static void (*const questions[])(const struct check *) = {
        heads_divide,   pipeline_has_layers,   experts_divide,   peak_is_known,     link_is_known,
        memory_is_left, tokens_can_be_counted, rows_are_bounded, positions_suffice, article_applies,
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        questions[i](check);
}
