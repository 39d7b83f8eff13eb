#!/bin/bash
# Everything that is measured, side by side in one run. `bench.sh BUILD [N]`: N different specs in a batch.
# Files go to memory where there is /dev/shm, so that the disk is not what is measured.
set -e
build=$1 n=${2:-1000} program=$build/floorline run=$build/bench/run
shm=/dev/shm; [ -w $shm ] || shm=/tmp
work=$(mktemp -d $shm/floorline-bench-XXXXXX); trap 'rm -rf "$work"' EXIT
spec=specs/llama-3.1-70b-8xh100-sxm.yaml
font=/usr/share/fonts/truetype/lato/Lato-Regular.ttf

models=(gpt-13b anthropic-52b gopher-260b llama-3.1-70b llama-3.1-8b)
machines=(a100-sxm-40gb a100-sxm-80gb h100-sxm-80gb)
mkdir "$work/specs"
for ((i = 0; i < n; i++)); do
    printf 'title: Report %d\nmodel: %s\ncluster: {accelerator: %s, count: 8}\nworkload: {batch_sizes: [1, 4, %d, %d], contexts: [512, %d], prompt_tokens: %d, output_tokens: 128}\n' \
        $i ${models[i % 5]} ${machines[i / 5 % 3]} $((i % 97 + 5)) $((i % 89 + 110)) $((i % 31 * 16 + 1024)) $((i % 61 + 200)) \
        >"$work/specs/$i.yaml"
done

ms() { awk "BEGIN { printf \"%.2f\", 1000 * ($1) }"; }
per() { awk "BEGIN { printf \"%.1f\", ($1) / ($2) }"; }
line() { printf '%-50s %10s %10s   %s\n' "$1" "$2" "$3" "$4"; }
# "wall cpu peak" of a batch of the specs listed in a file
batch() { # LIST FOLDER OPTION...
    local list=$1 folder=$2
    shift 2
    $run 1 sh -c "xargs -a $list $program report -q $* -o $folder" 2>"$work/said"
}

# One report: the quickest of 21 runs, the processor's time apart from the clock's; the same words by a bare libharu
# program; what deflating and writing the report's streams takes alone; and, once, a batch of such reports by one worker.
# Goes into variables, and what the rows say of it into rows.
measure() { # NAME SPEC LIST OPTION...
    local name=$1 spec=$2 list=$3 sh="exec $build/bench/haru $font $work/haru.pdf"
    shift 3
    "$program" report $spec -o "$work/$name.pdf" -q $*
    read -r one one_cpu one_peak <<<"$($run 21 "$program" report $spec -o "$work/$name.pdf" $*)"
    pdftotext -layout -enc Latin1 "$work/$name.pdf" "$work/words" 2>/dev/null
    read -r haru haru_cpu haru_peak <<<"$($run 11 sh -c "$sh 1 <$work/words")"
    read -r haru21 haru21_cpu _ <<<"$($run 5 sh -c "$sh 21 <$work/words")"
    read -r least least_cpu bytes <<<"$("$build/bench/deflate" "$work/$name.pdf" "$work/least" 50)"
    read -r j1 j1_cpu j1_peak <<<"$(batch "$list" "$work/$name" -j 1 $*)"
    local pages=$(pdfinfo "$work/$name.pdf" | awk '/^Pages/ { print $2 }') each=$(per "1000 * $j1_cpu" $n)
    local haru_each=$(per "$haru21 - $haru" 0.02) haru_each_cpu=$(per "$haru21_cpu - $haru_cpu" 0.02) # ms
    rows=$(
        line "one report of $pages pages, whole process" "$(ms $one)" "$(ms $one_cpu)" "a bare libharu program: $(ms $haru), $(ms $haru_cpu) ms; $(per $one_cpu $haru_cpu) times"
        line "  in a batch of $n, one worker" "$(per "1000 * $j1" $n)" "$each" "libharu, file after file: $haru_each, $haru_each_cpu ms; $(per $each $haru_each_cpu) times"
        line "" "" "" "deflating and writing alone: $(ms $least), $(ms $least_cpu) ms; $(per $each "1000 * $least_cpu") times"
    )
}

# A report of six pages, which others write too: `make bench-peers`.
source tests/bench/peers/spec.sh
mkdir "$work/comparable"
for ((i = 0; i < n; i++)); do comparable_spec $i >"$work/comparable/$i.yaml"; done
ls "$work"/comparable/*.yaml >"$work/six.list"
measure six "$work/comparable/0.yaml" "$work/six.list" -t tests/bench/peers/content.md
six=$rows

# The report that buyers are given, and what else is measured with it.
ls "$work"/specs/*.yaml >"$work/list"
head -100 "$work/list" >"$work/short"
measure j1 $spec "$work/list"
read -r none none_cpu _ <<<"$($run 21 "$program" --version 2>/dev/null | tail -n 1)"
read -r calc calc_cpu _ <<<"$($run 21 sh -c "exec $program calc $spec >/dev/null")"
read -r j2 j2_cpu j2_peak <<<"$(batch "$work/list" "$work/j2" -j 2)"
read -r _ _ short_peak <<<"$(batch "$work/short" "$work/short.d" -j 1)"
read -r again again_cpu _ <<<"$(batch "$work/list" "$work/j1" -j 1 --resume)"
same=$(diff -rq "$work/j1" "$work/j2" | wc -l)
made=$(ls "$work/j1" | wc -l)

echo "$(nproc) processors; load $(cut -d' ' -f1-3 /proc/loadavg): where it is high, the clock's time is others', and the processor's is longer too."
line "" "clock, ms" "CPU, ms" "the same pages by others: clock, CPU; and the CPU's time here is how many times theirs"
echo "$six"
echo "$rows"
line "  two workers" "$(per "1000 * $j2" $n)" "$(per "1000 * $j2_cpu" $n)"
line "  resumed with nothing to do" "$(per "1000 * $again" $n)" "$(per "1000 * $again_cpu" $n)"
line "being started (--version)" "$(ms $none)" "$(ms $none_cpu)"
line "calc, whole process" "$(ms $calc)" "$(ms $calc_cpu)"
line "reports a second, one worker and two" "$(per $n $j1)" "$(per $n $j2)" "$(per $j1 $j2) times"
line "peak memory, one report and libharu, MB" "$one_peak" "$haru_peak" "the largest process"
line "peak memory, 100 and $n in a batch, MB" "$short_peak" "$j1_peak" "two workers: $j2_peak each at the most"
line "files made; that differ between -j 1 and -j 2" "$made" "$same" "$bytes bytes go into the first report's streams"
[ "$same" = 0 ] && [ "$made" = "$n" ]
