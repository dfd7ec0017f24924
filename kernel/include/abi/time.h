/* SPDX-License-Identifier: MIT
 *
 * abi/time.h: times and clocks, with Linux's values and layouts on AArch64.
 */
#ifndef ABI_TIME_H
#define ABI_TIME_H

#include <stdint.h>

struct abi_timespec {
	int64_t sec;
	int64_t nsec;
};

struct abi_timeval {
	int64_t sec;
	int64_t usec;
};

enum {
	ABI_CLOCK_REALTIME = 0,
	ABI_CLOCK_MONOTONIC = 1,
	ABI_CLOCK_PROCESS_CPUTIME = 2,
	ABI_CLOCK_THREAD_CPUTIME = 3,
	ABI_CLOCK_MONOTONIC_RAW = 4,
	ABI_CLOCK_REALTIME_COARSE = 5,
	ABI_CLOCK_MONOTONIC_COARSE = 6,
	ABI_CLOCK_BOOTTIME = 7,
};
enum { ABI_TIMER_ABSTIME = 1 };

#endif
