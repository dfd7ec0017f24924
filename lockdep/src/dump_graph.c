/* SPDX-License-Identifier: MIT
 *
 * dump_graph.c: what lockdep learned, as JSON for programs, and its order graph as DOT for
 * graphviz.  JSON is one object: "classes" (name, kind, declared, closed, open, spun: names of
 * contexts.def, held_max_ns), "edges" (from, to, declared; levels are "name/1"), "chains" (arrays of
 * names, outermost first), "longest" (ns for which an actor was masked) and "counters".  A name
 * that has to be cut leaves its line whole.
 */
#include "chain.h"
#include "class.h"
#include "dump.h"
#include "order.h"
#include "splat.h"

#define NAME_MAX 80                     /* longer names are cut: a line has two of them */

/* In quotes, with what JSON and DOT both escape. */
static void put_quoted(struct lockdep_text *t, const char *name, unsigned level)
{
	char one[2] = "";
	unsigned len = 0;

	lockdep_text_put(t, "\"");
	for (; name && *name && len < NAME_MAX; name++, len++) {
		one[0] = *name;
		lockdep_text_put(t, "%s%s", *name == '"' || *name == '\\' ? "\\" : "", one);
	}
	if (level)
		lockdep_text_put(t, "/%u", level);
	lockdep_text_put(t, "\"");
}

static void put_class(struct lockdep_text *t, uint16_t id)
{
	put_quoted(t, lockdep_classes[id].name, lockdep_classes[id].level);
}

static void json_rows(struct lockdep_sink *s, const char *title, uint16_t rows, const char *end)
{
	const char *comma = "";

	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "   \"%s\": [", title);
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (rows & (1u << row)) {
			lockdep_text_put(&s->text, "%s\"%s\"", comma, lockdep_contexts[row].masked + 3);
			comma = ", ";
		}
	lockdep_text_put(&s->text, "]%s", end);
	lockdep_sink_end(s);
}

static void say(struct lockdep_sink *s, const char *text)
{
	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "%s", text);
	lockdep_sink_end(s);
}

static uint64_t held_max_ns(const struct lockdep_class_info *info)
{
#if LOCKDEP_TIMES
	return __atomic_load_n(&info->times.held_max_ns, __ATOMIC_RELAXED);
#else
	(void)info;
	return 0;
#endif
}

static void json_class(struct lockdep_sink *s, uint16_t id, const char *comma)
{
	const struct lockdep_class_info *info = &lockdep_classes[id];

	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "  %s{\"name\": ", comma);
	put_class(&s->text, id);
	lockdep_text_put(&s->text, ", \"kind\": \"%s\", \"declared\": \"%s\",",
			 lockdep_kinds[info->kind].text, lockdep_context_state(info->declared));
	lockdep_sink_end(s);
	json_rows(s, "closed", __atomic_load_n(&info->held_closed, __ATOMIC_RELAXED), ",");
	json_rows(s, "open", lockdep_class_open(info), ",");
	json_rows(s, "spun", lockdep_class_spun(info), ",");
	lockdep_sink_line(s);
	lockdep_text_put(&s->text, "   \"held_max_ns\": %U}", held_max_ns(info));
	lockdep_sink_end(s);
}

static void json_chains(struct lockdep_sink *s)
{
	uint16_t classes[LOCKDEP_MAX_HELD];
	const char *comma = " ";
	unsigned depth;

	for (unsigned number = 1; number <= LOCKDEP_MAX_CHAINS; number++) {
		if (!lockdep_dump_chain(number, classes, &depth))
			continue;
		/* A line for each class: names are long. */
		for (unsigned i = 0; i < depth; i++) {
			lockdep_sink_line(s);
			lockdep_text_put(&s->text, "  %s%s", i ? "," : comma, i ? "" : "[");
			put_class(&s->text, classes[i]);
			lockdep_text_put(&s->text, "%s", i + 1 < depth ? "" : "]");
			lockdep_sink_end(s);
		}
		comma = ",";
	}
}

static void json_longest(struct lockdep_sink *s)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  %s\"%s\": %U", row ? "," : " ", lockdep_contexts[row].masked,
				 (uint64_t)__atomic_load_n(&lockdep_sections[row].max_ns,
							   __ATOMIC_RELAXED));
		lockdep_sink_end(s);
	}
}

static void json_counters(struct lockdep_sink *s)
{
	struct lockdep_stats stats;
	const char *name;
	uint64_t value;

	lockdep_stats_get(&stats);
	for (unsigned i = 0; (name = lockdep_dump_counter(&stats, i, &value)) != NULL; i++) {
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  %s\"%s\": %U", i ? "," : " ", name, value);
		lockdep_sink_end(s);
	}
	for (unsigned rule = 1; rule < LOCKDEP_RULE_COUNT; rule++) {
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  ,\"reports of %s\": %u",
				 lockdep_rule_name((enum lockdep_rule)rule), stats.reports[rule]);
		lockdep_sink_end(s);
	}
}

void lockdep_dump_json(struct lockdep_sink *s)
{
	unsigned classes = lockdep_class_count(), edges = lockdep_order_count();
	const char *comma = " ";

	say(s, "{\"classes\": [");
	for (unsigned id = 1; id <= classes; id++) {
		if (!lockdep_classes[id].name || lockdep_classes[id].level)
			continue;
		json_class(s, (uint16_t)id, comma);
		comma = ",";
	}
	say(s, " ], \"edges\": [");
	comma = " ";
	for (unsigned index = 0; index < edges; index++) {
		uint16_t from, to;
		bool declared;

		if (!lockdep_dump_pair(index, &from, &to, &declared))
			continue;
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  %s{\"from\": ", comma);
		put_class(&s->text, from);
		lockdep_text_put(&s->text, ", \"to\": ");
		put_class(&s->text, to);
		lockdep_text_put(&s->text, ", \"declared\": %s}", declared ? "true" : "false");
		lockdep_sink_end(s);
		comma = ",";
	}
	say(s, " ], \"chains\": [");
	json_chains(s);
	say(s, " ], \"longest\": {");
	json_longest(s);
	say(s, " }, \"counters\": {");
	json_counters(s);
	say(s, " }}");
}

void lockdep_dump_dot(struct lockdep_sink *s)
{
	unsigned classes = lockdep_class_count(), edges = lockdep_order_count();

	say(s, "digraph lockdep {");
	for (unsigned id = 1; id <= classes; id++) {
		if (!lockdep_classes[id].name)
			continue;
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  ");
		put_class(&s->text, (uint16_t)id);
		lockdep_text_put(&s->text, "%s;", lockdep_class_spins((uint16_t)id) ? " [shape=box]" : "");
		lockdep_sink_end(s);
	}
	for (unsigned index = 0; index < edges; index++) {
		uint16_t from, to;
		bool declared;

		if (!lockdep_dump_pair(index, &from, &to, &declared))
			continue;
		lockdep_sink_line(s);
		lockdep_text_put(&s->text, "  ");
		put_class(&s->text, from);
		lockdep_text_put(&s->text, " -> ");
		put_class(&s->text, to);
		lockdep_text_put(&s->text, "%s;", declared ? " [style=dashed]" : "");
		lockdep_sink_end(s);
	}
	say(s, "}");
}
