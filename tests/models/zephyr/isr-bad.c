/* SPDX-License-Identifier: MIT
 *
 * What waits in interrupt handlers, in a timer's function and in a pin's callback.
 */
#include "kernel.h"

K_SEM_DEFINE(ready, 0, 1);
K_MUTEX_DEFINE(table);
static struct k_fifo packets;
static struct gpio_callback button;
static unsigned int count;

static void deferred(struct k_work *work)
{
	(void)work;
	k_mutex_lock(&table, K_FOREVER);
	count++;
	k_mutex_unlock(&table);
}
K_WORK_DEFINE(work, deferred);

static void radio_ready(const void *arg)
{
	(void)arg;
	k_sem_take(&ready, K_FOREVER); // expect: block-in-atomic: `k_sem_take` may block while in state in_irq
}

ISR_DIRECT_DECLARE(pulse)
{
	count++;
	k_msleep(1); // expect: block-in-atomic: `k_msleep`
	return 1;
}

static void dma_end(const void *arg)
{
	static long packet[4];

	(void)arg;
	k_fifo_put(&packets, packet);
	k_fifo_get(&packets, K_MSEC(1)); // expect: block-in-atomic: `k_queue_get`
}

static void tick(struct k_timer *timer)
{
	(void)timer;
	k_mutex_lock(&table, K_FOREVER); // expect: block-in-atomic: `k_mutex_lock`
	count++;
	k_mutex_unlock(&table);
}
K_TIMER_DEFINE(clock, tick, NULL);

static void pressed(const struct device *port, struct gpio_callback *cb, uint32_t pins)
{
	(void)port;
	(void)cb;
	count += pins;
	struct k_work_sync sync;

	k_work_flush(&work, &sync); // expect: block-in-atomic: `k_work_flush`
}

int start(void)
{
	IRQ_CONNECT(7, 1, radio_ready, NULL, 0);
	IRQ_DIRECT_CONNECT(8, 0, pulse, 0);
	gpio_init_callback(&button, pressed, 1u << 3);
	return irq_connect_dynamic(9, 1, dma_end, NULL, 0);
}
