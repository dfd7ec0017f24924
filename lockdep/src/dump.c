/* SPDX-License-Identifier: MIT
 *
 * dump.c: everything that lockdep learned, as a text.  Takes no lock: the tables
 * only grow, so what a count covers may be read while others add to it.  A class that is
 * forgotten meanwhile may appear without a name.
 */
#include "dump.h"

#include "chain.h"
#include "class.h"
#include "order.h"
#include "splat.h"

void lockdep_sink_line(struct lockdep_sink *s)
{
	lockdep_text_init(&s->text, s->line, sizeof(s->line));
}

void lockdep_sink_end(struct lockdep_sink *s)
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

static void dump_class(struct lockdep_sink *s, uint16_t id)
{
	const struct lockdep_class_info *info = &lockdep_classes[id];

	if (!info->name || info->level)
		return;
	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "class %s: %s, declared %s", info->name,
			 lockdep_kinds[info->kind].text, lockdep_context_state(info->declared));
	put_rows(&s->text, "; held in", __atomic_load_n(&info->held_closed, __ATOMIC_RELAXED), true);
	put_rows(&s->text, "; held open to", lockdep_class_open(info), false);
	put_rows(&s->text, "; spun on by", lockdep_class_spun(info), false);
	lockdep_sink_end(s);
}

bool lockdep_dump_pair(unsigned index, uint16_t *from, uint16_t *to, bool *declared)
{
	const struct lockdep_edge *edge = lockdep_order_edge(index);

	if (!edge)
		return false;
	*declared = edge->mode & LOCKDEP_EDGE_DECLARED;
	for (unsigned i = 0; i < (*declared ? lockdep_order_count() : index); i++) {
		const struct lockdep_edge *other = lockdep_order_edge(i);

		if (other && other->from == edge->from && other->to == edge->to &&
		    !(other->mode & LOCKDEP_EDGE_DECLARED))
			return false;
	}
	*from = edge->from;
	*to = edge->to;
	return true;
}

bool lockdep_dump_chain(unsigned number, uint16_t *classes, unsigned *depth)
{
	*depth = lockdep_chain_classes(number, classes);
	return *depth > 1;
}

static void dump_chain(struct lockdep_sink *s, unsigned number)
{
	uint16_t classes[LOCKDEP_MAX_HELD];
	unsigned depth;

	if (!lockdep_dump_chain(number, classes, &depth))
		return;
	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "chain");
	for (unsigned i = 0; i < depth; i++) {
		lockdep_text_put(&s->text, "%s", i ? ", " : " ");
		lockdep_splat_name(&s->text, classes[i]);
	}
	lockdep_sink_end(s);
}

static void dump_edge(struct lockdep_sink *s, unsigned index)
{
	uint16_t from, to;
	bool declared;

	if (!lockdep_dump_pair(index, &from, &to, &declared))
		return;
	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "%s ", declared ? "declared" : "order");
	lockdep_splat_name(&s->text, from);
	lockdep_text_put(&s->text, " -> ");
	lockdep_splat_name(&s->text, to);
	lockdep_sink_end(s);
}

const char *lockdep_dump_counter(const struct lockdep_stats *stats, unsigned index, uint64_t *value)
{
	const struct {
		const char *name;
		uint64_t value;
	} counters[] = {
		{ "chains", stats->chains },
		{ "backtraces", stats->traces },
		{ "acquires", stats->acquires },
		{ "chain hits", stats->chain_hits },
		{ "nested unchecked", stats->nested_unchecked },
		{ "unclassed", stats->unclassed },
		{ "undecided", stats->undecided },
		{ "full classes", stats->full_classes },
		{ "full edges", stats->full_edges },
		{ "full chains", stats->full_chains },
		{ "full held", stats->full_held },
		{ "full backtraces", stats->full_traces },
		{ "full reports", stats->full_reports },
		{ "full outer locks", stats->full_outer },
	};

	if (index >= sizeof(counters) / sizeof(counters[0]))
		return NULL;
	*value = counters[index].value;
	return counters[index].name;
}

