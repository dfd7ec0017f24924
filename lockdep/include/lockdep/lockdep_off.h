/* SPDX-License-Identifier: MIT
 *
 * lockdep_off.h: what lockdep.h declares, where there is no lockdep (LOCKDEP=0):
 * nothing is held, nothing is wrong, and the dumps say so.
 */
#ifndef LOCKDEP_LOCKDEP_OFF_H
#define LOCKDEP_LOCKDEP_OFF_H

#define LOCKDEP_OFF_TEXT "lockdep: not built in"

static inline enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags,
						const void *site)
{
	(void)map;
	(void)flags;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_acquire_under(struct lockdep_map *map,
						const struct lockdep_map *parent, unsigned flags, const void *site)
{
	(void)map;
	(void)parent;
	(void)flags;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline bool lockdep_refuses(enum lockdep_rule rule)
{
	(void)rule;
	return false;
}

static inline void lockdep_policy_set(enum lockdep_rule rule, enum lockdep_policy policy)
{
	(void)rule;
	(void)policy;
}

static inline enum lockdep_rule lockdep_context_opened(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline void lockdep_panicking(void)
{
}

static inline enum lockdep_rule lockdep_might_block(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_switch(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_return_to_user(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_thread_exit(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline void lockdep_thread_forget(struct lockdep_thread *thread)
{
	(void)thread;
}

static inline enum lockdep_rule lockdep_init(struct lockdep_map *map,
						struct lockdep_class *cls, const void *site)
{
	(void)map;
	(void)cls;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_destroy(struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_free(const void *memory, size_t size,
						const void *site)
{
	(void)memory;
	(void)size;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline void lockdep_declare_order(struct lockdep_class *before,
						struct lockdep_class *after)
{
	(void)before;
	(void)after;
}

static inline bool lockdep_is_held(const struct lockdep_map *map)
{
	(void)map;
	return true;
}

static inline enum lockdep_rule lockdep_assert_held(const struct lockdep_map *map,
						unsigned flags, const void *site)
{
	(void)map;
	(void)flags;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_assert_not_held(const struct lockdep_map *map,
						const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_assert_context(uint16_t closed, uint16_t entered,
						const void *site)
{
	(void)closed;
	(void)entered;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_pin(const struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_unpin(const struct lockdep_map *map,
						const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline void lockdep_times_keep(bool on)
{
	(void)on;
}

static inline bool lockdep_times_kept(void)
{
	return false;
}

static inline void lockdep_section_begin(unsigned row, const void *site)
{
	(void)row;
	(void)site;
}

static inline enum lockdep_rule lockdep_section_end(unsigned row, const void *site)
{
	(void)row;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline void lockdep_section_budget(unsigned row, uint32_t budget_us)
{
	(void)row;
	(void)budget_us;
}

static inline void lockdep_contended(const struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
}

static inline void lockdep_acquired(const struct lockdep_map *map)
{
	(void)map;
}

static inline void lockdep_forget(const void *memory, size_t size)
{
	(void)memory;
	(void)size;
}

static inline void lockdep_reset(void)
{
}

static inline void lockdep_stats_get(struct lockdep_stats *out)
{
	*out = (struct lockdep_stats){0};
}

enum lockdep_format { LOCKDEP_TEXT, LOCKDEP_JSON, LOCKDEP_DOT };

static inline void lockdep_dump_as(enum lockdep_format format,
				   void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	(void)format;
	emit(arg, LOCKDEP_OFF_TEXT "\n", sizeof(LOCKDEP_OFF_TEXT));
}

static inline void lockdep_dump(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	lockdep_dump_as(LOCKDEP_TEXT, emit, arg);
}

static inline void lockdep_dump_times(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	lockdep_dump_as(LOCKDEP_TEXT, emit, arg);
}

static inline void lockdep_summary(char *buf, size_t cap)
{
	static const char off[] = LOCKDEP_OFF_TEXT;
	size_t n;

	if (!cap)
		return;
	for (n = 0; n + 1 < cap && off[n]; n++)
		buf[n] = off[n];
	buf[n] = '\0';
}

#endif
