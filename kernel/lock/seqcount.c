/* SPDX-License-Identifier: MIT
 *
 * seqcount.c: see seqcount.h.  To the checker and to lockdep a reader takes the counter for a moment,
 * shared: that is what it waits for.  Interrupts are off in that moment, since nobody ever waits for
 * a reader.
 */
#include <kernel/preempt.h>
#include <kernel/seqcount.h>
#include "kernel/sched/sched.h"

void seq_write_begin(seqcount_t *s)
{
	lockdep_acquire(&s->dep, 0, CALLER_SITE());
	__atomic_store_n(&s->count, s->count + 1, __ATOMIC_RELAXED);
	/* No write of the data comes before. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

void seq_write_end(seqcount_t *s)
{
	__atomic_store_n(&s->count, s->count + 1, __ATOMIC_RELEASE);
	lockdep_release(&s->dep, CALLER_SITE());
}

static uint32_t wait_for_writer(seqcount_t *s, const void *site) HF_ACQUIRES(s);
static uint32_t wait_for_writer(seqcount_t *s, const void *site)
{
	uint32_t count;

	lockdep_acquire(&s->dep, LOCKDEP_READ_RECURSIVE, site);
	while ((count = __atomic_load_n(&s->count, __ATOMIC_ACQUIRE)) & 1)
		cpu_relax();
	return count;
}

static void let_go(seqcount_t *s, const void *site) HF_RELEASES(s);
static void let_go(seqcount_t *s, const void *site)
{
	lockdep_release(&s->dep, site);
}

uint32_t seq_read_begin(seqcount_t *s)
{
	unsigned long flags = irq_save();
	uint32_t count = wait_for_writer(s, CALLER_SITE());

	let_go(s, CALLER_SITE());
	irq_restore(flags);
	return count;
}

bool seq_read_again(const seqcount_t *s, uint32_t begin)
{
	/* No read of the data comes after. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&s->count, __ATOMIC_RELAXED) != begin;
}
