/* See accelerator_file.h. */
#include "accelerator_file.h"

struct accelerator_form {
    struct accelerator accelerator;
    const struct node *peak, *link, *internode;
};

#define AT(member) offsetof(struct accelerator_form, member)
#define IN(member) offsetof(struct accelerator, member)

static const struct field accelerator_fields[] = {
    {.key = "name",
     .type = FIELD_TEXT,
     .offset = AT(accelerator.name),
     .help = "name on the page; the file's name by default"},
    {.key = "source",
     .type = FIELD_TEXT,
     .offset = AT(accelerator.source),
     .help = "where the figures come from that name no source of their own"},
    {.key = "peak",
     .type = FIELD_NODE,
     .offset = AT(peak),
     .required = true,
     .help = "dense FLOP/s for each dtype: {fp16: 312 TFLOP/s}"},
    {.key = "memory",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES,
     .least = 1e6,
     .required = true,
     .offset = AT(accelerator.memory_bytes),
     .label = "memory",
     .help = "nameplate memory: 40 GB"},
    {.key = "usable_memory",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES,
     .least = 1e6,
     .offset = AT(accelerator.usable_memory_bytes),
     .label = "memory that programs see",
     .help = "what a program sees of it; the nameplate by default"},
    {.key = "memory_bandwidth",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES_PER_S,
     .least = 1e6,
     .required = true,
     .offset = AT(accelerator.memory_bandwidth_bytes_per_s),
     .label = "memory bandwidth",
     .help = "of the nameplate memory: 1.5 TB/s"},
    {.key = "link",
     .type = FIELD_NODE,
     .offset = AT(link),
     .help = "between accelerators: {bandwidth, latency, domain}"},
    {.key = "internode",
     .type = FIELD_NODE,
     .offset = AT(internode),
     .help = "between link domains: {bandwidth, latency}"},
    {.key = "tdp",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_WATTS,
     .least = 1,
     .offset = AT(accelerator.tdp_w),
     .label = "thermal design power",
     .help = "power that it may draw: 400 W"},
};
const struct field_table accelerator_table = {.name = "accelerator",
                                              .title = "the accelerator",
                                              .fields = accelerator_fields,
                                              .n_fields = COUNT_OF(accelerator_fields),
                                              .sourced = true};

#define PEAK(word, dtype)                                                                                    \
    {                                                                                                        \
        .key = word, .type = FIELD_QUANTITY, .dimension = DIMENSION_FLOPS, .least = 1e6,                     \
        .offset = IN(peak_flops_per_s[dtype]), .label = "peak rate in " word,                                \
        .help = "dense " word " operations a second"                                                         \
    }
static const struct field peak_fields[] = {
    PEAK("fp32", FP32), PEAK("tf32", TF32), PEAK("bf16", BF16), PEAK("fp16", FP16),
    PEAK("fp8", FP8),   PEAK("int8", INT8), PEAK("fp4", FP4),   PEAK("int4", INT4),
};
_Static_assert(COUNT_OF(peak_fields) == DTYPE_COUNT, "every dtype needs its row");
const struct field_table peak_table = {.name = "accelerator.peak",
                                       .title = "`peak`",
                                       .fields = peak_fields,
                                       .n_fields = COUNT_OF(peak_fields),
                                       .sourced = true};

static const struct field link_fields[] = {
    {.key = "bandwidth",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES_PER_S,
     .least = 1e6,
     .offset = IN(link_bandwidth_bytes_per_s),
     .label = "link bandwidth, one way",
     .help = "one way, all links of one accelerator: 300 GB/s"},
    {.key = "latency",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SECONDS,
     .most = 1,
     .offset = IN(link_latency_s),
     .label = "link latency",
     .help = "of one message: 8 us"},
    {.key = "domain",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .offset = IN(link_domain),
     .label = "accelerators in a link domain",
     .help = "how many accelerators the link joins"},
};
const struct field_table link_table = {.name = "accelerator.link",
                                       .title = "`link`",
                                       .fields = link_fields,
                                       .n_fields = COUNT_OF(link_fields),
                                       .sourced = true};

static const struct field internode_fields[] = {
    {.key = "bandwidth",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES_PER_S,
     .least = 1e6,
     .offset = IN(internode_bandwidth_bytes_per_s),
     .label = "bandwidth between domains, one way",
     .help = "one way, for each accelerator: 50 GB/s"},
    {.key = "latency",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SECONDS,
     .most = 1,
     .offset = IN(internode_latency_s),
     .label = "latency between domains",
     .help = "of one message: 10 us"},
};
const struct field_table internode_table = {.name = "accelerator.internode",
                                            .title = "`internode`",
                                            .fields = internode_fields,
                                            .n_fields = COUNT_OF(internode_fields),
                                            .sourced = true};

void accelerator_assume_latency(struct arena *arena, struct accelerator *accelerator,
                                struct provenance_list *provenance) {
    accelerator->link_latency_s = 8e-6;
    provenance_add(arena, provenance,
                   (struct provenance){.quantity = "accelerator.link.latency",
                                       .label = "link latency",
                                       .value = "8 us",
                                       .source = "default: as in kipply's article",
                                       .confidence = CONFIDENCE_ASSUMED});
}

static bool read_peak(const struct field_context *context, const struct node *peak, struct accelerator *out) {
    if (!peak) /* missing, and said so */
        return false;
    if (!fields_read(context, &peak_table, peak, out))
        return false;
    for (int i = 0; i < DTYPE_COUNT; i++)
        if (out->peak_flops_per_s[i] > 0)
            return true;
    diag_add(context->diags, DIAG_ERROR, peak->mark, "{fp16: 312 TFLOP/s}, say", "`peak` names no dtype");
    return false;
}

bool accelerator_read(struct arena *arena, const struct node *root, const char *default_name, bool spec_says,
                      struct accelerator *out, struct provenance_list *provenance, struct diags *diags) {
    const char *unnamed = spec_says ? "the spec" : "the accelerator file";
    struct field_context context = {arena,
                                    diags,
                                    provenance,
                                    node_words(arena, root, "source", unnamed),
                                    spec_says ? CONFIDENCE_GIVEN : CONFIDENCE_THIRD_PARTY,
                                    NULL};
    struct accelerator_form form = {.accelerator.name = default_name};
    bool sound = fields_read(&context, &accelerator_table, root, &form);
    *out = form.accelerator;
    sound &= read_peak(&context, form.peak, out);
    if (form.link)
        sound &= fields_read(&context, &link_table, form.link, out);
    if (form.internode)
        sound &= fields_read(&context, &internode_table, form.internode, out);
    if (!sound)
        return false;
    if (out->usable_memory_bytes == 0)
        out->usable_memory_bytes = out->memory_bytes;
    if (out->usable_memory_bytes > 1.1 * out->memory_bytes) /* 40 GB sold can be 40 GiB seen */
        diag_add(diags, DIAG_WARNING, node_place(root, "usable_memory"), NULL,
                 "`usable_memory` is larger than `memory`");
    if (out->link_bandwidth_bytes_per_s > 0 && !field_given(form.link, "latency"))
        accelerator_assume_latency(arena, out, provenance);
    return true;
}
