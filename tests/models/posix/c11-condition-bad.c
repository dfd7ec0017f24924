/* SPDX-License-Identifier: MIT
 *
 * C11: waits for a condition with another mutex than it holds.
 */
#include <threads.h>

static mtx_t lock;
mtx_t other;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static int ready;

static void setup(void)
{
	mtx_init(&lock, mtx_plain);
	cnd_init(&changed);
}

static int waiter(void *arg)
{
	call_once(&once, setup);
	mtx_lock(&lock);
	while (!ready)

		cnd_wait(&changed, &other); // expect: requires

	mtx_unlock(&lock);
	return arg != 0;
}

int start(thrd_t *thread)
{
	return thrd_create(thread, waiter, 0);
}
