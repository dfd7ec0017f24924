/* SPDX-License-Identifier: MIT
 *
 * A handler allocates, and the heap's lock is a mutex.
 */
#include "nuttx.h"

static void *buffer;

static int rx(int irq, void *context, void *arg)
{
	buffer = kmm_malloc(64); // expect: effect-in-context
	return OK;
}

int rx_attach(void)
{
	buffer = kmm_malloc(64);
	return irq_attach(7, rx, NULL);
}
