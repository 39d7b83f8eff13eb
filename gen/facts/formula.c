/* See formula.h. */
#include "formula.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define ARTICLE  "kipply, Transformer Inference Arithmetic, 2022"
#define COUNTING "counted per tensor; 2 FLOP a weight and token"
#define COUNTED  "the shapes of the matrices; biases and norms left out"
#define ROOFLINE "Williams, Waterman, Patterson, Roofline, 2009"

#define PARTS "all-reduces of the layers, the experts' all-to-all, the boundaries of the stages"

#define LAYERS_LATENCY "@comms.all_reduces_per_layer \\cdot @model.n_layers \\cdot @cluster.link_latency_s"
#define LAYERS_BYTES                                                                                         \
    "@comms.all_reduces_per_layer \\cdot @model.n_layers \\cdot @model.d_model \\cdot "                      \
    "@precision.activation_bytes"
#define TWO_ROUNDS                                                                                           \
    "\\frac{ 2 ( @cluster.tensor_parallel - 1 ) }{ @cluster.tensor_parallel } \\cdot \\frac{ " LAYERS_BYTES  \
    " }{ @cluster.link_bandwidth_bytes_per_s }"

const struct formula_row formula_rows[] = {
    {"model.params.twelve_l_d2", NULL, "12 \\cdot @model.n_layers \\cdot @model.d_model ^2", ARTICLE},
    {"layer.attention_params", "model.is_grouped",
     "2 \\cdot @model.d_model \\cdot @model.d_head \\cdot ( @model.n_heads + @model.n_kv_heads )", COUNTED},
    {"layer.attention_params", "model.is_multi_head",
     "4 \\cdot @model.d_model \\cdot @model.n_heads \\cdot @model.d_head", ARTICLE},
    {"layer.ffn_params", "model.has_shared",
     "@model.ffn_matrices \\cdot @model.d_model \\cdot ( @model.n_experts \\cdot @model.d_expert + "
     "@model.d_shared )",
     "the shapes of the matrices; router, biases and norms left out"},
    {"layer.ffn_params", "model.is_mixture",
     "@model.n_experts \\cdot @model.ffn_matrices \\cdot @model.d_model \\cdot @model.d_expert",
     "the shapes of the matrices; router, biases and norms left out"},
    {"layer.ffn_params", NULL, "@model.ffn_matrices \\cdot @model.d_model \\cdot @model.d_ff", COUNTED},
    {"model.params.total", NULL, "\\sum_\\text{tensors} r_i \\cdot c_i \\cdot n_i",
     "shape and number of every tensor"},
    {"model.params.active", NULL, "\\sum_\\text{tensors of one token} r_i \\cdot c_i \\cdot n_i",
     "of the experts, those that a token chooses"},
    {"model.params.matmul", NULL, "\\sum_\\text{matrices of one token} r_i \\cdot c_i \\cdot n_i",
     "tables that are looked up, norms and biases left out"},
    {"step.weights_read_bytes", "request.by_article", "@model.weights_bytes", ARTICLE},
    {"step.weights_read_bytes", NULL,
     "\\sum_\\text{tensors read} @precision.weight_bytes \\cdot r_i \\cdot c_i \\cdot n_i",
     "each once a step and each copy, the embedding looked up; of experts those chosen"},
    {"model.weights_bytes", NULL, "@precision.weight_bytes \\cdot @model.params.counted", ARTICLE},
    {"model.kv_bytes_per_token", "model.is_latent",
     "@precision.kv_bytes \\cdot @model.n_layers \\cdot ( @model.kv_rank + @model.d_rope )",
     "DeepSeek-V2, 2024: the latent and the rotary key are cached"},
    {"model.kv_bytes_per_token", "model.is_uniform",
     "2 \\cdot @precision.kv_bytes \\cdot @model.n_layers \\cdot @model.n_kv_heads \\cdot @model.d_head",
     ARTICLE},
    {"model.kv_bytes_per_token", NULL,
     "\\sum_\\text{layers} 2 \\cdot @precision.kv_bytes \\cdot K_i \\cdot h_i",
     "summed over the layers, windows not yet full"},
    {"model.kv_flops_per_token", "method_is_article",
     "2 \\cdot 2 \\cdot @model.n_layers \\cdot @model.d_model ^2", ARTICLE},
    {"model.kv_flops_per_token", "model.is_uniform",
     "2 \\cdot 2 \\cdot @model.n_layers \\cdot @model.d_model \\cdot @model.n_kv_heads \\cdot @model.d_head",
     COUNTING},
    {"model.kv_flops_per_token", "model.is_latent",
     "2 \\cdot @model.n_layers \\cdot @model.d_model \\cdot ( @model.kv_rank + @model.d_rope )", COUNTING},
    {"model.flops_per_token", "method_is_article", "24 \\cdot @model.n_layers \\cdot @model.d_model ^2",
     ARTICLE},
    {"model.flops_per_token", NULL, "2 \\cdot @model.params.matmul", COUNTING},
    {"cluster.flops_per_byte", NULL,
     "\\frac{ @cluster.peak_flops_per_s }{ @cluster.memory_bandwidth_bytes_per_s }", ROOFLINE},
    {"cluster.flops_per_comm_byte", "cluster.exchanges",
     "\\frac{ @cluster.peak_flops_per_s }{ @cluster.link_bandwidth_bytes_per_s }", ARTICLE},
    {"capacity.kv_room_bytes", "capacity.is_once",
     "@cluster.accelerators \\cdot @cluster.usable_memory_bytes - @model.weights_bytes", ARTICLE},
    {"capacity.kv_room_bytes", NULL,
     "@cluster.accelerators \\cdot @cluster.usable_memory_bytes - @capacity.weights_bytes", ARTICLE},
    {"capacity.max_tokens", "capacity.holds_nothing",
     "\\max ( 0 , \\left\\lfloor \\frac{ @capacity.kv_room_bytes }{ @capacity.token_bytes } \\right\\rfloor "
     ")",
     "copies counted"},
    {"capacity.max_tokens", "capacity.holds_plain",
     "\\left\\lfloor \\frac{ @capacity.kv_room_bytes }{ @model.kv_bytes_per_token } \\right\\rfloor",
     ARTICLE},
    {"capacity.max_tokens", "model.keeps_state",
     "@cluster.data_parallel \\cdot \\left\\lfloor \\frac{ @capacity.replica_room_bytes - "
     "@model.state_bytes_per_sequence }{ @capacity.token_bytes } \\right\\rfloor",
     "one sequence in each replica: its state, and a cache of so many tokens"},
    {"capacity.max_tokens", "cluster.is_replicated",
     "@cluster.data_parallel \\cdot \\left\\lfloor \\frac{ @capacity.replica_room_bytes }{ "
     "@capacity.token_bytes } \\right\\rfloor",
     "each replica keeps its own cache, copies counted"},
    {"capacity.max_tokens", NULL,
     "\\left\\lfloor \\frac{ @capacity.kv_room_bytes }{ @capacity.token_bytes } \\right\\rfloor",
     "copies counted"},
    {"model.attention_flops", "model.sees_all",
     "4 \\cdot @model.n_layers \\cdot @model.n_heads \\cdot @model.d_head \\cdot @lead.context",
     "scores and weighted values, 2 FLOP each a cached value and head"},
    {"model.attention_flops", "model.is_latent",
     "2 \\cdot @model.n_layers \\cdot @model.n_heads \\cdot @lead.context \\cdot ( 2 \\cdot @model.kv_rank + "
     "@model.d_rope )",
     "DeepSeek-V2, 2024: each head against the latent itself, 2 FLOP a cached value"},
    {"comms.elements_per_token_per_layer", "comms.two_rounds",
     "\\frac{ 2 \\cdot @comms.all_reduces_per_layer \\cdot ( @cluster.tensor_parallel - 1 ) \\cdot "
     "@model.d_model }{ @cluster.tensor_parallel }",
     ARTICLE},
    {"comms.bytes_per_token", "comms.two_rounds",
     "@precision.activation_bytes \\cdot @model.n_layers \\cdot @comms.elements_per_token_per_layer",
     ARTICLE},
    {"article.intermediate_share", NULL,
     "\\text{43\u202F%} \\cdot \\frac{ @model.d_model / 1,024 }{ ( @model.d_model / 1,024 )^2 }",
     "Ivanov et al., Data Movement Is All You Need, 2020; scaled as kipply does"},
    {"article.intermediate_of_all", NULL,
     "\\frac{ @article.intermediate_share }{ @article.intermediate_share + \\text{57\u202F%} }",
     "the matrices' 57 % stay 57 % where all is divided by their growth"},
    {"small.likely_s", NULL, "\\frac{ @small.step_s }{ @small.reached }", ARTICLE},
    {"step.weights_read_s", "method_is_article",
     "\\frac{ @model.weights_bytes }{ @cluster.tensor_parallel \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s }",
     ARTICLE},
    {"step.weights_read_s", NULL,
     "\\frac{ @step.weights_read_bytes }{ @cluster.tensor_parallel \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s }",
     ARTICLE},
    {"step.compute_per_sequence_s", "method_is_article",
     "\\frac{ 2 \\cdot @model.params.counted }{ @cluster.tensor_parallel \\cdot @cluster.peak_flops_per_s }",
     ARTICLE},
    {"step.compute_per_sequence_s", NULL,
     "\\frac{ 2 \\cdot @model.params.matmul }{ @cluster.tensor_parallel \\cdot @cluster.peak_flops_per_s }",
     COUNTING},
    {"large.cache_per_sequence_s", "capacity.is_plain",
     "\\frac{ @workload.shortest_context \\cdot @model.kv_bytes_per_token }{ @cluster.tensor_parallel \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s }",
     ROOFLINE},
    {"large.cache_per_sequence_s", NULL,
     "\\frac{ @workload.shortest_context \\cdot @capacity.token_bytes }{ @cluster.tensor_parallel \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s }",
     ROOFLINE},
    {"comms.all_reduce_latency_s", "method_is_article",
     "4 \\cdot @model.n_layers \\cdot @cluster.link_latency_s", ARTICLE},
    {"comms.all_reduce_latency_s", "comms.is_ring",
     "2 ( @cluster.tensor_parallel - 1 ) \\cdot " LAYERS_LATENCY,
     "ring all-reduce: N − 1 hops to add, N − 1 to share"},
    {"comms.all_reduce_latency_s", "comms.is_mesh", "2 \\cdot " LAYERS_LATENCY,
     "all-reduce in a mesh: one round of sends to add, one to share"},
    {"comms.all_reduce_latency_s", "comms.is_one_shot", LAYERS_LATENCY,
     "one-shot all-reduce: one round of sends"},
    {"comms.all_reduce_latency_s", "comms.is_in_network", "2 \\cdot " LAYERS_LATENCY,
     "all-reduce in the network: up to the switch and down"},
    {"comms.step_latency_s", "comms.with_experts",
     "@comms.all_reduce_latency_s + @comms.all_to_all_latency_s", PARTS},
    {"comms.step_latency_s", "comms.with_stages", "@comms.all_reduce_latency_s + @comms.stages_latency_s",
     PARTS},
    {"comms.step_latency_s", "comms.with_both",
     "@comms.all_reduce_latency_s + @comms.all_to_all_latency_s + @comms.stages_latency_s", PARTS},
    {"comms.all_reduce_per_sequence_s", "method_is_article",
     "\\frac{ 4 \\cdot @model.n_layers \\cdot @model.d_model \\cdot @precision.activation_bytes }{ "
     "@cluster.link_bandwidth_bytes_per_s }",
     ARTICLE},
    {"comms.all_reduce_per_sequence_s", "comms.is_ring", TWO_ROUNDS, "ring all-reduce"},
    {"comms.all_reduce_per_sequence_s", "comms.is_mesh", TWO_ROUNDS, "all-reduce in a mesh"},
    {"comms.all_reduce_per_sequence_s", "comms.is_one_shot",
     "( @cluster.tensor_parallel - 1 ) \\cdot \\frac{ " LAYERS_BYTES
     " }{ @cluster.link_bandwidth_bytes_per_s }",
     "one-shot all-reduce"},
    {"comms.all_reduce_per_sequence_s", "comms.is_in_network",
     "\\frac{ " LAYERS_BYTES " }{ @cluster.link_bandwidth_bytes_per_s }", "all-reduce in the network"},
    {"comms.per_sequence_s", "comms.with_experts",
     "@comms.all_reduce_per_sequence_s + @comms.all_to_all_per_sequence_s", PARTS},
    {"comms.per_sequence_s", "comms.with_stages",
     "@comms.all_reduce_per_sequence_s + @comms.stages_per_sequence_s", PARTS},
    {"comms.per_sequence_s", "comms.with_both",
     "@comms.all_reduce_per_sequence_s + @comms.all_to_all_per_sequence_s + @comms.stages_per_sequence_s",
     PARTS},
    {"comms.step_latency_s", NULL, "@comms.all_reduce_latency_s", "all-reduces alone"},
    {"comms.per_sequence_s", NULL, "@comms.all_reduce_per_sequence_s", "all-reduces alone"},
    {"comms.all_to_all_latency_s", "comms.experts_near",
     "2 \\cdot @model.n_expert_layers \\cdot @cluster.link_latency_s",
     "one round of sends to the experts, one back"},
    {"comms.all_to_all_per_sequence_s", "comms.experts_near",
     "2 \\cdot @model.n_expert_layers \\cdot @model.top_k \\cdot \\frac{ @cluster.expert_parallel - 1 }{ "
     "@cluster.expert_parallel } \\cdot \\frac{ @model.d_model \\cdot @precision.activation_bytes }{ "
     "@cluster.link_bandwidth_bytes_per_s }",
     "each token to its experts and back"},
    {"comms.stages_latency_s", "comms.stages_near",
     "( @cluster.pipeline_parallel - 1 ) \\cdot @cluster.link_latency_s",
     "one send from each stage to the next"},
    {"comms.stages_per_sequence_s", "comms.stages_near",
     "( @cluster.pipeline_parallel - 1 ) \\cdot \\frac{ @model.d_model \\cdot @precision.activation_bytes }{ "
     "@cluster.link_bandwidth_bytes_per_s }",
     "one vector from each stage to the next"},
    {"cluster.usable_memory_bytes", NULL,
     "@cluster.memory_fraction \\cdot @cluster.visible_memory_bytes - @cluster.reserved_bytes",
     "what the spec lets the runtime take"},
    {"capacity.memory_bytes", NULL, "@cluster.accelerators \\cdot @cluster.usable_memory_bytes", ARTICLE},
    {"capacity.weights_bytes", "capacity.is_copied",
     "@cluster.data_parallel \\cdot @model.weights_bytes + @capacity.copies_bytes", "copies counted"},
    {"capacity.weights_bytes", "capacity.is_whole", "@cluster.data_parallel \\cdot @model.weights_bytes",
     ARTICLE},
    {"capacity.margin_share", NULL, "\\frac{ @capacity.kv_room_bytes }{ @capacity.memory_bytes }", "ratio"},
    {"capacity.replica_room_bytes", NULL, "\\frac{ @capacity.kv_room_bytes }{ @cluster.data_parallel }",
     "each replica keeps its own cache, copies counted"},
    {"capacity.token_bytes", "request.by_operators",
     "@cluster.tensor_parallel \\cdot @model.kv_bytes_per_token_per_accelerator", "copies counted"},
    {"lead.sequence_bytes", "lead.is_linear", "@capacity.token_bytes \\cdot @lead.context", ARTICLE},
    {"lead.sequence_bytes", NULL, "\\sum_\\text{layers} k_i \\cdot \\min ( @lead.context , w_i )",
     "summed over the layers, states and windows counted"},
    {"lead.max_batch", "capacity.fits",
     "\\left\\lfloor \\frac{ @capacity.replica_room_bytes }{ @lead.sequence_bytes } \\right\\rfloor",
     ARTICLE},
    {"misfit.short_bytes", NULL, "@misfit.cache_bytes - @capacity.kv_room_bytes", "what the cache lacks"},
    {"misfit.short_each_bytes", NULL, "\\frac{ @misfit.short_bytes }{ @cluster.accelerators }",
     "what the cache lacks"},
    {"step.compute_bound_batch", "request.by_article",
     "\\frac{ @cluster.peak_flops_per_s }{ @cluster.memory_bandwidth_bytes_per_s }", ARTICLE},
    {"step.compute_bound_batch", "model.reads_all",
     "\\frac{ @cluster.peak_flops_per_s \\cdot @precision.weight_bytes }{ 2 \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s }",
     ROOFLINE},
    {"lead.ops_s", "request.by_article",
     "\\max ( @step.weights_read_s , @lead.batch \\cdot @step.compute_per_sequence_s )", ARTICLE},
    {"lead.ops_s", NULL,
     "\\sum_\\text{operators} \\max ( \\frac{ f_i }{ @cluster.peak_flops_per_s } , \\frac{ m_i }{ "
     "@cluster.memory_bandwidth_bytes_per_s } )",
     "each operator the longer of its computing and its reading; Roofline"},
    {"lead.comm_s", "request.by_article",
     "\\max ( @comms.step_latency_s , @lead.batch \\cdot @comms.per_sequence_s )", ARTICLE},
    {"lead.comm_s", "request.by_operators",
     "@comms.step_latency_s + @lead.batch \\cdot @comms.per_sequence_s", "latency and throughput, added"},
    {"lead.step_s", "cluster.exchanges", "\\max ( @lead.ops_s , @lead.comm_s )", "all overlapped"},
    {"lead.step_s", NULL, "@lead.ops_s", "nothing is exchanged"},
    {"lead.sum_s", "cluster.exchanges", "@lead.ops_s + @lead.comm_s", "nothing overlapped"},
    {"lead.tokens_per_s", NULL, "\\frac{ @cluster.data_parallel \\cdot @lead.batch }{ @lead.step_s }",
     "one token for each sequence a step"},
    {"lead.tokens_per_s_per_user", NULL, "\\frac{ 1 }{ @lead.step_s }", "one token for each sequence a step"},
    {"lead.single_tokens_per_s", NULL, "\\frac{ 1 }{ @lead.single_step_s }",
     "one token for each sequence a step"},
    {"band.calibrated_ops_s", NULL,
     "\\sum_\\text{operators} \\max ( \\frac{ f_i }{ @calibration.compute_efficiency \\cdot "
     "@cluster.peak_flops_per_s } , \\frac{ m_i }{ @calibration.memory_efficiency \\cdot "
     "@cluster.memory_bandwidth_bytes_per_s } )",
     "each operator at the fitted shares of the peaks"},
    {"band.calibrated_s", "cluster.exchanges",
     "@band.calibrated_ops_s + \\frac{ @band.comm_s }{ @calibration.link_efficiency } + @model.n_layers "
     "\\cdot @calibration.layer_overhead_s + @calibration.step_overhead_s",
     "nothing overlapped; factors fitted to measurements"},
    {"band.calibrated_s", NULL,
     "@band.calibrated_ops_s + @model.n_layers \\cdot @calibration.layer_overhead_s + "
     "@calibration.step_overhead_s",
     "nothing overlapped; factors fitted to measurements"},
    {"band.run_share", NULL, "\\frac{ @band.run_floor_s }{ @band.run_measured_s }", "ratio"},
    {"prompt.ops_s", "request.by_article",
     "\\max ( @step.weights_read_s , @prompt.all_tokens \\cdot @step.compute_per_sequence_s )", ARTICLE},
    {"prompt.ops_s", NULL,
     "\\sum_\\text{operators} \\max ( \\frac{ f_i }{ @cluster.peak_flops_per_s } , \\frac{ m_i }{ "
     "@cluster.memory_bandwidth_bytes_per_s } )",
     "each operator the longer of its computing and its reading; Roofline"},
    {"prompt.comm_s", "request.by_article",
     "\\max ( @comms.step_latency_s , @prompt.all_tokens \\cdot @comms.per_sequence_s )", ARTICLE},
    {"prompt.comm_s", "request.by_operators",
     "@comms.step_latency_s + @prompt.all_tokens \\cdot @comms.per_sequence_s",
     "latency and throughput, added"},
    {"prompt.s", "cluster.exchanges", "\\max ( @prompt.ops_s , @prompt.comm_s )", "all overlapped"},
    {"prompt.s", NULL, "@prompt.ops_s", "nothing is exchanged"},
    {"request.ttft_ops_s", "request.by_article",
     "\\max ( @step.weights_read_s , @request.tokens \\cdot @step.compute_per_sequence_s )", ARTICLE},
    {"request.ttft_ops_s", NULL,
     "\\sum_\\text{operators} \\max ( \\frac{ f_i }{ @cluster.peak_flops_per_s } , \\frac{ m_i }{ "
     "@cluster.memory_bandwidth_bytes_per_s } )",
     "each operator the longer of its computing and its reading; Roofline"},
    {"request.ttft_comm_s", "request.by_article",
     "\\max ( @comms.step_latency_s , @request.tokens \\cdot @comms.per_sequence_s )", ARTICLE},
    {"request.ttft_comm_s", "request.by_operators",
     "@comms.step_latency_s + @request.tokens \\cdot @comms.per_sequence_s", "latency and throughput, added"},
    {"request.ttft_s", "cluster.exchanges", "\\max ( @request.ttft_ops_s , @request.ttft_comm_s )",
     "all overlapped"},
    {"request.ttft_s", NULL, "@request.ttft_ops_s", "nothing is exchanged"},
    {"request.tpot_s", NULL, "\\frac{ 1 }{ @workload.output_tokens - 1 } \\cdot \\sum_\\text{tokens} t_i",
     "mean over the growing context"},
    {"request.end_to_end_s", "request.is_first_token", "@request.ttft_s",
     "the first token comes with the prompt"},
    {"request.end_to_end_s", NULL, "@request.ttft_s + ( @workload.output_tokens - 1 ) \\cdot @request.tpot_s",
     "the first token comes with the prompt"},
    {"request.tokens_per_s", NULL,
     "\\frac{ @cluster.data_parallel \\cdot @cost.batch \\cdot @workload.output_tokens }{ "
     "@request.end_to_end_s }",
     "all of a batch begins and ends together"},
    {"cost.input_per_million", NULL,
     "\\frac{ 1,000,000 \\cdot @cluster.replica_accelerators \\cdot @cluster.price_per_hour \\cdot "
     "@cost.prefill_s }{ \\text{3,600 s/h} \\cdot @cluster.utilisation \\cdot @request.tokens }",
     "price of the time that a million tokens take"},
    {"cost.output_per_million", NULL,
     "\\frac{ 1,000,000 \\cdot @cluster.replica_accelerators \\cdot @cluster.price_per_hour \\cdot "
     "@cost.step_s }{ \\text{3,600 s/h} \\cdot @cluster.utilisation \\cdot @cost.batch }",
     "price of the time that a million tokens take"},
    {"cost.input_energy_per_million_j", NULL,
     "\\frac{ 1,000,000 \\cdot @cluster.replica_accelerators \\cdot @cluster.tdp_w \\cdot @cluster.pue "
     "\\cdot @cost.prefill_s }{ @request.tokens }",
     "full power for the time that a million tokens take"},
    {"cost.output_energy_per_million_j", NULL,
     "\\frac{ 1,000,000 \\cdot @cluster.replica_accelerators \\cdot @cluster.tdp_w \\cdot @cluster.pue "
     "\\cdot @cost.step_s }{ @cost.batch }",
     "full power for the time that a million tokens take"},
};
const size_t n_formula_rows = sizeof formula_rows / sizeof formula_rows[0];

