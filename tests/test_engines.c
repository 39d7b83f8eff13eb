/* The work handed to engines that others have made, as the README tells: GNU parallel, and a Slurm array.
 * What comes out is what one process makes. Where an engine is not installed its test is skipped, and says
 * so. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NOT_THERE = 77 };

static void same_as_one_process(const char *name, const char *line) {
    assert_int_equal(
        run(NULL,
            "export FLOORLINE=$(realpath %s); %s report specs/*.yaml -o %s/%s/alone -q && out=%s/%s/out && "
            "%s && diff -r %s/%s/alone %s/%s/out",
            program(), program(), private_folder(), name, private_folder(), name, line, private_folder(),
            name, private_folder(), name),
        0);
}

static void gnu_parallel_makes_the_same_reports(void **state) {
    (void)state;
    if (run(NULL, "command -v parallel >/dev/null") != 0) {
        print_message("GNU parallel is not installed\n");
        skip();
    }
    same_as_one_process("each", "parallel --will-cite -j 2 $FLOORLINE report {} -o $out -q ::: specs/*.yaml");
    same_as_one_process(
        "shards", "seq 3 | parallel --will-cite -j 2 $FLOORLINE report specs/*.yaml -o $out -q --shard {}/3");
}

/* The script that Slurm runs, as it runs it: one task after another, the second of them twice. */
static void an_array_of_tasks_makes_the_same_reports(void **state) {
    (void)state;
    same_as_one_process(
        "array",
        "for i in 1 2 2 3 4; do SLURM_ARRAY_TASK_ID=$i SLURM_ARRAY_TASK_COUNT=4 SLURM_CPUS_PER_TASK=2 "
        "bash gen/batch/floorline.sbatch $out specs/*.yaml || exit; done");
}

/* Where no floorline is installed, the script takes the build of the tree that it lies in. */
static void an_array_finds_the_build_beside_it(void **state) {
    (void)state;
    same_as_one_process("tree",
                        "mkdir -p $out.tree/gen/batch $out.tree/build; ln -s $FLOORLINE "
                        "$out.tree/build/floorline; cp gen/batch/floorline.sbatch $out.tree/gen/batch\n"
                        "env -u FLOORLINE SLURM_SUBMIT_DIR=/none PATH=/usr/bin:/bin bash "
                        "$out.tree/gen/batch/floorline.sbatch $out specs/*.yaml");
}

static void slurm_makes_the_same_reports(void **state) {
    (void)state;
    struct text said = {0};
    int status = run(&said, "timeout 120 tests/engines/slurm.sh %s 2>&1", program());
    print_message("%s", text_get(&said));
    text_drop(&said);
    if (status == NOT_THERE)
        skip();
    assert_int_equal(status, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gnu_parallel_makes_the_same_reports),
        cmocka_unit_test(an_array_of_tasks_makes_the_same_reports),
        cmocka_unit_test(an_array_finds_the_build_beside_it),
        cmocka_unit_test(slurm_makes_the_same_reports),
    };
    return cmocka_run_group_tests_name("engines", tests, NULL, NULL);
}
