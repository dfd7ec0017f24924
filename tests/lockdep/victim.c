/* SPDX-License-Identifier: MIT
 *
 * victim.c: a pthread program that knows nothing of lockdep, for lockdep-preload: each scenario is a fault
 * or its nearest correct neighbour.  None of them hangs.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t made[3];
static pthread_spinlock_t spin;
static sem_t semaphore, signals;
static int refused;

static void *in_order(void *arg)
{
	pthread_mutex_lock(&first);
	pthread_mutex_lock(&second);
	pthread_mutex_unlock(&second);
	pthread_mutex_unlock(&first);
	return arg;
}

static void *other_order(void *arg)
{
	pthread_mutex_lock(&second);
	if (pthread_mutex_lock(&first) == EDEADLK)
		refused = 1;
	else
		pthread_mutex_unlock(&first);
	pthread_mutex_unlock(&second);
	return arg;
}

static void *other_by_trying(void *arg)
{
	pthread_mutex_lock(&second);
	if (!pthread_mutex_trylock(&first))
		pthread_mutex_unlock(&first);
	pthread_mutex_unlock(&second);
	return arg;
}

/* One after the other, so that nothing can hang. */
static void alone(void *(*fn)(void *arg))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, fn, NULL) || pthread_join(thread, NULL))
		exit(2);
}

static void inversion(void)
{
	alone(in_order);
	alone(other_order);
	alone(other_order);
}

static void ordered(void)
{
	alone(in_order);
	alone(other_by_trying);
	alone(in_order);
}

static void nest(pthread_mutex_t *outer, pthread_mutex_t *inner)
{
	pthread_mutex_lock(outer);
	pthread_mutex_lock(inner);
	pthread_mutex_unlock(inner);
	pthread_mutex_unlock(outer);
}

static void make(void)
{
	for (int i = 0; i < 3; i++)
		pthread_mutex_init(&made[i], NULL);
}

static void one_class(void)
{
	make();
	nest(&made[0], &made[1]);
	nest(&made[1], &made[0]);
}

static void one_class_ordered(void)
{
	make();
	nest(&made[0], &made[1]);
	nest(&made[2], &made[1]);
	pthread_mutex_destroy(&made[0]);
	pthread_mutex_init(&made[0], NULL);
	nest(&made[1], &made[0]);               /* another lock by now */
}

static void recursive(void)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&made[0], &attr);
	nest(&made[0], &made[0]);
}

static void readers(void)
{
	pthread_rwlock_rdlock(&table);
	pthread_rwlock_rdlock(&table);
	pthread_rwlock_unlock(&table);
	pthread_rwlock_unlock(&table);
}

/* A mutex inside the reader-writer lock, and that inside the mutex: as a writer, or as a reader among
 * readers. */
static void table_and_mutex(int (*outer)(pthread_rwlock_t *rw), int (*inner)(pthread_rwlock_t *rw))
{
	outer(&table);
	pthread_mutex_lock(&first);
	pthread_mutex_unlock(&first);
	pthread_rwlock_unlock(&table);
	pthread_mutex_lock(&first);
	inner(&table);
	pthread_rwlock_unlock(&table);
	pthread_mutex_unlock(&first);
}

static void writer_and_mutex(void)
{
	table_and_mutex(pthread_rwlock_rdlock, pthread_rwlock_wrlock);
}

static void readers_and_mutex(void)
{
	table_and_mutex(pthread_rwlock_rdlock, pthread_rwlock_rdlock);
}

static void writer_twice(void)
{
	struct timespec at_once = { 0, 0 };

	pthread_rwlock_wrlock(&table);
	pthread_rwlock_timedrdlock(&table, &at_once);
	pthread_rwlock_unlock(&table);
}

/* The mutex of the condition is taken again inside `second`. */
static void condition(int nested)
{
	struct timespec at_once = { 0, 0 };

	pthread_mutex_lock(&first);
	if (nested)
		pthread_mutex_lock(&second);
	pthread_cond_timedwait(&ready, &first, &at_once);
	if (nested)
		pthread_mutex_unlock(&second);
	pthread_mutex_unlock(&first);
}

static void condition_alone(void)
{
	condition(0);
}

static void condition_nested(void)
{
	condition(1);
}

static void semaphore_inversion(void)
{
	sem_init(&semaphore, 0, 1);
	sem_wait(&semaphore);
	pthread_mutex_lock(&first);
	pthread_mutex_unlock(&first);
	sem_post(&semaphore);
	pthread_mutex_lock(&first);
	sem_wait(&semaphore);
	sem_post(&semaphore);
	pthread_mutex_unlock(&first);
}

static void *post(void *arg)
{
	sem_post(&semaphore);
	return arg;
}

static void semaphore_signal(void)
{
	sem_init(&semaphore, 0, 1);
	sem_init(&signals, 0, 0);
	sem_wait(&semaphore);
	alone(post);
	pthread_mutex_lock(&first);
	sem_wait(&semaphore);
	alone(post);
	pthread_mutex_unlock(&first);
	sem_post(&signals);
	sem_wait(&signals);
	pthread_mutex_lock(&first);
	pthread_mutex_unlock(&first);
}

static void mutex_in_spinlock(void)
{
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	pthread_spin_lock(&spin);
	pthread_mutex_lock(&first);
	pthread_mutex_unlock(&first);
	pthread_spin_unlock(&spin);
}

static void spinlock_in_mutex(void)
{
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	pthread_mutex_lock(&first);
	pthread_spin_lock(&spin);
	pthread_spin_unlock(&spin);
	pthread_mutex_unlock(&first);
}

static void *die_with_it(void *arg)
{
	pthread_mutex_lock(&first);
	return arg;
}

static void held_at_end(void)
{
	alone(die_with_it);
}

static void destroyed_while_held(void)
{
	make();
	pthread_mutex_lock(&made[0]);
	pthread_mutex_destroy(&made[0]);
}

static void released_twice(void)
{
	make();
	pthread_mutex_lock(&made[0]);
	pthread_mutex_unlock(&made[0]);
	pthread_mutex_unlock(&made[0]);
}

static const struct {
	const char *name;
	void (*run)(void);
} scenarios[] = {
	{ "inversion", inversion },
	{ "ordered", ordered },
	{ "one-class", one_class },
	{ "one-class-ordered", one_class_ordered },
	{ "recursive", recursive },
	{ "readers", readers },
	{ "writer-and-mutex", writer_and_mutex },
	{ "readers-and-mutex", readers_and_mutex },
	{ "writer-twice", writer_twice },
	{ "condition-alone", condition_alone },
	{ "condition-nested", condition_nested },
	{ "semaphore-inversion", semaphore_inversion },
	{ "semaphore-signal", semaphore_signal },
	{ "mutex-in-spinlock", mutex_in_spinlock },
	{ "spinlock-in-mutex", spinlock_in_mutex },
	{ "held-at-end", held_at_end },
	{ "destroyed-while-held", destroyed_while_held },
	{ "released-twice", released_twice },
};

int main(int argc, char **argv)
{
	for (unsigned i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		if (argc == 2 && !strcmp(argv[1], scenarios[i].name)) {
			scenarios[i].run();
			if (refused)
				puts("refused");
			return EXIT_SUCCESS;
		}
	fputs("usage: victim SCENARIO\n", stderr);
	return 2;
}
