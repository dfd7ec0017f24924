/* SPDX-License-Identifier: MIT
 *
 * The holder of a recursive mutex takes it again, and once less gives it back.
 */
#include "nuttx.h"

static rmutex_t lock = NXRMUTEX_INITIALIZER;
static int depth;

static void inner(void)
{
	nxrmutex_lock(&lock);
	depth++;
}

void outer(void)
{
	nxrmutex_lock(&lock);
	inner();
	nxrmutex_unlock(&lock);
} // expect: lock-imbalance: `outer` returns with recursive mutex `lock` held
