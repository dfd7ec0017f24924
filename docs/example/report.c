// SPDX-License-Identifier: MIT
/*
 * report.c: the thread that reports samples.
 */
#include "os.h"
#include "sampler.h"

static void report_one(int value)
{
	uart_write(value ? "high\n" : "low\n");
}

void report_run(void *arg)
{
	(void)arg;
	for (;;) {
		int value = ring_take();

		if (value < 0)
			ring_dump();
		else
			report_one(value);
		sleep_ms(10);
	}
}
