/* SPDX-License-Identifier: MIT
 *
 * faults_lockdep.c: panics with locks held, and in the middle of lockdep: all of the panic comes out, and
 * lockdep adds nothing.
 */
#include <kernel/mutex.h>
#include <kernel/panic.h>
#include <kernel/spinlock.h>
#include "faults.h"

static DEFINE_MUTEX(panic_mutex);
static DEFINE_SPINLOCK(panic_lock, no_preempt);
static DEFINE_IRQ_SPINLOCK(panic_irq_lock, no_irq);

/* One lock of each kind: all of them are told. */
void fault_locks_held(void)
{
	mutex_lock(&panic_mutex);
	spin_lock(&panic_lock);
	irq_spin_lock(&panic_irq_lock);
	panic("with three locks held");
}

#if LOCKDEP
/* On its second question, so that lockdep's slow path is never left. */
static bool ask_twice(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	static bool asked;

	if (asked)
		panic("inside lockdep: %s, %s", outer->cls->name, inner->cls->name);
	asked = true;
	return false;
}

void fault_in_lockdep(void)
{
	static struct lockdep_class cls = { .name = "fault_pair", .kind = HF_KIND_mutex,
					    .nests = ask_twice };
	static struct lockdep_map pair[2] = { { .cls = &cls }, { .cls = &cls } };

	lockdep_acquire(&pair[0], 0, CALLER_SITE());
	lockdep_acquire(&pair[1], 0, CALLER_SITE());
}
#endif
