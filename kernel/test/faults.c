/* SPDX-License-Identifier: MIT
 *
 * faults.c: what the watchdog and the panic are tested with (tests/kernel/run).
 * Each lock here is used as it is declared: what is wrong is only for how long, and
 * that no rule about contexts can see.
 */
#include <kernel/errno.h>
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "faults.h"
#include "kernel/sched/sched.h"
#include "kernel/arch/asm.h"

#define TOO_LONG_US     20000000        /* whatever watchdog_ms is */
#define LONG_US         400000          /* with watchdog_ms=1000 */

static DEFINE_MUTEX(fault_mutex);
static DEFINE_SPINLOCK(fault_lock, no_preempt);
static DEFINE_IRQ_SPINLOCK(fault_irq_lock, no_irq);

static void hold_too_long(void *arg)
{
	(void)arg;
	thread_step("holding");
	spin_lock(&fault_lock);
	delay_us(TOO_LONG_US);
	spin_unlock(&fault_lock);
}

/* Two CPUs: one holds a lock, the other spins on it. */
static void fault_held(void)
{
	if (thread_create("holder", hold_too_long, NULL, NULL))
		return;
	thread_sleep_ns(100 * NSEC_PER_MSEC);
	thread_step("spinning");
	spin_lock(&fault_lock);
	spin_unlock(&fault_lock);
}

/* Interrupts off: only another CPU can see it. */
static void fault_irq_off(void)
{
	irq_spin_lock(&fault_irq_lock);
	delay_us(TOO_LONG_US);
	irq_spin_unlock(&fault_irq_lock);
}

/* Not a fault: long stretches, each within the limit, together far over it. */
static void fault_not_too_long(void)
{
	for (unsigned i = 0; i < 8; i++) {
		spin_lock(&fault_lock);
		delay_us(LONG_US);
		spin_unlock(&fault_lock);
	}
}

/* Text and constants are not writable. */
static void fault_write_text(void)
{
	WRITE_ONCE(*(uint32_t *)(uintptr_t)&fault_run, 0);
}

static __attribute__((noinline)) unsigned recurse(uintptr_t lowest)
{
	volatile char frame[256];

	memset((char *)frame, 1, sizeof(frame));
	return (uintptr_t)frame > lowest ? recurse(lowest) + (unsigned)frame[lowest % 8] : 0;
}

/* A little over the end of the stack, by one such frame: more could destroy what lies below
 * so that the machine doesn't come to the check. */
static void fault_stack(void)
{
	(void)recurse((uintptr_t)current_thread()->stack);
	/* Long enough to be switched away, even where the machine itself was. */
	thread_sleep_ns(50 * NSEC_PER_MSEC);
}

/* A panic that holds one lock of each kind: all of them are told, and lockdep adds nothing. */
static void fault_locks_held(void)
{
	mutex_lock(&fault_mutex);
	spin_lock(&fault_lock);
	irq_spin_lock(&fault_irq_lock);
	panic("with three locks held");
}

#if LOCKDEP
/* A panic in the middle of lockdep, whose slow path is then never left: on its second question. */
static bool ask_twice(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	static bool asked;

	if (asked)
		panic("inside lockdep: %s, %s", outer->cls->name, inner->cls->name);
	asked = true;
	return false;
}

static void fault_in_lockdep(void)
{
	static struct lockdep_class cls = { .name = "fault_pair", .kind = HF_KIND_mutex,
					    .nests = ask_twice };
	static struct lockdep_map pair[2] = { { .cls = &cls }, { .cls = &cls } };

	lockdep_acquire(&pair[0], 0, CALLER_SITE());
	lockdep_acquire(&pair[1], 0, CALLER_SITE());
}
#endif

static const struct fault {
	const char *name;
	void (*run)(void) HF_MAY_BLOCK;
} faults[] = {
	{ "held", fault_held },
	{ "irq_off", fault_irq_off },
	{ "not_too_long", fault_not_too_long },
	{ "write_text", fault_write_text },
	{ "stack", fault_stack },
	{ "locks_held", fault_locks_held },
#if LOCKDEP
	{ "in_lockdep", fault_in_lockdep },
#endif
};

int fault_run(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(faults); i++)
		if (!strcmp(faults[i].name, name)) {
			faults[i].run();
			return 0;
		}
	return -EINVAL;
}
