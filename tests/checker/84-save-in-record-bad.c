/* SPDX-License-Identifier: MIT
 *
 * What is restored was kept in a record, so nobody knows whether it is the right save.
 *
 * args: --require-closed
 * expect: unresolved: which save is restored here is not known (in f)
 * count: 2
 */
#include "case.h"

struct saves { unsigned long a, b; };

static void f(struct saves *s)
{
	s->a = irq_save();
	s->b = irq_save();
	irq_restore(s->a);
	irq_restore(s->b);
}

void g(void)
{
	struct saves s;

	f(&s);
}
