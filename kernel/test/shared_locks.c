/* SPDX-License-Identifier: MIT
 *
 * shared_locks.c: what readers share.  Two numbers that writers keep equal are never seen to
 * differ, no writer's change is lost, and several readers are inside at once where the lock says so.
 */
#include <kernel/cpu_guard.h>
#include <kernel/preempt.h>
#include <kernel/rw_sem.h>
#include <kernel/rw_spinlock.h>
#include <kernel/seqcount.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/arch/sysreg.h"
#include "kernel/sched/sched.h"
#include "tests.h"

#define MEMBERS 6
#define WRITERS 2
#define ROUNDS crew_rounds(300)

static struct crew crew;
static unsigned long left, right;               /* kept equal by writers */
static unsigned torn;                           /* atomic: seen to differ */
static unsigned inside;                         /* atomic: readers */

static void change(void)
{
	WRITE_ONCE(left, left + 1);
	for (unsigned i = 0; i < 5; i++)
		barrier();
	WRITE_ONCE(right, right + 1);
}

static void look(void)
{
	unsigned long l = READ_ONCE(left);

	for (unsigned i = 0; i < 5; i++)
		barrier();
	if (READ_ONCE(right) != l)
		__atomic_fetch_add(&torn, 1, __ATOMIC_RELAXED);
}

static const char *expect(void (*work)(struct crew *c, unsigned member) HF_MAY_BLOCK)
	HF_MAY_BLOCK;
static const char *expect(void (*work)(struct crew *c, unsigned member))
{
	bool started;

	left = right = torn = inside = 0;
	started = crew_start(&crew, MEMBERS, work);
	crew_wait(&crew);
	return !started ? "no memory" :
	       torn ? "a reader saw half of a change" :
	       left != WRITERS * ROUNDS ? "two writers were inside at once" : NULL;
}

static DEFINE_RW_SPINLOCK(rw_test_lock, no_preempt);

static void use_rw_spinlock(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (member < WRITERS) {
			rw_write_lock(&rw_test_lock);
			change();
			rw_write_unlock(&rw_test_lock);
		} else {
			rw_read_lock(&rw_test_lock);
			look();
			rw_read_unlock(&rw_test_lock);
		}
	}
}

const char *test_rw_spinlock(void)
{
	return expect(use_rw_spinlock);
}

static DEFINE_RW_SEM(rw_test_sem);

static void use_rw_sem(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (member < WRITERS) {
			rw_sem_write_lock(&rw_test_sem);
			if (__atomic_load_n(&inside, __ATOMIC_RELAXED))
				__atomic_fetch_add(&torn, 1, __ATOMIC_RELAXED);
			change();
			if (i % 64 == 0)
				thread_yield();
			rw_sem_write_unlock(&rw_test_sem);
		} else {
			rw_sem_read_lock(&rw_test_sem);
			__atomic_fetch_add(&inside, 1, __ATOMIC_RELAXED);
			look();
			if (i % 16 == 0)
				thread_yield();         /* the other readers come in */
			__atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
			rw_sem_read_unlock(&rw_test_sem);
		}
	}
}

static void read_once(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	rw_sem_read_lock(&rw_test_sem);
	rw_sem_read_unlock(&rw_test_sem);
}

const char *test_rw_sem(void)
{
	const char *wrong = expect(use_rw_sem);
	bool started;

	/* Readers that don't share it would wait for each other for ever. */
	rw_sem_read_lock(&rw_test_sem);
	started = crew_start(&crew, 2, read_once);
	crew_wait(&crew);
	rw_sem_read_unlock(&rw_test_sem);
	return wrong ? wrong : !started ? "no memory" : NULL;
}

static DEFINE_SEQCOUNT(test_seq, no_preempt);
static DEFINE_SPINLOCK(seq_writer_lock, no_preempt);

static void use_seqcount(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned long l, r;
		uint32_t n;

		if (member < WRITERS) {
			spin_lock(&seq_writer_lock);
			seq_write_begin(&test_seq);
			change();
			seq_write_end(&test_seq);
			spin_unlock(&seq_writer_lock);
			continue;
		}
		do {
			n = seq_read_begin(&test_seq);
			l = READ_ONCE(left);
			r = READ_ONCE(right);
		} while (seq_read_again(&test_seq, n));
		if (l != r)
			__atomic_fetch_add(&torn, 1, __ATOMIC_RELAXED);
	}
}

const char *test_seqcount(void)
{
	return expect(use_seqcount);
}

static DEFINE_CPU_GUARD(test_guard, no_preempt);
static unsigned long per_cpu[MAX_CPUS] HF_GUARDED_BY(test_guard);

static void count_on_cpu(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned cpu = cpu_guard_enter(&test_guard);
		unsigned long n = per_cpu[cpu];

		if (i % 100 == 0)
			delay_us(50);                   /* an interrupt may come, a switch may not */
		per_cpu[cpu] = n + 1;
		cpu_guard_leave(&test_guard);
	}
}

const char *test_cpu_guard(void)
{
	unsigned long sum = 0;
	bool started = crew_start(&crew, MEMBERS, count_on_cpu);

	crew_wait(&crew);
	cpu_guard_enter(&test_guard);
	for (unsigned i = 0; i < MAX_CPUS; i++)
		sum += per_cpu[i];
	cpu_guard_leave(&test_guard);
	return !started ? "no memory" : sum != MEMBERS * ROUNDS ? "a count was lost" : NULL;
}
