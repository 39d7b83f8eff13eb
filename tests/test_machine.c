/* Failing and odd machines, seen from outside: full disks, limits, closed streams, folders that cannot be
 * written, fonts that are broken, several processes at once. Each test names what is to hold. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SPEC  "specs/anthropic-52b-4xa100-40gb.yaml"
#define OTHER "specs/gpt-13b-1xa100-40gb.yaml"
#define FONT  "/usr/share/fonts/truetype/charis/CharisSIL-Regular.ttf"

static struct text said;

static void holds(const char *lines) {
    script_holds(&said, "", lines);
}

/* The folder has one file, with the words of old. */
#define ONLY_OLD "[ \"$(ls $D)\" = old.pdf ]; [ \"$(cat $D/old.pdf)\" = old ]\n"

static void a_disk_full_at_any_byte_leaves_the_old_file(void **state) {
    (void)state;
    holds("$F report " SPEC
          " -o $D/whole.pdf; size=$(stat -c %s $D/whole.pdf); rm $D/whole.pdf; echo old >$D/old.pdf\n"
          "for n in 0 1 2 511 4095 4096 $((size / 3)) $((size / 2)) $((size - 4096)) $((size - 1)); "
          "do\n" STATUS(3, "prlimit --fsize=$n $F report " SPEC " -o $D/old.pdf") ONLY_OLD
          "done\n"
          "prlimit --fsize=$size $F report " SPEC " -o $D/old.pdf; pdfinfo $D/old.pdf >/dev/null");
}

/* The lines are run where a file system of a test's own can be mounted: as root of a name space. Where the
 * machine lets nobody have one the test is skipped, and says so. */
static void holds_on_own_disk(const char *lines) {
    static const char mounts[] = "unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs /tmp' 2>/dev/null";
    struct text whole = {0};
    if (run(NULL, mounts) != 0) {
        print_message("no file system can be mounted here: full disks are shown by RLIMIT_FSIZE alone\n");
        skip();
    }
    text_printf(&whole,
                "export F D; mkdir $D/disk; cat >$D/lines <<'END'\nset -e\n"
                "disk() { umount $D/disk 2>/dev/null || :; mount -t tmpfs -o $1 tmpfs $D/disk; }\n"
                "left() { fallocate -l $((($(stat -f -c %%a $D/disk) - $1) * 4096)) $D/disk/fill; }\n"
                "%sEND\nunshare -rm bash $D/lines\n",
                lines);
    holds(text_get(&whole));
    text_drop(&whole);
}

/* A tmpfs is full by pages of 4,096 bytes: every number of them that are left is tried, until the file has
 * room. */
static void a_full_file_system_leaves_the_old_file(void **state) {
    (void)state;
    holds_on_own_disk(
        "try() { ending=$1; shift; mkdir -p $D/whole; $* $D/whole/x.$ending >/dev/null; x=x.$ending; full=0; "
        "left=0; s=3; disk "
        "size=2m\n"
        "  size=$(stat -c %s $D/whole/x.$ending)\n"
        "  while [ $s != 0 ]; do rm -f $D/disk/*; echo old >$D/disk/$x; left $left; s=0\n"
        "    $* $D/disk/$x >$D/said 2>&1 || s=$?; [ \"$(ls -A $D/disk | tr '\\n' ' ')\" = \"fill $x \" ]\n"
        "    if [ $s = 0 ]; then cmp $D/whole/x.$ending $D/disk/$x; else [ $s = 3 ]; full=$((full + 1))\n"
        "      grep -q 'No space left' $D/said; [ $(cat $D/disk/$x) = old ]; fi; left=$((left + 1)); done\n"
        "  [ $full = $(((size + 4095) / 4096)) ]; echo \"$ending of $size bytes: full $full times\"; }\n"
        "try pdf $F report " SPEC " -o\ntry svg $F figure roofline " SPEC " -o\n"
        "try yaml $F import tests/configs/deepseek-v3.json -o\ntry calibration $F calibrate "
        "specs/measured/gpt-fast-*.yaml -o\n");
    print_message("%s", text_get(&said));
}

