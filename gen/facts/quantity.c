/* See quantity.h. Formulas, with their sources, stand in formula_rows.c. */
#include "quantity.h"

#include <string.h>

#define AT(path)       offsetof(struct facts, path), MEMBER_KIND(struct facts, path)
#define MODEL(field)   AT(spec.design.model.field)
#define CLUSTER(field) AT(spec.design.cluster.field)
#define MACHINE(field) AT(spec.design.accelerator.field)
#define RESULT(field)  AT(analysis.field)
#define DERIVED(field) AT(derived.field)
#define LECTURE(field) AT(lecture.field)

/* id, member, dimension, unit, digits, 0 is absent, name, symbol */
const struct quantity quantities[] = {
    {"spec.title", AT(spec.title), DIM_NONE, NULL, 0, false, "Title", NULL},
    {"spec.name", AT(spec.name), DIM_NONE, NULL, 0, false, "Name of the spec's file", NULL},
    {"spec.date", AT(spec.date), DIM_NONE, NULL, 0, false, "Date", NULL},
    {"spec.warnings", DERIVED(warnings), DIM_NONE, NULL, 0, false, "What the spec was warned of", NULL},
    {"spec.sha256_short", DERIVED(sha_short), DIM_NONE, NULL, 0, false, "Start of the spec's checksum", NULL},

    {"model.name", MODEL(name), DIM_NONE, NULL, 0, false, "Model", NULL},
    {"model.family", MODEL(family), DIM_NONE, NULL, 0, false, "Architecture", NULL},
    {"model.source", MODEL(source), DIM_NONE, NULL, 0, false, "Source of the model's figures", NULL},
    {"model.n_layers", DERIVED(n_layers), DIM_COUNT, NULL, 0, false, "Layers", "L"},
    {"model.d_model", MODEL(d_model), DIM_COUNT, NULL, 0, false, "Model width", "d"},
    {"model.n_heads", DERIVED(n_heads), DIM_COUNT, NULL, 0, false, "Query heads", "H"},
    {"model.n_kv_heads", DERIVED(n_kv_heads), DIM_COUNT, NULL, 0, false, "Key/value heads", "K"},
    {"model.d_head", DERIVED(d_head), DIM_COUNT, NULL, 0, false, "Head width", "h"},
    {"model.d_ff", DERIVED(d_ff), DIM_COUNT, NULL, 0, true, "Feed-forward width, no experts", "F"},
    {"model.ffn_matrices", DERIVED(ffn_matrices), DIM_COUNT, NULL, 0, false, "Feed-forward matrices", "g"},
    {"model.vocab_size", MODEL(vocab_size), DIM_COUNT, NULL, 0, true, "Vocabulary", "V"},
    {"model.n_experts", DERIVED(n_experts), DIM_COUNT, NULL, 0, true, "Experts", "E"},
    {"model.top_k", DERIVED(top_k), DIM_COUNT, NULL, 0, true, "Experts chosen per token", "k_e"},
    {"model.kv_rank", DERIVED(kv_rank), DIM_COUNT, NULL, 0, true, "Rank of the latent cache", "r"},
    {"model.d_rope", DERIVED(d_rope), DIM_COUNT, NULL, 0, true, "Width of the rotary key", "d_r"},
    {"model.window", DERIVED(window), DIM_COUNT, NULL, 0, true, "Attention window", "w"},
    {"model.is_grouped", DERIVED(grouped), DIM_NONE, NULL, 0, false, "Grouped-query attention", NULL},
    {"model.is_uniform", DERIVED(uniform_cache), DIM_NONE, NULL, 0, false, "Every layer caches alike", NULL},
    {"model.has_plain_cache", DERIVED(plain_cache), DIM_NONE, NULL, 0, false,
     "Every layer caches alike, nothing copied", NULL},
    {"model.cache_is_copied", DERIVED(copied_cache), DIM_NONE, NULL, 0, false,
     "Accelerators hold copies of a cache", NULL},
    {"model.is_latent", DERIVED(latent), DIM_NONE, NULL, 0, false, "Latent attention", NULL},
    {"model.is_windowed", DERIVED(windowed), DIM_NONE, NULL, 0, false, "Some layers see a window only", NULL},
    {"model.is_mixture", DERIVED(mixture), DIM_NONE, NULL, 0, false, "Mixture of experts", NULL},
    {"model.is_gated", DERIVED(gated), DIM_NONE, NULL, 0, false, "Gated feed-forward", NULL},
    {"model.tied_embeddings", MODEL(tied_embeddings), DIM_NONE, NULL, 0, false, "Embedding and head are one",
     NULL},
    {"model.params.total", RESULT(params.total), DIM_COUNT, NULL, 0, false, "Parameters, tensor by tensor",
     "P_\\text{all}"},
    {"model.params.active", RESULT(params.active), DIM_COUNT, NULL, 0, false,
     "Parameters active for one token", "P_a"},
    {"model.params.embedding", RESULT(params.embedding), DIM_COUNT, NULL, 0, false, "Embedding", NULL},
    {"model.params.position", RESULT(params.position), DIM_COUNT, NULL, 0, false, "Positions", NULL},
    {"model.params.attention", RESULT(params.attention), DIM_COUNT, NULL, 0, false, "Attention", NULL},
    {"model.params.ffn", RESULT(params.ffn), DIM_COUNT, NULL, 0, false, "Feed-forward", NULL},
    {"model.params.router", RESULT(params.router), DIM_COUNT, NULL, 0, false, "Routers", NULL},
    {"model.params.norm", RESULT(params.norm), DIM_COUNT, NULL, 0, false, "Norms", NULL},
    {"model.params.head", RESULT(params.head), DIM_COUNT, NULL, 0, false, "LM head", NULL},
    {"model.params.other", RESULT(params.other), DIM_COUNT, NULL, 0, false, "Other", NULL},
    {"model.params.matmul", RESULT(params.matmul), DIM_COUNT, NULL, 0, false,
     "Parameters multiplied for one token", "P'"},
    {"model.params.counted", RESULT(params.counted), DIM_COUNT, NULL, 0, false,
     "Parameters that weights and times follow", "P"},
    {"model.params.nominal", RESULT(params.nominal), DIM_NONE, NULL, 0, false, "The count is nominal", NULL},
    {"model.params.twelve_l_d2", DERIVED(twelve_l_d2), DIM_COUNT, NULL, 0, false, "Weights of plain layers",
     "P_{12}"},
    {"model.params.words", DERIVED(weights_words), DIM_NONE, NULL, 0, false, "Count in words", NULL},
    {"model.weights_bytes", RESULT(weights_bytes), DIM_BYTES, NULL, DIGITS_4, false, "Weights", "W"},
    {"model.kv_bytes_per_token", RESULT(kv_bytes_per_token), DIM_BYTES, "B", 0, false, "Cache of one token",
     "k"},
    {"model.kv_bytes_per_token_per_accelerator", RESULT(kv_bytes_per_token_per_accelerator), DIM_BYTES, "B",
     0, false, "Cache of one token on one accelerator", "k_N"},
    {"model.state_bytes_per_sequence", RESULT(state_bytes_per_sequence), DIM_BYTES, NULL, DIGITS_4, true,
     "State of one sequence", "z"},
    {"model.keeps_state", DERIVED(stateful), DIM_NONE, NULL, 0, false,
     "Some layers keep a state that does not grow", NULL},
    {"model.kv_flops_per_token", RESULT(kv_flops_per_token), DIM_FLOPS, "FLOP", 0, false,
     "To compute one token's keys and values", "f_{kv}"},
    {"model.flops_per_token", RESULT(flops_per_token), DIM_FLOPS, "FLOP", 0, false,
     "Forward pass of one token", "f"},

    {"precision.weights", DERIVED(weights_dtype), DIM_NONE, NULL, 0, false, "Weights are", NULL},
    {"precision.kv_cache", DERIVED(kv_dtype), DIM_NONE, NULL, 0, false, "Cache is", NULL},
    {"precision.activations", DERIVED(activations_dtype), DIM_NONE, NULL, 0, false, "Activations are", NULL},
    {"precision.compute", DERIVED(compute_dtype), DIM_NONE, NULL, 0, false, "Arithmetic is", NULL},
    {"precision.is_mixed", DERIVED(mixed_precision), DIM_NONE, NULL, 0, false, "Cache or activations differ",
     NULL},
    {"precision.weight_bytes", DERIVED(weight_value_bytes), DIM_COUNT, NULL, DIGITS_3, false,
     "Bytes a weight", "b_w"},
    {"precision.kv_bytes", DERIVED(kv_value_bytes), DIM_COUNT, NULL, DIGITS_3, false, "Bytes a cached value",
     "b"},
    {"precision.activation_bytes", DERIVED(activation_value_bytes), DIM_COUNT, NULL, DIGITS_3, false,
     "Bytes an activation", "b_a"},

    {"cluster.accelerator", MACHINE(name), DIM_NONE, NULL, 0, false, "Accelerator", NULL},
    {"cluster.accelerators", CLUSTER(count), DIM_COUNT, NULL, 0, false, "Accelerators", "N"},
    {"cluster.tensor_parallel", CLUSTER(tensor_parallel), DIM_COUNT, NULL, 0, false, "Tensor parallel", "N"},
    {"cluster.pipeline_parallel", CLUSTER(pipeline_parallel), DIM_COUNT, NULL, 0, false, "Pipeline stages",
     "N_p"},
    {"cluster.data_parallel", CLUSTER(data_parallel), DIM_COUNT, NULL, 0, false, "Replicas", "D"},
    {"cluster.expert_parallel", CLUSTER(expert_parallel), DIM_COUNT, NULL, 0, false, "Expert parallel",
     "E_p"},
    {"cluster.is_parallel", DERIVED(tensor_parallel), DIM_NONE, NULL, 0, false, "Tensor parallel at all",
     NULL},
    {"cluster.is_single", DERIVED(single), DIM_NONE, NULL, 0, false, "One accelerator", NULL},
    {"cluster.all_reduce", RESULT(comms.algorithm), DIM_NONE, NULL, 0, false, "All-reduce", NULL},
    {"cluster.is_expert_parallel", DERIVED(expert_parallel), DIM_NONE, NULL, 0, false, "Experts divided",
     NULL},
    {"cluster.is_pipelined", DERIVED(pipelined), DIM_NONE, NULL, 0, false, "Pipeline stages at all", NULL},
    {"cluster.is_replicated", DERIVED(replicated), DIM_NONE, NULL, 0, false, "More than one replica", NULL},
    {"cluster.is_ring", DERIVED(ring), DIM_NONE, NULL, 0, false, "All-reduce in a ring", NULL},
    {"cluster.is_mesh", DERIVED(mesh), DIM_NONE, NULL, 0, false, "All-reduce in a mesh", NULL},
    {"cluster.peak_flops_per_s", RESULT(peak_flops_per_s), DIM_FLOPS_PER_S, "TFLOP/s", DIGITS_4, false,
     "Peak arithmetic", "\\pi"},
    {"cluster.memory_bytes", MACHINE(memory_bytes), DIM_BYTES, "GB", DIGITS_4, false, "Memory", "M"},
    {"cluster.usable_memory_bytes", DERIVED(usable_memory_bytes), DIM_BYTES, "GB", DIGITS_4, false,
     "Memory that the runtime may take", "M"},
    {"cluster.memory_bandwidth_bytes_per_s", MACHINE(memory_bandwidth_bytes_per_s), DIM_BYTES_PER_S, NULL,
     DIGITS_4, false, "Memory bandwidth", "\\beta"},
    {"cluster.link_bandwidth_bytes_per_s", MACHINE(link_bandwidth_bytes_per_s), DIM_BYTES_PER_S, "GB/s",
     DIGITS_4, true, "Link bandwidth, one way", "C"},
    {"cluster.link_latency_s", MACHINE(link_latency_s), DIM_SECONDS, NULL, DIGITS_3, true,
     "Latency of one message", "\\alpha"},
    {"cluster.tdp_w", MACHINE(tdp_w), DIM_WATTS, "W", DIGITS_4, true, "Power", "Q"},
    {"cluster.price_per_hour", CLUSTER(price_per_hour), DIM_USD_PER_HOUR, "USD/h", 2, true,
     "Price of an accelerator-hour", "c_h"},
    {"cluster.flops_per_byte", RESULT(flops_per_byte), DIM_COUNT, NULL, DIGITS_3, false,
     "FLOP for each byte read", "r_\\beta"},
    {"cluster.flops_per_comm_byte", RESULT(flops_per_comm_byte), DIM_COUNT, NULL, DIGITS_4, true,
     "FLOP for each byte exchanged", "r_C"},
    {"cluster.idle_tokens", DERIVED(idle_tokens), DIM_COUNT, NULL, 0, false,
     "Tokens that cost no more than one", NULL},

    {"capacity.memory_bytes", RESULT(capacity.memory_bytes), DIM_BYTES, NULL, DIGITS_4, false,
     "Memory in all", "M_\\text{all}"},
    {"capacity.weights_bytes", RESULT(capacity.weights_bytes), DIM_BYTES, NULL, DIGITS_4, false,
     "Weights as stored", "W_\\text{all}"},
    {"capacity.kv_room_bytes", RESULT(capacity.kv_room_bytes), DIM_BYTES, NULL, DIGITS_4, false,
     "Room for the cache", "R"},
    {"capacity.fits", RESULT(capacity.fits), DIM_NONE, NULL, 0, false, "It fits", NULL},
    {"capacity.short_bytes", DERIVED(short_bytes), DIM_BYTES, NULL, DIGITS_4, true, "Short by", NULL},
    {"capacity.margin_share", DERIVED(margin_share), DIM_SHARE, "%", DIGITS_3, false, "Room, of all memory",
     "q"},
    {"capacity.copies_bytes", DERIVED(copies_bytes), DIM_BYTES, NULL, DIGITS_3, true, "Weights stored again",
     "W_c"},
    {"capacity.is_uneven", DERIVED(uneven_heads), DIM_NONE, NULL, 0, false,
     "Heads that no even split leaves whole", NULL},
    {"capacity.heads_words", DERIVED(heads_words), DIM_NONE, NULL, 0, false, "Query heads on one accelerator",
     NULL},
    {"capacity.max_tokens", RESULT(capacity.max_tokens), DIM_COUNT, NULL, 0, false, "Tokens that fit", "T"},
    {"capacity.weights_per_accelerator_bytes", DERIVED(weights_per_accelerator_bytes), DIM_BYTES, NULL,
     DIGITS_4, false, "Weights on one accelerator", NULL},
    {"capacity.kv_room_per_accelerator_bytes", DERIVED(kv_room_per_accelerator_bytes), DIM_BYTES, NULL,
     DIGITS_4, false, "Room on one accelerator", NULL},
    {"capacity.largest_fits", DERIVED(largest_fits), DIM_NONE, NULL, 0, false,
     "The largest batch fits at the shortest context", NULL},
    {"capacity.largest_tokens_each", DERIVED(largest_tokens_each), DIM_COUNT, NULL, 0, false,
     "Tokens per sequence at the largest batch", NULL},
    {"capacity.all_fit", DERIVED(all_fit), DIM_NONE, NULL, 0, false, "Every batch fits at every context",
     NULL},
    {"capacity.some_fit", DERIVED(some_fit), DIM_NONE, NULL, 0, false, "Some batch fits", NULL},
    {"misfit.cache_bytes", DERIVED(misfit.cache_bytes), DIM_BYTES, NULL, DIGITS_4, true,
     "Cache of the largest batch at the longest context, which does not fit", "k_B"},
    {"misfit.short_bytes", DERIVED(misfit.short_bytes), DIM_BYTES, NULL, DIGITS_4, true,
     "What it is short by", "S"},
    {"misfit.short_each_bytes", DERIVED(misfit.short_each_bytes), DIM_BYTES, NULL, DIGITS_4, true,
     "What it is short by, on each accelerator", "S_N"},
    {"capacity.heads_per_accelerator", DERIVED(heads_per_accelerator), DIM_COUNT, NULL, 0, false,
     "Query heads on one accelerator", NULL},
    {"capacity.kv_heads_per_accelerator", DERIVED(kv_heads_per_accelerator), DIM_COUNT, NULL, 0, false,
     "Key/value heads on one accelerator", "K_N"},
    {"capacity.kv_copies", DERIVED(kv_copies), DIM_COUNT, NULL, 0, false, "Copies of the cache", NULL},

    {"step.weights_read_bytes", RESULT(weights_read_bytes), DIM_BYTES, NULL, DIGITS_4, false,
     "Weights read in a step", "W'"},
    {"step.weights_read_s", DERIVED(weights_read_s), DIM_SECONDS, "ms", DIGITS_3, false,
     "Reading the weights", "t_\\text{mem}"},
    {"step.compute_per_sequence_s", DERIVED(compute_per_sequence_s), DIM_SECONDS, NULL, DIGITS_3, false,
     "Computing, per sequence", "t_\\text{comp}"},
    {"step.compute_bound_batch", RESULT(compute_bound_batch), DIM_COUNT, NULL, DIGITS_3, false,
     "Batch where computing equals reading", "B_\\text{cross}"},
    {"comms.messages_per_layer", RESULT(comms.messages_per_layer), DIM_COUNT, NULL, DIGITS_3, false,
     "Messages a layer", NULL},
    {"comms.elements_per_token_per_layer", RESULT(comms.elements_per_token_per_layer), DIM_COUNT, NULL,
     DIGITS_4, false, "Elements a token and layer", "e"},
    {"comms.bytes_per_token", RESULT(comms.bytes_per_token), DIM_BYTES, NULL, DIGITS_4, false,
     "Bytes sent a token", "m_t"},
    {"comms.layer_latency_s", RESULT(comms.layer_latency_s), DIM_SECONDS, NULL, DIGITS_3, false,
     "Latency of a layer's exchange", NULL},

    {"comms.all_reduces_per_layer", RESULT(comms.all_reduces_per_layer), DIM_COUNT, NULL, DIGITS_3, false,
     "All-reduces a layer", "A"},
    {"comms.all_reduce_latency_s", DERIVED(all_reduce_latency_s), DIM_SECONDS, NULL, DIGITS_3, true,
     "Latency of a step's all-reduces", "t_\\text{lat}"},
    {"comms.all_reduce_per_sequence_s", DERIVED(all_reduce_s_per_token), DIM_SECONDS, NULL, DIGITS_3, true,
     "All-reduces of one more sequence", "t_\\text{thr}"},
    {"comms.all_to_all_latency_s", RESULT(comms.all_to_all_latency_s), DIM_SECONDS, NULL, DIGITS_3, true,
     "Latency of the experts' all-to-all", "t_\\text{lat,e}"},
    {"comms.all_to_all_per_sequence_s", RESULT(comms.all_to_all_s_per_token), DIM_SECONDS, NULL, DIGITS_3,
     true, "All-to-all of one more sequence", "t_\\text{thr,e}"},
    {"comms.step_latency_s", RESULT(comms.latency_s), DIM_SECONDS, NULL, DIGITS_3, true,
     "Latency of a step's exchange", "T_\\text{lat}"},
    {"comms.per_sequence_s", RESULT(comms.s_per_token), DIM_SECONDS, NULL, DIGITS_3, true,
     "Exchange of one more sequence", "T_\\text{thr}"},

    {"lead.context", DERIVED(lead.context), DIM_COUNT, NULL, 0, false, "Leading context", "s"},
    {"lead.max_batch", DERIVED(lead.max_batch), DIM_COUNT, NULL, 0, false, "Sequences that fit",
     "B_\\text{most}"},
    {"lead.batch", DERIVED(lead.batch), DIM_COUNT, NULL, 0, true, "Largest batch that fits", "B"},
    {"lead.sequence_bytes", DERIVED(lead.sequence_bytes), DIM_BYTES, NULL, DIGITS_4, false,
     "Cache of one sequence", "k_s"},
    {"lead.step_s", DERIVED(lead.step_s), DIM_SECONDS, "ms", DIGITS_3, true, "Step at the largest batch",
     "t_B"},
    {"lead.single_step_s", DERIVED(lead.single_step_s), DIM_SECONDS, "ms", DIGITS_3, true, "Step of one user",
     "t_1"},
    {"lead.single_tokens_per_s", DERIVED(lead.single_tokens_per_s), DIM_RATE, "tok/s", DIGITS_3, true,
     "Tokens a second, one user alone", "v_1"},
    {"lead.tokens_per_s", DERIVED(lead.tokens_per_s), DIM_RATE, "tok/s", 0, true,
     "Tokens a second, whole cluster", "v"},
    {"lead.tokens_per_s_per_user", DERIVED(lead.tokens_per_s_per_user), DIM_RATE, "tok/s", DIGITS_3, true,
     "Tokens a second, each user", "v_u"},
    {"lead.is_shortest", DERIVED(lead_shortest), DIM_NONE, NULL, 0, false,
     "No context is shorter than the leading one", NULL},
    {"lead.is_longest", DERIVED(lead_longest), DIM_NONE, NULL, 0, false,
     "No context is longer than the leading one", NULL},
    {"lead.any", DERIVED(lead.any), DIM_NONE, NULL, 0, false, "Some batch fits the leading context", NULL},
    {"lead.largest_fits", DERIVED(lead_largest_fits), DIM_NONE, NULL, 0, false,
     "The largest batch fits the leading context", NULL},

    {"workload.contexts", DERIVED(contexts_words), DIM_NONE, NULL, 0, false, "Contexts", NULL},
    {"workload.batch_sizes", DERIVED(batches_words), DIM_NONE, NULL, 0, false, "Batch sizes", NULL},
    {"workload.shortest_context", DERIVED(shortest_context), DIM_COUNT, NULL, 0, false, "Shortest context",
     "s_0"},
    {"workload.longest_context", DERIVED(longest_context), DIM_COUNT, NULL, 0, false, "Longest context",
     "s_\\text{max}"},
    {"workload.shortest_max_batch", DERIVED(shortest_max_batch), DIM_COUNT, NULL, 0, false,
     "Sequences at the shortest context", NULL},
    {"workload.longest_max_batch", DERIVED(longest_max_batch), DIM_COUNT, NULL, 0, false,
     "Sequences at the longest context", NULL},
    {"workload.smallest_batch", DERIVED(smallest_batch), DIM_COUNT, NULL, 0, false, "Smallest batch", "B_0"},
    {"workload.largest_batch", DERIVED(largest_batch), DIM_COUNT, NULL, 0, false, "Largest batch",
     "B_\\text{max}"},
    {"workload.prompt_tokens", AT(spec.design.workload.prompt_tokens), DIM_COUNT, NULL, 0, false, "Prompt",
     "T_p"},
    {"workload.output_tokens", AT(spec.design.workload.output_tokens), DIM_COUNT, NULL, 0, false, "Output",
     "o"},

    {"article.one_pass_s", RESULT(pass.one_accelerator_s), DIM_SECONDS, "ms", DIGITS_3, false,
     "One pass over the weights, one accelerator", NULL},
    {"article.one_pass_all_s", RESULT(pass.replica_s), DIM_SECONDS, "ms", DIGITS_3, false,
     "One pass over the weights, all accelerators", NULL},
    {"article.intermediate_share", DERIVED(intermediate_share), DIM_SHARE, "%", DIGITS_4, false,
     "Time of the intermediates, scaled from 43 % at width 1,024", "x"},
    {"article.comm_rounded_s", DERIVED(comm_rounded_s), DIM_SECONDS, "ms", DIGITS_4, true,
     "Exchange of the largest batch, N − 1 taken as N", NULL},
    {"article.comm_kept_s", DERIVED(comm_kept_s), DIM_SECONDS, "ms", DIGITS_4, true,
     "Exchange of the largest batch, N − 1 kept", NULL},

    {"known.weights", DERIVED(known.weights), DIM_NONE, NULL, 0, false, "How well the weights are known",
     NULL},
    {"known.peak", DERIVED(known.peak), DIM_NONE, NULL, 0, false, "How well the peak is known", NULL},
    {"known.memory", DERIVED(known.memory), DIM_NONE, NULL, 0, false, "How well the memory is known", NULL},
    {"known.bandwidth", DERIVED(known.bandwidth), DIM_NONE, NULL, 0, false, "How well the bandwidth is known",
     NULL},
    {"known.link", DERIVED(known.link), DIM_NONE, NULL, 0, false, "How well the link is known", NULL},
    {"known.latency", DERIVED(known.latency), DIM_NONE, NULL, 0, false, "How well the latency is known",
     NULL},

    {"known.domain", DERIVED(known.domain), DIM_NONE, NULL, 0, false, "How well the link domain is known",
     NULL},
    {"known.between", DERIVED(known.between), DIM_NONE, NULL, 0, false,
     "How well the bandwidth between link domains is known", NULL},
    {"known.between_latency", DERIVED(known.between_latency), DIM_NONE, NULL, 0, false,
     "How well the latency between link domains is known", NULL},

#include "quantity_fewer.inc"

#include "quantity_verdict.inc"

    {"prompt.tokens", DERIVED(prompt.tokens), DIM_COUNT, NULL, 0, true, "Prompt", NULL},
    {"prompt.s", DERIVED(prompt.s), DIM_SECONDS, "ms", DIGITS_3, true, "Time to read the prompt", "t_p"},
    {"prompt.bound", DERIVED(prompt.bound), DIM_NONE, NULL, 0, false, "What binds the prompt", NULL},

    {"measured.count", DERIVED(measured_count), DIM_COUNT, NULL, 0, true, "Measurements set beside floors",
     NULL},
    {"measured.any", DERIVED(measured), DIM_NONE, NULL, 0, false, "A measured step is set beside", NULL},
    {"measured.step_s", DERIVED(first_measured.measured_s), DIM_SECONDS, "ms", DIGITS_3, true,
     "Measured step", NULL},
    {"measured.floor_s", DERIVED(first_measured.floor_s), DIM_SECONDS, "ms", DIGITS_3, true, "Its floor",
     NULL},
    {"measured.calibrated_s", DERIVED(first_measured.calibrated_s), DIM_SECONDS, "ms", DIGITS_3, true,
     "What the calibration says of it", NULL},
    {"measured.share", DERIVED(first_measured.share), DIM_SHARE, "%", 0, true, "Floor, of the measured time",
     NULL},
    {"measured.batch", DERIVED(first_measured.batch), DIM_COUNT, NULL, 0, true, "Batch measured", NULL},
    {"measured.context", DERIVED(first_measured.context), DIM_COUNT, NULL, 0, true, "Context measured", NULL},
    {"measured.source", DERIVED(first_measured.source), DIM_NONE, NULL, 0, false, "Source of the measurement",
     NULL},

#include "quantity_lecture.inc"

#include "quantity_calibration.inc"

#include "quantity_cost.inc"

#include "quantity_worked.inc"

    {"method", DERIVED(method), DIM_NONE, NULL, 0, false, "Method", NULL},
    {"method_is_article", DERIVED(article), DIM_NONE, NULL, 0, false, "The article's method", NULL},
    {"calibrated", DERIVED(calibrated), DIM_NONE, NULL, 0, false, "A calibration is used", NULL},
    {"powered", DERIVED(powered), DIM_NONE, NULL, 0, false, "The accelerator's power is known", NULL},
    {"priced", DERIVED(priced), DIM_NONE, NULL, 0, false, "A price is given", NULL},
    {"spec_sha256", DERIVED(spec_sha256_words), DIM_NONE, NULL, 0, false, "Checksum of the spec", NULL},
    {"version", DERIVED(version), DIM_NONE, NULL, 0, false, "floorline", NULL},
    {"commit", DERIVED(commit), DIM_NONE, NULL, 0, false, "Commit", NULL},
    {"formula_set", DERIVED(formula_set), DIM_NONE, NULL, 0, false, "Set of formulas", NULL},
    {"report.command", AT(about.command), DIM_NONE, NULL, 0, false, "Makes this report again", NULL},
    {"report.has_own_template", AT(about.own_template), DIM_NONE, NULL, 0, false,
     "The template is the user's own", NULL},
    {"report.carries_files", AT(about.carries), DIM_NONE, NULL, 0, false, "Files travel in the report", NULL},
};
const size_t n_quantities = sizeof quantities / sizeof quantities[0];

