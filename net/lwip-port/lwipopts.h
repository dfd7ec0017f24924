/* SPDX-License-Identifier: MIT
 *
 * lwipopts.h: lwIP's configuration (lwip/opt.h lists every option).
 *
 * NO_SYS is lwIP's word for "brings no threads of its own".  The stack has one
 * lock, net_core_lock (core.h), which its callers take: the runner, and the
 * threads that read and write connections.  Its own mailboxes, semaphores and
 * second thread would only stand between them and the stack.  The same lock
 * covers lwIP's pools and heap, so SYS_LIGHTWEIGHT_PROT has nothing to protect:
 * no interrupt handler and no thread without the lock touches a pbuf.
 */
#ifndef NET_LWIPOPTS_H
#define NET_LWIPOPTS_H

#include "../core.h"
#include "../heap.h"

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_ASSERT_CORE_LOCKED() net_core_assert_held()

#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_ARP 1
/* Answers to a burst of first connections wait together for the peer's address;
 * a lost one would be sent again only after seconds. */
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 32
#define MEMP_NUM_ARP_QUEUE 64
#define LWIP_ICMP 1
#define LWIP_UDP 1
#define LWIP_DHCP 1
/* The server probes an address before it offers it (RFC 2131, 3.1); doing that
 * once more would make every boot a second longer. */
#define DHCP_DOES_ARP_CHECK 0
#define LWIP_DNS 0
#define LWIP_TCP 1
/* ICMP, for ping. */
#define LWIP_RAW 1
#define MEMP_NUM_RAW_PCB 4
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_STATS 0
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_NETIF_HOSTNAME 1
/* What goes to this host itself waits in a queue until the lock is released (core.c). */
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPBACK_MAX_PBUFS 128
#define SO_REUSE 1

/* Two bytes before each Ethernet header put the IP header on a multiple of
 * four: the kernel runs with strict alignment. */
#define ETH_PAD_SIZE 2
#define MEM_ALIGNMENT 8

/* TCP: full Ethernet segments, and windows past 64 KiB by scaling. */
#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 0
#define TCP_WND (44 * TCP_MSS)  /* one pbuf chain holds it: tot_len is 16 bits */
#define TCP_SND_BUF (256 * 1024)
#define TCP_SND_QUEUELEN 512
#define TCP_SNDLOWAT (40 * TCP_MSS)
#define TCP_LISTEN_BACKLOG 1
/* Nobody who does not see the packets shall guess a connection's numbers (RFC 6528). */
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) net_random()
#define LWIP_HOOK_FILENAME "lwip_hooks.h"
#define TCP_QUEUE_OOSEQ 1
#define LWIP_TCP_SACK_OUT 0
/* Coalesce what small writes leave over. */
#define TCP_OVERSIZE TCP_MSS

/* Memory: fixed, so that peers cannot take more than this.  A full pool makes
 * lwIP drop a frame or make a writer wait.  The heap is as large as the machine allows
 * (stack.c): to the preprocessor, for which lwIP chooses a type by it, the most. */
#define MEM_SIZE (NET_HEAP_MAX_BYTES - net_heap_unused_bytes)
#define LWIP_RAM_HEAP_POINTER net_heap
#define MEMP_NUM_PBUF 256
#define MEMP_NUM_TCP_PCB 128
#define MEMP_NUM_TCP_PCB_LISTEN 24
#define MEMP_NUM_TCP_SEG 2560
#define MEMP_NUM_UDP_PCB 24
#define PBUF_POOL_SIZE 384
#define PBUF_POOL_BUFSIZE 1536

#endif
