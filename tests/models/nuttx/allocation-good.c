/* SPDX-License-Identifier: MIT
 *
 * A handler frees, which waits until a thread can do it.
 */
#include "nuttx.h"

static void *buffer;

static int rx(int irq, void *context, void *arg)
{
	kmm_free(buffer);
	return OK;
}

int rx_attach(void)
{
	buffer = kmm_malloc(64);
	return irq_attach(7, rx, NULL);
}
