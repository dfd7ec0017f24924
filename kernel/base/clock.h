/* SPDX-License-Identifier: MIT
 *
 * clock.h: nanoseconds and counter ticks.
 */
#ifndef KERNEL_BASE_CLOCK_H
#define KERNEL_BASE_CLOCK_H

#include <kernel/base.h>

void clock_init(void);
/* How many counter ticks are at least `ns`. */
uint64_t clock_ticks(uint64_t ns);
/* The counter's value at clock_ns() == ns. */
uint64_t clock_counter_at(uint64_t ns);

#endif
