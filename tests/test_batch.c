/* Batches: what comes of many reports does not depend on how many workers make them, on what stands beside
 * them, or on how often they were stopped. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Reports of a batch that is not done within a second or two: it is stopped on the way. */
#ifdef __SANITIZE_ADDRESS__
#define MANY "60"
#else
#define MANY "200"
#endif

static struct text said;

/* `spec N` writes spec number N. */
static void holds(const char *lines) {
    script_holds(&said,
                 "spec() { printf 'title: Report %s\\nmodel: gpt-13b\\ncluster: {accelerator: a100-sxm-40gb, "
                 "count: 2}\\n"
                 "workload: {batch_sizes: [1, %s], contexts: [512], prompt_tokens: %s, output_tokens: 8}\\n' "
                 "$1 $(($1 + 2)) $(($1 + 8)); }\n",
                 lines);
}

static void the_bytes_do_not_depend_on_the_workers(void **state) {
    (void)state;
    holds("for i in $(seq 12); do spec $i >$D/s$i.yaml; done\n"
          "$F report $D/*.yaml -o $D/one -j 1 -q; $F report $D/*.yaml -o $D/two -j2 -q; $F report $D/*.yaml "
          "-o $D/nine "
          "--jobs=9 -q\n"
          "$F report $D/*.yaml -o $D/default -q; for i in $(seq 12); do $F report $D/s$i.yaml -o $D/alone; "
          "done\n"
          "for other in two nine default alone; do diff -r $D/one $D/$other; done; [ $(ls $D/one | wc -l) = "
          "12 ]");
}

static void what_is_said_comes_in_the_order_of_the_specs(void **state) {
    (void)state;
    holds("for i in $(seq 10 30); do { spec $i; [ $((i % 3)) = 0 ] && echo nonsense$i: 1; } >$D/s$i.yaml || "
          ":; done\n" STATUS(1, "$F report $D/*.yaml -o $D/out -j 1 >$D/one 2>&1") STATUS(
              1, "$F report $D/*.yaml -o $D/out -j 7 >$D/seven 2>&1") "cmp $D/one $D/seven; [ $(grep -c ': "
                                                                      "error: ' $D/one) = 7 ]; [ $(ls $D/out "
                                                                      "| wc -l) = 14 ]\n"
                                                                      "grep -q '14 of 21 reports written, 7 "
                                                                      "not made:' $D/one; [ $(grep -c "
                                                                      "'refused (status 1)' $D/one) = 7 ]");
}

static void a_failure_of_one_is_not_that_of_the_others(void **state) {
    (void)state;
    holds(
        "for i in 1 2 3 4; do spec $i >$D/s$i.yaml; done; mkdir -p $D/out/s2.pdf; echo 'title: x' "
        ">$D/s3.yaml\n" STATUS(
            3, "$F report $D/*.yaml -o $D/out -j 1 >$D/said 2>&1") "[ -s $D/out/s1.pdf ]; [ -s $D/out/s4.pdf "
                                                                   "]; [ ! -e $D/out/s3.pdf ]; grep -q "
                                                                   "'s2.yaml: failed (status 3)' $D/said\n"
                                                                   "grep -q \"cannot write '$D/out/s2.pdf': "
                                                                   "it is a folder\" $D/said; grep -q '2 of "
                                                                   "4 reports' $D/said");
}

static void a_sign_that_no_font_has_fails_its_own_report_alone(void **state) {
    (void)state;
    holds(
        "spec 1 >$D/a.yaml; spec 2 | sed 's/^title: .*/title: \"𓀀\"/' >$D/b.yaml; cp $D/b.yaml "
        "$D/c.yaml\n"
        "spec 3 >$D/d.yaml\n" STATUS(
            1,
            "$F report $D/*.yaml -o $D/out -j 1 >$D/said 2>&1") "[ \"$(cd $D/out; echo *)\" = 'a.pdf d.pdf' "
                                                                "]; grep -q U+13000 $D/said\n[ $(grep -c "
                                                                "refused $D/said) = 2 ]");
}

static void two_reports_may_not_go_to_one_place(void **state) {
    (void)state;
    holds("mkdir $D/a $D/b; spec 1 >$D/a/x.yaml; spec 2 >$D/b/x.yaml\n" STATUS(
        2, "$F report $D/a/x.yaml $D/b/x.yaml -o $D/out")
              STATUS(2, "$F report $D/a/x.yaml $D/a/x.yaml -o $D/out") "[ ! -e $D/out ]\n" STATUS(
                  2, "$F report $D/a/x.yaml -j 0 -o $D/out") STATUS(2, "$F report $D/a/x.yaml -j x -o $D/out")
                  STATUS(2, "$F report $D/a/x.yaml -j 100000 -o $D/out")
                      STATUS(2, "$F report $D/a/x.yaml --shard 0/2 -o $D/out")
                          STATUS(2, "$F report $D/a/x.yaml --shard 3/2 -o $D/out")
                              STATUS(2, "$F report $D/a/x.yaml --shard 1 -o $D/out"));
}

