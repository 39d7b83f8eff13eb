/* See face_sum.h. Who sums a file makes no difference to what comes out: each sum has its own place, and is
 * read only when all have been waited for. */
#define _DEFAULT_SOURCE /* sigset_t, pthread_sigmask */
#include "face_sum.h"

#include "../gen/base/sha256.h"

#include <signal.h>
#include <unistd.h>

/* The longest file of these faces, taken out of them; FACE_COUNT when none is left. */
static enum face take_longest(struct fonts *fonts, unsigned *faces) {
    size_t most = 0;
    int longest = FACE_COUNT;
    for (int i = 0; i < FACE_COUNT; i++) {
        size_t length;
        if (!(*faces >> i & 1))
            continue;
        fonts_file(fonts, (enum face)i, &length, NULL);
        if (longest == FACE_COUNT || length > most) {
            longest = i;
            most = length;
        }
    }
    if (longest < FACE_COUNT)
        *faces &= ~(1u << longest);
    return (enum face)longest;
}

/* Those that have no sum yet: files of one family are about as long, and the longest come first. */
static void list_pairs(struct fonts *fonts, unsigned faces) {
    struct face_sums *sums = fonts_sums(fonts);
    for (int i = 0; i < FACE_COUNT; i++)
        if (sums->of[i][0])
            faces &= ~(1u << i);
    sums->n_pairs = sums->next = 0;
    while (faces) {
        struct sum_pair pair = {.n = 0};
        for (; pair.n < 2 && faces; pair.n++) {
            enum face face = take_longest(fonts, &faces);
            pair.files[pair.n] = fonts_file(fonts, face, &pair.lengths[pair.n], NULL);
            pair.sums[pair.n] = sums->of[face];
        }
        sums->pairs[sums->n_pairs++] = pair; /* whole: a file that cannot be opened ends the program */
    }
}

static void *take_pairs(void *data) {
    struct face_sums *sums = data;
    for (size_t i; (i = __atomic_fetch_add(&sums->next, 1, __ATOMIC_RELAXED)) < sums->n_pairs;) {
        const struct sum_pair *pair = &sums->pairs[i];
        if (pair->n == 2)
            sha256_hex_two(pair->files, pair->lengths, pair->sums);
        else
            sha256_hex(pair->files[0], pair->lengths[0], pair->sums[0]);
    }
    return NULL;
}

/* Waits for what was begun. */
static void end(struct face_sums *sums) {
    take_pairs(sums);
    if (sums->thread_runs && sums->thread_of == getpid()) {
        pthread_join(sums->thread, NULL);
    } else if (sums->thread_runs) {
        sums->next = 0;
        take_pairs(sums);
    }
    sums->thread_runs = false;
    sums->n_pairs = 0;
}

void face_sums_drop(struct face_sums *sums) {
    __atomic_store_n(&sums->next, sums->n_pairs, __ATOMIC_RELAXED); /* nobody begins another pair */
    end(sums);
}

/* Signals are for the first thread; but what a file that was cut short raises is raised where it is read. */
static bool start(pthread_t *thread, struct face_sums *sums) {
    sigset_t held, before;
    sigfillset(&held);
    sigdelset(&held, SIGBUS);
    pthread_sigmask(SIG_SETMASK, &held, &before);
    bool started = pthread_create(thread, NULL, take_pairs, sums) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void fonts_sum_ahead(struct fonts *fonts, unsigned faces) {
    struct face_sums *sums = fonts_sums(fonts);
    end(sums);
    list_pairs(fonts, faces);
    sums->thread_of = getpid();
    sums->thread_runs =
        sums->n_pairs && start(&sums->thread, sums); /* where it cannot: when they are asked for */
}

void fonts_sum(struct fonts *fonts, unsigned faces) {
    struct face_sums *sums = fonts_sums(fonts);
    end(sums);
    list_pairs(fonts, faces);
    end(sums);
}

const char *fonts_sha256(struct fonts *fonts, enum face face) {
    fonts_sum(fonts, 1u << face);
    return fonts_sums(fonts)->of[face];
}
