#!/bin/bash
# The same report by floorline and by what one would otherwise make it with, in one run. `peers.sh BUILD [N]`: N
# different specs in a batch. The others are given their numbers ready and LaTeX its source too; each makes its batch
# as fast as it can: the Python programs in one process, LaTeX from a format that already holds its packages.
# floorline starts from the spec, computes, and puts the files into the report. One process each, one after another.
set -e
build=$1 n=${2:-10} here=tests/bench/peers run=$build/bench/run program=$build/floorline python=/usr/bin/python3
shm=/dev/shm; [ -w $shm ] || shm=/tmp
work=$(mktemp -d $shm/floorline-peers-XXXXXX); trap 'rm -rf "$work"' EXIT
source $here/spec.sh
program=$(realpath "$program") run=$(realpath "$run")

for ((i = 0; i < n; i++)); do
    comparable_spec $i >"$work/$i.yaml"
    $python $here/content.py "$program" "$work/$i.yaml" "$work/$i.json"
    $python $here/latex_pages.py "$work/$i.json" "$work/whole$i.tex"
    $python $here/latex_pages.py "$work/$i.json" "$work/body$i.tex" "$work/head.tex"
done
pairs() { for ((i = 0; i < n; i++)); do printf '%s %s ' "$work/$i.json" "$work/$1$i.pdf"; done; }
latex() { printf 'cd %s && pdflatex -interaction=batchmode -halt-on-error %s >/dev/null' "$work" "$1"; }

per() { awk "BEGIN { printf \"%.$3f\", $1 / $2 }"; }
ms() { per "1000 * $1" "$2" 1; }
# What, then wall clock, processor's time and peak memory of one alone, the first two of a batch, of how many, and a
# file of its. How many times as long is by the processor's time, which others on the machine change little.
line() {
    pages=$(pdfinfo "$8" | awk '/^Pages/ { print $2 }') words=$(pdftotext "$8" - | wc -w)
    form='%-25s %5s %6s %4s %10s %8s %6s %10s %8s %6s %8s\n'
    [ "$one" ] || { one=$3 each=$(per $6 $7 9); printf "$form" "the same report by" pages words kB \
        "alone, ms" "CPU, ms" times "batch, ms" "CPU, ms" times "peak, MB"; }
    printf "$form" "$1" "$pages" "$words" $(($(stat -c %s "$8") / 1000)) "$(ms $2 1)" "$(ms $3 1)" "$(per $3 $one 0)" \
        "$(ms $5 $7)" "$(ms $6 $7)" "$(per "$6 / $7" $each 0)" "$4"
}

read -r alone busy peak <<<"$($run 11 "$program" report "$work/0.yaml" -t $here/content.md -o "$work/f0.pdf" -q)"
specs=$(for ((i = 0; i < 10 * n; i++)); do comparable_spec $i >"$work/many$i.yaml"; echo "$work/many$i.yaml"; done)
read -r batch spent _ <<<"$($run 3 "$program" report $specs -t $here/content.md -o "$work/f" -q -j 1)"
line "floorline" $alone $busy $peak $batch $spent $((10 * n)) "$work/f0.pdf"

read -r alone busy peak <<<"$($run 3 sh -c "$(latex whole0)")"
(cd "$work" && pdflatex -ini -interaction=batchmode -jobname=head "&pdflatex" head.tex >/dev/null)
read -r batch spent _ <<<"$($run 1 sh -c "for i in $(seq -s' ' 0 $((n - 1))); do $(latex "'-fmt=head' body\$i"); done")"
line "pdfLaTeX with pgfplots" $alone $busy $peak $batch $spent $n "$work/whole0.pdf"

for peer in reportlab weasyprint; do
    read -r alone busy peak <<<"$($run 3 $python $here/${peer}_pages.py "$work/0.json" "$work/${peer}0.pdf")"
    read -r batch spent _ <<<"$($run 1 $python $here/${peer}_pages.py $(pairs $peer))"
    name="WeasyPrint"; [ $peer = weasyprint ] || name="matplotlib and ReportLab"
    line "$name" $alone $busy $peak $batch $spent $n "$work/${peer}0.pdf"
done
