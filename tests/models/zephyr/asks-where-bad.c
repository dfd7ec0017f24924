/* SPDX-License-Identifier: MIT
 *
 * It waits for room in the interrupt handler, of all places.
 */
#include "kernel.h"

K_SEM_DEFINE(room, 0, 4);
static struct k_fifo packets;

static void packet_put(long *packet)
{
	if (k_is_in_isr())
		k_sem_take(&room, K_FOREVER); // expect: block-in-atomic: `k_sem_take` may block while in state in_irq
	k_fifo_put(&packets, packet);
}

void send(long *packet)
{
	packet_put(packet);
}

static void radio(const void *arg)
{
	static long received[4];

	(void)arg;
	packet_put(received);
}

int start(void)
{
	return irq_connect_dynamic(9, 1, radio, NULL, 0);
}
