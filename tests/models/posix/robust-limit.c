/* SPDX-License-Identifier: MIT
 *
 * A robust mutex whose owner died is held, though its lock returns an error: the model knows no result
 * but zero that has it.
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t lock;
static int used;

int reserve(void)
{
	int error = pthread_mutex_lock(&lock);

	if (error == EOWNERDEAD) {
		used = 0;
		pthread_mutex_consistent(&lock);
	} else if (error != 0) {
		return error;
	}
	used++;
	pthread_mutex_unlock(&lock); // expect: lock-imbalance
	return 0;
}
