/* SPDX-License-Identifier: MIT
 *
 * Two spinlocks are released in the order in which they were taken, each with its own key: the first
 * key lets interrupts in while the second lock is held, and the handler waits for it.  Keys
 * that are records are not followed, so this isn't seen.
 */
#include "kernel.h"

static struct k_spinlock queue_lock, ring_lock;
static unsigned int moved;

void move(void)
{
	k_spinlock_key_t queue = k_spin_lock(&queue_lock);
	k_spinlock_key_t ring = k_spin_lock(&ring_lock);

	moved++;
	k_spin_unlock(&queue_lock, queue);
	moved++;
	k_spin_unlock(&ring_lock, ring);
}

static void ring_full(const void *arg)
{
	k_spinlock_key_t key = k_spin_lock(&ring_lock);

	(void)arg;
	moved = 0;
	k_spin_unlock(&ring_lock, key);
}

void start(void)
{
	IRQ_CONNECT(4, 1, ring_full, NULL, 0);
}
