/* SPDX-License-Identifier: MIT
 *
 * dump.c: everything that lockdep learned, as a text.  Takes no lock: the tables
 * only grow, so what a count covers may be read while others add to it.
 */
#include "chain.h"
#include "class.h"
#include "order.h"

struct sink {
	void (*emit)(void *arg, const char *text, size_t len);
	void *arg;
	char line[256];
	struct lockdep_text text;
};

static void line_start(struct sink *s)
{
	lockdep_text_init(&s->text, s->line, sizeof(s->line));
}

static void line_end(struct sink *s)
{
	if (s->text.cut)
		s->text.len--;          /* the newline matters more */
	s->text.cut = false;
	lockdep_text_put(&s->text, "\n");
	s->emit(s->arg, s->line, s->text.len);
}

static void put_rows(struct lockdep_text *t, const char *title, uint16_t rows, bool masked)
{
	if (!rows)
		return;
	lockdep_text_put(t, "%s", title);
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (rows & (1u << row))
			lockdep_text_put(t, " %s", masked ? lockdep_contexts[row].masked
							  : lockdep_contexts[row].actor);
}

static void dump_class(struct sink *s, unsigned id)
{
	const struct lockdep_class_info *info = &lockdep_classes[id];

	line_start(s);
	lockdep_text_put(&s->text, "class %s: %s, declared %s", info->name,
			 lockdep_kinds[info->kind].text, lockdep_context_state(info->declared));
	put_rows(&s->text, "; held in", __atomic_load_n(&info->held_closed, __ATOMIC_RELAXED), true);
	put_rows(&s->text, "; held open to", __atomic_load_n(&info->held_open, __ATOMIC_RELAXED),
		 false);
	put_rows(&s->text, "; spun on by", __atomic_load_n(&info->spun, __ATOMIC_RELAXED), false);
	line_end(s);
}

static void dump_edge(struct sink *s, unsigned index)
{
	const struct lockdep_edge *edge = lockdep_order_edge(index);

	line_start(s);
	lockdep_text_put(&s->text, "order %s -> %s", lockdep_classes[edge->from].name,
			 lockdep_classes[edge->to].name);
	line_end(s);
}

static void dump_number(struct sink *s, const char *name, uint64_t value)
{
	line_start(s);
	lockdep_text_put(&s->text, "%s %U", name, value);
	line_end(s);
}

static void dump_stats(struct sink *s)
{
	struct lockdep_stats stats;

	lockdep_stats_get(&stats);
	dump_number(s, "chains", stats.chains);
	dump_number(s, "backtraces", stats.traces);
	dump_number(s, "acquires", stats.acquires);
	dump_number(s, "chain hits", stats.chain_hits);
	dump_number(s, "nested unchecked", stats.nested_unchecked);
	dump_number(s, "unclassed", stats.unclassed);
	dump_number(s, "full classes", stats.full_classes);
	dump_number(s, "full edges", stats.full_edges);
	dump_number(s, "full chains", stats.full_chains);
	dump_number(s, "full held", stats.full_held);
	dump_number(s, "full backtraces", stats.full_traces);
	dump_number(s, "full reports", stats.full_reports);
	for (unsigned rule = 1; rule < LOCKDEP_RULE_COUNT; rule++)
		if (stats.reports[rule]) {
			line_start(s);
			lockdep_text_put(&s->text, "reports of %s %u",
					 lockdep_rule_name((enum lockdep_rule)rule),
					 stats.reports[rule]);
			line_end(s);
		}
}

void lockdep_dump(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	struct sink sink = { .emit = emit, .arg = arg };
	unsigned classes = lockdep_class_count(), edges = lockdep_order_count();

	for (unsigned id = 1; id <= classes; id++)
		dump_class(&sink, id);
	for (unsigned index = 0; index < edges; index++)
		dump_edge(&sink, index);
	dump_stats(&sink);
}
