/* SPDX-License-Identifier: MIT
 *
 * forget.c: unlearning: the classes of a module that goes away, or all there is.
 */
#include <lockdep/port.h>

#include "chain.h"
#include "class.h"
#include "order.h"
#include "splat.h"
#include "stats.h"
#include "threads.h"
#include "trace.h"
#include "usage.h"

/* A base and its levels. */
static void forget_class(uint16_t base)
{
	for (unsigned id = lockdep_class_count(); id > 0; id--) {
		if (lockdep_classes[id].base != base || !lockdep_classes[id].name)
			continue;
		lockdep_chain_forget((uint16_t)id);
		lockdep_order_forget((uint16_t)id);
		lockdep_splat_forget((uint16_t)id);
		lockdep_classes[id].name = NULL;
	}
	lockdep_guards_forget(base);
}

void lockdep_forget(const void *memory, size_t size)
{
	unsigned long state = lockdep_port_enter();

	for (unsigned id = 1; id <= lockdep_class_count(); id++)
		if (lockdep_classes[id].name && lockdep_classes[id].level == 0 &&
		    lockdep_class_unload((uint16_t)id, memory, size))
			forget_class((uint16_t)id);
	lockdep_port_leave(state);
}

void lockdep_reset(void)
{
	unsigned long state = lockdep_port_enter();

	lockdep_threads_reset();
	lockdep_chain_reset();
	lockdep_order_reset();
	lockdep_class_reset();
	lockdep_splat_reset();
	lockdep_trace_reset();
	lockdep_times_reset();
	lockdep_stats_reset();
	lockdep_usage_reset();
	lockdep_guards_reset();
	lockdep_port_leave(state);
}
