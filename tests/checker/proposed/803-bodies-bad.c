/* SPDX-License-Identifier: MIT
 *
 * expect: irq-inversion: bytes
 * expect: block-in-atomic: rt_sem_pend
 * expect: lock-imbalance: config
 */
#include "803-bodies.h"

static klock_t bytes, state;
static rt_mtx config;
static rt_sem ready;
static unsigned count, level;

void isr_dispatch(int line)
{
	isr_table[line].fn(isr_table[line].arg);
}

static void uart(void *arg)
{
	klock_acquire(&bytes);
	count++;
	klock_release(&bytes);
	rt_sem_post(&ready);
}

unsigned take_bytes(void)
{
	klock_acquire(&bytes);
	unsigned all = count;

	count = 0;
	klock_release(&bytes);
	return all;
}

void wait_for_bytes(void)
{
	klock_acquire_irq(&state);
	rt_sem_pend(&ready);
	level++;
	klock_release_irq(&state);
}

int configure(unsigned to)
{
	if (rt_mtx_take(&config) != 0)
		return -1;
	if (to > 100)
		return -2;
	level = to;
	rt_mtx_give(&config);
	return 0;
}

int peek(void)
{
	irq_off();
	if (!klock_try_acquire(&state)) {
		irq_on();
		return -1;
	}
	klock_release(&state);
	irq_on();
	if (rt_mtx_take(&config) != 0)
		return 0;
	int now = (int)level;

	rt_mtx_give(&config);
	return now;
}

unsigned reset(void)
{
	if (rt_mtx_take(&config) != 0)
		return 0;
	unsigned was = level;

	level = 0;
	rt_mtx_give(&config);
	return was;
}

void setup(void)
{
	isr_install(3, uart, NULL);
}
