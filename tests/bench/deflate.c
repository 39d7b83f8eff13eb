/* The least that writing a report's pages takes: every stream of a PDF inflated beforehand, then deflated and
 * written as one file, TIMES times over. Prints "wall cpu bytes": seconds for one time, the quickest of all,
 * and how many bytes go in. `deflate PDF OUTPUT TIMES`. Streams are found by their keywords, which is good
 * enough for files of this program. */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { MOST_STREAMS = 4096, MOST_BYTES = 1 << 24, LEVEL = 1 /* as the program deflates */ };

struct stream {
    unsigned char *bytes;
    size_t length;
};
static struct stream streams[MOST_STREAMS];
static size_t n_streams;

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What begins at `at`, where that is deflated. */
static void take(unsigned char *at, size_t left) {
    static unsigned char plain[MOST_BYTES];
    z_stream z = {.next_in = at, .avail_in = (uInt)left, .next_out = plain, .avail_out = sizeof plain};
    if (inflateInit(&z) != Z_OK)
        return;
    if (inflate(&z, Z_FINISH) == Z_STREAM_END && n_streams < MOST_STREAMS) {
        struct stream *stream = &streams[n_streams++];
        stream->length = z.total_out;
        stream->bytes = malloc(stream->length + 1);
        if (!stream->bytes)
            exit(1);
        memcpy(stream->bytes, plain, stream->length);
    }
    inflateEnd(&z);
}

static void read_streams(const char *path) {
    static unsigned char file[MOST_BYTES];
    static const char word[] = "\nstream\n";
    FILE *in = fopen(path, "rb");
    if (!in)
        exit(1);
    size_t length = fread(file, 1, sizeof file, in);
    fclose(in);
    for (unsigned char *at = file, *end = file + length, *found;
         (found = memmem(at, (size_t)(end - at), word, sizeof word - 1)); at = found + 1) {
        unsigned char *from = found + sizeof word - 1;
        take(from, (size_t)(end - from));
    }
}

static void write_once(struct libdeflate_compressor *compressor, const char *path) {
    static unsigned char out[MOST_BYTES];
    size_t made = 0;
    for (size_t i = 0; i < n_streams; i++)
        made += libdeflate_zlib_compress(compressor, streams[i].bytes, streams[i].length, out + made,
                                         sizeof out - made);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || write(fd, out, made) != (ssize_t)made || close(fd) != 0)
        exit(1);
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    read_streams(argv[1]);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    double wall = 1e9, cpu = 1e9;
    size_t bytes = 0;
    for (size_t i = 0; i < n_streams; i++)
        bytes += streams[i].length;
    if (!compressor || !bytes)
        return 1;
    for (int i = 0; i < atoi(argv[3]); i++) {
        double wall_from = seconds(CLOCK_MONOTONIC), cpu_from = seconds(CLOCK_PROCESS_CPUTIME_ID);
        write_once(compressor, argv[2]);
        double took = seconds(CLOCK_MONOTONIC) - wall_from,
               used = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_from;
        wall = took < wall ? took : wall;
        cpu = used < cpu ? used : cpu;
    }
    printf("%.6f %.6f %zu\n", wall, cpu, bytes);
    return 0;
}
