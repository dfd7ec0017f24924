/* SPDX-License-Identifier: MIT
 *
 * A thread of the application locks the core for the raw API.
 */
#include "lwip.h"

static void sender(void *arg)
{
	struct tcp_pcb *pcb = arg;

	LOCK_TCPIP_CORE();
	tcp_write(pcb, "x", 1, 0);
	tcp_output(pcb);
	UNLOCK_TCPIP_CORE();

}

void start(struct tcp_pcb *pcb)
{
	sys_thread_new("sender", sender, pcb, 1024, 3);
}
