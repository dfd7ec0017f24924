/* SPDX-License-Identifier: MIT
 *
 * rw_spinlock.c: a phase-fair read/write lock with tickets, after B. Brandenburg and J. Anderson,
 * "Spin-based reader-writer synchronization for multiprocessor real-time systems" (Real-Time
 * Systems 46, 2010), section 3.
 *
 * Readers count themselves in and out in steps of READER.  The low bits of readers_in say that a
 * writer is there, and which of two in turn: a reader that comes then waits until these bits change,
 * so for this writer and no further one.
 */
#include <kernel/preempt.h>
#include <kernel/rw_spinlock.h>
#include "kernel/sched/explore.h"
#include "kernel/sched/sched.h"

enum { WRITER_THERE = 2, WRITER_PHASE = 1, WRITER_BITS = 3, READER = 4 };

void rw_read_lock(rw_spinlock_t *l)
{
	uint32_t writer;

	preempt_disable();
	explore_point();
	lockdep_acquire(&l->dep, LOCKDEP_READ, CALLER_SITE());
	writer = __atomic_fetch_add(&l->readers_in, READER, __ATOMIC_ACQUIRE) & WRITER_BITS;
	while (writer && (__atomic_load_n(&l->readers_in, __ATOMIC_ACQUIRE) & WRITER_BITS) == writer)
		cpu_relax();
}

void rw_read_unlock(rw_spinlock_t *l)
{
	lockdep_release(&l->dep, CALLER_SITE());
	__atomic_fetch_add(&l->readers_out, READER, __ATOMIC_RELEASE);
	preempt_enable();
	explore_point();
}

void rw_write_lock(rw_spinlock_t *l)
{
	uint32_t ticket, readers;

	preempt_disable();
	explore_point();
	lockdep_acquire(&l->dep, 0, CALLER_SITE());
	ticket = __atomic_fetch_add(&l->writers_in, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&l->writers_out, __ATOMIC_ACQUIRE) != ticket)
		cpu_relax();
	/* From here on readers wait.  Those that are in are waited for. */
	readers = __atomic_fetch_add(&l->readers_in, WRITER_THERE | (ticket & WRITER_PHASE),
				     __ATOMIC_ACQUIRE) & ~(uint32_t)WRITER_BITS;
	while (__atomic_load_n(&l->readers_out, __ATOMIC_ACQUIRE) != readers)
		cpu_relax();
	WRITE_ONCE(l->writer, current_thread());
	WRITE_ONCE(l->site, CALLER_SITE());
}

void rw_write_unlock(rw_spinlock_t *l)
{
	lockdep_release(&l->dep, CALLER_SITE());
	WRITE_ONCE(l->writer, NULL);
	__atomic_fetch_and(&l->readers_in, ~(uint32_t)WRITER_BITS, __ATOMIC_RELEASE);
	__atomic_store_n(&l->writers_out, l->writers_out + 1, __ATOMIC_RELEASE);
	preempt_enable();
	explore_point();
}
