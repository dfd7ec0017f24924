/* SPDX-License-Identifier: MIT
 *
 * require.c: what a function requires of its caller, and pinned locks.
 */
#include "class.h"
#include "enter.h"
#include "rules.h"
#include "times.h"

static enum lockdep_rule judge(struct lockdep_thread *thread, bool kept,
			       const struct lockdep_map *map, const char *said, const void *site)
{
	if (kept)
		return lockdep_end(thread);
	return lockdep_end_broken(thread, LOCKDEP_RULE_REQUIRES, map, said,
				  map ? lockdep_held_find(thread, map) : NULL, site);
}

enum lockdep_rule lockdep_end_assert_held(struct lockdep_thread *thread,
					  const struct lockdep_map *map, unsigned flags,
					  const void *site)
{
	return judge(thread, lockdep_held_as(thread, map, flags & LOCKDEP_READ), map,
		     flags & LOCKDEP_READ ? "is required here, and not held"
					  : "is required here exclusively, and not held so", site);
}

enum lockdep_rule lockdep_end_assert_not_held(struct lockdep_thread *thread,
					      const struct lockdep_map *map, const void *site)
{
	return judge(thread, !lockdep_held_find(thread, map), map, "must not be held here, and is", site);
}

enum lockdep_rule lockdep_end_assert_context(struct lockdep_thread *thread, uint32_t context,
					     uint16_t closed, uint16_t entered, const void *site)
{
	return judge(thread, !(closed & (uint16_t)~lockdep_context_closed(context)) &&
			     !(entered & (uint16_t)~lockdep_context_entered(context)),
		     NULL, "requires a stricter context than it is called in", site);
}

enum lockdep_rule lockdep_end_pin(struct lockdep_thread *thread, const struct lockdep_map *map,
				  const void *site)
{
	struct lockdep_held *held = lockdep_held_find(thread, map);

	if (held)
		held->pins++;
	return judge(thread, held || thread->dropped, map, "is pinned, and not held", site);
}

enum lockdep_rule lockdep_end_unpin(struct lockdep_thread *thread, const struct lockdep_map *map,
				    const void *site)
{
	struct lockdep_held *held = lockdep_held_find(thread, map);
	bool pinned = held && held->pins;

	if (pinned)
		held->pins--;
	return judge(thread, pinned || thread->dropped, map, "is unpinned, and not pinned", site);
}

enum lockdep_rule lockdep_assert_held(const struct lockdep_map *map, unsigned flags,
				      const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_assert_held(thread, map, flags, site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_assert_not_held(const struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_assert_not_held(thread, map, site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_assert_context(uint16_t closed, uint16_t entered, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_assert_context(thread, lockdep_port_context(), closed, entered, site)
		      : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_pin(const struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_pin(thread, map, site) : LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_unpin(const struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	return thread ? lockdep_end_unpin(thread, map, site) : LOCKDEP_RULE_NONE;
}
