/* SPDX-License-Identifier: MIT
 *
 * Not found, only counted: the saves are kept in a record, so which is which isn't known
 * (84-save-in-record-bad.c).
 */
#include "case.h"

struct saves { unsigned long a, b; };

void f(struct saves *s)
{
	s->a = irq_save();
	s->b = irq_save();
	irq_restore(s->a);
	irq_restore(s->b);
}
