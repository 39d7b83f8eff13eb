# The comparable report's specs: all of one model on one machine, and no two alike. To be sourced.
comparable_spec() { # I
    printf 'title: Report %d\nmodel: llama-3.1-70b\ncluster: {accelerator: h100-sxm-80gb, count: 8}\nprecision: {weights: bf16, kv_cache: bf16, activations: bf16}\nworkload: {batch_sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256, %d], contexts: [512, 2048, %d], prompt_tokens: %d, output_tokens: 128}\n' \
        $1 $((512 + $1)) $((8192 + 16 * $1)) $((512 + $1))
}
