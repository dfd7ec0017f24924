/* SPDX-License-Identifier: MIT
 *
 * Functions that always answer the same: what is masked is what is unmasked.
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
	if (is_needed())
		preempt_enable();
}
