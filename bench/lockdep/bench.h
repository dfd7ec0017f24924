/* SPDX-License-Identifier: MIT
 *
 * bench.h: the work that each peer is measured on, so that they differ in nothing but their locks.
 *
 * `locks` locks in `classes` classes; each thread takes each of its locks once in a sweep, in groups of
 * `depth` locks of neighbouring classes, one inside the other.  Threads share classes and no locks.
 * What counts is the threads' CPU time, so that others on the machine disturb less.
 * The includer defines struct bench_lock, bench_init, bench_lock and bench_unlock.
 */
#ifndef BENCH_LOCKDEP_BENCH_H
#define BENCH_LOCKDEP_BENCH_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static unsigned bench_depth = 4, bench_locks = 1000, bench_classes = 100, bench_threads = 1;
static unsigned long bench_pairs = 2000000;     /* in each try of each thread */
static struct bench_lock *bench_all;            /* class by class */

static void bench_init(struct bench_lock *lock, unsigned cls);
static void bench_lock(struct bench_lock *lock);
static void bench_unlock(struct bench_lock *lock);

static double bench_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static unsigned long bench_sweep(unsigned thread)
{
	unsigned each = bench_locks / bench_classes;
	unsigned long pairs = 0;

	for (unsigned c = 0; c + bench_depth <= bench_classes; c += bench_depth)
		for (unsigned i = thread; i < each; i += bench_threads) {
			struct bench_lock *first = &bench_all[c * each + i];

			for (unsigned d = 0; d < bench_depth; d++)
				bench_lock(&first[d * each]);
			for (unsigned d = bench_depth; d-- > 0;)
				bench_unlock(&first[d * each]);
			pairs += bench_depth;
		}
	return pairs;
}

static pthread_barrier_t bench_barrier;

struct bench_worker {
	pthread_t thread;
	unsigned number;
	double ns;                      /* for one acquire and release */
};

static void *bench_thread(void *arg)
{
	struct bench_worker *me = (struct bench_worker *)arg;
	unsigned long pairs = 0;
	double start;

	bench_sweep(me->number);
	pthread_barrier_wait(&bench_barrier);
	start = bench_now_ns();
	while (pairs < bench_pairs)
		pairs += bench_sweep(me->number);
	me->ns = (bench_now_ns() - start) / (double)pairs;
	return NULL;
}

/* Of the slowest thread, while all of them work. */
static double bench_try(void)
{
	struct bench_worker workers[8];
	double slowest = 0;

	pthread_barrier_init(&bench_barrier, NULL, bench_threads);
	for (unsigned t = 0; t < bench_threads; t++) {
		workers[t].number = t;
		if (pthread_create(&workers[t].thread, NULL, bench_thread, &workers[t]))
			exit(2);
	}
	for (unsigned t = 0; t < bench_threads; t++) {
		pthread_join(workers[t].thread, NULL);
		slowest = workers[t].ns > slowest ? workers[t].ns : slowest;
	}
	return slowest;
}

/* DEPTH LOCKS CLASSES THREADS PAIRS: prints ns. */
static void bench_run(int argc, char **argv, unsigned tries)
{
	double best = 1e18;

	if (argc > 5) {
		bench_depth = (unsigned)atoi(argv[1]);
		bench_locks = (unsigned)atoi(argv[2]);
		bench_classes = (unsigned)atoi(argv[3]);
		bench_threads = (unsigned)atoi(argv[4]);
		bench_pairs = strtoul(argv[5], NULL, 0);
	}
	if (!bench_depth || bench_classes < bench_depth || bench_threads < 1 || bench_threads > 8 ||
	    bench_locks / bench_classes < bench_threads)
		exit(2);
	bench_all = (struct bench_lock *)calloc(bench_locks, sizeof(*bench_all));
	for (unsigned i = 0; i < bench_locks; i++)
		bench_init(&bench_all[i], i / (bench_locks / bench_classes) % bench_classes);
	for (unsigned i = 0; i < tries; i++) {
		double ns = bench_try();

		best = ns < best ? ns : best;
	}
	printf("%.2f\n", best);
}

#endif