enum { SLOTS = 1024 };
_Static_assert(sizeof quantities / sizeof *quantities < SLOTS / 2,
               "most names are found at their first slot");

/* The slot of a name, or the free one where it would be: FNV-1a, open addressing. */
static const struct quantity **slot_of(const struct quantity **slots, const char *id) {
    uint32_t hash = 2166136261u;
    for (const char *c = id; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    const struct quantity **slot = &slots[hash % SLOTS];
    while (*slot && strcmp((*slot)->id, id) != 0)
        slot = slot + 1 < slots + SLOTS ? slot + 1 : slots;
    return slot;
}

/* Templates and formulas ask for a thousand in each report. */
const struct quantity *quantity_find(const char *id) {
    static const struct quantity *slots[SLOTS];
    static bool ready;
    for (size_t i = 0; i < n_quantities && !ready; i++)
        *slot_of(slots, quantities[i].id) = &quantities[i];
    ready = true;
    return *slot_of(slots, id);
}

bool quantity_number(const struct facts *facts, const struct quantity *quantity, double *out) {
    return member_number(facts, quantity->offset, quantity->kind, out) &&
           !(quantity->zero_absent && *out == 0);
}

const char *quantity_string(const struct facts *facts, const struct quantity *quantity) {
    return member_string(facts, quantity->offset, quantity->kind);
}

const char *quantity_symbol(const struct facts *facts, const struct quantity *quantity) {
    const struct cluster *cluster = &facts->spec.design.cluster;
    bool part = cluster->tensor_parallel != cluster->count;
    return part && !strcmp(quantity->id, "cluster.accelerators") ? "N_\\text{all}" : quantity->symbol;
}
