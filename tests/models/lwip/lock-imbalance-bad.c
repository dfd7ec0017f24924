/* SPDX-License-Identifier: MIT
 *
 * An error returns with the core locked.
 */
#include "lwip.h"

err_t push(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();

	if (tcp_write(pcb, "x", 1, 0) != ERR_OK)
		return ERR_ABRT; // expect: lock-imbalance

	tcp_output(pcb);
	UNLOCK_TCPIP_CORE();
	return ERR_OK;
}
