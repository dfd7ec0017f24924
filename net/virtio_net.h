/* SPDX-License-Identifier: MIT
 *
 * virtio_net.h: the network device as the stack uses it: Ethernet frames in
 * buffers of the driver's own, without knowledge of the stack's packets.
 *
 * A frame starts at an address that is 2 modulo 8, so that the IP header in it
 * is aligned; it may be VNET_FRAME_MAX bytes long.
 */
#ifndef NET_VIRTIO_NET_H
#define NET_VIRTIO_NET_H

#include "core.h"

#define VNET_FRAME_MAX 1514u
#define VNET_MAC_BYTES 6u

struct vnet;

/* Finds and starts the device.  `event` is called in the interrupt handler when
 * frames have come, or when a transmit queue that was full has room again.  0, -ENODEV,
 * -ENOMEM, -EIO. */
int vnet_start(void (*event)(void) HF_CALLED_IN(in_irq),
	       struct vnet **out) __must_check HF_MAY_BLOCK;
void vnet_mac(const struct vnet *v, uint8_t mac[VNET_MAC_BYTES]);

/* Where to put the next frame to send, or NULL while the queue is full; then
 * sends it.  The device is told by vnet_flush. */
void *vnet_tx_frame(struct vnet *v) HF_REQUIRES(net_core_lock);
void vnet_tx_send(struct vnet *v, size_t len_bytes) HF_REQUIRES(net_core_lock);

/* True once after a full queue has got room again. */
bool vnet_tx_resumed(struct vnet *v) HF_REQUIRES(net_core_lock);

/* The oldest frame that came in, or NULL.  Given back by vnet_rx_done. */
const void *vnet_rx_frame(struct vnet *v, size_t *len_bytes) HF_REQUIRES(net_core_lock);
void vnet_rx_done(struct vnet *v) HF_REQUIRES(net_core_lock);

/* Tells the device about everything queued since the last flush. */
void vnet_flush(struct vnet *v) HF_REQUIRES(net_core_lock);

#endif
