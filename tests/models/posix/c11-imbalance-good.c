/* SPDX-License-Identifier: MIT
 *
 * C11: takes a mutex for a limited time, and each way out gives it back.
 */
#include <threads.h>

static mtx_t lock;
static int depth;

int push(const struct timespec *until)
{
	if (mtx_timedlock(&lock, until) != thrd_success)
		return thrd_timedout;

	if (depth > 8) {
		mtx_unlock(&lock);
		return thrd_error;
	}

	depth++;
	mtx_unlock(&lock);
	return thrd_success;
}
