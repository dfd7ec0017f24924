// SPDX-License-Identifier: MIT
/*
 * guard_guessed.c: a field of a record with a lock is touched under that lock, and in one function without it.
 * Nothing is declared, so each of these is a guess from what the others do:
 *
 *   most       several functions take the lock for it, some of them write, and only one function does without;
 *   writers    all that write it hold the lock but one;
 *   callers    all that call a helper with the object hold the lock but one;
 *   container  it is put into a container under a lock of another object, and taken out without it, or the other way;
 *   stale      it is tested without the lock in a function that then takes it and writes the field, and nobody writes
 *              it otherwise.
 */
#include "guard_votes.h"

#include <string.h>

#define MIN_LOCKED 3                    /* functions that take the lock */
#define MIN_PLACES 4                    /* or two, for so many accesses */

static int by_field(gconstpointer x, gconstpointer y)
{
	const struct touch *a = x, *b = y;

	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (a->activation != b->activation)
		return a->activation < b->activation ? -1 : 1;
	return a->node < b->node ? -1 : a->node > b->node;
}

static uint32_t touch_site(const struct rule_run *r, const struct touch *t)
{
	return site_make(r->a, t->activation, t->node, MODEL_NONE);
}

enum guess { GUESS_NONE, GUESS_MOST, GUESS_WRITERS, GUESS_CALLERS, GUESS_CONTAINER, GUESS_STALE };

/* A call that is given the object stands for a field: the function's name, or NULL. */
static const char *called(const struct rule_run *r, const struct touch *t)
{
	return touch_is_call(r->m, t) ? fact_text(r->m->names, t->name) + strlen(FACT_CALL_FIELD) : NULL;
}

static void report(struct rule_run *r, enum guess guess, const struct votes *v, uint32_t cls, const struct touch *t)
{
	const char *record = fact_text(r->m->names, t->record), *name = fact_text(r->m->names, t->name);
	const char *callee = called(r, t), *lock = model_class(r->m, cls)->name;
	int record_length = strcspn(record, "@");
	char *data = callee ? g_strdup_printf("%.*s(%.*s)", (int)strcspn(callee, "@"), callee, record_length, record) :
			      g_strdup_printf("%.*s.%.*s", record_length, record, (int)strcspn(name, "@"), name);
	char *what;
	struct finding *f = rule_finding(r, "guard-guessed", site_loc(r->a, touch_site(r, t)), data);

	finding_doubt(f, "a guess from what the others do");
	what = g_strdup_printf("`%s` is %s without `%s`", data, callee ? "called" : t->is_write ? "written" : "read", lock);
	if (guess == GUESS_STALE)
		f->message = g_strdup_printf("%s, which is taken behind that to write it", what);
	else if (guess == GUESS_MOST)
		f->message = g_strdup_printf("%s, with which %u other functions %s it", what, g_hash_table_size(v->locked),
					     callee ? "call" : "touch");
	else
		f->message = g_strdup_printf("%s, with which all others %s it", what, callee ? "call" : "write");
	note_site(r, f, "the way to the access:", touch_site(r, t), callee ? "calls it" : t->is_write ? "writes it" : "reads it");
	g_free(what);
	g_free(data);
}

static uint32_t line_of(const struct rule_run *r, const struct touch *t)
{
	const struct activation *act = g_ptr_array_index(r->a->activations, t->activation);

	return function_node(model_function(r->m, act->function), t->node)->loc.line;
}

static uint32_t function_of(const struct rule_run *r, const struct touch *t)
{
	return ((const struct activation *)g_ptr_array_index(r->a->activations, t->activation))->function;
}

/* A read without the lock in front of the writes with it, of a function that doesn't look again. */
static const struct touch *find_stale(const struct rule_run *r, const struct touch *touches, guint n, uint32_t cls)
{
	for (guint i = 0; i < n; i++) {
		const struct touch *t = &touches[i];
		bool writes = false, looks_again = false;

		if (t->is_write || touch_holds(t, cls))
			continue;
		for (guint k = 0; k < n; k++)
			if (touches[k].own == cls && function_of(r, &touches[k]) == function_of(r, t)) {
				writes |= touches[k].is_write && line_of(r, t) < line_of(r, &touches[k]);
				looks_again |= !touches[k].is_write;
			}
		if (writes && !looks_again)
			return t;
	}
	return NULL;
}

/* What is said of the class, and of whom. */
struct verdict {
	enum guess guess;
	const struct bare *bare;
};

static const struct verdict nothing = { GUESS_NONE, NULL };

