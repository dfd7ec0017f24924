/* SPDX-License-Identifier: MIT
 *
 * C11: takes a mutex for a limited time, and one way out keeps it.
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
