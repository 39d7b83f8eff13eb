#!/bin/bash
# So many different specs in one batch: how long, how much memory its workers have at the beginning and at the end,
# whether every file is valid, and whether a batch that is killed again and again, and resumed, ends with the same
# files. `thousand.sh BUILD [N]`; status 1 where something does not hold.
set -e
build=$1 n=${2:-1000} program=$(realpath "$1/floorline") checks=0
shm=/dev/shm; [ -w $shm ] || shm=/tmp
work=$(mktemp -d $shm/floorline-thousand-XXXXXX); trap 'rm -rf "$work"' EXIT

models=(specs/models/*.yaml) machines=(specs/accelerators/*.yaml) templates=(procurement handout archive)
name() { basename "$1" .yaml; }
mkdir "$work/specs"
for ((i = 0; i < n; i++)); do
    # Stages, which suit every model; links, since not every accelerator has one.
    printf 'title: Report %d\nmodel: %s\ncluster: {accelerator: %s, count: %d, tensor_parallel: 1, pipeline_parallel: %d, link: {bandwidth: 300 GB/s}, internode: {bandwidth: 50 GB/s, latency: 10 us}}\nworkload: {batch_sizes: [1, 4, %d, %d], contexts: [512, %d], prompt_tokens: %d, output_tokens: 128}\nreport: {template: %s}\n' \
        $i "$(name ${models[i % ${#models[@]}]})" "$(name ${machines[i % ${#machines[@]}]})" $((1 << i % 3)) $((1 << i % 3)) \
        $((i % 97 + 5)) $((i % 89 + 110)) $((i % 31 * 16 + 528)) $((i % 61 + 200)) ${templates[i % 3]} >"$work/specs/$i.yaml"
done
ls "$work"/specs/*.yaml >"$work/list"

line() { printf '%-60s %12s %s\n' "$@"; }
holds() { line "$1" "$([ "$2" = "$3" ] && echo yes || echo NO)" "($2 of $3)"; [ "$2" = "$3" ] || checks=1; }
made() { find "$1" -name '*.pdf' | wc -l; }
batch() { xargs -a "$work/list" "$program" report -q "$@" 2>"$work/said"; }

# The memory of the workers, by samples: the largest in the first and in the last tenth of them.
watched() { # workers, folder
    local start=$(date +%s%N) pid
    "$program" report -q -j $1 -o "$2" $(cat "$work/list") 2>"$work/said" & pid=$!
    : >"$work/samples"
    while kill -0 $pid 2>/dev/null; do
        for child in $(pgrep -P $pid); do awk '/^VmRSS/ { print $2 }' /proc/$child/status 2>/dev/null; done |
            sort -n | tail -1 >>"$work/samples" || :
        sleep 0.05
    done
    wait $pid || tail -5 "$work/said"
    took=$(awk "BEGIN { printf \"%.2f\", ($(date +%s%N) - $start) / 1e9 }")
    local tenth=$(($(wc -l <"$work/samples") / 10 + 1))
    first=$(head -$tenth "$work/samples" | sort -n | tail -1) last=$(tail -$((tenth + 2)) "$work/samples" | sort -n | tail -1)
    line "$n reports, workers: $1" "$took s" "$(awk "BEGIN { printf \"%.1f a second; a worker has %.1f MB at the beginning, %.1f MB at the end\", $n / $took, $first / 1024, $last / 1024 }")"
}

watched 1 "$work/one"
watched 2 "$work/two"
line "of it computing, two workers" "$( { TIMEFORMAT='%U %S'; time batch -j 2 -o "$work/two"; } 2>&1 | awk '{ print $1 + $2 }') s"
holds "every report is there" "$(made "$work/one")" "$n"
holds "the same bytes by one worker and by two" "$((n - $(diff -rq "$work/one" "$work/two" | wc -l)))" "$n"
holds "qpdf --check finds nothing wrong" \
    "$(find "$work/one" -name '*.pdf' -print0 | xargs -0 -n 1 -P 2 sh -c 'qpdf --check "$0" >/dev/null 2>&1 && echo good' | wc -l)" "$n"
holds "pdfinfo reads it" \
    "$(find "$work/one" -name '*.pdf' -print0 | xargs -0 -n 1 -P 2 sh -c 'pdfinfo "$0" 2>&1 | grep -c ^Pages:' | grep -c '^1$')" "$n"

# All of its processes at once by SIGKILL, or the first by SIGTERM, at moments of chance.
killed=0
for ((i = 0; i < 12; i++)); do
    setsid "$program" report -q -j 2 --resume -o "$work/killed" $(cat "$work/list") 2>"$work/said" & pid=$!
    sleep $(awk "BEGIN { print 0.05 + $took * $RANDOM / 32768 / 8 }")
    if [ $((i % 2)) = 0 ]; then kill -KILL -- -$pid 2>/dev/null || :; else kill -TERM $pid 2>/dev/null || :; fi
    wait $pid 2>/dev/null || killed=$((killed + 1))
    while pgrep -g $pid >/dev/null; do sleep 0.01; done
done
line "killed while at work, of 12 times" "$killed" "($(made "$work/killed") reports were there then)"
batch -j 2 --resume -o "$work/killed"
holds "resumed, the same files as never killed" "$((n - $(diff -rq "$work/one" "$work/killed" | wc -l)))" "$n"
exit $checks
