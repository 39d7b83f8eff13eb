#!/bin/bash
# Lines and branches that the tests reach, file by file, the least covered first, and in all. `coverage.sh
# BUILD`: a folder built with --coverage in which the tests have run. Branches are those taken at least once.
# What ends by _exit or a signal leaves no counts: running out of memory, being stopped, fonts that vanish. That
# test_faults, test_batch and test_machine reach it is to be seen in them.
set -e
objects=$(find "$1/gen" "$1/figures" -name '*.gcda' | sort)
gcov --branch-probabilities --no-output $objects 2>/dev/null | awk '
    /^File / { file = $2; gsub(/\x27/, "", file); own = file ~ /^(gen|figures)\/.*\.c$/ && !(file in seen); seen[file] = 1 }
    /^Calls executed:/ || /^No calls/ { own = 0 } # the sum over all comes last, under no name
    own && /^Lines executed:/ { split($2, part, /[:%]/); lines[file] = $4; hit[file] = part[2] * $4 / 100 }
    own && /^Taken at least once:/ { split($4, part, /[:%]/); branches[file] = $6; taken[file] = part[2] * $6 / 100 }
    END {
        for (file in lines) {
            printf "%6.1f%% of %4d lines, %6.1f%% of %4d branches  %s\n", 100 * hit[file] / lines[file], lines[file],
                branches[file] ? 100 * taken[file] / branches[file] : 100, branches[file], file | "sort -n"
            all += lines[file]; reached += hit[file]; ways += branches[file]; went += taken[file]
        }
        close("sort -n")
        printf "%6.1f%% of %d lines, %.1f%% of %d branches\n", 100 * reached / all, all, 100 * went / ways, ways
    }'
