/* SPDX-License-Identifier: MIT
 *
 * A section is entered in one function and left in another; one path forgets to.
 *
 * expect: context-imbalance: no_preempt
 * chain: work: returns in it
 * chain: work: calls section_begin
 * count: 1
 */
#include "case.h"

static void section_begin(void) HF_ENTERS(no_preempt);
static void section_end(void) HF_LEAVES(no_preempt);

static void section_begin(void)
{
	preempt_disable();
}

static void section_end(void)
{
	preempt_enable();
}

int work(int n)
{
	section_begin();
	if (n < 0)
		return -1;
	section_end();
	return 0;
}