static void shards_are_the_whole_and_stay_the_same(void **state) {
    (void)state;
    holds("for i in $(seq 24); do spec $i >$D/s$i.yaml; done; $F report $D/*.yaml -o $D/all -q\n"
          "for n in 1 2 3; do $F report $D/*.yaml -o $D/shard$n -q --shard $n/3; done; mkdir $D/union\n"
          "for n in 1 2 3; do [ $(ls $D/shard$n | wc -l) -ge 2 ]; cp -n $D/shard$n/* $D/union; done\n"
          "diff -r $D/all $D/union; [ $(ls $D/shard? | grep -c pdf) = 24 ]; rm $D/s?.yaml\n" /* others go,
                                                                                                these stay */
          "$F report $D/*.yaml -o $D/fewer -q --shard 2/3\n"
          "for f in $D/fewer/*; do cmp $f $D/shard2/${f##*/}; done; rm $D/shard2/s?.pdf; diff -r $D/fewer "
          "$D/shard2");
}

static void resuming_makes_what_changed_and_nothing_else(void **state) {
    (void)state;
    holds("cp -r specs/models $D/; export FLOORLINE_PATH=$D:.\n"
          "for i in 1 2 3 4; do spec $i >$D/s$i.yaml; done; go() { $F report $D/s?.yaml -o $D/out --resume "
          "$* >$D/said 2>&1; }\n"
          "made() { [ \"$(grep -c ^written $D/said)\" = $1 ] || { cat $D/said; exit 9; }; }\n"
          "go; made 4; cp -r $D/out $D/first; go; made 0; diff -r $D/out $D/first\n"
          "spec 9 >$D/s2.yaml; go; made 1; cmp -s $D/out/s2.pdf $D/first/s2.pdf && exit 9\n"
          "rm $D/out/s1.pdf; go; made 1; cmp $D/out/s1.pdf $D/first/s1.pdf\n"
          "truncate -s -2000 $D/out/s3.pdf; go; made 1; cmp $D/out/s3.pdf $D/first/s3.pdf\n"
          "go --paper letter; made 4; go --paper letter; made 0; go; made 4\n"
          "SOURCE_DATE_EPOCH=1 go; made 4; go; made 4\n"
          "echo '# seen' >>$D/models/gpt-13b.yaml; go; made 4; go; made 0\n"
          "cp templates/procurement.md $D/t.md; go -t $D/t.md; n=$(grep -c ^written $D/said); go -t $D/t.md; "
          "made 0\n"
          "echo >>$D/t.md; go -t $D/t.md; made 4");
}

/* Killed at six moments; whatever was there is whole, and what is resumed ends as if nothing had happened. */
static void a_stopped_batch_leaves_whole_files_and_can_be_resumed(void **state) {
    (void)state;
    holds("mkdir $D/s; for i in $(seq " MANY
          "); do spec $i >$D/s/s$i.yaml; done; $F report $D/s/*.yaml -o $D/all "
          "-q\n"
          "for signal in TERM INT HUP TERM INT TERM; do\n"
          "  $F report $D/s/*.yaml -o $D/out -j 2 --resume >$D/said 2>&1 & pid=$!\n"
          "  sleep 0.$((RANDOM % 3))$((RANDOM % 10)); kill -$signal $pid 2>/dev/null || :; s=0; wait $pid || "
          "s=$?\n"
          "  [ $s = 0 ] || [ $s -gt 128 ] || { echo status $s; cat $D/said; exit 9; }\n"
          "  [ ! -d $D/out ] || { [ -z \"$(ls -A $D/out | grep -v '^s[0-9]*\\.pdf$')\" ]\n"
          "    for f in $D/out/*; do [ $f = \"$D/out/*\" ] || cmp $f $D/all/${f##*/}; done; }; done\n"
          "$F report $D/s/*.yaml -o $D/out --resume -q; diff -r $D/all $D/out");
}

/* The first stop waits for the reports in hand, a second one does not: those are dropped, with what was
 * written. */
static void a_second_stop_ends_the_reports_in_hand(void **state) {
    (void)state;
    holds("mkdir $D/s; for i in $(seq 80); do spec $i | sed 's/batch_sizes: .*/batch_sizes: [1]}/' "
          ">$D/s/s$i.yaml; "
          "done; times=0\n"
          "for try in $(seq 6); do rm -rf $D/out; $F report $D/s/*.yaml -t archive -o $D/out -j 2 >$D/said "
          "2>&1 & pid=$!\n"
          "  until ls $D/out/*.pdf >/dev/null 2>&1; do sleep 0.01; done; kill -INT $pid; sleep 0.00$try; "
          "kill -INT $pid "
          "2>/dev/null || :\n"
          "  s=0; wait $pid || s=$?; [ $s = 130 ]; [ -z \"$(ls -A $D/out | grep -v '^s[0-9]*\\.pdf$')\" ]\n"
          "  for f in $D/out/*.pdf; do qpdf --check $f >/dev/null; done; done");
}

/* All of its processes at once, by the signal that none can answer. What they were writing stays behind until
 * the next batch in the same folder. */
