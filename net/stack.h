/* SPDX-License-Identifier: MIT
 *
 * stack.h: lwIP with its one network interface, as the runner drives it.
 */
#ifndef NET_STACK_H
#define NET_STACK_H

#include "core.h"
#include "virtio_net.h"

/* Starts lwIP over `v` and asks for an address by DHCP.  0, -EIO, -ENOMEM. */
int stack_init(struct vnet *v) __must_check HF_MAY_BLOCK;

/* Hands at most `budget` received frames to lwIP, and sends what waited for room in
 * the transmit queue.  Returns how many came. */
unsigned stack_receive(unsigned budget) HF_REQUIRES(net_core_lock);

/* Delivers what was sent to this host itself, and tells the device about frames queued
 * since the last time. */
void stack_flush(void) HF_REQUIRES(net_core_lock);

/* Runs the timers that are due.  Returns the milliseconds until the next. */
uint32_t stack_timers(void) HF_REQUIRES(net_core_lock);

#endif
