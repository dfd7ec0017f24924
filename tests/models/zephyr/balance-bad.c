/* SPDX-License-Identifier: MIT
 *
 * A return with a lock, the wrong lock released, a lock that its own holder waits for.
 */
#include "kernel.h"

static struct k_spinlock rx_lock, tx_lock;
K_MUTEX_DEFINE(table);
static unsigned int received, sent;

int receive(unsigned int most)
{
	k_spinlock_key_t key = k_spin_lock(&rx_lock);

	if (received == most) {
		return -1; // expect: lock-imbalance: `receive` returns with
	}
	received++;
	k_spin_unlock(&rx_lock, key);
	return 0;
}

void transmit(void)
{
	k_spinlock_key_t key;

	if (k_spin_trylock(&tx_lock, &key) == 0) {
		sent++;
		k_spin_unlock(&rx_lock, key); // expect: lock-imbalance: `transmit` releases
	}
} // expect: lock-imbalance: `transmit` returns with

static unsigned int pending(void)
{
	k_spinlock_key_t key = k_spin_lock(&tx_lock); // expect: lock-recursion
	unsigned int n = received - sent;

	k_spin_unlock(&tx_lock, key);
	return n;
}

void settle(void)
{
	k_spinlock_key_t key = k_spin_lock(&tx_lock);

	if (pending())
		sent = received;
	k_spin_unlock(&tx_lock, key);
}

int rename(unsigned int number)
{
	k_mutex_lock(&table, K_FOREVER);
	if (number > received) {
		return -1; // expect: lock-imbalance: `rename` returns with mutex `table`
	}
	received = number;
	k_mutex_unlock(&table);
	return 0;
}
