/* SPDX-License-Identifier: MIT
 *
 * wait_report.c: reads what locks and threads say about each other, while they
 * may be changing: every pointer is read once.
 */
#include <kernel/mutex.h>
#include <kernel/rw_sem.h>
#include "kernel/arch/backtrace.h"
#include "kernel/base/clock.h"
#include "kernel/base/report.h"
#include "kernel/base/symbols.h"
#include "kernel/sched/sched.h"
#include "wait_report.h"

static const char *class_name(const struct lockdep_map *map)
{
	return map->cls ? map->cls->name : "(unnamed lock)";
}

static const char *state_name(const struct thread *t)
{
	return READ_ONCE(t->waiting_on) ? "spinning" :
	       READ_ONCE(t->on_cpu) ? "running" :
	       READ_ONCE(t->queue) ? "preempted: ready to run, but not running" : "asleep";
}

static void report_owner(const struct thread *owner)
{
	const struct mutex *mutex = READ_ONCE(owner->waiting_mutex);

	report_line("  the owner is %s, on CPU %u, step \"%s\"", state_name(owner),
		    owner->cpu->index, owner->step);
	if (mutex)
		report_line("  the owner waits for mutex %s", class_name(&mutex->dep));
	if (!READ_ONCE(owner->on_cpu)) {
		report_line("  the owner's calls:");
		report_backtrace(owner, NULL, backtrace_switched_out(owner));
	}
}

void report_spin(const struct thread *t)
{
	const struct spin_core *core = __atomic_load_n(&t->waiting_on, __ATOMIC_ACQUIRE);
	const struct thread *owner;
	char site[80];

	if (!core)
		return;
	owner = READ_ONCE(core->owner);
	report_line("  %s spins on %s", t->name, class_name(&core->dep));
	report_backtrace(t, NULL, READ_ONCE(t->waiting_frame));
	if (!owner)
		return;
	symbol_format_return(READ_ONCE(core->site), site, sizeof(site));
	report_line("  owned by thread %s for %lu ms, taken at %s", owner->name,
		    (unsigned long)(clock_since_ns(READ_ONCE(core->since)) / NSEC_PER_MSEC), site);
	report_owner(owner);
}

/* Of a mutex, or of a semaphore who writes under it. */
static const struct thread *sleeping_lock_owner(const struct lockdep_map *map)
{
	switch (map->cls ? map->cls->kind : HF_KIND_COUNT) {
	case HF_KIND_mutex:
		return mutex_owner(container_of(map, const struct mutex, dep));
	case HF_KIND_rw_sem:
		return READ_ONCE(container_of(map, const struct rw_sem, dep)->writer);
	default:
		return NULL;
	}
}

void report_sleep(const struct thread *t)
{
	const struct lockdep_map *map = READ_ONCE(t->waiting_lock);
	const struct thread *owner = map ? sleeping_lock_owner(map) : NULL;

	if (READ_ONCE(t->on_cpu))
		return;
	report_line("  %s is switched out at:", t->name);
	report_backtrace(t, NULL, backtrace_switched_out(t));
	if (map)
		report_line("  it waits for %s, %s %s", class_name(map),
			    owner ? "owned by thread" : "which has", owner ? owner->name : "no owner");
	if (!owner)
		return;
	report_held(owner);
	report_owner(owner);
}

/* For how long a lock has been held; negative: its kind doesn't say. */
static long held_ms(const struct lockdep_map *map)
{
	const uint64_t *since;

	switch (map->cls ? map->cls->kind : HF_KIND_COUNT) {
	case HF_KIND_raw_spin:
	case HF_KIND_spin:
	case HF_KIND_softirq_spin:
	case HF_KIND_irq_spin:
		since = &container_of(map, const struct spin_core, dep)->since;
		break;
	case HF_KIND_mutex:
		since = &container_of(map, const struct mutex, dep)->since;
		break;
	default:
		return -1;
	}
	return (long)(clock_since_ns(READ_ONCE(*since)) / NSEC_PER_MSEC);
}

void report_held(const struct thread *t)
{
	const struct spin_core *spun_on = READ_ONCE(t->waiting_on);
	unsigned depth = READ_ONCE(t->lockdep.depth);
	char site[80];
	long ms;

	for (unsigned i = 0; i < depth && i < LOCKDEP_MAX_HELD; i++) {
		const struct lockdep_held *held = &t->lockdep.held[i];
		const struct lockdep_map *map = READ_ONCE(held->map);

		/* lockdep counts it as held before it is, so as to speak up before the wait */
		if (!map || (spun_on && map == &spun_on->dep))
			continue;
		symbol_format_return(READ_ONCE(held->site), site, sizeof(site));
		ms = held_ms(map);
		if (ms >= 0)
			report_line("  %s holds %s for %ld ms, taken at %s", t->name,
				    class_name(map), ms, site);
		else
			report_line("  %s holds %s, taken at %s", t->name, class_name(map), site);
	}
}
