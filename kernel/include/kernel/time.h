/* SPDX-License-Identifier: MIT
 *
 * time.h: the clock, and timeouts.  The clock is the architectural counter. The
 * scheduler tick owns the physical timer; timeouts own the virtual one (Arm ARM
 * DDI 0487, D12), which is off while nothing is pending.
 */
#ifndef KERNEL_TIME_H
#define KERNEL_TIME_H

#include <kernel/base.h>
#include <kernel/list.h>

/* Nanoseconds since boot; monotonic, equal on all CPUs. Any context. */
uint64_t clock_ns(void);

/* Seconds since 1970-01-01 UTC, from the PL031 real-time clock. Any context. */
uint64_t clock_unix_s(void);
/* The same in nanoseconds; within a second it advances with the counter. */
uint64_t clock_unix_ns(void);

/* Keeps the CPU busy; for devices that need microseconds. */
void delay_us(unsigned us);

struct timeout {
	struct list link;
	uint64_t deadline_ns;
	void (*fn)(struct timeout *t) HF_CALLED_IN(in_softirq);
	bool pending;
	unsigned cpu;                   /* whose timer it waits for */
};

/* Calls fn once, at or after the deadline, as deferred work (deferred.h).  The timeout
 * is zeroed before its first use; one that is pending is moved. */
void timeout_set(struct timeout *t, uint64_t deadline_ns,
		 void (*fn)(struct timeout *t) HF_CALLED_IN(in_softirq));
/* True if it was pending.  It may still be running on another CPU. */
bool timeout_cancel(struct timeout *t);
/* As well, and waits until fn has returned; afterwards `t` may be freed.  Not with
 * anything held that fn takes. */
void timeout_cancel_wait(struct timeout *t);

#endif
