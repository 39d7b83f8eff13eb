#!/bin/bash
# Every figure of three specs, twice: as an SVG of its own, drawn by a browser engine, and on a page of a report.
# The SVG is laid over the page where the figure stands. Fails where labels stand elsewhere, or where pixels
# (144 to the inch) differ: by 55 % of the whole range from all that lies within a pixel of the place, more than
# two engines make of a hairline between two rows of pixels.
# `browser.sh BUILD`; the pictures stay in BUILD/browser.
set -e -o pipefail
specs="anthropic-52b-4xa100-40gb-zh deepseek-v3-8xh200 gpt-20b-2xa100-80gb"
most_off=0.1    # pt
most_differ=0.1 # % of a figure's pixels; a figure that stands 1 pt off has four times as many
at_once=4       # pages in a screenshot: ImageMagick's policy has an end
floorline=$1/floorline out=$1/browser
rm -rf "$out" && mkdir -p "$out"

# Where the words of a file stand: page, left, top, bottom, word.
words() {
    pdftotext -bbox "$1" - | awk -F'[<>"]' '
        /<page / { page++ }
        /<word / { print page, $3, $5, $9, $11 }'
}

# "dx dy head words worst": where a figure alone lies on a page of the report, where its title ends, how many words
# stand at the same place in both, and how far off. The place is what most words agree on. Four words in five
# must stand there; turned ones pdftotext cuts now so, now so, and the pictures judge them.
place() { # words of the figure, words of the report, page
    awk -v page="$3" -v most="$most_off" '
        function near(dx, dy) { return dx < most && dx > -most && dy < most && dy > -most }
        NR == FNR { n++; x[n] = $2; y[n] = $3; foot[n] = $4; word[n] = $5; next }
        $1 == page { m++; px[m] = $2; py[m] = $3; pword[m] = $5 }
        END {
            for (i = 1; i <= n; i++)
                for (j = 1; j <= m; j++)
                    if (pword[j] == word[i]) {
                        bin = sprintf("%.1f %.1f", px[j] - x[i], py[j] - y[i])
                        if (++votes[bin] > votes[won]) won = bin
                    }
            split(won, place, " ")
            for (i = 1; i <= n; i++)
                for (j = 1; j <= m; j++)
                    if (pword[j] == word[i] && near(px[j] - x[i] - place[1], py[j] - y[i] - place[2])) {
                        k++; sx += px[j] - x[i]; sy += py[j] - y[i]
                    }
            if (k < 3) { print "no place for it"; exit 1 }
            sx /= k; sy /= k
            for (i = 1; i <= n; i++) {
                best = 1e9
                for (j = 1; j <= m; j++)
                    if (pword[j] == word[i]) {
                        ox = px[j] - x[i] - sx; oy = py[j] - y[i] - sy
                        off = sqrt(ox * ox + oy * oy)
                        if (off < best) best = off
                    }
                if (best <= most) { if (best > worst) worst = best; labels++ }
                else if (y[i] < 36) { title++; if (foot[i] > head) head = foot[i] }
            }
            if (labels < 0.8 * (n - title)) { print n - title - labels, "words of", n - title, "stand elsewhere on the page"; exit 1 }
            printf "%.4f %.4f %.2f %d %.3f\n", sx, sy, head, labels, worst
        }' "$1" "$2"
}

# The share in % of pixels whose shade in one picture lies outside all shades within a pixel in the other.
differ() {
    local one=$1 other=$2 mask=$3
    for pair in "$one $other" "$other $one"; do
        set -- $pair
        convert "$1" \( "$2" -morphology Dilate Square:1 \) -compose MinusSrc -composite "$mask.over.png"
        convert \( "$2" -morphology Erode Square:1 \) "$1" -compose MinusSrc -composite "$mask.under.png"
        convert "$mask.over.png" "$mask.under.png" -compose Lighten -composite "$mask.part.png"
        [ -f "$mask" ] && convert "$mask" "$mask.part.png" -compose Lighten -composite "$mask" || mv "$mask.part.png" "$mask"
    done
    rm -f "$mask".*.png
    convert "$mask" -colorspace Gray -threshold 55% -format '%[fx:100*mean]' info:
}

