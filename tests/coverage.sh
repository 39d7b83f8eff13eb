#!/bin/bash
# Lines and branches that the tests reach, file by file, the least covered first, and in all. `coverage.sh
# BUILD`: a folder built with --coverage in which the tests have run. Status 1 where a line is neither reached
# nor justified, and each such line is shown.
#
# A line that no test can reach says why where it stands, behind LCOV_EXCL_LINE (of a statement of several lines, at
# its end) or between LCOV_EXCL_START and LCOV_EXCL_STOP. Branches are those taken at least once; the failing side of an assert is none, and those of
# justified lines are not counted. A closing brace alone is no line.
set -e
objects=$(find "$1/gen" "$1/figures" "$1/tests/floorline_main.gcda" -name '*.gcda' | sort) # main again, for test_faults
gcov --stdout --branch-probabilities --branch-counts $objects 2>/dev/null | awk '
    function words(line) { sub(/^[^:]*:[^:]*:/, "", line); return line }
    /^ *-: *0:Source:/ { file = $0; sub(/.*:Source:/, "", file); own = file ~ /^(gen|figures)\/.*\.[ch]$/; within = 0; ends = 1; next }
    !own { next }
    /^branch / { if (!skipped) { key = at SUBSEP ++branch; known[key] = file; if ($3 == "taken" && $4 > 0) went[key] = 1 } next }
    /^(call|unconditional|function) / { next }
    /^ *[^:]+: *[0-9]+:/ {
        split($0, part, ":"); count = part[1]; number = part[2]; gsub(/ /, "", count); gsub(/ /, "", number)
        text = words($0); at = file ":" number; branch = 0
        if (text ~ /LCOV_EXCL_START/) within = 1
        plain = text; sub(/[ ]*\/\*.*/, "", plain)
        if (ends) begun = number
        ends = plain ~ /[;{}:]$/ || plain == ""
        justified = within || text ~ /LCOV_EXCL_LINE/
        if (justified) for (i = begun; i < number; i++) why[file ":" i] = 1
        skipped = justified || text ~ /assert\(/
        if (text ~ /LCOV_EXCL_STOP/) within = 0
        if (number == 0 || count == "-" || text ~ /^ *};?$/) next
        line[at] = file; said[at] = text; if (justified) why[at] = 1
        if (count !~ /[#=]/) reached[at] = 1
    }
    END {
        for (at in line) { lines[line[at]]++; all++
            if (at in reached) { hit[line[at]]++; got++ }
            else if (at in why) { excused[line[at]]++; given++ }
            else { bare++; print at ":" said[at] | "sort -t: -k1,1 -k2,2n" } }
        close("sort -t: -k1,1 -k2,2n")
        for (key in known) { branches[known[key]]++; ways++; if (key in went) { taken[known[key]]++; walked++ } }
        for (file in lines) {
            printf "%6.1f%% of %4d lines, %3d justified, %6.1f%% of %4d branches  %s\n", 100 * hit[file] / lines[file], lines[file],
                excused[file], branches[file] ? 100 * taken[file] / branches[file] : 100, branches[file], file | "sort -n"
        }
        close("sort -n")
        printf "%.2f%% of %d lines are reached, %d justified, %d neither; %.1f%% of %d branches are taken\n",
            100 * got / all, all, given, bare, 100 * walked / ways, ways
        exit bare > 0
    }'
