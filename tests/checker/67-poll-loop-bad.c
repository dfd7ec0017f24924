/* SPDX-License-Identifier: MIT
 *
 * A supervisor reads a service's output: once with nothing between two tries, once with a
 * sleep of fixed length, once with a mutex taken in between, which is no wait.
 *
 * expect: poll-loop: `pipe_try_read` is called again and again while there is nothing, without a wait, a yield or a bound
 * expect: poll-loop: `pipe_try_read` is called again and again while there is nothing, after a sleep of fixed length
 * expect: poll-loop: `mutex_trylock`
 * chain: 67-poll-loop-bad.c:27:
 * chain: 67-poll-loop-bad.c:37: busy_after_sleep: sleeps, whatever happens meanwhile
 * chain: 67-poll-loop-bad.c:46:
 * count: 5
 */
#include "case.h"

struct pipe;
long pipe_try_read(struct pipe *p, char *buf, long len) HF_POLLS(-11) HF_TRUST("test: assembly");
bool mutex_trylock(mutex_t *l) HF_TRY_ACQUIRES(true, l);
void sleep_always(unsigned ms) HF_DELAYS;
static mutex_t log_lock HF_HELD_IN(preemptible);
static long lines;

void busy(struct pipe *p)
{
	char buf[80];

	while (pipe_try_read(p, buf, sizeof(buf)) < 0)
		;
}

void busy_after_sleep(struct pipe *p)
{
	char buf[80];
	long n;

	while ((n = pipe_try_read(p, buf, sizeof(buf))) < 0)
		sleep_always(10);
}

void busy_with_mutex(struct pipe *p)
{
	char buf[80];
	long n = 0, total = 0;

	while (total < 80) {
		n = pipe_try_read(p, buf, sizeof(buf));
		mutex_lock(&log_lock);
		lines++;
		mutex_unlock(&log_lock);
		if (n > 0)
			total += n;
	}
}

void busy_for_mutex(void)
{
	while (!mutex_trylock(&log_lock))
		;
	mutex_unlock(&log_lock);
}

void steps_only_on_success(struct pipe *p)
{
	char buf[80];

	for (int got = 0; got < 10;)
		if (pipe_try_read(p, buf, sizeof(buf)) >= 0)
			got++;
}
