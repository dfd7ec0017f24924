/* SPDX-License-Identifier: MIT
 *
 * Per-CPU data with preemption on; a structure with one owner, from a handler's point
 * of view.
 *
 * expect: guarded-by: `cpu.count` is written outside of state no_preempt
 * expect: guarded-by: `ring` is read outside of state no_irq
 * count: 2
 */
#include "case.h"

struct cpu { int count HF_GUARDED_BY_STATE(no_preempt); };
static int ring HF_GUARDED_BY_STATE(no_irq);

void f(struct cpu *c)
{
	preempt_disable();
	c->count = 0;
	preempt_enable();
	c->count++;
}

int g(void)
{
	preempt_disable();
	int n = ring;

	preempt_enable();
	return n;
}
