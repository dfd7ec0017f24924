// SPDX-License-Identifier: MIT
/*
 * inversion.c: the rule that the project exists for, once for every row of
 * contexts.def:
 *
 *   a lock is held at a moment when the row's actor can interrupt the holder, and
 *   that actor can reach a waiting acquire of it from which it cannot give the
 *   CPU back.
 *
 * Sleeping locks take no part: who waits for one gives the CPU back, or is found
 * by block-in-atomic.
 */
#include "rules.h"

#include <string.h>

bool use_is_open(const struct use *u, int row)
{
	return u->key.kind == USE_HELD && !(u->key.closed & 1u << row);
}

bool use_is_stuck(const struct use *u, int row)
{
	if (u->key.kind != USE_WAIT)
		return false;
	return context_rows[row].waits_masked ? u->key.closed & 1u << row :
	       u->key.entered == (uint32_t)row;
}

const struct use *class_use(const struct rule_run *r, uint32_t cls, uint32_t i)
{
	const struct by_class *uses = &r->index->uses;

	return i < uses->start[cls + 1] - uses->start[cls] ? g_ptr_array_index(r->a->uses, uses->items[uses->start[cls] + i]) :
							     NULL;
}

static GArray *all_witnesses(struct rule_run *r, uint32_t cls, int row,
			     bool (*test)(const struct use *, int))
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct witness));

	const struct use *u;

	for (uint32_t i = 0; (u = class_use(r, cls, i)); i++)
		if (test(u, row))
			g_array_append_vals(all, u->witnesses->data, u->witnesses->len);
	return all;
}

/* Does this wait belong to a stricter row too, for which the lock is reported
 * already?  What mends that mends this. */
static bool is_covered(const struct use *u, int row, uint32_t reported)
{
	for (int other = 0; other < context_count; other++)
		if ((reported & 1u << other) && use_is_stuck(u, other) &&
		    !(context_rows[row].closes & ~context_rows[other].closes))
			return true;
	return false;
}

/* The witness with the shortest chain among the class's uses that `test` likes,
 * but for those that a reported row covers. */
static const struct witness *best_uncovered(struct rule_run *r, uint32_t cls, int row,
					    bool (*test)(const struct use *, int),
					    uint32_t reported, const struct use **where)
{
	const struct witness *best = NULL;
	const struct use *u;

	for (uint32_t i = 0; (u = class_use(r, cls, i)); i++) {
		if (!test(u, row) || is_covered(u, row, reported))
			continue;
		for (guint k = 0; k < u->witnesses->len; k++) {
			const struct witness *w = &g_array_index(u->witnesses, struct witness, k);

			if (best && best->length <= w->length)
				continue;
			best = w;
			if (where)
				*where = u;
		}
	}
	return best;
}

const struct witness *use_best(struct rule_run *r, uint32_t cls, int row,
			       bool (*test)(const struct use *, int))
{
	return best_uncovered(r, cls, row, test, 0, NULL);
}

static struct finding *report(struct rule_run *r, uint32_t cls, int row, const struct witness *open,
			      const struct use *stuck_use, const struct witness *stuck)
{
	const struct context_row *c = &context_rows[row];
	const struct lock_class *lock = model_class(r->m, cls);
	struct finding *f = rule_finding(r, c->rule, witness_place(r, open), lock->name);
	const char *where = stuck_use->key.entered != CONTEXT_NO_ACTOR ?
			    context_rows[stuck_use->key.entered].entered :
			    context_closed_name(stuck_use->key.closed);

	f->lack = FINDING_LACKS_ANYWHERE;
	doubt_class(r, f, cls);
	/* Who can annotate a function says in which state it is called. */
	if (lock->is_modelled)
		doubt_callers(r, f, open->at);
	f->message = g_strdup_printf("%s `%s` is held while %s can interrupt the holder, and is "
				     "spun on in state %s", class_kind_text(lock), lock->name, c->actor, where);
	note_held(r, f, "held, open to interruption:", open, lock);
	char *text = g_strdup_printf("spins on `%s`", lock->name);
	char *title = g_strdup_printf("spun on in state %s, which cannot give the CPU back:", where);

	note_site(r, f, title, stuck->at, text);
	g_free(text);
	g_free(title);
	GArray *all = all_witnesses(r, cls, row, use_is_open);

	note_others(r, f, "also held so, taken at:", all, open);
	g_array_free(all, TRUE);
	all = all_witnesses(r, cls, row, use_is_stuck);
	note_others(r, f, "also spun on so at:", all, stuck);
	g_array_free(all, TRUE);
	if (lock->held_in)
		note_declaration(r, f, lock);
	doubt_length(r, f, MAX_STEPS);
	return f;
}

/* Whoever is open to the row's actor is open to that of the stricter row as well, of which a finding tells: what mends
 * that mends this. */
static void add_row(struct rule_run *r, struct finding *f, uint32_t cls, int row, const struct witness *stuck)
{
	char *title = g_strdup_printf("also spun on by %s:", context_rows[row].actor);
	struct finding_note *n = finding_list(f, title);
	const struct fact_loc *at = witness_place(r, stuck);
	GArray *all = all_witnesses(r, cls, row, use_is_stuck);

	finding_step(n, model_file(r->m, at), at->line, at->col, site_function(r->a, stuck->at)->name, "here");
	note_others(r, f, "and at:", all, stuck);
	g_array_free(all, TRUE);
	g_free(title);
}

/* The finding of a stricter row of the same rule, which may be asked for by itself, if there is one that isn't in doubt. */
static struct finding *stricter(struct finding *const *of_row, int row)
{
	for (int other = 0; other < context_count; other++)
		if (other != row && of_row[other] && !of_row[other]->doubt &&
		    !strcmp(context_rows[other].rule, context_rows[row].rule) &&
		    !(context_rows[row].closes & ~context_rows[other].closes))
			return of_row[other];
	return NULL;
}

/* Stricter rows first. */
static int stricter_rows(int *rows)
{
	int count = 0;

	for (int bits = 32; bits >= 0; bits--)
		for (int row = 0; row < context_count; row++)
			if (__builtin_popcount(context_rows[row].closes) == bits)
				rows[count++] = row;
	return count;
}

void rule_inversion(struct rule_run *r)
{
	int rows[CONTEXT_MAX], count = stricter_rows(rows);

	for (uint32_t cls = 0; cls < r->m->classes->len; cls++) {
		struct finding *of_row[CONTEXT_MAX] = { NULL };
		uint32_t reported = 0;

		if (!class_spins(model_class(r->m, cls)))
			continue;
		for (int i = 0; i < count; i++) {
			const struct use *stuck_use = NULL;
			const struct witness *open = use_best(r, cls, rows[i], use_is_open);

			if (!open || !use_best(r, cls, rows[i], use_is_stuck))
				continue;
			r->inverted[cls] |= 1u << rows[i];
			const struct witness *stuck = best_uncovered(r, cls, rows[i], use_is_stuck,
								     reported, &stuck_use);

			if (!stuck)
				continue;
			reported |= 1u << rows[i];
			struct finding *wider = stricter(of_row, rows[i]);

			if (wider)
				add_row(r, wider, cls, rows[i], stuck);
			else
				of_row[rows[i]] = report(r, cls, rows[i], open, stuck_use, stuck);
		}
	}
}
