/* SPDX-License-Identifier: MIT
 *
 * splat.c: writes a report, once for each finding.
 *
 * Layout: a first line that tools look for ("lockdep: rule: class"), the lines
 * of the rule, the held locks, and the page that explains the rule.
 */
#include "splat.h"

#include <lockdep/port.h>
#include "class.h"
#include "order.h"
#include "stats.h"
#include "trace.h"

#define RIGHT_COLUMN 48

/* The slow path is exclusive: one report at a time. */
static char buffer[LOCKDEP_MAX_TEXT];
#define LAST_LINES 128                  /* room for them in a report that is cut */
_Static_assert(LOCKDEP_MAX_TEXT >= 1024, "a report has room for its last lines");

static struct {
	uint16_t a, b, row;
	uint8_t rule;
	const void *where;
} reported[LOCKDEP_MAX_REPORTS];
static unsigned reported_count;

static bool was_reported(const struct lockdep_finding *f)
{
	for (unsigned i = 0; i < reported_count; i++)
		if (reported[i].rule == f->rule && reported[i].a == f->a && reported[i].b == f->b &&
		    reported[i].row == f->row && reported[i].where == f->where)
			return true;
	return false;
}

static bool remember(const struct lockdep_finding *f)
{
	if (reported_count == LOCKDEP_MAX_REPORTS) {
		lockdep_stats_full(LOCKDEP_FULL_REPORTS);
		return false;
	}
	reported[reported_count].a = f->a;
	reported[reported_count].b = f->b;
	reported[reported_count].row = f->row;
	reported[reported_count].rule = (uint8_t)f->rule;
	reported[reported_count].where = f->where;
	reported_count++;
	return true;
}

void lockdep_splat_class(struct lockdep_text *t, uint16_t cls)
{
	const struct lockdep_class_info *info = &lockdep_classes[cls];

	lockdep_text_put(t, "  class: %s, %s, declared %s\n", info->name,
			 lockdep_kinds[info->kind].text, lockdep_context_state(info->declared));
}

static void put_place(struct lockdep_text *t, const char *thread, unsigned cpu, uint16_t closed,
		      uint16_t entered)
{
	lockdep_text_put(t, "thread %s, CPU %u, ", thread, cpu);
	lockdep_context_put(t, closed, entered);
	lockdep_text_put(t, "\n");
}

void lockdep_splat_trace(struct lockdep_text *t, uint16_t id)
{
	const struct lockdep_trace *trace = lockdep_trace_get(id);

	if (!trace) {
		lockdep_text_put(t, "not kept, LOCKDEP_MAX_TRACES\n");
		return;
	}
	put_place(t, trace->thread, trace->cpu, trace->closed, trace->entered);
	for (unsigned i = 0; i < trace->depth; i++)
		lockdep_text_put(t, "    %p\n", trace->pcs[i]);
}

void lockdep_splat_here(struct lockdep_text *t, const struct lockdep_event *ev)
{
	const void *pcs[LOCKDEP_MAX_TRACE];
	unsigned depth = lockdep_trace_walk(pcs, ev->site);

	put_place(t, lockdep_port_thread_name(), lockdep_port_cpu(), ev->closed, ev->entered);
	for (unsigned i = 0; i < depth; i++)
		lockdep_text_put(t, "    %p\n", pcs[i]);
}

void lockdep_splat_function(struct lockdep_text *t, uint16_t id)
{
	const struct lockdep_trace *trace = lockdep_trace_get(id);

	if (trace)
		lockdep_text_put(t, "%P", trace->pcs[0]);
	else
		lockdep_text_put(t, "?");
}

void lockdep_splat_path(struct lockdep_text *t, const struct lockdep_finding *f)
{
	for (unsigned i = 0; i < f->path_len; i++)
		lockdep_text_put(t, "%s%s", i ? " -> " : "", lockdep_classes[f->path[i]].name);
	if (f->path_cut)
		lockdep_text_put(t, " (cut)");
}

void lockdep_splat_edges(struct lockdep_text *t, const struct lockdep_finding *f)
{
	for (unsigned i = 0; i + 1 < f->path_len; i++) {
		const struct lockdep_edge *edge = lockdep_order_find(f->path[i], f->path[i + 1]);

		if (!edge)
			continue;       /* there was no room for it */
		lockdep_text_put(t, "  %s -> %s, the first held since %p: ",
				 lockdep_classes[edge->from].name,
				 lockdep_classes[edge->to].name, edge->from_site);
		lockdep_splat_trace(t, edge->trace);
	}
}

static void put_cell(struct lockdep_text *t, const char *format, const char *arg)
{
	if (arg)
		lockdep_text_put(t, format, arg);
	else
		lockdep_text_put(t, format);
}

void lockdep_splat_row(struct lockdep_text *t, const char *left, const char *left_arg,
		       const char *right, const char *right_arg)
{
	if (left) {
		lockdep_text_put(t, "      ");
		put_cell(t, left, left_arg);
	}
	if (right) {
		lockdep_text_tab(t, RIGHT_COLUMN);
		put_cell(t, right, right_arg);
	}
	lockdep_text_put(t, "\n");
}

static void put_held(struct lockdep_text *t, const struct lockdep_thread *thread)
{
	if (!thread->depth) {
		lockdep_text_put(t, "  held by this thread: nothing\n");
		return;
	}
	lockdep_text_put(t, "  held by this thread, the last one first:\n");
	for (unsigned i = thread->depth; i-- > 0;) {
		const struct lockdep_held *held = &thread->held[i];

		lockdep_text_put(t, "    %s%s at %p, ",
				 held->map->cls ? held->map->cls->name : "a lock without a class",
				 held->flags & LOCKDEP_TRY ? ", by trylock" : "", held->site);
		lockdep_context_put(t, held->closed, held->entered);
		lockdep_text_put(t, "\n");
	}
	if (thread->dropped)
		lockdep_text_put(t, "    and %u more\n", thread->dropped);
}

/* The page's line and the notice are worth more than the last bytes of a chain. */
static void finish(struct lockdep_text *t, const char *rule_name)
{
	if (t->cut) {
		t->len -= LAST_LINES;
		t->cut = false;
		lockdep_text_put(t, "\n  (cut: LOCKDEP_MAX_TEXT)\n");
	}
	lockdep_text_put(t, "  see checker/rules/%s.md\n", rule_name);
}

static void print(const struct lockdep_event *ev, const struct lockdep_finding *f)
{
	struct lockdep_text t;

	lockdep_text_init(&t, buffer, sizeof(buffer));
	lockdep_text_put(&t, "lockdep: %s: %s\n", f->rule_name, f->subject);
	f->explain(&t, ev, f);
	put_held(&t, ev->thread);
	finish(&t, f->rule_name);
	lockdep_port_report(buffer, t.len);
}

void lockdep_report(struct lockdep_event *ev, const struct lockdep_finding *f)
{
	if (was_reported(f))
		return;
	if (ev->verdict == LOCKDEP_RULE_NONE)
		ev->verdict = f->rule;
	if (!remember(f))
		return;
	lockdep_stats_report(f->rule);
	print(ev, f);
}
