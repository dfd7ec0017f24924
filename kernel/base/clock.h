/* SPDX-License-Identifier: MIT
 *
 * clock.h: nanoseconds and counter ticks.
 */
#ifndef KERNEL_BASE_CLOCK_H
#define KERNEL_BASE_CLOCK_H

#include <kernel/base.h>
#include "kernel/arch/sysreg.h"

void clock_init(void);

/* The counter itself, for who only wants to keep it: cheaper than clock_ns(), and may be
 * read a little early. */
static inline uint64_t clock_counter(void)
{
	return sysreg_read(cntvct_el0);
}
/* How long ago that was. */
uint64_t clock_since_ns(uint64_t counter);

/* A span of the counter in ns. */
uint64_t clock_span_ns(uint64_t ticks);

/* How many counter ticks are at least `ns`. */
uint64_t clock_ticks(uint64_t ns);
/* The counter's value at clock_ns() == ns. */
uint64_t clock_counter_at(uint64_t ns);

#endif
