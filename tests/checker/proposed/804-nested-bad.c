/* SPDX-License-Identifier: MIT
 *
 * expect: block-in-atomic: desk_take
 * expect: lock-imbalance: clock
 */
#include "804-nested.h"

static struct gate clock, table;
static struct desk paper;
static unsigned ticks, lines;

void pause_for(unsigned n)
{
	gate_take(&clock);
	unsigned begin = ticks;

	while (ticks - begin < n)
		gate_wait(&ticks, &clock);
	gate_give(&clock);
}

int step(int by)
{
	gate_take(&clock);
	if (by < 0)
		return -1;
	ticks += (unsigned)by;
	gate_give(&clock);
	return 0;
}

void write_line(void)
{
	gate_take(&table);
	desk_take(&paper);
	lines++;
	desk_give(&paper);
	gate_give(&table);
}
