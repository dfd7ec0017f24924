/* SPDX-License-Identifier: MIT
 *
 * expect: block-in-atomic: nap_ms
 * expect: irq-inversion: counters
 * not: quiet
 */
#include "800-spin-kernel.h"

static struct door counters, quiet;
static unsigned rings, slept;

static void on_bell(void *arg)
{
	door_in(&counters);
	rings++;
	door_out(&counters);
	unsigned long was = door_in_quiet(&quiet);

	rings++;
	door_out_quiet(&quiet, was);
}

unsigned bell_count(void)
{
	unsigned long was = door_in_quiet(&quiet);
	unsigned count = rings;

	door_out_quiet(&quiet, was);
	door_in(&counters);
	count += rings;
	door_out(&counters);
	return count;
}

void doze(void)
{
	unsigned long was = door_in_quiet(&quiet);

	nap_ms(10);
	slept++;
	door_out_quiet(&quiet, was);
}

void setup(void)
{
	bell_attach_isr(3, on_bell, 0);
}