static struct verdict judge_own(const struct guard_run *g, const struct touch *touches, const struct votes *v, uint32_t cls)
{
	guint locked = g_hash_table_size(v->locked), writers = g_hash_table_size(v->writers);
	const struct bare *bare = votes_bare(v), *bare_writers = votes_bare_writers(v);
	bool is_one = g_hash_table_size(bare->functions) == 1;

	if (called(g->r, touches) && (!is_one || touch_calls_taker(g, bare->touch, cls)))
		return nothing;
	if (is_one && writers && (locked >= MIN_LOCKED || (locked >= 2 && v->places >= MIN_PLACES)))
		return (struct verdict){ GUESS_MOST, bare };
	if (called(g->r, touches))
		return bare->touch->is_write && locked >= 2 ? (struct verdict){ GUESS_CALLERS, bare } : nothing;
	if (g_hash_table_size(bare_writers->writers) == 1 && writers && v->places >= 2)
		return (struct verdict){ GUESS_WRITERS, bare_writers };
	return nothing;
}

/* A lock of another object, or a global one, around what goes into a container and out of it. */
static struct verdict judge_container(const struct guard_run *g, const struct touch *touches, guint n, const struct votes *v,
				      uint32_t cls)
{
	const struct bare *bare = votes_bare_writers(v);

	for (guint i = 0; i < n; i++)
		if (!touches[i].is_given || !touches[i].is_write || called(g->r, &touches[i]))
			return nothing;
	return g_hash_table_size(bare->writers) == 1 && g_hash_table_size(v->writers) &&
	       touch_takes_below(g, bare->touch, cls) ? (struct verdict){ GUESS_CONTAINER, bare } : nothing;
}

/* Nearly all that write it hold the lock: then a test without it is worth something only if it is made again. */
static bool judge_stale(struct guard_run *g, const struct touch *touches, guint n, const struct votes *v, uint32_t cls)
{
	guint writers = g_hash_table_size(v->writers), bare = g_hash_table_size(votes_bare_writers(v)->writers);
	const struct touch *stale = writers >= 2 && 3 * bare <= writers && !called(g->r, touches) ?
				    find_stale(g->r, touches, n, cls) : NULL;

	if (!stale || !guard_is_new(g, function_of(g->r, stale), cls))
		return false;
	report(g->r, GUESS_STALE, v, cls, stale);
	return true;
}

/* What most do with a field is said of each field; of the others one for each function that does without. */
static bool judge_class(struct guard_run *g, const struct touch *touches, guint n, uint32_t cls, bool is_own, bool is_first)
{
	struct verdict verdict;
	struct votes v;
	bool is_strong, is_said;

	votes_count(g, touches, n, cls, &v);
	verdict = is_own ? judge_own(g, touches, &v, cls) : judge_container(g, touches, n, &v, cls);
	is_said = verdict.guess;
	is_strong = verdict.guess == GUESS_MOST && !called(g->r, touches);
	if (is_said && is_strong == is_first && (guard_is_new(g, verdict.bare->function, cls) || is_strong))
		report(g->r, verdict.guess, &v, cls, verdict.bare->touch);
	if (is_own && !is_first)
		is_said |= judge_stale(g, touches, n, &v, cls);
	votes_free(&v);
	return is_said;
}

/* Each class that is held somewhere is asked once; those of the same object first. */
static void judge_field(struct guard_run *g, const struct touch *touches, guint n, bool is_first)
{
	GArray *asked = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	bool is_reported = false;

	for (int is_own = 1; is_own >= 0; is_own--)
		for (guint i = 0; i < n && !is_reported; i++)
			for (unsigned c = 0; c < (is_own ? 1 : touches[i].class_count) && !is_reported; c++) {
				uint32_t cls = is_own ? touches[i].own : touches[i].classes[c];
				bool is_known = cls == MODEL_NONE;

				for (guint k = 0; k < asked->len; k++)
					is_known |= g_array_index(asked, uint32_t, k) == cls;
				if (is_known)
					continue;
				g_array_append_val(asked, cls);
				is_reported = judge_class(g, touches, n, cls, is_own, is_first);
			}
	g_array_free(asked, TRUE);
}

void rule_guard_guessed(struct rule_run *r)
{
	struct guard_run *g = guard_run_new(r);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct touch));

	g_array_append_vals(all, r->a->touches->data, r->a->touches->len);
	g_array_sort(all, by_field);
	for (int round = 0; round < 2; round++)
		for (guint i = 0, n; i < all->len; i += n) {
			const struct touch *first = &g_array_index(all, struct touch, i);

			for (n = 1; i + n < all->len; n++)
				if (first[n].record != first->record || first[n].name != first->name)
					break;
			judge_field(g, first, n, !round);
		}
	g_array_free(all, TRUE);
	guard_run_free(g);
}
