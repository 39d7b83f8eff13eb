#!/bin/bash
# Everything that is shipped, by every template, in both languages, as PDF/A-3b and -1b, judged by other people's
# programs: what is too much for every `make test`, which judges a few reports by the same. `make keep` runs it.
#
#   tests/keep.sh [PROGRAM [RUNS]]
#
# Prints a line for each thing counted. Fails when a count is short, or a program has anything to say.
set -u
program=$(realpath "${1:-build/floorline}") runs=${2:-200}
cd "$(dirname "$0")/.." || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
specs=(specs/*.yaml) templates=(procurement handout archive) failed=0

# count WHAT FOUND WANTED
count() {
    echo "$1: $2 of $3"
    [ "$2" -eq "$3" ] || failed=1
}

# quiet NAME COMMAND...: one report each, its path put for {}; any word on standard error is a fault.
quiet() {
    local name=$1 good
    shift
    # shellcheck disable=SC2016 # the inner shell's own
    good=$(find "$work/3b" "$work/1b" -name '*.pdf' | sort | xargs -P 2 -I{} sh -c '
        said=$('"$*"' 2>&1 >/dev/null) && [ -z "$said" ] && echo good || echo "{}: $said" >&2' 2>>"$work/faults" | wc -l)
    count "$name: no word" "$good" "$all"
}

for part in 3b 1b; do
    for template in "${templates[@]}"; do
        for language in en zh; do
            "$program" report -q "${specs[@]}" -t "$template" --lang $language --pdfa $part \
                -o "$work/$part/$template-$language/" 2>/dev/null || failed=1
        done
    done
done
each=$((${#specs[@]} * ${#templates[@]} * 2)) all=$((2 * each))
count "reports, 3b" "$(find "$work/3b" -name '*.pdf' | wc -l)" $each
count "reports, 1b" "$(find "$work/1b" -name '*.pdf' | wc -l)" $each

# ---- judged by others
quiet pdftoppm 'pdftoppm -r 20 {}'
quiet pdftotext 'pdftotext {} -'
quiet pdffonts 'pdffonts {}'
quiet 'pdfinfo -struct' 'pdfinfo -struct {}'
# Debian builds mupdf without colour management, and it says so of every file.
quiet 'mutool draw' 'mutool draw -q -r 20 -F ppm -o /dev/null {} 2>&1 | { grep -v "ICC support is not" >&2 || :; }'
quiet 'mutool info' 'mutool info {}'
quiet 'qpdf --check' 'qpdf --check {}'

# Poppler reads a page again for each element of the tree: half a minute for a long report, so one of a kind.
good=0
for kind in "$work"/3b/*; do
    said=$(pdfinfo -struct-text "$kind/llama-3.1-8b-1xh100-sxm.pdf" 2>&1 >"$work/tree")
    [ -z "$said" ] && [ "$(grep -c '"' "$work/tree")" -gt 200 ] && good=$((good + 1))
done
count "pdfinfo -struct-text: whole, no word" $good $((2 * ${#templates[@]}))

# ---- PDF/A-1b, in one run of Preflight
mkdir "$work/group"
for report in "$work"/1b/*/*.pdf; do
    cp "$report" "$work/group/$(basename "$(dirname "$report")")-$(basename "$report")"
done
jars=
for jar in pdfbox2 preflight fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation; do
    jars=$jars:/usr/share/java/$jar.jar
done
java -cp "$jars" org.apache.pdfbox.preflight.Validator_A1b group "$work/group" >"$work/preflight" 2>&1
count "Preflight: valid PDF/A-1b" "$(grep -c 'is a valid PDF/A-1b file' "$work/preflight")" $each

# ---- what travels, and what it makes again
good=0
for report in "$work"/3b/*/*.pdf; do
    [ "$(pdfdetach -list "$report" | grep -cE '(manifest|results)\.json|\.(yaml|md)$')" -ge 6 ] && good=$((good + 1))
done
count "pdfdetach -list: spec, model, accelerator, template, manifest, results" $good $each
"$program" verify "$work"/3b/*/*.pdf >"$work/verified" 2>&1
count "verify: identical" "$(grep -c ': identical$' "$work/verified")" $each
"$program" verify "$work"/1b/*/*.pdf >"$work/verified" 2>&1
count "verify: 1b carries nothing, and is told so" "$(grep -c 'does not carry' "$work/verified")" $each

# ---- the same bytes whatever the surroundings
mkdir -p "$work/locale" "$work/home"
for locale in de_DE tr_TR; do
    localedef -i $locale -f UTF-8 "$work/locale/$locale.UTF-8" 2>/dev/null
done
zones=(UTC Asia/Kathmandu America/St_Johns Pacific/Kiritimati Etc/GMT+12)
locales=(C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8) homes=("$work/home" /nonexistent /) masks=(022 077 000 027)
root=$PWD
folders=("$root" "$root/specs" "$work" /)
for ((run = 0; run < runs; run++)); do
    template=${templates[run % 3]} order=("${specs[@]/#/$root/}")
    case $((run / 3 % 3)) in
    1) mapfile -t order < <(printf '%s\n' "${order[@]}" | tac) ;;
    2) mapfile -t order < <(printf '%s\n' "${order[@]}" | shuf --random-source=<(yes "$run")) ;;
    esac
    (
        umask "${masks[run / 2 % 4]}"
        cd "${folders[run / 5 % 4]}" || exit 3
        [ $((run % 7)) -eq 0 ] && exec env -i "$program" report -q -j $((1 + run % 4)) -t "$template" \
            -o "$work/runs/$run-$template" "${order[@]}"
        TZ=${zones[run % 5]} LC_ALL=${locales[run % 4]} LOCPATH=$work/locale HOME=${homes[run / 4 % 3]} \
            exec "$program" report -q -j $((1 + run % 4)) -t "$template" -o "$work/runs/$run-$template" "${order[@]}"
    ) 2>/dev/null || failed=1
done
made=$(find "$work/runs" -name '*.pdf' | wc -l)
count "reports of $runs runs in changed surroundings" "$made" $((runs * ${#specs[@]}))
sums=$(cd "$work/runs" && sha256sum ./*/*.pdf | sed -E 's, \./[0-9]+-, ,' | sort -u | wc -l)
count "checksums among them, one for each report" "$sums" $((${#specs[@]} * ${#templates[@]}))

[ -s "$work/faults" ] && head -20 "$work/faults"
exit $failed
