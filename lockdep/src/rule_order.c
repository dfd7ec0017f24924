/* SPDX-License-Identifier: MIT
 *
 * rule_order.c: lock-order: a new order pair that closes a cycle.  The shortest
 * cycle is two locks of one class, one inside the other.
 */
#include "class.h"
#include "order.h"
#include "rules.h"
#include "splat.h"

static bool is(uint16_t cls, unsigned wanted)
{
	return cls == wanted;
}

static void draw(struct lockdep_text *t, const struct lockdep_finding *f)
{
	const char *first = lockdep_classes[f->a].name, *second = lockdep_classes[f->b].name;

	lockdep_text_put(t, "  the deadlock, on two CPUs:\n");
	lockdep_splat_row(t, "one CPU", NULL, "another CPU", NULL);
	lockdep_splat_row(t, "lock(%s)", first, "lock(%s)", second);
	lockdep_splat_row(t, "lock(%s)", second,
			  f->path_len > 3 ? "waits, over the others, for %s" : "lock(%s)", first);
}

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	if (f->a == f->b)
		lockdep_text_put(t, "  taken in %P inside another lock of its class, in no "
				 "declared order\n", ev->site);
	else
		lockdep_text_put(t, "  taken in %P inside %s, which is taken inside it elsewhere\n",
				 ev->site, lockdep_classes[f->a].name);
	lockdep_text_put(t, "  cycle: ");
	lockdep_splat_path(t, f);
	lockdep_text_put(t, "\n");
	draw(t, f);
	lockdep_splat_edges(t, f);
}

/* The path of the cycle: first -> ev->cls -> ... -> first. */
static void fill_path(struct lockdep_finding *f, uint16_t first)
{
	unsigned len = 1, at;

	for (uint16_t cls = first; cls; cls = lockdep_order_came_from(cls))
		len++;
	f->path_cut = len > LOCKDEP_MAX_PATH;
	f->path_len = f->path_cut ? LOCKDEP_MAX_PATH : len;
	f->path[0] = first;
	at = len - 1;
	for (uint16_t cls = first; cls; cls = lockdep_order_came_from(cls), at--)
		if (at < LOCKDEP_MAX_PATH)
			f->path[at] = cls;
}

/* Does the last search's way to `end` pass through a class whose own cycle was
 * found in this event?  The two cycles then share the steps that are wrong. */
static bool passes_cycle(uint16_t end, const uint16_t *cyclic, unsigned count)
{
	for (uint16_t cls = end; cls; cls = lockdep_order_came_from(cls))
		for (unsigned i = 0; i < count; i++)
			if (cyclic[i] == cls)
				return true;
	return false;
}

void lockdep_rule_order(struct lockdep_event *ev)
{
	uint16_t cyclic[LOCKDEP_MAX_HELD];
	unsigned cycles = 0;

	for (unsigned i = 0; i < ev->now_after_count; i++) {
		uint16_t first = ev->now_after[i];
		struct lockdep_finding f = {
			.rule = LOCKDEP_RULE_LOCK_ORDER,
			.rule_name = lockdep_rule_name(LOCKDEP_RULE_LOCK_ORDER),
			.subject = ev->name,
			.a = first,
			.b = ev->cls,
			.explain = explain,
		};

		if (!lockdep_order_search(ev->cls, LOCKDEP_FORWARD, is, first) ||
		    passes_cycle(first, cyclic, cycles))
			continue;
		cyclic[cycles++] = first;
		fill_path(&f, first);
		lockdep_report(ev, &f);
	}
}
