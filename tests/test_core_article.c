/* The article method against the article (kipply, Transformer Inference Arithmetic, 2022), its slips
 * corrected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_designs.h"

#include <math.h>

static const int64_t batches[] = {1, 208, 256, 312, 416, 512};
static const int64_t contexts[] = {512, 2048};

enum model_id { M52B, M52B_NOMINAL, M260B, M13B };

static struct design article(enum model_id id, int64_t n) {
    static struct layer_kind kind;
    struct model model;
    if (id == M260B)
        model = gpt(&kind, 80, 16384, 128, 128, 32000);
    else if (id == M13B)
        model = gpt(&kind, 40, 5120, 40, 128, 51200);
    else
        model = gpt(&kind, 64, 8192, 128, 64, 65536);
    model.n_parameters = id == M260B ? 260e9 : id == M52B_NOMINAL ? 52e9 : 0;
    struct design design = lay(model, a100_40(), n);
    design.method = METHOD_ARTICLE;
    design.workload.batch_sizes = batches;
    design.workload.n_batch_sizes = COUNT(batches);
    design.workload.contexts = contexts;
    design.workload.n_contexts = COUNT(contexts);
    return design;
}

static const struct decode_row *row_of(const struct analysis *a, int64_t batch) {
    for (size_t i = 0; i < a->n_decode; i++) {
        if (a->decode[i].batch == batch && a->decode[i].context == contexts[0])
            return &a->decode[i];
    }
    fail_msg("no row of batch %lld", (long long)batch);
    return NULL;
}

enum of {
    FLOPS_PER_BYTE,
    FLOPS_PER_COMM_BYTE,
    PASS_PARAMETERS,
    EMBEDDING,
    KV_FLOPS,
    FLOPS,
    KV_BYTES,
    WEIGHTS,
    ROOM,
    TOKENS,
    MEMORY_MS,
    COMPUTE_MS,
    LATENCY_MS,
    THROUGHPUT_MS,
    COMM_MS,
    STEP_MS,
    SUM_MS,
    PASS_ONE_MS,
    PASS_REPLICA_MS,
    THROUGHPUT_KEPT_MS,
    MESSAGES,
    ELEMENTS
};

static double value_of(const struct analysis *a, enum of of, int64_t batch) {
    const struct decode_row *row = row_of(a, batch);
    switch (of) {
    case FLOPS_PER_BYTE:
        return a->flops_per_byte;
    case FLOPS_PER_COMM_BYTE:
        return a->flops_per_comm_byte;
    case PASS_PARAMETERS:
        return a->pass.parameters;
    case EMBEDDING:
        return (double)a->params.embedding;
    case KV_FLOPS:
        return a->kv_flops_per_token;
    case FLOPS:
        return a->flops_per_token;
    case KV_BYTES:
        return a->kv_bytes_per_token;
    case WEIGHTS:
        return a->weights_bytes;
    case ROOM:
        return a->capacity.kv_room_bytes;
    case TOKENS:
        return (double)a->capacity.max_tokens;
    case MEMORY_MS:
        return row->memory_s * 1e3;
    case COMPUTE_MS:
        return row->compute_s * 1e3;
    case LATENCY_MS:
        return row->comm_latency_s * 1e3;
    case THROUGHPUT_MS:
        return row->comm_bandwidth_s * 1e3;
    case COMM_MS:
        return row->comm_s * 1e3;
    case STEP_MS:
        return row->step_s * 1e3;
    case SUM_MS:
        return row->step_sum_s * 1e3;
    case PASS_ONE_MS:
        return a->pass.one_accelerator_s * 1e3;
    case PASS_REPLICA_MS:
        return a->pass.replica_s * 1e3;
    case THROUGHPUT_KEPT_MS:
        return a->comms.bytes_per_token * (double)batch / 300e9 * 1e3;
    case MESSAGES:
        return a->comms.messages_per_layer;
    case ELEMENTS:
        return a->comms.elements_per_token_per_layer;
    }
    return NAN;
}

/* Each value as the article prints it, or as its formula gives it where it slips; half a unit of the last
 * digit. */
