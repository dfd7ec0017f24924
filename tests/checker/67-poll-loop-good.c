/* SPDX-License-Identifier: MIT
 *
 * The same reader: it waits or yields before it tries again, counts its tries, looks at the clock, or
 * goes on only as long as there is something.
 */
#include "case.h"

struct pipe;
long pipe_try_read(struct pipe *p, char *buf, long len) HF_POLLS(-11) HF_TRUST("test: assembly");
void pipe_wait(struct pipe *p) HF_MAY_BLOCK;
bool mutex_trylock(mutex_t *l) HF_TRY_ACQUIRES(true, l);
unsigned long now(void) HF_TRUST("test: reads a register");
void yield(void) HF_MAY_BLOCK;
static mutex_t log_lock HF_HELD_IN(preemptible);

static void wait_below(struct pipe *p)
{
	pipe_wait(p);
}

void waits(struct pipe *p)
{
	char buf[80];

	while (pipe_try_read(p, buf, sizeof(buf)) < 0)
		wait_below(p);
}

void counts(struct pipe *p)
{
	char buf[80];
	int tries = 0;

	while (pipe_try_read(p, buf, sizeof(buf)) < 0 && tries++ < 3)
		;
}

void has_a_deadline(struct pipe *p)
{
	char buf[80];
	unsigned long end = now() + 100;

	while (pipe_try_read(p, buf, sizeof(buf)) < 0)
		if (now() > end)
			return;
}

void drains(struct pipe *p)
{
	char buf[80];
	long n;

	while ((n = pipe_try_read(p, buf, sizeof(buf))) > 0)
		buf[0] = 0;
}

void asks_each_once(struct pipe **all, int count)
{
	char buf[80];

	for (int i = 0; i < count; i++)
		(void)pipe_try_read(all[i], buf, sizeof(buf));
}

void yields_for_mutex(void)
{
	while (!mutex_trylock(&log_lock))
		yield();
	mutex_unlock(&log_lock);
}
