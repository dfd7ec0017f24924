/* SPDX-License-Identifier: MIT
 *
 * lwip_hooks.h: what lwIP calls before it looks at a packet of a known connection.
 */
#ifndef NET_LWIP_HOOKS_H
#define NET_LWIP_HOOKS_H

#include <holdfast.h>
#include <lwip/err.h>

struct tcp_hdr;
struct tcp_pcb;

/* ERR_OK: go on with it.  Anything else drops the packet.  `header` is in host byte
 * order.  Called under net_core_lock. */
err_t tcp_hook_packet(struct tcp_pcb *pcb, const struct tcp_hdr *header)
	HF_REQUIRES(net_core_lock);
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, optlen, opt1len, opt2, p) \
	tcp_hook_packet(pcb, header)

#endif
