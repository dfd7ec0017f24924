/* SPDX-License-Identifier: MIT
 *
 * The holder of a recursive mutex takes it again, and gives it back as often.
 */
#include "nuttx.h"

static rmutex_t lock = NXRMUTEX_INITIALIZER;
static int depth;

static void inner(void)
{
	nxrmutex_lock(&lock);
	depth++;
	nxrmutex_unlock(&lock);
}

void outer(void)
{
	nxrmutex_lock(&lock);
	inner();
	nxrmutex_unlock(&lock);
}
