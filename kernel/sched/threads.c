/* SPDX-License-Identifier: MIT
 *
 * threads.c: all threads, for whoever looks at each.  threads_lock guards the list, and
 * masks interrupts because the watchdog looks from a handler.
 */
#include "thread.h"

static DEFINE_IRQ_SPINLOCK(threads_lock, no_irq);
static struct list threads HF_GUARDED_BY(threads_lock) = LIST_INIT(threads);

void threads_add(struct thread *t)
{
	irq_spin_lock(&threads_lock);
	list_add_tail(&threads, &t->all_link);
	irq_spin_unlock(&threads_lock);
}

void threads_remove(struct thread *t)
{
	irq_spin_lock(&threads_lock);
	list_remove(&t->all_link);
	irq_spin_unlock(&threads_lock);
}

void threads_for_each(void (*fn)(struct thread *t))
{
	irq_spin_lock(&threads_lock);
	list_for_each(link, &threads)
		fn(list_entry(link, struct thread, all_link));
	irq_spin_unlock(&threads_lock);
}
