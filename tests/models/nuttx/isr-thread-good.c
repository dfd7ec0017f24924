/* SPDX-License-Identifier: MIT
 *
 * The half of a handler that has a thread sleeps.
 */
#include "nuttx.h"

static int quick(int irq, void *context, void *arg)
{
	return OK;
}

static int slow(int irq, void *context, void *arg)
{
	nxsig_usleep(50);
	return OK;
}

int touch_attach(void)
{
	return irq_attach_thread(9, quick, slow, NULL, 100, 2048);
}