static const struct {
    const char *what;
    enum model_id model;
    int64_t n, batch;
    enum of of;
    double value, within;
} values[] = {
    {"312e12 / 1.5e12", M52B, 1, 1, FLOPS_PER_BYTE, 208, 0},
    {"312e12 / 300e9", M52B, 1, 1, FLOPS_PER_COMM_BYTE, 1040, 1e-9},
    {"52B: 12 L d^2", M52B, 1, 1, PASS_PARAMETERS, 51539607552, 0},
    {"52B nominal: 12 L d^2 all the same", M52B_NOMINAL, 4, 1, PASS_PARAMETERS, 51539607552, 0},
    {"52B: an embedding matrix", M52B, 1, 1, EMBEDDING, 536870912, 0},
    {"52B: one token's k and v", M52B, 1, 1, KV_FLOPS, 17179869184, 0},
    {"52B: 24 L d^2", M52B, 1, 1, FLOPS, 103079215104, 0},
    {"52B nominal: 24 L d^2 all the same", M52B_NOMINAL, 4, 1, FLOPS, 103079215104, 0},
    {"52B: cache of a token", M52B, 1, 1, KV_BYTES, 2097152, 0},
    {"52B: a pass on one", M52B, 1, 1, STEP_MS, 68.7, 0.05},
    {"52B: the same for 208 tokens", M52B, 1, 208, STEP_MS, 68.7, 0.05},
    {"52B: 312 tokens", M52B, 1, 312, STEP_MS, 103, 0.5},
    {"52B: 416 tokens", M52B, 1, 416, STEP_MS, 137, 0.5},
    {"52B: on four", M52B, 4, 1, MEMORY_MS, 17.2, 0.05},
    {"52B nominal: a pass on one", M52B_NOMINAL, 4, 1, PASS_ONE_MS, 68.7, 0.05},
    {"52B nominal: a pass on four", M52B_NOMINAL, 4, 1, PASS_REPLICA_MS, 17.2, 0.05},
    {"52B nominal: weights", M52B_NOMINAL, 3, 1, WEIGHTS, 104e9, 0},
    {"52B nominal on three: room", M52B_NOMINAL, 3, 1, ROOM, 16e9, 0},
    {"52B nominal on three: tokens", M52B_NOMINAL, 3, 1, TOKENS, 7629, 0},
    {"52B nominal on four: room", M52B_NOMINAL, 4, 1, ROOM, 56e9, 0},
    {"52B nominal on four: tokens", M52B_NOMINAL, 4, 1, TOKENS, 26702, 0},
    {"52B on four, batch 256: compute", M52B, 4, 256, COMPUTE_MS, 21.1, 0.05},
    {"52B nominal on four, batch 256: compute", M52B_NOMINAL, 4, 256, COMPUTE_MS, 21.3, 0.05},
    {"52B on four, batch 256: comms", M52B_NOMINAL, 4, 256, COMM_MS, 3.6, 0.05},
    {"260B: memory", M260B, 16, 1, MEMORY_MS, 21.67, 0.005},
    {"260B: comms latency", M260B, 16, 1, LATENCY_MS, 2.56, 1e-9},
    {"260B: comms throughput", M260B, 16, 1, THROUGHPUT_MS, 0.035, 0.0005},
    {"260B: comms, the greater", M260B, 16, 1, COMM_MS, 2.56, 1e-9},
    {"260B, 512: compute", M260B, 16, 512, COMPUTE_MS, 53.33, 0.005},
    {"260B, 512: comms", M260B, 16, 512, COMM_MS, 17.90, 0.005},
    {"260B, 512: comms, (N-1)/N kept", M260B, 16, 512, THROUGHPUT_KEPT_MS, 16.78, 0.005},
    {"260B, 512: step", M260B, 16, 512, STEP_MS, 53.3, 0.05},
    {"260B, 512: sum", M260B, 16, 512, SUM_MS, 71.2, 0.05},
    {"260B: room", M260B, 16, 512, ROOM, 120e9, 0},
    {"260B: tokens", M260B, 16, 512, TOKENS, 22888, 0},
    {"13B on one", M13B, 1, 1, STEP_MS, 16.8, 0.05},
    {"13B on one: comms", M13B, 1, 1, COMM_MS, 0, 0},
    {"13B on two", M13B, 2, 1, MEMORY_MS, 8.4, 0.05},
    {"13B on two: comms", M13B, 2, 1, COMM_MS, 1.28, 1e-9},
};

