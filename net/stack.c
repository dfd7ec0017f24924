/* SPDX-License-Identifier: MIT
 *
 * stack.c: lwIP between the network device and the connections.
 *
 * Everything here runs under net_core_lock, in a thread.  Frames are copied
 * between the driver's buffers and lwIP's, so that a slow connection cannot keep
 * the device's buffers, and a frame that is still being sent is never changed.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>
#include <netif/ethernet.h>
#include "heap.h"
#include "stack.h"

static struct vnet *device;             /* constant after stack_init */
static struct netif interface HF_GUARDED_BY(net_core_lock);

/* What lwIP asks of its host. */

uint32_t net_random(void)
{
	uint32_t value;

	random_bytes(&value, sizeof(value));
	return value;
}

u32_t sys_now(void)
{
	return (u32_t)(clock_ns() / NSEC_PER_MSEC);
}

/* lwIP calls this, under the lock, to send a frame. */
HF_REQUIRES(net_core_lock)
static err_t link_output(struct netif *n, struct pbuf *p)
{
	const u16_t len = (u16_t)(p->tot_len - ETH_PAD_SIZE);
	uint8_t *frame;

	(void)n;
	if (len > VNET_FRAME_MAX)
		return ERR_BUF;
	frame = vnet_tx_frame(device);
	if (!frame)
		return ERR_MEM;
	pbuf_copy_partial(p, frame, len, ETH_PAD_SIZE);
	vnet_tx_send(device, len);
	return ERR_OK;
}

HF_REQUIRES(net_core_lock)
static void status_changed(struct netif *n)
{
	char address[IP4ADDR_STRLEN_MAX];

	if (ip4_addr_isany_val(*netif_ip4_addr(n)))
		return;
	ip4addr_ntoa_r(netif_ip4_addr(n), address, sizeof(address));
	kprintf(LOG_INFO, "net: address %s\n", address);
}

HF_REQUIRES(net_core_lock)
static err_t interface_set_up(struct netif *n)
{
	n->name[0] = 'e';
	n->name[1] = 'n';
	n->hostname = "holdfast";
	n->mtu = 1500;
	n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
		   NETIF_FLAG_LINK_UP;
	n->hwaddr_len = VNET_MAC_BYTES;
	vnet_mac(device, n->hwaddr);
	n->output = etharp_output;
	n->linkoutput = link_output;
	return ERR_OK;
}

HF_REQUIRES(net_core_lock)
static int interface_start(void)
{
	if (!netif_add(&interface, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, NULL,
		       interface_set_up, ethernet_input))
		return -EIO;
	netif_set_default(&interface);
	netif_set_status_callback(&interface, status_changed);
	netif_set_up(&interface);
	return dhcp_start(&interface) == ERR_OK ? 0 : -EIO;
}

uint8_t *net_heap;
uint32_t net_heap_unused_bytes;

/* A sixteenth of the memory, within bounds. */
static int heap_init(void)
{
	size_t bytes = NET_HEAP_BLOCK_MAX_BYTES;

	while (bytes > NET_HEAP_BLOCK_MIN_BYTES && bytes > page_count_free() * PAGE_SIZE / 16)
		bytes /= 2;
	net_heap = kmalloc(bytes);
	net_heap_unused_bytes = (uint32_t)(NET_HEAP_BLOCK_MAX_BYTES - bytes);
	return net_heap ? 0 : -ENOMEM;
}

int stack_init(struct vnet *v)
{
	int err = heap_init();

	if (err)
		return err;
	device = v;
	net_lock();
	lwip_init();
	err = interface_start();
	net_unlock();
	return err;
}

/* A frame in lwIP's memory; NULL, and the frame is lost, when there is none. */
static struct pbuf *frame_copy(const void *frame, size_t len)
{
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)(len + ETH_PAD_SIZE), PBUF_POOL);

	if (!p)
		return NULL;
	if (pbuf_take_at(p, frame, (u16_t)len, ETH_PAD_SIZE) != ERR_OK) {
		pbuf_free(p);
		return NULL;
	}
	return p;
}

unsigned stack_receive(unsigned budget)
{
	unsigned n = 0;

	while (n < budget) {
		struct pbuf *p;
		size_t len;
		const void *frame = vnet_rx_frame(device, &len);

		if (!frame)
			break;
		p = frame_copy(frame, len);
		vnet_rx_done(device);
		if (p && interface.input(p, &interface) != ERR_OK)
			pbuf_free(p);
		n++;
	}
	/* What waited for room in the transmit queue. */
	if (vnet_tx_resumed(device))
		tcp_txnow();
	return n;
}

void stack_flush(void)
{
	netif_poll_all();
	if (device)
		vnet_flush(device);
}

uint32_t stack_timers(void)
{
	sys_check_timeouts();
	return sys_timeouts_sleeptime();
}
