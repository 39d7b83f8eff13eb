/* gen/base/aside: every task is done once and whole, with a thread and without. Expected values are sums that
 * the task's own definition gives: 1 + 2 + … + n = n(n + 1)/2. */
#define _POSIX_C_SOURCE 200809L
#include "../gen/base/aside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { TASKS = 200, MUCH = 20000 };

struct addition {
    struct aside_task task;
    uint64_t n, sum;
    int hand;
};

static void add_up(struct aside_task *task, int hand) {
    struct addition *addition = (struct addition *)task;
    uint64_t sum = 0;
    for (uint64_t i = 1; i <= addition->n; i++)
        sum += i;
    addition->sum += sum; /* done twice, it would be twice as much */
    addition->hand = hand;
}

static struct addition additions[TASKS];

static void add_all(struct aside *aside) {
    aside_begin(aside);
    for (size_t i = 0; i < TASKS; i++) {
        additions[i] = (struct addition){.task.run = add_up, .n = i * MUCH / TASKS, .hand = -1};
        aside_add(aside, &additions[i].task);
    }
}

static void all_are_done_once_by_the_end(void **state) {
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct aside aside;
        add_all(&aside);
        aside_end(&aside);
        for (size_t i = 0; i < TASKS; i++) {
            uint64_t n = additions[i].n;
            assert_true(additions[i].sum == n * (n + 1) / 2);
            assert_true(additions[i].hand >= 0 && additions[i].hand < ASIDE_HANDS);
        }
    }
}

static void none_is_done_by_a_thread_that_is_not_allowed(void **state) {
    struct aside aside;
    all_are_done_once_by_the_end(state);
    add_all(&aside);
    assert_false(aside.threaded);
    assert_int_equal(additions[0].hand, -1);
    aside_end(&aside);
    assert_int_equal(additions[TASKS - 1].hand, 0);
}

static void dropped_ones_are_done_whole_or_not_at_all(void **state) {
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct aside aside;
        add_all(&aside);
        aside_drop(&aside);
        for (size_t i = 0; i < TASKS; i++)
            assert_true(additions[i].sum == 0 || additions[i].hand == 1);
        aside_end(&aside); /* nothing is left */
        for (size_t i = 0; i < TASKS; i++)
            assert_true(additions[i].hand != 0);
    }
}

static void set_one(struct aside_task *task, int hand) {
    (void)hand;
    ((struct addition *)task)->sum = 1;
}

/* The child has no such thread, and does what it may not have done. */
static void a_forked_process_does_all_itself(void **state) {
    (void)state;
    struct aside aside;
    aside_begin(&aside);
    for (size_t i = 0; i < TASKS; i++) {
        additions[i] = (struct addition){.task.run = set_one};
        aside_add(&aside, &additions[i].task);
    }
    pid_t child = fork();
    if (child == 0) {
        size_t done = 0;
        aside_end(&aside);
        for (size_t i = 0; i < TASKS; i++)
            done += additions[i].sum;
        _exit(done == TASKS ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    aside_end(&aside);
}

static void allow(void **state) {
    (void)state;
    aside_allow();
    struct aside aside;
    aside_begin(&aside);
    assert_true(aside.threaded);
    aside_end(&aside);
    aside_end(&aside); /* of none */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_is_done_by_a_thread_that_is_not_allowed),
        cmocka_unit_test(allow),
        cmocka_unit_test(all_are_done_once_by_the_end),
        cmocka_unit_test(dropped_ones_are_done_whole_or_not_at_all),
        cmocka_unit_test(a_forked_process_does_all_itself),
    };
    return cmocka_run_group_tests_name("aside", tests, NULL, NULL);
}
