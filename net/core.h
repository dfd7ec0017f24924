/* SPDX-License-Identifier: MIT
 *
 * core.h: the TCP/IP stack's one lock.
 *
 * lwIP's state, its pools and its heap, the network device's queues and both
 * ends of every connection's buffers belong to it.  It is a mutex: the runner
 * and the connections' threads take it preemptible, for one bounded step, and
 * never wait for the network while they hold it.
 */
#ifndef NET_CORE_H
#define NET_CORE_H

#include <kernel/mutex.h>

extern mutex_t net_core_lock HF_HELD_IN(preemptible);

void net_lock(void) HF_ACQUIRES(net_core_lock);

/* Releases the lock, after telling the device about frames queued meanwhile, and
 * receives what the device announced meanwhile. */
void net_unlock(void) HF_RELEASES(net_core_lock);

/* What lwIP calls at the head of its functions: panics without the lock. */
void net_core_assert_held(void) HF_REQUIRES(net_core_lock);

/* The device has something.  True: nobody holds the lock, so somebody must be sent
 * who takes it and releases it.  Any context. */
bool net_announce(void);

/* Did the device announce something that nobody received yet?  A hint. */
bool net_announced(void);

#endif
