/* SPDX-License-Identifier: MIT
 *
 * times.c: times and budgets.  A time over its budget is slow-in-atomic, once for each class and
 * place.
 */
#include "times.h"

#include "class.h"
#include "enter.h"
#include "rules.h"

bool lockdep_times_on;
struct lockdep_section lockdep_sections[HF_CTX_COUNT];

/* Reports inside of another call. */
static enum lockdep_rule report_within(struct lockdep_thread *thread, enum lockdep_rule rule,
				       const struct lockdep_map *map, const char *said,
				       const struct lockdep_held *held, const void *site)
{
	enum lockdep_rule verdict = lockdep_end_broken(thread, rule, map, said, held, site);

	lockdep_resume(thread);
	return verdict;
}

#if LOCKDEP_TIMES
static void add(uint64_t *sum, uint64_t value)
{
	__atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
}

/* True: it is the longest so far. */
static bool raise_to(uint64_t *max, uint64_t value)
{
	uint64_t old = __atomic_load_n(max, __ATOMIC_RELAXED);

	while (value > old)
		if (__atomic_compare_exchange_n(max, &old, value, false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return true;
	return false;
}

static struct lockdep_times *times_of(const struct lockdep_held *held)
{
	return lockdep_class_learned(held->cls) ?
	       &lockdep_classes[lockdep_classes[held->cls].base].times : NULL;
}

static uint64_t count_hold(const struct lockdep_held *held)
{
	uint64_t ns = lockdep_port_clock_ns() - held->since_ns;
	struct lockdep_times *times = times_of(held);

	if (times) {
		add(&times->holds, 1);
		add(&times->held_ns, ns);
		if (raise_to(&times->held_max_ns, ns))
			__atomic_store_n(&times->held_max_site, held->site, __ATOMIC_RELAXED);
	}
	return ns;
}

void lockdep_contended(const struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();
	struct lockdep_held *held;

	(void)site;
	if (!thread)
		return;
	held = lockdep_held_find(thread, map);
	if (held && times_of(held) && lockdep_times_on) {
		add(&times_of(held)->contended, 1);
		held->since_ns = lockdep_port_clock_ns();
	}
	lockdep_end(thread);
}

void lockdep_end_acquired(struct lockdep_thread *thread, const struct lockdep_map *map)
{
	struct lockdep_held *held = lockdep_held_find(thread, map);

	if (held && held->since_ns) {
		uint64_t now = lockdep_port_clock_ns();

		if (times_of(held) && lockdep_times_on) {
			add(&times_of(held)->waited_ns, now - held->since_ns);
			raise_to(&times_of(held)->waited_max_ns, now - held->since_ns);
		}
		held->since_ns = now;
	}
	lockdep_end(thread);
}

void lockdep_section_note(struct lockdep_thread *thread, unsigned row, const void *site)
{
	thread->masked_since_ns[row] = lockdep_port_clock_ns();
	thread->masked_site[row] = site;
}

enum lockdep_rule lockdep_end_section(struct lockdep_thread *thread, unsigned row, const void *site)
{
	struct lockdep_section *section = &lockdep_sections[row];
	uint64_t ns, budget_ns = 1000ull * __atomic_load_n(&section->budget_us, __ATOMIC_RELAXED);
	struct lockdep_event ev;
	unsigned long state;

	if (!thread->masked_since_ns[row])
		return lockdep_end(thread);
	ns = lockdep_port_clock_ns() - thread->masked_since_ns[row];
	thread->masked_since_ns[row] = 0;
	if (raise_to(&section->max_ns, ns))
		__atomic_store_n(&section->max_site, thread->masked_site[row], __ATOMIC_RELAXED);
	if (!budget_ns || ns <= budget_ns)
		return lockdep_end(thread);
	lockdep_event_init(&ev, LOCKDEP_EVENT_OTHER, thread, NULL, lockdep_port_context(), site);
	ev.name = lockdep_contexts[row].masked;
	state = lockdep_port_enter();
	lockdep_report_call(&ev, LOCKDEP_RULE_SLOW_IN_ATOMIC, "lasted longer than its budget", NULL);
	return lockdep_end_slow(thread, state, ev.verdict);
}

void lockdep_sections_drop(struct lockdep_thread *thread)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		thread->masked_since_ns[row] = 0;
}
#else
void lockdep_sections_drop(struct lockdep_thread *thread)
{
	(void)thread;
}

static uint64_t count_hold(const struct lockdep_held *held)
{
	(void)held;
	return 0;
}

void lockdep_contended(const struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
}

void lockdep_end_acquired(struct lockdep_thread *thread, const struct lockdep_map *map)
{
	(void)map;
	lockdep_end(thread);
}

void lockdep_section_note(struct lockdep_thread *thread, unsigned row, const void *site)
{
	(void)thread;
	(void)row;
	(void)site;
}

enum lockdep_rule lockdep_end_section(struct lockdep_thread *thread, unsigned row, const void *site)
{
	(void)row;
	(void)site;
	return lockdep_end(thread);
}
#endif

void lockdep_acquired(const struct lockdep_map *map)
{
	struct lockdep_thread *thread = lockdep_begin();

	if (thread)
		lockdep_end_acquired(thread, map);
}

void lockdep_section_begin(unsigned row, const void *site)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	if (thread)
		lockdep_section_note(thread, row, site);
}

enum lockdep_rule lockdep_section_end(unsigned row, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_section(thread, row, site) : LOCKDEP_RULE_NONE;
}

void lockdep_times_keep(bool on)
{
	__atomic_store_n(&lockdep_times_on, on, __ATOMIC_RELAXED);
}

void lockdep_section_budget(unsigned row, uint32_t budget_us)
{
	__atomic_store_n(&lockdep_sections[row].budget_us, budget_us, __ATOMIC_RELAXED);
}

enum lockdep_rule lockdep_release_special(struct lockdep_thread *thread,
					  const struct lockdep_held *held, const void *site)
{
	enum lockdep_rule pinned = LOCKDEP_RULE_NONE, slow = LOCKDEP_RULE_NONE;
	uint32_t budget_us = held->map->cls ? held->map->cls->hold_budget_us : 0;

	if (held->pins)
		pinned = report_within(thread, LOCKDEP_RULE_LOCK_IMBALANCE, held->map,
				       "is released while it is pinned", held, site);
	if (held->since_ns && count_hold(held) > 1000ull * budget_us && budget_us)
		slow = report_within(thread, LOCKDEP_RULE_SLOW_IN_ATOMIC, held->map,
				     "was held for longer than its budget", held, site);
	return pinned != LOCKDEP_RULE_NONE ? pinned : slow;
}

void lockdep_times_reset(void)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		lockdep_sections[row] = (struct lockdep_section){ .budget_us = 0 };
}
