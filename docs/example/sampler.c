// SPDX-License-Identifier: MIT
/*
 * sampler.c: the ring, which the converter's interrupt fills and threads empty.
 */
#include "os.h"
#include "sampler.h"

enum { ADC_IRQ = 7 };

static spinlock_t ring_lock HF_HELD_IN(no_preempt);
static int ring[RING_SIZE];
static unsigned ring_first, ring_count;
static volatile int adc_value;

static void adc_ready(void *arg)
{
	(void)arg;
	spin_lock(&ring_lock);
	if (ring_count < RING_SIZE)
		ring[(ring_first + ring_count++) % RING_SIZE] = adc_value;
	spin_unlock(&ring_lock);
}

int ring_take(void)
{
	int value = -1;

	spin_lock(&ring_lock);
	if (ring_count) {
		value = ring[ring_first];
		ring_first = (ring_first + 1) % RING_SIZE;
		ring_count--;
	}
	spin_unlock(&ring_lock);
	return value;
}

void ring_dump(void)
{
	spin_lock(&ring_lock);
	for (unsigned i = 0; i < ring_count; i++)
		uart_write(ring[(ring_first + i) % RING_SIZE] ? "1" : "0");
	spin_unlock(&ring_lock);
}

void sampler_start(void)
{
	irq_attach(ADC_IRQ, adc_ready);
	thread_start(report_run);
}
