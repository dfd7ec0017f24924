/* SPDX-License-Identifier: MIT
 *
 * tcp_time_wait.c: a new connection from a port that the last one still remembers.
 *
 * A peer behind address translation comes back from the same port soon.  While the
 * server's end of the last connection is in TIME-WAIT, lwIP answers the SYN with a
 * reset or with an old acknowledgement, for two minutes.  RFC 1122 (4.2.2.13) lets
 * a SYN beyond the old sequence numbers open a new connection: here it ends the old
 * one's TIME-WAIT, and its next repeat reaches the listener.
 */
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>
#include <lwip/tcp.h>
#include "lwip-port/lwip_hooks.h"

err_t tcp_hook_packet(struct tcp_pcb *pcb, const struct tcp_hdr *header)
{
	u8_t flags = TCPH_FLAGS(header);

	if (pcb->state != TIME_WAIT || (flags & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN ||
	    !TCP_SEQ_GT(header->seqno, pcb->rcv_nxt))
		return ERR_OK;
	tcp_abort(pcb);                 /* in TIME-WAIT: forgotten, without a reset */
	return ERR_ABRT;
}
