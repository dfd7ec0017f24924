/* SPDX-License-Identifier: MIT
 *
 * clock.c: the architectural counter as nanoseconds since boot.
 */
#include <kernel/time.h>
#include "clock.h"

static uint64_t boot_counter, frequency_hz;     /* constant after clock_init */

static uint64_t counter(void)
{
	isb();
	return sysreg_read(cntvct_el0);
}

void clock_init(void)
{
	frequency_hz = sysreg_read(cntfrq_el0);
	boot_counter = counter();
}

static uint64_t to_ns(uint64_t ticks)
{
	if (!frequency_hz)              /* a message before clock_init */
		return 0;
	/* In two steps, because ticks * 10^9 overflows after minutes. */
	return ticks / frequency_hz * NSEC_PER_SEC +
	       ticks % frequency_hz * NSEC_PER_SEC / frequency_hz;
}

uint64_t clock_ns(void)
{
	return to_ns(counter() - boot_counter);
}

uint64_t clock_since_ns(uint64_t then)
{
	return to_ns(counter() - then);
}

uint64_t clock_span_ns(uint64_t ticks)
{
	return to_ns(ticks);
}

uint64_t clock_ticks(uint64_t ns)
{
	return ns / NSEC_PER_SEC * frequency_hz +
	       (ns % NSEC_PER_SEC * frequency_hz + NSEC_PER_SEC - 1) / NSEC_PER_SEC;
}

uint64_t clock_counter_at(uint64_t ns)
{
	return boot_counter + clock_ticks(ns);
}

void delay_us(unsigned us)
{
	uint64_t until_ns = clock_ns() + us * NSEC_PER_USEC;

	while (clock_ns() < until_ns)
		cpu_relax();
}
