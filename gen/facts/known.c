/* How well the inputs that decide a report are known, each in a mark and a word, and whether the link joins
 * as many as it is asked to (declared in derived.h). */
#include "quantity.h"

#include <string.h>

static const struct provenance *provenance_of(const struct spec *spec, const char *quantity) {
    for (size_t i = 0; i < spec->n_provenance; i++)
        if (!strcmp(spec->provenance[i].quantity, quantity))
            return &spec->provenance[i];
    return NULL;
}

static const char *known(struct arena *arena, const struct spec *spec, enum language language,
                         const char *quantity) {
    const struct provenance *row = provenance_of(spec, quantity);
    if (!row)
        return NULL;
    const char *word = words_in(language, confidence_word(row->confidence)),
               *mark = confidence_mark(row->confidence);
    return *mark ? arena_printf(arena, "%s %s", mark, word) : word;
}

/* What joins accelerators that exchange: a replica's, or all that share out experts. */
static void derive_link(const struct spec *spec, struct derived *out) {
    const struct cluster *cluster = &spec->design.cluster;
    const struct accelerator *a = &spec->design.accelerator;
    const struct provenance *source = provenance_of(spec, "accelerator.link.domain");
    int64_t n = cluster->tensor_parallel * cluster->pipeline_parallel;
    n = cluster->expert_parallel > n ? cluster->expert_parallel : n;
    if (n == 1 || a->link_domain <= 0)
        return;
    out->link.domain = a->link_domain;
    out->link.domains = (n + a->link_domain - 1) / a->link_domain;
    out->link.spans = n > a->link_domain;
    out->link.beyond = out->link.spans && (out->article || a->internode_bandwidth_bytes_per_s == 0);
    bool doubted =
        source && (source->confidence == CONFIDENCE_DISPUTED || source->confidence == CONFIDENCE_ASSUMED);
    if (doubted && !out->link.spans && 2 * n > a->link_domain)
        out->link.doubt = source->source;
}

void known_make(struct arena *arena, const struct spec *spec, enum language language, struct derived *out) {
    char peak[64] = "accelerator.peak.";
    const char *nominal = known(arena, spec, language, "model.n_parameters");
    out->known.weights = nominal ? nominal : known(arena, spec, language, "model.d_model");
    out->known.peak = known(arena, spec, language, strcat(peak, out->compute_dtype));
    out->known.memory = known(arena, spec, language, "accelerator.memory");
    out->known.bandwidth = known(arena, spec, language, "accelerator.memory_bandwidth");
    out->known.link = known(arena, spec, language, "accelerator.link.bandwidth");
    out->known.latency = known(arena, spec, language, "accelerator.link.latency");
    out->known.domain = known(arena, spec, language, "accelerator.link.domain");
    out->known.between = known(arena, spec, language, "accelerator.internode.bandwidth");
    out->known.between_latency = known(arena, spec, language, "accelerator.internode.latency");
    derive_link(spec, out);
}