static void published_values_come_out(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        struct design design = article(values[i].model, values[i].n);
        struct answer a = answer(&design);
        double value = value_of(&a.analysis, values[i].of, values[i].batch);
        if (!(fabs(value - values[i].value) <= values[i].within))
            fail_msg("%s: %.12g, not %.12g", values[i].what, value, values[i].value);
        answer_drop(&a);
    }
}

/* d=4, H=2, h=2, F=16, N=2: two partial sums a layer, each N-1 sends of d/N twice: 4(N-1)d/N = 8 elements. */
static void small_example_sends_eight_elements(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(gpt(&kind, 1, 4, 2, 2, 16), a100_40(), 2);
    design.workload.batch_sizes = batches;
    design.workload.n_batch_sizes = 1;
    for (int method = METHOD_OPERATOR; method <= METHOD_ARTICLE; method++) {
        design.method = (enum method)method;
        struct answer a = answer(&design);
        assert_true(a.analysis.comms.elements_per_token_per_layer == 8);
        assert_true(a.analysis.comms.messages_per_layer == 4);
        assert_true(a.analysis.comms.bytes_per_token == 16);
        answer_drop(&a);
    }
}

/* Slip 12 of the original: 120 GB hold 22,888 tokens, 44 for each of 512 sequences, so 512 of context do not
 * fit. */
static void a_batch_beyond_the_cache_is_said(void **state) {
    (void)state;
    struct design design = article(M260B, 16);
    struct answer a = answer(&design);
    const struct decode_row *row = row_of(&a.analysis, 512);
    assert_false(row->fits);
    assert_int_equal(a.analysis.capacity.max_tokens / row->batch, 44);
    assert_int_equal(a.analysis.capacity.rows[0].max_batch, 44);
    assert_true(row_of(&a.analysis, 1)->fits);
    answer_drop(&a);
}

/* The cache's reads are left out of memory_s and of the step, but given. 512 tokens of 2 MiB over 1.5 TB/s.
 */
static void the_cache_is_given_but_not_added(void **state) {
    (void)state;
    struct design design = article(M52B, 1);
    struct answer a = answer(&design);
    const struct decode_row *row = row_of(&a.analysis, 1);
    assert_near(row->kv_s, 512 * 2097152 / 1.5e12, 1e-12);
    assert_true(row->memory_s == row->weights_s);
    assert_near(row->step_s, 2 * 51539607552 / 1.5e12, 1e-12);
    answer_drop(&a);
}

/* Two accelerators of 40 GB cannot hold 104 GB: short by 24 GB, and no token fits. */
static void weights_that_do_not_fit_leave_negative_room(void **state) {
    (void)state;
    struct design design = article(M52B_NOMINAL, 2);
    struct answer a = answer(&design);
    assert_true(a.analysis.capacity.kv_room_bytes == -24e9);
    assert_false(a.analysis.capacity.fits);
    assert_int_equal(a.analysis.capacity.max_tokens, 0);
    assert_int_equal(a.analysis.capacity.rows[1].max_batch, 0);
    for (size_t i = 0; i < a.analysis.n_decode; i++)
        assert_false(a.analysis.decode[i].fits);
    answer_drop(&a);
}

/* In the spec's order, the context varying fastest. */
static void rows_stand_in_the_order_asked_for(void **state) {
    (void)state;
    struct design design = article(M13B, 1);
    struct answer a = answer(&design);
    assert_int_equal(a.analysis.n_decode, COUNT(batches) * COUNT(contexts));
    for (size_t i = 0; i < a.analysis.n_decode; i++) {
        assert_int_equal(a.analysis.decode[i].batch, batches[i / COUNT(contexts)]);
        assert_int_equal(a.analysis.decode[i].context, contexts[i % COUNT(contexts)]);
    }
    answer_drop(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values_come_out),
        cmocka_unit_test(small_example_sends_eight_elements),
        cmocka_unit_test(a_batch_beyond_the_cache_is_said),
        cmocka_unit_test(the_cache_is_given_but_not_added),
        cmocka_unit_test(weights_that_do_not_fit_leave_negative_room),
        cmocka_unit_test(rows_stand_in_the_order_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
