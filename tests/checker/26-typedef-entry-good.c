/* SPDX-License-Identifier: MIT
 *
 * The same with a typedef for threads.
 */
#include "case.h"

typedef void (*event_fn)(int code) HF_CALLED_IN(in_thread);
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
