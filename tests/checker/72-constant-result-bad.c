/* SPDX-License-Identifier: MIT
 *
 * Two functions that always answer the same, and differ: the mask stays.
 *
 * expect: context-imbalance: `section` returns in state no_preempt
 * count: 1
 */
#include "case.h"

static inline bool is_needed(void) { return true; }
static inline bool is_spare(void) { return false; }

void section(void)
{
	if (is_needed())
		preempt_disable();
	if (is_spare())
		preempt_enable();
	if (is_spare())
		preempt_enable();
}