const struct formula_row *formula_find(const struct facts *facts, const char *id) {
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct formula_row *row = &formula_rows[i];
        bool holds = true;
        if (!strcmp(row->quantity, id) && (!row->when || (facts_truth(facts, row->when, &holds) && holds)))
            return row;
    }
    return NULL;
}

size_t formula_id_length(const char *at) {
    size_t n = 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_' || at[n] == '.')
        n++;
    return n;
}

/* Whether four digits, as formulas write them, are all of a value's digits. */
static bool four_digits_hold(double value) {
    if (value == 0)
        return true; /* LCOV_EXCL_LINE: formulas of nothing have no numbers */
    double last = pow(10, floor(log10(fabs(value))) - 3), digits = value / last;
    return fabs(digits - round(digits)) < 1e-9 * fabs(digits);
}

/* What is rounded down is divided with every byte written: four digits of the bytes would give other tokens
 * than those that fit. */
static const char *unit_within(const char *formula, const struct quantity *quantity, double value) {
    bool rounded_down = strstr(formula, "\\lfloor") && quantity->measure == DIM_BYTES;
    return rounded_down && !four_digits_hold(value) ? "B" : NULL;
}

static void put_in(const struct facts *facts, const char *formula, bool numbers, struct text *out) {
    for (const char *at = formula; *at;) {
        if (*at != '@') {
            text_char(out, *at++);
            continue;
        }
        size_t length = formula_id_length(++at);
        char id[96];
        const char *why;
        memcpy(id, at, length);
        id[length] = '\0';
        at += length;
        const struct quantity *quantity = quantity_find(id);
        if (!numbers) {
            text_string(out, words_say(facts, quantity->symbol));
            continue;
        }
        double value = 0;
        quantity_number(facts, quantity, &value);
        const char *unit = unit_within(formula, quantity, value);
        text_string(out, "\\text{");
        facts_words(facts, id, unit,
                    unit                             ? 0
                    : quantity->decimals == DIGITS_3 ? DIGITS_4
                                                     : quantity->decimals,
                    out, &why);
        text_string(out, "}");
    }
}

bool facts_formula(const struct facts *facts, const char *id, struct formula *out) {
    const struct quantity *quantity = quantity_find(id);
    double value;
    size_t i = 0;
    while (i < n_formula_rows && strcmp(formula_rows[i].quantity, id) != 0)
        i++;
    if (!quantity || i == n_formula_rows)
        return false;
    const struct formula_row *row = formula_find(facts, id);
    *out = (struct formula){.name = words_say(facts, quantity->name),
                            .symbol = words_say(facts, quantity->symbol)};
    if (!row || !quantity_number(facts, quantity, &value))
        return true;
    struct text words = {0};
    const char *why;
    put_in(facts, words_say(facts, row->formula), false, &words);
    out->symbols = arena_string(facts->arena, text_get(&words));
    text_clear(&words);
    put_in(facts, words_say(facts, row->formula), true, &words);
    out->numbers = arena_string(facts->arena, text_get(&words));
    text_clear(&words);
    facts_words(facts, id, NULL, quantity->decimals, &words, &why);
    out->result = arena_string(facts->arena, text_get(&words));
    text_drop(&words);
    return true;
}
