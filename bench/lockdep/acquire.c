/* SPDX-License-Identifier: MIT
 *
 * acquire.c: what lockdep adds to a pthread mutex, in steady state: 1,000 locks
 * in 100 classes, held 4 deep, one thread.  Both figures are from the same run,
 * the best of several, and the ratio is what to compare between machines.
 */
#include <lockdep/lockdep.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CLASSES = 100, PER_CLASS = 10, DEEP = 4, SWEEPS = 400, TRIES = 9 };

struct lock {
	pthread_mutex_t mutex;
	struct lockdep_map dep;
};

static char names[CLASSES][8];
static struct lockdep_class classes[CLASSES];
static struct lock locks[CLASSES][PER_CLASS];

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void plain_lock(struct lock *l)
{
	pthread_mutex_lock(&l->mutex);
}

static void plain_unlock(struct lock *l)
{
	pthread_mutex_unlock(&l->mutex);
}

static void checked_lock(struct lock *l)
{
	lockdep_acquire(&l->dep, 0, __builtin_return_address(0));
	pthread_mutex_lock(&l->mutex);
}

static void checked_unlock(struct lock *l)
{
	lockdep_release(&l->dep, __builtin_return_address(0));
	pthread_mutex_unlock(&l->mutex);
}

/* Each lock once, in groups of 4 of neighbouring classes. */
#define SWEEP(lock_fn, unlock_fn)                                            \
	for (unsigned c = 0; c < CLASSES; c += DEEP)                         \
		for (unsigned i = 0; i < PER_CLASS; i++) {                   \
			for (unsigned d = 0; d < DEEP; d++)                  \
				lock_fn(&locks[c + d][i]);                   \
			for (unsigned d = DEEP; d-- > 0;)                    \
				unlock_fn(&locks[c + d][i]);                 \
		}

static double measure(int checked)
{
	double best = 1e18;

	for (unsigned try = 0; try < TRIES; try++) {
		double start = now_ns(), each;

		for (unsigned s = 0; s < SWEEPS; s++) {
			if (checked)
				SWEEP(checked_lock, checked_unlock)
			else
				SWEEP(plain_lock, plain_unlock)
		}
		each = (now_ns() - start) / ((double)SWEEPS * CLASSES * PER_CLASS);
		best = each < best ? each : best;
	}
	return best;
}

int main(void)
{
	struct lockdep_stats stats;
	double plain, checked;

	for (unsigned c = 0; c < CLASSES; c++) {
		snprintf(names[c], sizeof(names[c]), "c%u", c);
		classes[c] = (struct lockdep_class)LOCKDEP_CLASS_INIT(names[c], HF_KIND_mutex,
								      HF_STATE_preemptible);
		for (unsigned i = 0; i < PER_CLASS; i++) {
			pthread_mutex_init(&locks[c][i].mutex, NULL);
			locks[c][i].dep.cls = &classes[c];
		}
	}
	plain = measure(0);
	checked = measure(1);
	lockdep_stats_get(&stats);
	printf("pthread mutex %.1f ns, with lockdep %.1f ns: ratio %.1f (%u chains, %u reports)\n",
	       plain, checked, checked / plain, stats.chains, stats.reports_total);
	return stats.reports_total ? EXIT_FAILURE : EXIT_SUCCESS;
}
