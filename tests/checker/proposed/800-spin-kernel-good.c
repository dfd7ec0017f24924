/* SPDX-License-Identifier: MIT
 *
 * The door that the handler goes through is taken with interrupts off, and nobody naps behind one.
 */
#include "800-spin-kernel.h"

static struct door counters, quiet;
static unsigned rings, slept;

static void on_bell(void *arg)
{
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
	count += slept;
	door_out(&counters);
	return count;
}

void doze(void)
{
	nap_ms(10);
	door_in(&counters);
	slept++;
	door_out(&counters);
}

void setup(void)
{
	bell_attach_isr(3, on_bell, 0);
}
