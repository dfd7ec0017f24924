/* SPDX-License-Identifier: MIT
 *
 * A timer's function runs in a thread of its own, and may take a mutex.
 */
#include <pthread.h>
#include <signal.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int periods;

static void expired(union sigval value)
{
	pthread_mutex_lock(&lock);
	periods++;
	pthread_mutex_unlock(&lock);
}

int start(timer_t *timer)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD };

	event.sigev_notify_function = expired;
	return timer_create(CLOCK_MONOTONIC, &event, timer);
}
