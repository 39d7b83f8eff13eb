/* What binds a decoding step, and from which batch on (declared in derived.h). Rows that nobody asked for are
 * worked out by the core. */
#include "../core/step.h"
#include "derived.h"

#include <assert.h>

/* "Decoding is bound by …" */
static const char *term_phrase(enum term term) {
    static const char *const phrases[] = {"the weights", "the cache", "compute", "the exchange"};
    return phrases[term];
}

static bool compute_binds(const struct decode_row *row, enum term first) {
    (void)first;
    return row->term == TERM_COMPUTE;
}

static bool cache_outweighs(const struct decode_row *row, enum term first) {
    (void)first;
    return row->kv_s > row->weights_s;
}

static bool bound_differs(const struct decode_row *row, enum term first) {
    return row->term != first;
}

/* The first batch, up to `most`, of which `holds` is true at a context: among those asked for and `most`
 * itself, then between it and the one before it. 0: none. */
static int64_t first_batch(const struct analysis *analysis, int64_t most, int64_t context, enum term first,
                           bool (*holds)(const struct decode_row *, enum term)) {
    int64_t high = 0, low = 0;
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context == context && row->batch <= most && holds(row, first) &&
            (!high || row->batch < high))
            high = row->batch;
    }
    if (!high && most > 0) { /* the most that fits need not be asked for */
        struct decode_row row;
        step_decode(analysis->plan, most, context, &row);
        high = holds(&row, first) ? most : 0;
    }
    for (size_t i = 0; i < analysis->n_decode; i++)
        if (analysis->decode[i].batch < high && analysis->decode[i].batch > low)
            low = analysis->decode[i].batch;
    while (high - low > 1) {
        struct decode_row row;
        step_decode(analysis->plan, low + (high - low) / 2, context, &row);
        if (holds(&row, first))
            high = row.batch;
        else
            low = row.batch;
    }
    return high;
}

void bounds_make(const struct analysis *analysis, struct derived *out) {
    const struct decode_row *first = NULL;
    struct decode_row last;
    out->all_fit = true;
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        out->all_fit &= row->fits;
        out->some_fit |= row->fits;
        if (row->fits) {
            out->compute_ever |= row->bound == BOUND_COMPUTE;
            out->comm_ever |= row->bound == BOUND_COMM;
            out->cache_ever |= row->term == TERM_CACHE;
        }
        if (row->context == out->lead.context && (!first || row->batch < first->batch))
            first = row;
        if (row->context == out->shortest_context) {
            if (row->bound == BOUND_COMM) {
                if (!out->comm_from || row->batch < out->comm_from)
                    out->comm_from = row->batch;
                if (row->batch > out->comm_until)
                    out->comm_until = row->batch;
            }
        }
    }
    assert(first && "the lead's context is one of those asked for");
    int64_t most = out->lead.max_batch < out->largest_batch ? out->lead.max_batch : out->largest_batch;
    step_decode(analysis->plan, most > first->batch ? most : first->batch, out->lead.context, &last);
    int64_t most_long =
        out->longest_max_batch < out->largest_batch ? out->longest_max_batch : out->largest_batch;
    out->compute_from =
        first_batch(analysis, out->largest_batch, out->shortest_context, first->term, compute_binds);
    out->cache_from = first_batch(analysis, most_long, out->longest_context, first->term, cache_outweighs);
    out->bound_first = term_phrase(first->term);
    out->bound_last = term_phrase(last.term);
    out->compute_last = last.term == TERM_COMPUTE;
    out->next_from = first_batch(analysis, most, out->lead.context, first->term, bound_differs);
    out->same_bound = !out->next_from;
    if (out->next_from) {
        struct decode_row next;
        step_decode(analysis->plan, out->next_from, out->lead.context, &next);
        out->bound_next = term_phrase(next.term);
        out->bound_returns = next.term != last.term;
    }
    out->weights_read_s = out->one_user.weights_s;
}
