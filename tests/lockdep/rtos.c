/* SPDX-License-Identifier: MIT
 *
 * rtos.c: a small RTOS and lockdep's port to it: the worked example of docs/porting-lockdep.md.
 *
 * The RTOS, simulated: tasks with stacks of their own on one CPU; a tick that preempts a task wherever it
 * calls rtos_tick(), unless the scheduler is locked (a count) or interrupts are off (a count); and
 * spinlocks that mask nothing.  lockdep is built in its small configuration.
 */
#include <lockdep/port.h>
#include <lockdep/selftest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* ---- the RTOS ------------------------------------------------------------ */

enum { TASKS = 3, STACK_BYTES = 65536 };

struct task {
	const char *name;
	void (*fn)(void);
	ucontext_t context;
	char stack[STACK_BYTES];
	bool ended;
	unsigned sched_locked;          /* the task's own: a switch takes it along */
	struct lockdep_thread lockdep;  /* port, step 1: a field of each task */
};

static struct task tasks[TASKS], *current = &tasks[0];
static unsigned task_count, interrupts_off, in_interrupt;
static ucontext_t rtos;

static void rtos_switch(void)
{
	struct task *from = current;

	lockdep_switch(__builtin_return_address(0));
	do
		current = &tasks[(current - tasks + 1) % task_count];
	while (current->ended && current != from);
	if (current->ended)
		setcontext(&rtos);
	else if (current != from)
		swapcontext(&from->context, &current->context);
}

/* The timer's interrupt, should one be due here. */
static void rtos_tick(void)
{
	if (!interrupts_off && !current->sched_locked)
		rtos_switch();
}

static void sched_lock(void)
{
	current->sched_locked++;
}

static void sched_unlock(void)
{
	/* port, step 4: a mask is lifted */
	if (!--current->sched_locked && current->lockdep.depth)
		lockdep_context_opened(__builtin_return_address(0));
}

struct rtos_spin {
	bool taken;
	struct lockdep_map dep;         /* port, step 2: a field of each lock */
};

/* port, step 3: lockdep is told before the wait.  What would hang here ends the program. */
static __attribute__((noinline)) void spin_take(struct rtos_spin *l)
{
	lockdep_acquire(&l->dep, 0, __builtin_return_address(0));
	while (l->taken) {
		if (current->sched_locked || interrupts_off) {
			puts("hangs");
			exit(0);
		}
		rtos_tick();
	}
	l->taken = true;
}

static __attribute__((noinline)) void spin_give(struct rtos_spin *l)
{
	lockdep_release(&l->dep, __builtin_return_address(0));
	l->taken = false;
}

static void task_main(void)
{
	current->fn();
	lockdep_thread_exit(__builtin_return_address(0));
	current->ended = true;
	rtos_switch();
}

static void task_create(const char *name, void (*fn)(void))
{
	struct task *t = &tasks[task_count++];

	t->name = name;
	t->fn = fn;
	getcontext(&t->context);
	t->context.uc_stack.ss_sp = t->stack;
	t->context.uc_stack.ss_size = sizeof(t->stack);
	makecontext(&t->context, task_main, 0);
}

/* ---- the port: step 5 ------------------------------------------------------- */

struct lockdep_thread *lockdep_port_thread(void)
{
	return &current->lockdep;
}

/* One CPU: whoever is preempted goes on here or not at all. */
uint32_t lockdep_port_context(void)
{
	uint32_t closed = 0;

	if (current->sched_locked)
		closed |= HF_STATE_no_preempt;
	if (interrupts_off || in_interrupt)
		closed |= HF_STATE_no_irq;
	return closed | (in_interrupt ? HF_BIT(irq) << 16 : 0) | LOCKDEP_PINNED;
}

unsigned long lockdep_port_enter(void)
{
	return interrupts_off++;
}

void lockdep_port_leave(unsigned long state)
{
	interrupts_off = (unsigned)state;
}

unsigned lockdep_port_cpu(void)
{
	return 0;
}

const char *lockdep_port_thread_name(void)
{
	return current->name;
}

unsigned lockdep_port_backtrace(const void **pcs, unsigned cap)
{
	(void)pcs;
	(void)cap;
	return 0;                       /* the site is all there is */
}

void lockdep_port_symbol(const void *pc, char *buf, size_t cap)
{
	snprintf(buf, cap, "%p", pc);
}

void lockdep_port_report(const char *text, size_t len)
{
	fwrite(text, 1, len, stdout);
}

void lockdep_port_panic(enum lockdep_rule rule)
{
	(void)rule;
	abort();
}

uint64_t lockdep_port_clock_ns(void)
{
	return 0;
}

/* ---- a program of a user's ----------------------------------------------------- */

static struct lockdep_class log_class =
	LOCKDEP_CLASS_INIT("log", HF_KIND_raw_spin, HF_STATE_preemptible);
static struct rtos_spin log_lock = { .dep.cls = &log_class };
static bool locked_everywhere;
static unsigned lines;

static void write_log(void)
{
	if (locked_everywhere)
		sched_lock();
	spin_take(&log_lock);
	rtos_tick();
	lines++;
	spin_give(&log_lock);
	if (locked_everywhere)
		sched_unlock();
}

/* The sampler must not be disturbed, and logs what it saw. */
static void sample(void)
{
	sched_lock();
	write_log();
	sched_unlock();
}

static void writer(void)
{
	for (unsigned i = 0; i < 3; i++) {
		write_log();
		rtos_tick();
	}
}

static void sampler(void)
{
	for (unsigned i = 0; i < 3; i++) {
		sample();
		rtos_tick();
	}
}

int main(int argc, char **argv)
{
	static volatile bool started;
	struct lockdep_selftest result;
	struct lockdep_stats stats;

	locked_everywhere = argc > 1 && !strcmp(argv[1], "correct");
	if (locked_everywhere)
		log_class.declared = HF_STATE_no_preempt;
	lockdep_selftest(2003, &result);
	task_create("writer", writer);
	task_create("sampler", sampler);
	getcontext(&rtos);
	if (!started) {
		started = true;
		setcontext(&tasks[0].context);
	}
	lockdep_stats_get(&stats);
	printf("%u lines, %u reports, %u of %u self-tests failed\n", lines, stats.reports_total,
	       result.failed, result.cases);
	return EXIT_SUCCESS;
}
