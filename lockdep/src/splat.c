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
#include "policy.h"
#include "stats.h"
#include "trace.h"

#define RIGHT_COLUMN 48

/* The slow path is exclusive: one report at a time. */
static char buffer[LOCKDEP_MAX_TEXT];
#define LAST_LINES 128                  /* room for them in a report that is cut */
_Static_assert(LOCKDEP_MAX_TEXT >= 4 * LAST_LINES, "a report has room for its last lines");

static struct {
	uint16_t a, b, row;
	uint8_t rule;
	const void *where;
	const char *said;
} reported[LOCKDEP_MAX_REPORTS];
static unsigned reported_count;
static bool silent;

static bool was_reported(const struct lockdep_finding *f)
{
	for (unsigned i = 0; i < reported_count; i++)
		if (reported[i].rule == f->rule && reported[i].a == f->a && reported[i].b == f->b &&
		    reported[i].row == f->row && reported[i].where == f->where &&
		    reported[i].said == f->said)
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
	reported[reported_count].said = f->said;
	reported_count++;
	return true;
}

void lockdep_splat_class(struct lockdep_text *t, uint16_t cls)
{
	const struct lockdep_class_info *info = &lockdep_classes[cls];

	lockdep_text_put(t, "  class: %s, %s, declared %s\n", info->name,
			 lockdep_kinds[info->kind].text, lockdep_context_state(info->declared));
}

void lockdep_splat_name(struct lockdep_text *t, uint16_t cls)
{
	lockdep_text_put(t, "%s", lockdep_classes[cls].name);
	if (lockdep_classes[cls].level)
		lockdep_text_put(t, "/%u", lockdep_classes[cls].level);
}

static void put_place(struct lockdep_text *t, const char *thread, unsigned cpu, uint16_t closed,
		      uint16_t entered)
{
	lockdep_text_put(t, "thread %s, CPU %u, ", thread, cpu);
	lockdep_context_put(t, closed, entered);
	lockdep_text_put(t, "\n");
}

void lockdep_splat_trace(struct lockdep_text *t, lockdep_trace_id id)
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

void lockdep_splat_function(struct lockdep_text *t, lockdep_trace_id id)
{
	const struct lockdep_trace *trace = lockdep_trace_get(id);

	if (trace)
		lockdep_text_put(t, "%P", trace->pcs[0]);
	else
		lockdep_text_put(t, "?");
}

void lockdep_splat_path(struct lockdep_text *t, const struct lockdep_finding *f)
{
	for (unsigned i = 0; i < f->path_len; i++) {
		lockdep_text_put(t, "%s", i ? " -> " : "");
		lockdep_splat_name(t, f->path[i]);
	}
	if (f->path_cut)
		lockdep_text_put(t, " (cut)");
}

static void put_guards(struct lockdep_text *t, const struct lockdep_guards *guards)
{
	bool any = false;

	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		uint16_t cls = guards->lock[i] ? lockdep_guards_class(guards->lock[i])
					       : LOCKDEP_CLASS_NONE;

		if (!guards->lock[i])
			continue;
		lockdep_text_put(t, "%s%s", any ? ", " : "    always inside ",
				 cls ? lockdep_classes[cls].name : "a lock that is gone");
		any = true;
	}
	if (any)
		lockdep_text_put(t, "\n");
}

