/* SPDX-License-Identifier: MIT
 *
 * It waits but in an interrupt handler.
 */
#include "nuttx.h"

static sem_t room;
static int level;

static void level_set(int now)
{
	if (!up_interrupt_context())
		nxsem_wait(&room);
	level = now;
}

void level_reset(void)
{
	level_set(0);
}

static int level_interrupt(int irq, void *context, void *arg)
{
	level_set(1);
	return OK;
}

int level_attach(void)
{
	return irq_attach(5, level_interrupt, NULL);
}