/* Names too are used up; and what cannot be written at all is told. */
static void a_file_system_without_names_or_writing_leaves_the_old_file(void **state) {
    (void)state;
    holds_on_own_disk("disk size=2m,nr_inodes=2; echo old >$D/disk/x.pdf\n" STATUS(
        3,
        "$F report " SPEC
        " -o $D/disk/x.pdf 2>$D/said") "grep -q 'No space left' $D/said\n"
                                       "[ \"$(ls -A $D/disk)\" = x.pdf ]; [ $(cat "
                                       "$D/disk/x.pdf) = old ]; mount -o remount,ro $D/disk\n" STATUS(
                                           3, "$F report " SPEC " -o $D/disk/x.pdf 2>$D/said")
                                           STATUS(
                                               3,
                                               "$F report " SPEC
                                               " -o $D/disk/new/ 2>>$D/said") "[ $(grep -c 'Read-only file "
                                                                              "system' $D/said) = 2 ]; [ "
                                                                              "$(cat $D/disk/x.pdf) = old ]");
}

/* Some of a batch have room: these are whole, the others are told of, and once there is room they are made.
 */
static void a_batch_on_a_full_file_system_is_told_and_resumed(void **state) {
    (void)state;
    holds_on_own_disk(
        "$F report specs/*.yaml -o $D/all -q; n=$(ls $D/all | wc -l); disk size=16m; left 100\n" STATUS(
            3,
            "$F report specs/*.yaml -o $D/disk -j 2 2>$D/said") "made=$(ls -A $D/disk/*.pdf | wc -l); [ "
                                                                "$made "
                                                                "-ge 1 ]; [ $made -lt $n ]\n"
                                                                "grep -q \"$made of $n reports written, $((n "
                                                                "- "
                                                                "made)) not made:\" $D/said; rm "
                                                                "$D/disk/fill\n"
                                                                "[ $(ls -A $D/disk | wc -l) = $made ]; for f "
                                                                "in "
                                                                "$D/disk/*; do cmp $f $D/all/${f##*/}; done\n"
                                                                "$F report specs/*.yaml -o $D/disk --resume "
                                                                "2>$D/said; grep -q \"$made unchanged\" "
                                                                "$D/said; diff -r $D/all $D/disk\n");
}

