/* SPDX-License-Identifier: MIT
 *
 * A connection's callback answers through the raw API.
 */
#include "lwip.h"

struct netconn *journal;

static err_t received(void *arg, struct tcp_pcb *tpcb, struct pbuf *p, err_t err)
{
	tcp_recved(tpcb, 10);
	return tcp_write(tpcb, "ok", 2, 0);
}

void serve(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();
	tcp_recv(pcb, received);
	UNLOCK_TCPIP_CORE();
}