static void dump_stats(struct lockdep_sink *s)
{
	struct lockdep_stats stats;
	const char *name;
	uint64_t value;

	lockdep_stats_get(&stats);
	for (unsigned i = 0; (name = lockdep_dump_counter(&stats, i, &value)) != NULL; i++) {
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "%s %U", name, value);
		lockdep_sink_end(s);
	}
	for (unsigned rule = 1; rule < LOCKDEP_RULE_COUNT; rule++)
		if (stats.reports[rule]) {
			lockdep_sink_line(s);
			lockdep_text_put(&s->text, "reports of %s %u",
					 lockdep_rule_name((enum lockdep_rule)rule),
					 stats.reports[rule]);
			lockdep_sink_end(s);
		}
}

static void dump_sections(struct lockdep_sink *s)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		const struct lockdep_section *section = &lockdep_sections[row];
		uint64_t max_ns = __atomic_load_n(&section->max_ns, __ATOMIC_RELAXED);

		if (!max_ns)
			continue;
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "longest %s %U ns, from %p", lockdep_contexts[row].masked,
				 max_ns, __atomic_load_n(&section->max_site, __ATOMIC_RELAXED));
		lockdep_sink_end(s);
	}
}

#if LOCKDEP_TIMES
void lockdep_dump_times(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	struct lockdep_sink s = { .emit = emit, .arg = arg };

	lockdep_sink_line(&s);
	lockdep_text_put(&s.text, "# class: holds, total ns, longest ns; contended, total ns, longest ns");
	lockdep_sink_end(&s);
	for (unsigned id = 1; id <= lockdep_class_count(); id++) {
		const struct lockdep_class_info *info = &lockdep_classes[id];
		const struct lockdep_times *times = &info->times;
		uint64_t holds = __atomic_load_n(&times->holds, __ATOMIC_RELAXED);
		uint64_t contended = __atomic_load_n(&times->contended, __ATOMIC_RELAXED);

		if (!info->name || (!holds && !contended))
			continue;
		lockdep_sink_line(&s);
		lockdep_text_put(&s.text, "%s: %U %U %U; %U %U %U", info->name, holds,
				 __atomic_load_n(&times->held_ns, __ATOMIC_RELAXED),
				 __atomic_load_n(&times->held_max_ns, __ATOMIC_RELAXED), contended,
				 __atomic_load_n(&times->waited_ns, __ATOMIC_RELAXED),
				 __atomic_load_n(&times->waited_max_ns, __ATOMIC_RELAXED));
		lockdep_sink_end(&s);
	}
	dump_sections(&s);
}
#endif

#if !LOCKDEP_TIMES
void lockdep_dump_times(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	static const char none[] = "no times: LOCKDEP_TIMES is 0\n";

	emit(arg, none, sizeof(none) - 1);
}
#endif

static void dump_text(struct lockdep_sink *s)
{
	unsigned classes = lockdep_class_count(), edges = lockdep_order_count();

	for (unsigned id = 1; id <= classes; id++)
		dump_class(s, (uint16_t)id);
	for (unsigned index = 0; index < edges; index++)
		dump_edge(s, index);
	for (unsigned number = 1; number <= LOCKDEP_MAX_CHAINS; number++)
		dump_chain(s, number);
	dump_sections(s);
	dump_stats(s);
}

void lockdep_dump_as(enum lockdep_format format,
		     void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	struct lockdep_sink sink = { .emit = emit, .arg = arg };

	switch (format) {
	case LOCKDEP_TEXT:
		dump_text(&sink);
		break;
	case LOCKDEP_JSON:
		lockdep_dump_json(&sink);
		break;
	case LOCKDEP_DOT:
		lockdep_dump_dot(&sink);
		break;
	}
}
