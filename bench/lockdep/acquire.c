/* SPDX-License-Identifier: MIT
 *
 * acquire.c: the pthread mutex under lockdep, in steady state.  `first` instead of numbers: what a
 * chain costs that is seen for the first time, as ns.
 */
#include <lockdep/lockdep.h>

#include <pthread.h>
#include <string.h>

struct bench_lock {
	pthread_mutex_t mutex;
	struct lockdep_map dep;
};

#include "bench.h"

enum { MOST_CLASSES = 1000 };
static char names[MOST_CLASSES][12];
static struct lockdep_class classes[MOST_CLASSES];

static void bench_init(struct bench_lock *lock, unsigned cls)
{
	snprintf(names[cls], sizeof(names[cls]), "c%u", cls);
	classes[cls].name = names[cls];
	classes[cls].kind = HF_KIND_mutex;
	lock->dep.cls = &classes[cls];
	pthread_mutex_init(&lock->mutex, NULL);
}

static void bench_lock(struct bench_lock *lock)
{
	lockdep_acquire(&lock->dep, 0, __builtin_return_address(0));
	pthread_mutex_lock(&lock->mutex);
}

static void bench_unlock(struct bench_lock *lock)
{
	lockdep_release(&lock->dep, __builtin_return_address(0));
	pthread_mutex_unlock(&lock->mutex);
}

/* Every pair of 60 classes, in one order: a chain and an edge each. */
static int first_time(void)
{
	enum { COUNT = 60 };
	static struct bench_lock locks[COUNT];
	double start;
	unsigned chains = 0;

	for (unsigned c = 0; c < COUNT; c++) {
		bench_init(&locks[c], c);
		bench_lock(&locks[c]);
		bench_unlock(&locks[c]);
	}
	start = bench_now_ns();
	for (unsigned i = 0; i < COUNT; i++)
		for (unsigned k = i + 1; k < COUNT; k++, chains++) {
			bench_lock(&locks[i]);
			bench_lock(&locks[k]);
			bench_unlock(&locks[k]);
			bench_unlock(&locks[i]);
		}
	printf("%.0f\n", (bench_now_ns() - start) / chains);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct lockdep_stats stats;

	if (argc > 1 && !strcmp(argv[1], "first"))
		return first_time();
	bench_run(argc, argv, 5);
	lockdep_stats_get(&stats);
	if (stats.reports_total || stats.full_chains || stats.full_classes)
		fputs("bench: reports, or a full table\n", stderr);
	return stats.reports_total || stats.full_chains || stats.full_classes ? EXIT_FAILURE
									       : EXIT_SUCCESS;
}
