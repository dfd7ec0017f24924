/* SPDX-License-Identifier: MIT
 *
 * plain.c: the bare pthread mutex; and what ThreadSanitizer and Helgrind make of it.
 */
#include <pthread.h>

struct bench_lock {
	pthread_mutex_t mutex;
};

#include "bench.h"

static void bench_init(struct bench_lock *lock, unsigned cls)
{
	(void)cls;
	pthread_mutex_init(&lock->mutex, NULL);
}

static void bench_lock(struct bench_lock *lock)
{
	pthread_mutex_lock(&lock->mutex);
}

static void bench_unlock(struct bench_lock *lock)
{
	pthread_mutex_unlock(&lock->mutex);
}

int main(int argc, char **argv)
{
	bench_run(argc, argv, 5);
	return EXIT_SUCCESS;
}
