/* SPDX-License-Identifier: MIT
 *
 * Locks the core again, though its caller has it.
 */
#include "lwip.h"

static void flush(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE(); // expect: lock-recursion
	tcp_output(pcb);
	UNLOCK_TCPIP_CORE();
}

void push(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();
	tcp_write(pcb, "x", 1, 0);
	flush(pcb);
	UNLOCK_TCPIP_CORE();
}
