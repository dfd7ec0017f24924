/* SPDX-License-Identifier: MIT
 *
 * load.h: how busy the machine is.
 */
#ifndef KERNEL_LOAD_H
#define KERNEL_LOAD_H

#include <kernel/base.h>

unsigned cpu_online_count(void);
/* How long the CPU with this index, below the count, had nothing to do since boot. */
uint64_t cpu_idle_ns(unsigned cpu);
/* How often it switched threads, its idle thread among them, since boot. */
uint64_t cpu_switches(unsigned cpu);
/* How many threads run or would, if they had a CPU. */
unsigned load_threads(void);

/* The average of that over the last 1, 5 and 15 minutes, in 1/LOAD_ONE. */
#define LOAD_ONE 2048u
void load_averages(uint32_t out[3]);
/* Starts the thread that takes the average.  0, -ENOMEM. */
int load_start(void) HF_MAY_BLOCK;

#endif