static void a_full_standard_output_is_status_3(void **state) {
    (void)state;
    static const char *const commands[] = {"--help",      "--version",           "list models",
                                           "calc " SPEC,  "table latency " SPEC, "report " SPEC " -o -",
                                           "check " SPEC, "model llama-3.1-70b", "report --help"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        assert_int_equal(run(NULL, "%s %s >/dev/full 2>/dev/null", program(), commands[i]), 3);
}

static void closed_streams_do_no_harm(void **state) {
    (void)state;
    holds("$F report " SPEC " -o $D/a.pdf <&- >&- 2>&-; $F report " SPEC
          " -o $D/b.pdf; cmp $D/a.pdf $D/b.pdf\n" STATUS(1, "$F report no-such.yaml -o $D/c.pdf <&- >&- 2>&-")
              STATUS(3, "$F calc " SPEC " >&-") STATUS(1, "$F calc - <&-") "[ \"$(ls $D | wc -l)\" = 2 ]");
}

static void a_reader_that_leaves_ends_the_program(void **state) {
    (void)state;
    holds("set +e; for i in 1 2 3; do $F calc " SPEC " | true; s=${PIPESTATUS[0]}; "
          "[ $s = 0 ] || [ $s = 3 ] || { echo status $s; exit 9; }; done\n"
          "$F report " SPEC " -o - | head -c 5 >$D/head; [ ${PIPESTATUS[0]} = 3 ] || exit 9\n"
          "[ \"$(cat $D/head)\" = %PDF- ]");
}

static void folders_that_cannot_be_written_are_status_3(void **state) {
    (void)state;
    holds("cp $F $D/floorline; cp -r specs templates $D/; mkdir $D/shut; chmod 755 $D $D/.. $D/floorline\n"
          "chmod -R a+rX $D/specs $D/templates; echo old >$D/shut/old.pdf; chmod 555 $D/shut; cd $D\n"
          "as=; [ $(id -u) != 0 ] || as='setpriv --reuid=65534 --regid=65534 --clear-groups'\n"
          "export FLOORLINE_PATH=$D\n" STATUS(3, "$as ./floorline report " SPEC " -o shut/old.pdf")
              STATUS(3, "$as ./floorline report " SPEC " -o shut/new/") STATUS(
                  3, "$as ./floorline figure roofline " SPEC
                     " -o shut/x.svg") "[ \"$(ls shut)\" = old.pdf ]; [ \"$(cat shut/old.pdf)\" = old ]\n"
                                       "chmod 000 specs/gpt-13b-1xa100-40gb.yaml\n" STATUS(
                                           3, "$as ./floorline check specs/gpt-13b-1xa100-40gb.yaml")
                                           STATUS(3, "./floorline report " SPEC
                                                     " -o floorline/x.pdf") "chmod 755 shut");
}

static void a_folder_in_place_of_the_file_is_status_3(void **state) {
    (void)state;
    holds("mkdir $D/x.svg\n" STATUS(3, "$F figure roofline " SPEC " -o $D/x.svg") STATUS(
        3,
        "$F report " SPEC
        " -o /proc/floorline/") "mkdir $D/out $D/out/anthropic-52b-4xa100-40gb.pdf\n" STATUS(3,
                                                                                             "$F report " SPEC
                                                                                             " -o $D/out"));
}

static void no_home_is_needed(void **state) {
    (void)state;
    holds("$F report " SPEC " -o $D/a.pdf; env -i $F report " SPEC " -o $D/b.pdf\n"
          "env -u HOME XDG_CACHE_HOME=/proc/none FLOORLINE_PATH=. $F report " SPEC " -o $D/c.pdf\n"
          "HOME=/proc LC_ALL=de_DE.UTF-8 $F report " SPEC " -o $D/d.pdf\n"
          "for f in b c d; do cmp $D/a.pdf $D/$f.pdf; done");
}

static void broken_fonts_are_status_3_and_named(void **state) {
    (void)state;
    holds("mkdir $D/fonts; f=$D/fonts/CharisSIL-Regular.ttf; export FLOORLINE_FONTS=$D/fonts; echo old "
          ">$D/old.pdf\n"
          "try() { s=0; $F report " SPEC
          " -o $D/old.pdf >$D/said 2>&1 || s=$?; [ $s = 3 ] || { cat $D/said; exit 9; }\n"
          "  grep -q 'Charis SIL' $D/said; grep -q fonts-sil-charis $D/said; [ \"$(cat $D/old.pdf)\" = old "
          "]; }\n"
          ": >$f; try\n"
          "echo 'no font' >$f; try\n"
          "head -c 1000 " FONT " >$f; try\n"
          "head -c 200000 " FONT " >$f; try\n"
          "LC_ALL=C sed '1,20s/glyf/CFF /' " FONT " >$f; try\n" /* the outlines of another kind */
          "rm $f; mkdir $f; try\n");
}

/* HarfBuzz sets words without this table, FreeType does not open the font. */
static void a_font_that_only_pages_can_take_is_status_3_for_pictures(void **state) {
    (void)state;
    holds("mkdir $D/fonts; export FLOORLINE_FONTS=$D/fonts; echo old >$D/x.png\n"
          "LC_ALL=C sed '1,20s/hhea/zzzz/' /usr/share/fonts/truetype/lato/Lato-Regular.ttf "
          ">$D/fonts/Lato-Regular.ttf\n" STATUS(
              3, "$F figure roofline " SPEC
                 " -o $D/x.png 2>$D/said") "grep -q 'a font that FreeType cannot read' $D/said; [ \"$(cat "
                                           "$D/x.png)\" = old ]");
}

/* Seeded: the same bytes are hit each time. */
static void damaged_fonts_never_crash_it(void **state) {
    (void)state;
    holds("mkdir $D/fonts; f=$D/fonts/CharisSIL-Regular.ttf; export FLOORLINE_FONTS=$D/fonts\n"
          "size=$(stat -c %s " FONT "); RANDOM=7\n"
          "for i in $(seq 24); do cp " FONT " $f\n"
          "  for j in 1 2 3 4 5 6 7 8; do\n"
          "    at=$(( i < 12 ? RANDOM % 4000 : (RANDOM * 32768 + RANDOM) % size ))\n"
          "    printf \"\\\\x$(printf %02x $((RANDOM % 256)))\" | dd of=$f bs=1 seek=$at conv=notrunc "
          "status=none; done\n"
          "  s=0; timeout 20 $F report " SPEC " -o $D/x.pdf >$D/said 2>&1 || s=$?\n"
          "  [ $s = 0 ] || [ $s = 3 ] || [ $s = 1 ] || { echo round $i status $s; cat $D/said; exit 9; }; "
          "done");
}

static void two_processes_on_one_target_leave_one_whole_file(void **state) {
    (void)state;
    holds("$F report " SPEC " -o $D/a.pdf; $F report " OTHER " -o $D/b.pdf; mkdir $D/t\n"
          "for i in 1 2 3 4 5 6; do\n"
          "  $F report " SPEC " -o $D/t/x.pdf & one=$!; $F report " OTHER " -o $D/t/x.pdf & two=$!\n"
          "  wait $one; wait $two; [ \"$(ls $D/t)\" = x.pdf ]; cmp -s $D/t/x.pdf $D/a.pdf || cmp $D/t/x.pdf "
          "$D/b.pdf; done");
}

static void a_linked_output_is_replaced_where_it_lies(void **state) {
    (void)state;
    holds("mkdir $D/real; echo old >$D/real/x.pdf; ln -s real/x.pdf $D/link.pdf; ln -s nowhere.pdf "
          "$D/dangling.pdf\n"
          "$F report " SPEC " -o $D/link.pdf; [ -L $D/link.pdf ]; head -c 5 $D/real/x.pdf | grep -q %PDF-\n"
          "$F report " SPEC " -o $D/dangling.pdf; [ ! -L $D/dangling.pdf ]; [ ! -e $D/nowhere.pdf ]\n"
          "ln -s loop.pdf $D/loop.pdf\n"
          "$F report " SPEC " -o $D/loop.pdf; [ -f $D/loop.pdf ]\n"
          "[ \"$(find $D -type f | wc -l)\" = 3 ]");
}

static void the_spec_itself_is_never_overwritten(void **state) {
    (void)state;
    holds("cp " SPEC " $D/x.pdf; cp " SPEC " $D/y.yaml; ln -s y.yaml $D/z.pdf\n" STATUS(
        2, "$F report $D/x.pdf -o $D/x.pdf") STATUS(2, "$F report $D/x.pdf -o $D")
              STATUS(2, "$F report $D/y.yaml -o $D/z.pdf") "cmp " SPEC " $D/x.pdf; cmp " SPEC " $D/y.yaml");
}

static void odd_file_names_are_just_names(void **state) {
    (void)state;
    holds("p=$PWD; export FLOORLINE_PATH=$p; F=$(realpath $F); cp " SPEC " $D/-x.yaml; n=$'a\\nb'; cp " SPEC
          " \"$D/$n.yaml\"; cd $D\n"
          "$F report -o out -- -x.yaml \"$n.yaml\"; [ -s out/-x.pdf ]; [ -s \"out/$n.pdf\" ]\n" STATUS(
              1,
              "$F check \"no$n.yaml\" >said 2>&1") "[ \"$(wc -l <said)\" = 1 ]"); /* a name does not break a
                                                                                     message into two lines */
}

static void what_is_no_regular_file_is_no_spec(void **state) {
    (void)state;
    holds("mkfifo $D/fifo\n" STATUS(1, "timeout 5 $F check $D/fifo") STATUS(1, "timeout 5 $F check /dev/zero")
              STATUS(1, "timeout 5 $F check $D") STATUS(1, "timeout 5 $F report " SPEC
                                                           " -t $D/fifo/ -o $D/x.pdf")
                  STATUS(1, "timeout 5 $F report " SPEC " -t ./specs/ -o $D/x.pdf") "mkfifo $D/t.md\n" STATUS(
                      1, "timeout 5 $F report " SPEC " -t $D/t.md -o $D/x.pdf"));
}

/* Stopped at some moment of its run: the file is the old one or whole, and alone. */
static void a_stopped_run_leaves_no_part_of_a_file(void **state) {
    (void)state;
    holds("$F report " SPEC " -o $D/../whole.pdf; mkdir $D/o; echo old >$D/o/x.pdf\n"
          "for i in $(seq 40); do s=0\n"
          "  timeout -s $([ $((i % 2)) = 0 ] && echo INT || echo TERM) 0.0$(printf %02d $((i * 2))) "
          "$F report " SPEC " -o $D/o/x.pdf || s=$?; [ $s = 0 ] || [ $s -ge 124 ]\n"
          "  [ \"$(ls -A $D/o)\" = x.pdf ]; [ \"$(head -c 3 $D/o/x.pdf)\" = old ] || cmp $D/o/x.pdf "
          "$D/../whole.pdf; done");
}

/* Item 25 to 28 of what a trusted program has to bear: all are told in a moment. */
static void large_inputs_are_refused_in_a_moment(void **state) {
    (void)state;
    holds(
        "head -c 100000 /dev/zero | tr '\\0' '[' >$D/brackets.yaml\n"
        "head -c 100000 /dev/zero | tr '\\0' '{' >$D/braces.yaml\n"
        "head -c 50000 /dev/zero | tr '\\0' '[' | sed 's/^/title: /' >$D/value.yaml\n"
        "head -c 20000 /dev/zero | sed 's/\\x0/- /g' >$D/dashes.yaml\n"
        "head -c 50000000 /dev/zero | tr '\\0' x | sed 's/^/title: /' >$D/scalar.yaml\n"
        "truncate -s 10G $D/sparse.yaml\n"
        "seq 200000 | sed 's/^/k/;s/$/: 1/' >$D/keys.yaml\n"
        "{ echo 'workload: {batch_sizes: ['; seq -s, 100000; echo ']}'; } >$D/batches.yaml\n"
        "for f in $D/*.yaml; do\n" STATUS(
            1,
            "timeout -s KILL 2 $F check $f >$D/said 2>&1") "  grep -q 'limit\\|at most\\|nested' $D/said || "
                                                           "{ echo $f; head -c 500 $D/said; exit 9; }; done");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_full_at_any_byte_leaves_the_old_file),
        cmocka_unit_test(a_full_file_system_leaves_the_old_file),
        cmocka_unit_test(a_file_system_without_names_or_writing_leaves_the_old_file),
        cmocka_unit_test(a_batch_on_a_full_file_system_is_told_and_resumed),
        cmocka_unit_test(a_full_standard_output_is_status_3),
        cmocka_unit_test(closed_streams_do_no_harm),
        cmocka_unit_test(a_reader_that_leaves_ends_the_program),
        cmocka_unit_test(folders_that_cannot_be_written_are_status_3),
        cmocka_unit_test(a_folder_in_place_of_the_file_is_status_3),
        cmocka_unit_test(no_home_is_needed),
        cmocka_unit_test(broken_fonts_are_status_3_and_named),
        cmocka_unit_test(a_font_that_only_pages_can_take_is_status_3_for_pictures),
        cmocka_unit_test(damaged_fonts_never_crash_it),
        cmocka_unit_test(two_processes_on_one_target_leave_one_whole_file),
        cmocka_unit_test(a_linked_output_is_replaced_where_it_lies),
        cmocka_unit_test(the_spec_itself_is_never_overwritten),
        cmocka_unit_test(odd_file_names_are_just_names),
        cmocka_unit_test(what_is_no_regular_file_is_no_spec),
        cmocka_unit_test(a_stopped_run_leaves_no_part_of_a_file),
        cmocka_unit_test(large_inputs_are_refused_in_a_moment),
    };
    int failed = cmocka_run_group_tests_name("machine", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
