/* SPDX-License-Identifier: MIT
 *
 * thread.c: a thread's life.  A dead thread's stack is freed by the system's work queue,
 * after the switch away from it: neither the dying thread nor the switch could.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/work.h>
#include "thread.h"
#include "kernel/arch/user.h"
#include "kernel/mm/cache.h"
#include "kernel/mm/stack.h"

_Static_assert(offsetof(struct thread, sp) == THREAD_SP, "asm.h");
_Static_assert(offsetof(struct thread, interrupt) == THREAD_INTERRUPT, "asm.h");
_Static_assert(sizeof(struct trap_frame) == FRAME_BYTES, "asm.h");
_Static_assert(offsetof(struct trap_frame, sp) == FRAME_SP, "asm.h");
_Static_assert(offsetof(struct trap_frame, pc) == FRAME_PC, "asm.h");
_Static_assert(offsetof(struct trap_frame, esr) == FRAME_ESR, "asm.h");
_Static_assert(offsetof(struct user_state, fp) == USER_FP, "asm.h");
_Static_assert(offsetof(struct user_state, fpsr) == USER_FPSR, "asm.h");

/* The first CPU's, from its first instruction in C on (kernel.ld, head.S). */
extern char boot_stack[];
extern struct thread boot_thread;
struct thread boot_thread = {
	.cpu = &cpus[0],
	.on_cpu = true,
	.affinity = 1,
	.contended = LIST_INIT(boot_thread.contended),
	.step = "boot",
	.name = "idle0",
	.stack = boot_stack,
};

static DEFINE_IRQ_SPINLOCK(dead_lock, no_irq);
static struct list dead HF_GUARDED_BY(dead_lock) = LIST_INIT(dead);
static void reap_all(struct work *w);
static struct work reaping = { .link = LIST_INIT(reaping.link), .fn = reap_all };

void sched_init(void)
{
	trap_cpu_init(&cpus[0]);
	list_init(&boot_thread.run_link);
	for (unsigned i = 0; i < MAX_CPUS; i++) {
		run_queue_init(&cpus[i].run);
		list_init(&cpus[i].deferred);
		cpus[i].priority = -1;
	}
	cpus[0].current = cpus[0].idle = &boot_thread;
	cpus[0].online = true;
}

static struct kmem_cache cache;

void thread_init(void)
{
	kmem_cache_init(&cache, "thread", sizeof(struct thread));
}

static struct thread *allocate(const char *name)
{
	struct thread *t = kmem_cache_alloc(&cache);

	if (!t)
		return NULL;
	memset(t, 0, sizeof(*t));
	t->stack = stack_alloc();
	if (!t->stack) {
		kmem_cache_free(&cache, t);
		return NULL;
	}
	list_init(&t->run_link);
	list_init(&t->contended);
	t->priority = t->base_priority = THREAD_NORMAL;
	t->affinity = UINT32_MAX;
	strlcpy(t->name, name, sizeof(t->name));
	t->cpu = &cpus[0];
	t->step = "start";
	/* A process may start with these registers. */
	memset(thread_user_frame(t), 0, FRAME_BYTES);
	t->sp = (uint64_t)thread_user_frame(t);
	threads_add(t);
	return t;
}

struct thread *idle_create(struct cpu *cpu)
{
	struct thread *t = allocate("idle");

	if (!t)
		return NULL;
	t->name[4] = (char)('0' + cpu->index);
	t->cpu = cpu;
	t->on_cpu = true;
	t->affinity = 1u << cpu->index;
	return t;
}

/* What context_switch pops: the frame record (x29, x30), then x19 to x28. */
static void prepare_first_switch(struct thread *t)
{
	uint64_t *frame = (uint64_t *)t->sp - 12;

	frame[1] = (uint64_t)thread_first;
	t->sp = (uint64_t)frame;
}

int thread_create_on(const char *name, void (*fn)(void *arg), void *arg, unsigned priority,
		     uint32_t cpus, struct thread **out)
{
	struct thread *t;

	if (priority >= THREAD_PRIORITIES || sched_affinity(&cpus))
		return -EINVAL;
	t = allocate(name);
	if (!t)
		return -ENOMEM;
	t->fn = fn;
	t->arg = arg;
	t->priority = t->base_priority = (uint8_t)priority;
	t->affinity = cpus;
	prepare_first_switch(t);
	if (out)
		*out = t;
	sched_enqueue_new(t);
	return 0;
}

int thread_create(const char *name, void (*fn)(void *arg), void *arg, struct thread **out)
{
	return thread_create_on(name, fn, arg, THREAD_NORMAL, UINT32_MAX, out);
}

void thread_start(struct thread *from)
{
	struct thread *t = current_thread();

	switch_finish(from);
	irq_open();
	t->step = "run";
	t->fn(t->arg);
	thread_exit();
}

void thread_exit(void)
{
	struct thread *t = current_thread();

	if (t->preempt_depth || lockdep_thread_exit(CALLER_SITE()) != LOCKDEP_RULE_NONE)
		panic("thread %s ends with preemption off or a lock held", t->name);
	(void)irq_save();
	t->dead = true;
	schedule(LEAVE_DIES);
	panic("thread %s runs after its end", t->name);
}

void thread_reap(struct thread *t)
{
	irq_spin_lock(&dead_lock);
	list_add_tail(&dead, &t->run_link);
	irq_spin_unlock(&dead_lock);
	work_submit(&system_work, &reaping);
}

static struct thread *take_dead(void)
{
	struct thread *t = NULL;

	irq_spin_lock(&dead_lock);
	if (!list_empty(&dead)) {
		t = list_first(&dead, struct thread, run_link);
		list_remove(&t->run_link);
	}
	irq_spin_unlock(&dead_lock);
	return t;
}

static void reap_all(struct work *w)
{
	struct thread *t;

	(void)w;
	while ((t = take_dead())) {
		threads_remove(t);
		lockdep_thread_forget(&t->lockdep);
		stack_free(t->stack);
		kmem_cache_free(&cache, t);
	}
}

struct thread *thread_current(void)
{
	return current_thread();
}

const char *thread_name(const struct thread *t)
{
	return t->name;
}

const char *thread_step(const char *step)
{
	struct thread *t = current_thread();
	const char *previous = t->step;

	WRITE_ONCE(t->step, step);
	return previous;
}
