/* SPDX-License-Identifier: MIT
 *
 * Each way out unlocks the core.
 */
#include "lwip.h"

err_t push(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();

	if (tcp_write(pcb, "x", 1, 0) != ERR_OK) {
		UNLOCK_TCPIP_CORE();
		return ERR_ABRT;
	}

	tcp_output(pcb);
	UNLOCK_TCPIP_CORE();
	return ERR_OK;
}