void lockdep_splat_edges(struct lockdep_text *t, const struct lockdep_finding *f)
{
	for (unsigned i = 0; i + 1 < f->path_len; i++) {
		const struct lockdep_edge *edge = &lockdep_edges[f->edges[i]];

		lockdep_text_put(t, "  ");
		lockdep_splat_name(t, edge->from);
		lockdep_text_put(t, " -> ");
		lockdep_splat_name(t, edge->to);
		if (edge->mode & LOCKDEP_EDGE_DECLARED) {
			lockdep_text_put(t, ", as declared\n");
			continue;
		}
		lockdep_text_put(t, ", the first held%s since %p: ",
				 edge->mode & LOCKDEP_EDGE_SHARED ? " by a reader" : "",
				 edge->from_site);
		lockdep_splat_trace(t, edge->trace);
		put_guards(t, &edge->guards);
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

		lockdep_text_put(t, "    %s%s%s at %p, ",
				 held->map->cls ? held->map->cls->name : "a lock without a class",
				 lockdep_held_shared(held) ? ", by a reader" : "",
				 held->flags & LOCKDEP_TRY ? ", by trylock" : "", held->site);
		lockdep_context_put(t, lockdep_context_closed(held->context),
				    lockdep_context_entered(held->context));
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

static bool is_deadlock(enum lockdep_rule rule)
{
	return rule != LOCKDEP_RULE_CONTEXT_MISMATCH && rule != LOCKDEP_RULE_LOCK_IMBALANCE &&
	       rule != LOCKDEP_RULE_REQUIRES && rule != LOCKDEP_RULE_SLOW_IN_ATOMIC &&
	       rule != LOCKDEP_RULE_BLOCK_IN_ATOMIC;
}

static void put_severity(struct lockdep_text *t, const struct lockdep_finding *f)
{
	if (f->until_migration)
		lockdep_text_put(t, "  severity: livelock, until the holder goes on on another CPU\n");
	else if (is_deadlock(f->rule))
		lockdep_text_put(t, "  severity: deadlock\n");
}

static void print(const struct lockdep_event *ev, const struct lockdep_finding *f)
{
	struct lockdep_text t;

	lockdep_text_init(&t, buffer, sizeof(buffer));
	lockdep_text_put(&t, "lockdep: %s: %s\n", f->rule_name, f->subject);
	put_severity(&t, f);
	f->explain(&t, ev, f);
	put_held(&t, ev->thread);
	finish(&t, f->rule_name);
	lockdep_port_report(buffer, t.len);
}

void lockdep_report_broken(struct lockdep_event *ev, const struct lockdep_finding *f)
{
	ev->thread->broken |= 1u << f->rule;
	if (is_deadlock(f->rule) && !f->until_migration)
		ev->thread->certain |= 1u << f->rule;
	if (lockdep_policy_of(f->rule) != LOCKDEP_REFUSE)
		return;
	ev->refused = true;
	ev->verdict = f->rule;          /* before any that only reports */
}

void lockdep_report(struct lockdep_event *ev, const struct lockdep_finding *f)
{
	lockdep_report_broken(ev, f);
	if (was_reported(f))
		return;
	if (ev->verdict == LOCKDEP_RULE_NONE)
		ev->verdict = f->rule;
	if (!remember(f))
		return;
	lockdep_stats_report(f->rule);
	if (!silent)
		print(ev, f);
}

static void explain_call(struct lockdep_text *t, const struct lockdep_event *ev,
			 const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  in %P: %s %s\n", ev->site, f->subject, f->said);
	if (f->held)
		lockdep_text_put(t, "  taken at %p\n", f->held->site);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

void lockdep_report_call(struct lockdep_event *ev, enum lockdep_rule rule, const char *said,
			 const struct lockdep_held *held)
{
	struct lockdep_finding f = {
		.rule = rule,
		.rule_name = lockdep_rule_name(rule),
		.subject = ev->name ? ev->name : "the function",
		.a = ev->cls,
		.where = ev->site,
		.explain = explain_call,
		.said = said,
		.held = held,
	};

	lockdep_report(ev, &f);
}

/* The last one takes the place of one that goes. */
void lockdep_splat_forget(uint16_t cls)
{
	for (unsigned i = 0; i < reported_count;)
		if (reported[i].a == cls || reported[i].b == cls)
			reported[i] = reported[--reported_count];
		else
			i++;
}

void lockdep_splat_reset(void)
{
	reported_count = 0;
}

void lockdep_splat_silence(bool on)
{
	silent = on;
}

bool lockdep_splat_silent(void)
{
	return silent;
}
