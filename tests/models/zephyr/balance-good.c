/* SPDX-License-Identifier: MIT
 *
 * Each path releases what it took.
 */
#include "kernel.h"

static struct k_spinlock rx_lock, tx_lock;
K_MUTEX_DEFINE(table);
static unsigned int received, sent;

int receive(unsigned int most)
{
	k_spinlock_key_t key = k_spin_lock(&rx_lock);

	if (received == most) {
		k_spin_unlock(&rx_lock, key);
		return -1;
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
		k_spin_unlock(&tx_lock, key);
	}
}

static unsigned int pending(void)
{
	return received - sent;
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
		k_mutex_unlock(&table);
		return -1;
	}
	received = number;
	k_mutex_unlock(&table);
	return 0;
}