bad=0
for spec in $specs; do
    folder=$out/$spec figures=
    mkdir "$folder"
    for figure in $("$floorline" list figures | awk '{ print $1 }'); do
        "$floorline" figure "$figure" "specs/$spec.yaml" -o "$folder/$figure.svg" 2>/dev/null || continue
        "$floorline" figure "$figure" "specs/$spec.yaml" -o "$folder/$figure.pdf"
        printf '{{figure %s}}\n\n{{page}}\n\n' "$figure" >>"$folder/template.md"
        figures="$figures $figure"
    done
    "$floorline" report "specs/$spec.yaml" -t "$folder/template.md" -o "$folder/report.pdf"
    pdftocairo -r 144 -png "$folder/report.pdf" "$folder/page" # unlike pdftoppm it does not move thin lines to whole pixels
    words "$folder/report.pdf" >"$folder/report.words"
    read -r wide tall < <(identify -format '%w %h\n' "$folder"/page-*.png | head -1)
    # lay the SVGs out as the pages are
    page=0 shot=0 shots=
    for figure in $figures; do
        page=$((page + 1))
        words "$folder/$figure.pdf" >"$folder/$figure.words"
        if ! said=$(place "$folder/$figure.words" "$folder/report.words" $page); then
            echo "$spec $figure: $said"
            bad=1
            said="0 0 0 0 0"
        fi
        echo "$figure $page $said" >>"$folder/places"
        read -r x y _ <<<"$said"
        read -r width height < <(sed -n 's/.*width="\([0-9.]*\)pt" height="\([0-9.]*\)pt".*/\1 \2/p' "$folder/$figure.svg")
        if [ $(((page - 1) % at_once)) = 0 ]; then
            shot=$((shot + 1))
            shots="$shots $shot"
            echo "<!doctype html><style>html,body{margin:0}</style><svg width='$wide' height='$((tall * at_once))'>" >"$folder/$shot.html"
        fi
        awk -v x="$x" -v y="$y" -v w="$width" -v h="$height" -v down=$((tall * ((page - 1) % at_once))) -v name="$figure" 'BEGIN {
            # of an image of its own the engine would round the place
            printf "<image href=\"%s.svg\" x=\"%.4f\" y=\"%.4f\" width=\"%.4f\" height=\"%.4f\"/>\n", name, 2 * x, 2 * y + down, 2 * w, 2 * h }' >>"$folder/$shot.html"
    done
    for shot in $shots; do
        chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
            --window-size="$wide,$((tall * at_once))" --screenshot="$folder/$shot.png" "file://$(realpath "$folder")/$shot.html" 2>"$folder/chromium.log"
        [ -s "$folder/$shot.png" ] || { cat "$folder/chromium.log"; exit 1; }
    done
    while read -r figure page x y head labels worst; do
        [ "$labels" != 0 ] || continue
        read -r width height < <(sed -n 's/.*width="\([0-9.]*\)pt" height="\([0-9.]*\)pt".*/\1 \2/p' "$folder/$figure.svg")
        crop=$(awk -v x="$x" -v y="$y" -v head="$head" -v w="$width" -v h="$height" 'BEGIN {
            printf "%dx%d+%d+%d", 2 * w, 2 * (h - head - 2), 2 * x, 2 * (y + head + 2) }')
        file=$(ls "$folder"/page-*.png | sed -n "${page}p")
        convert "$file" -crop "$crop" +repage "$folder/$figure.page.png"
        convert "$folder/$(((page - 1) / at_once + 1)).png" -crop "${wide}x$tall+0+$((tall * ((page - 1) % at_once)))" +repage \
            -crop "$crop" +repage "$folder/$figure.browser.png"
        share=$(differ "$folder/$figure.page.png" "$folder/$figure.browser.png" "$folder/$figure.differ.png")
        echo "$spec $figure: $labels words, off by $worst pt at most; $share % of pixels differ"
        awk -v share="$share" -v most="$most_differ" 'BEGIN { exit !(share > most) }' && bad=1
    done <"$folder/places"
done
exit $bad
