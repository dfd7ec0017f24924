/* SPDX-License-Identifier: MIT
 *
 * A typedef says in which state its functions are called.
 *
 * expect: irq-inversion: `events`
 * chain: on_event: entry point (stored in `source.fire`, which is called in in_irq)
 */
#include "case.h"

typedef void (*event_fn)(int code) HF_CALLED_IN(in_irq);
struct source { event_fn fire; };

static spinlock_t events HF_HELD_IN(no_preempt);

static void on_event(int code)
{
	(void)code;
	spin_lock(&events);
	spin_unlock(&events);
}

void attach(struct source *s)
{
	s->fire = on_event;
	spin_lock(&events);
	spin_unlock(&events);
}
