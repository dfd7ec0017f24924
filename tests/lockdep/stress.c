/* SPDX-License-Identifier: MIT
 *
 * stress.c: many threads in lockdep at once, built with ThreadSanitizer where
 * there is one.  Correct locking stays silent while classes, chains and edges
 * are learned concurrently and the tables are read: as readers and writers, on levels, released in any
 * order, with masks lifted meanwhile, with other memory freed and other threads ending.  Then one
 * fault, committed by all threads at once, is reported once.
 */
#include "locks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 6, CLASSES = 24, PER_CLASS = 4, ROUNDS = 1500, DEEPEST = 5 };

struct real_lock {
	struct lock lock;
	pthread_mutex_t mutex;
};

static char names[CLASSES][8];
/* Each lock has a class object of its own: the ids are learned concurrently. */
static struct lockdep_class classes[CLASSES][PER_CLASS];
static struct real_lock locks[CLASSES][PER_CLASS];
static pthread_barrier_t barrier;
static unsigned reports;                /* written in the slow path only */
static char last_report[512];
static bool done;                       /* atomic */

static void count_report(const char *text, size_t len)
{
	static const char full[] = "lockdep: table full: ";

	if (len >= sizeof(full) && memcmp(text, full, sizeof(full) - 1) == 0)
		return;                 /* it may fill up; nothing is lost by it */
	reports++;
	snprintf(last_report, sizeof(last_report), "%.*s", (int)len, text);
}

/* What lockdep is told may be less than what the mutex does: it is the correct use of a reader's lock
 * and of a level, too. */
static void lock(struct real_lock *l, unsigned how)
{
	static const unsigned flags[] = {
		0, 0, 0, LOCKDEP_READ, LOCKDEP_READ_RECURSIVE, LOCKDEP_LEVEL(1),
	};

	lockdep_posix_mask(HF_CTX_preempt);
	lockdep_acquire(&l->lock.dep, flags[how % 6], __builtin_return_address(0));
	pthread_mutex_lock(&l->mutex);
}

static void unlock(struct real_lock *l)
{
	lockdep_release(&l->lock.dep, __builtin_return_address(0));
	pthread_mutex_unlock(&l->mutex);
	lockdep_posix_unmask(HF_CTX_preempt);
}

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

/* Takes a few locks of rising class, and releases them in another order. */
static void one_round(unsigned *seed)
{
	struct real_lock *held[DEEPEST];
	unsigned depth = 0;
	unsigned cls = next_random(seed) % 4;

	while (depth < DEEPEST && cls < CLASSES) {
		held[depth] = &locks[cls][next_random(seed) % PER_CLASS];
		lock(held[depth++], next_random(seed));
		if (next_random(seed) % 16 == 0) {
			lockdep_posix_mask(HF_CTX_irq);
			lockdep_posix_unmask(HF_CTX_irq);
		}
		cls += 1 + next_random(seed) % 6;
	}
	for (unsigned start = depth ? next_random(seed) % depth : 0, i = 0; i < depth; i++)
		unlock(held[(start + i) % depth]);
}

static void take_twice(void)
{
	struct lock *l = &locks[0][0].lock;

	take(l);
	take(l);
	drop(l);
	drop(l);
}

static void *short_life(void *arg)
{
	unsigned seed = *(unsigned *)arg;

	one_round(&seed);
	return NULL;
}

static void *worker(void *arg)
{
	unsigned seed = *(unsigned *)arg;
	char memory[64];
	pthread_t thread;

	for (unsigned i = 0; i < ROUNDS; i++) {
		one_round(&seed);
		if (i % 64 == 0)
			lockdep_free(memory, sizeof(memory), __builtin_return_address(0));
		if (i % 256 == 0 && !pthread_create(&thread, NULL, short_life, &seed))
			pthread_join(thread, NULL);
	}
	pthread_barrier_wait(&barrier);
	/* main looks at the reports in between */
	pthread_barrier_wait(&barrier);
	take_twice();
	return NULL;
}

static void count_bytes(void *arg, const char *text, size_t len)
{
	(void)text;
	*(size_t *)arg += len;
}

static void *reader(void *arg)
{
	char line[160];
	size_t bytes = 0;

	while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
		lockdep_dump(count_bytes, &bytes);
		lockdep_summary(line, sizeof(line));
	}
	*(size_t *)arg = bytes;
	return NULL;
}

static void init_locks(void)
{
	for (unsigned c = 0; c < CLASSES; c++) {
		snprintf(names[c], sizeof(names[c]), "c%u", c);
		for (unsigned i = 0; i < PER_CLASS; i++) {
			classes[c][i] = (struct lockdep_class)LOCKDEP_CLASS_INIT(
				names[c], HF_KIND_spin, HF_STATE_no_preempt);
			locks[c][i].lock.dep.cls = &classes[c][i];
			pthread_mutex_init(&locks[c][i].mutex, NULL);
		}
	}
}

int main(void)
{
	pthread_t threads[THREADS], reading;
	unsigned seeds[THREADS], early;
	size_t bytes = 0;
	struct lockdep_stats stats;
	int failed = 0;

	init_locks();
	lockdep_posix_on_report(count_report);
	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	failed |= pthread_create(&reading, NULL, reader, &bytes);
	for (unsigned i = 0; i < THREADS; i++) {
		seeds[i] = i * 7919 + 1;
		failed |= pthread_create(&threads[i], NULL, worker, &seeds[i]);
	}
	if (failed) {
		puts("FAIL lockdep: stress: no threads");
		return EXIT_FAILURE;
	}
	pthread_barrier_wait(&barrier);
	early = reports;
	pthread_barrier_wait(&barrier);
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	__atomic_store_n(&done, true, __ATOMIC_RELAXED);
	pthread_join(reading, NULL);
	lockdep_stats_get(&stats);
	if (early != 0 || reports != 1 || stats.reports_total != 1 || stats.classes != 2 * CLASSES ||
	    stats.reports[LOCKDEP_RULE_LOCK_RECURSION] != 1 || !bytes) {
		printf("FAIL lockdep: stress: %u reports before the fault, %u after it, %u classes\n%s",
		       early, reports, stats.classes, last_report);
		return EXIT_FAILURE;
	}
	printf("ok lockdep: stress, %u edges, %u chains\n", stats.edges, stats.chains);
	return EXIT_SUCCESS;
}
