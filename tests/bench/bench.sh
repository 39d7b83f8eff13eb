#!/bin/bash
# Everything that is measured, side by side in one run. `bench.sh BUILD [N]`: N different specs in a batch.
# Files go to memory where there is /dev/shm, so that the disk is not what is measured.
set -e
build=$1 n=${2:-1000} program=$build/floorline run=$build/bench/run
shm=/dev/shm; [ -w $shm ] || shm=/tmp
work=$(mktemp -d $shm/floorline-bench-XXXXXX); trap 'rm -rf "$work"' EXIT
one=specs/llama-3.1-70b-8xh100-sxm.yaml
font=/usr/share/fonts/truetype/lato/Lato-Regular.ttf

models=(gpt-13b anthropic-52b gopher-260b llama-3.1-70b llama-3.1-8b)
machines=(a100-sxm-40gb a100-sxm-80gb h100-sxm-80gb)
mkdir "$work/specs"
for ((i = 0; i < n; i++)); do
    printf 'title: Report %d\nmodel: %s\ncluster: {accelerator: %s, count: 8}\nworkload: {batch_sizes: [1, 4, %d, %d], contexts: [512, %d], prompt_tokens: %d, output_tokens: 128}\n' \
        $i ${models[i % 5]} ${machines[i / 5 % 3]} $((i % 97 + 5)) $((i % 89 + 110)) $((i % 31 * 16 + 1024)) $((i % 61 + 200)) \
        >"$work/specs/$i.yaml"
done

line() { printf '%-52s %10s %-10s %s\n' "$1" "$2" "$3" "$4"; }
ms() { awk "BEGIN { printf \"%.1f\", 1000 * $1 }"; }
per() { awk "BEGIN { printf \"%.1f\", $1 / $2 }"; }

"$program" report $one -o "$work/one.pdf" -q
pages=$(pdfinfo "$work/one.pdf" | awk '/^Pages/ { print $2 }')
pdftotext -layout -enc Latin1 "$work/one.pdf" "$work/words" 2>/dev/null
sh="$build/bench/haru $font $work/haru.pdf"
read -r haru_wall haru_busy haru_peak <<<"$($run 5 sh -c "$sh 1 <$work/words")"
read -r haru20 haru20_busy _ <<<"$($run 3 sh -c "$sh 21 <$work/words")"
haru_each=$(awk "BEGIN { print ($haru20 - $haru_wall) / 20 }")
read -r one_wall one_busy one_peak <<<"$($run 11 "$program" report $one -o "$work/one.pdf")"
read -r calc_wall _ _ <<<"$($run 11 sh -c "$program calc $one >/dev/null")"
ls "$work"/specs/*.yaml >"$work/list"
read -r j1 j1_busy j1_peak <<<"$($run 1 sh -c "xargs -a $work/list $program report -q -j 1 -o $work/j1" 2>"$work/said")"
read -r j2 j2_busy j2_peak <<<"$($run 1 sh -c "xargs -a $work/list $program report -q -j 2 -o $work/j2" 2>"$work/said")"
head -100 "$work/list" >"$work/short"
read -r _ _ short_peak <<<"$($run 1 sh -c "xargs -a $work/short $program report -q -j 1 -o $work/short.d" 2>"$work/said")"
read -r again _ _ <<<"$($run 1 sh -c "xargs -a $work/list $program report -q -j 1 --resume -o $work/j1" 2>"$work/said")"
same=$(diff -rq "$work/j1" "$work/j2" | wc -l)
made=$(ls "$work/j1" | wc -l)

line "what" "here" "" "beside a bare libharu program"
line "one report of $pages pages, whole process" "$(ms $one_wall)" "ms" "$(ms $haru_wall) ms: $(per $one_wall $haru_wall) times that"
line "a report in a batch of $n, one worker" "$(awk "BEGIN { printf \"%.2f\", 1000 * $j1 / $n }")" "ms" "$(ms $haru_each) ms: $(per "($j1 / $n)" $haru_each) times that"
line "reports a second, one worker" "$(per $n $j1)" "/s" ""
line "reports a second, two workers" "$(per $n $j2)" "/s" "$(per $j1 $j2) times one worker"
line "resumed with nothing to do" "$(per $n $again)" "/s" ""
line "peak memory, one report" "$one_peak" "MB" "$haru_peak MB"
line "peak memory, 100 and $n in a batch" "$short_peak" "MB" "$j1_peak MB"
line "calc, whole process" "$(ms $calc_wall)" "ms" ""
line "files made; files that differ between -j 1 and -j 2" "$made" "" "$same"
[ "$same" = 0 ] && [ "$made" = "$n" ]
