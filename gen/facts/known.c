/* How well the inputs that decide a report are known, each in a mark and a word (declared in derived.h). */
#include "quantity.h"

#include <string.h>

static const char *known(struct arena *arena, const struct spec *spec, enum language language,
                         const char *quantity) {
    for (size_t i = 0; i < spec->n_provenance; i++) {
        const struct provenance *row = &spec->provenance[i];
        if (strcmp(row->quantity, quantity) != 0)
            continue;
        const char *word = words_in(language, confidence_word(row->confidence)),
                   *mark = confidence_mark(row->confidence);
        return *mark ? arena_printf(arena, "%s %s", mark, word) : word;
    }
    return NULL;
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
}
