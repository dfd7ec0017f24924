/* SPDX-License-Identifier: MIT
 *
 * The caller's lock is enough.
 */
#include "lwip.h"

static void flush(struct tcp_pcb *pcb)
{
	tcp_output(pcb);
}

void push(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();
	tcp_write(pcb, "x", 1, 0);
	flush(pcb);
	UNLOCK_TCPIP_CORE();
}
