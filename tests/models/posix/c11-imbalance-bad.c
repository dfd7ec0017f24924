/* SPDX-License-Identifier: MIT
 *
 * C11: a wait that may time out, and whose mutex one way out keeps.
 */
#include <threads.h>

static mtx_t lock;
static int depth;

int push(const struct timespec *until)
{
	if (mtx_timedlock(&lock, until) != thrd_success)
		return thrd_timedout;

	if (depth > 8)
		return thrd_error; // expect: lock-imbalance

	depth++;
	mtx_unlock(&lock);
	return thrd_success;
}