static void a_batch_killed_outright_is_resumed_to_the_same_files(void **state) {
    (void)state;
    holds("mkdir $D/s; for i in $(seq 40); do spec $i >$D/s/s$i.yaml; done; $F report $D/s/*.yaml -o $D/all "
          "-q\n"
          "for i in $(seq 8); do\n"
          "  setsid $F report $D/s/*.yaml -o $D/out -j 2 --resume -q & pid=$!\n"
          "  sleep 0.0$((RANDOM % 10)); kill -KILL -- -$pid 2>/dev/null || :; wait $pid 2>/dev/null || :\n"
          "  while pgrep -g $pid >/dev/null; do sleep 0.01; done\n"
          "  for f in $D/out/*.pdf; do [ ! -e $f ] || cmp $f $D/all/${f##*/}; done; done\n"
          "$F report $D/s/*.yaml -o $D/out -j 2 --resume -q; diff -r $D/all $D/out");
}

static void what_killed_processes_left_is_removed_and_what_is_being_written_is_not(void **state) {
    (void)state;
    holds("for i in 1 2; do spec $i >$D/s$i.yaml; done; mkdir $D/out; cd $D/out\n"
          "echo part >s1.pdf.floorline-aB3dE9; echo part >s1.csv.floorline-000000; echo mine >s1.pdf.backup\n"
          "echo mine >.floorline-aB3dE9; echo mine >s1.pdf.floorline-aB3dE; ln -s s1.pdf.backup "
          "s3.pdf.floorline-aB3dE9\n"
          "exec 9>s2.pdf.floorline-aB3dE9; flock 9; cd - >/dev/null\n"
          "$F report $D/s?.yaml -o $D/out -q; [ \"$(ls -A $D/out | LC_ALL=C sort | tr '\\n' ' ')\" = "
          "\".floorline-aB3dE9 "
          "s1.pdf s1.pdf.backup s1.pdf.floorline-aB3dE s2.pdf s2.pdf.floorline-aB3dE9 "
          "s3.pdf.floorline-aB3dE9 \" ]\n"
          "exec 9>&-; $F report $D/s?.yaml -o $D/out -q --resume; [ ! -e $D/out/s2.pdf.floorline-aB3dE9 ]");
}

static void a_worker_that_is_killed_costs_one_report(void **state) {
    (void)state;
    holds("mkdir $D/s; for i in $(seq 60); do spec $i >$D/s/s$i.yaml; done\n"
          "$F report $D/s/*.yaml -o $D/out -j 2 >$D/said 2>&1 & pid=$!; killed=0\n"
          "for i in $(seq 50); do w=$(pgrep -P $pid | head -1) || :; [ -z \"$w\" ] || { sleep 0.05; kill -9 "
          "$w && killed=1; break; }\n"
          "  sleep 0.01; done; s=0; wait $pid || s=$?; [ $killed = 1 ]\n"
          "made=$(ls $D/out/s*.pdf | wc -l); lost=$(grep -c 'ended by signal 9' $D/said || :)\n"
          "[ $((made + lost)) -ge 60 ] && [ $made -ge 59 ]; [ $lost = 0 ] || [ $s = 3 ]");
}

static void progress_goes_to_a_terminal_only(void **state) {
    (void)state;
    holds(
        "for i in $(seq 10 40); do spec $i >$D/s$i.yaml; done\n"
        "script -qec \"$F report $D/*.yaml -o $D/out -j 1\" /dev/null </dev/null >$D/seen\n"
        "grep -q ' of 31, .*/s, 0:0. left' $D/seen; grep -q '31 of 31 reports written' $D/seen\n"
        "! grep '^written' $D/seen; $F report $D/*.yaml -o $D/out >$D/plain 2>&1; ! grep '/s,' $D/plain\n"
        "[ $(grep -c '^written ' $D/plain) = 31 ]; grep -q '^31 of 31 reports written$' $D/plain\n"
        "$F report $D/*.yaml -o $D/out --quiet >$D/quiet 2>&1; ! grep written $D/quiet\n"
        "script -qec \"$F report $D/*.yaml -o $D/out -q\" /dev/null </dev/null >$D/seen; ! grep /s, $D/seen");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_do_not_depend_on_the_workers),
        cmocka_unit_test(what_is_said_comes_in_the_order_of_the_specs),
        cmocka_unit_test(a_failure_of_one_is_not_that_of_the_others),
        cmocka_unit_test(a_sign_that_no_font_has_fails_its_own_report_alone),
        cmocka_unit_test(two_reports_may_not_go_to_one_place),
        cmocka_unit_test(shards_are_the_whole_and_stay_the_same),
        cmocka_unit_test(resuming_makes_what_changed_and_nothing_else),
        cmocka_unit_test(a_stopped_batch_leaves_whole_files_and_can_be_resumed),
        cmocka_unit_test(a_second_stop_ends_the_reports_in_hand),
        cmocka_unit_test(a_batch_killed_outright_is_resumed_to_the_same_files),
        cmocka_unit_test(what_killed_processes_left_is_removed_and_what_is_being_written_is_not),
        cmocka_unit_test(a_worker_that_is_killed_costs_one_report),
        cmocka_unit_test(progress_goes_to_a_terminal_only),
    };
    int failed = cmocka_run_group_tests_name("batch", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
