/* SPDX-License-Identifier: MIT
 *
 * A connection's callback answers through a netconn, which asks the thread it runs in.
 */
#include "lwip.h"

struct netconn *journal;

static err_t received(void *arg, struct tcp_pcb *tpcb, struct pbuf *p, err_t err)
{
	tcp_recved(tpcb, 10);
	return netconn_send(journal, 0); // expect: effect-in-context: `netconn_send`
}

void serve(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();
	tcp_recv(pcb, received);
	UNLOCK_TCPIP_CORE();
}
