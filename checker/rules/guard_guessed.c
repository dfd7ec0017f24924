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
#define MAX_WEAK 3                      /* functions that do without a lock: more, and it is for something else */

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
static const struct touch *judge_stale(const struct guard_run *g, const struct touch *touches, guint n, const struct votes *v,
				       uint32_t cls)
{
	guint writers = g_hash_table_size(v->writers), bare = g_hash_table_size(votes_bare_writers(v)->writers);

	return writers >= 2 && 3 * bare <= writers && !called(g->r, touches) ? find_stale(g->r, touches, n, cls) : NULL;
}

/* What is to be said, if not too much is said of the lock. */
struct candidate {
	enum guess guess;
	uint32_t cls, function;
	const struct touch *touch;
	guint others;                   /* functions that take the lock for it */
};

static void report(struct rule_run *r, const struct candidate *c)
{
	const struct touch *t = c->touch;
	const char *record = fact_text(r->m->names, t->record), *name = fact_text(r->m->names, t->name);
	const char *callee = called(r, t), *lock = model_class(r->m, c->cls)->name;
	int record_length = strcspn(record, "@");
	char *data = callee ? g_strdup_printf("%.*s(%.*s)", (int)strcspn(callee, "@"), callee, record_length, record) :
			      g_strdup_printf("%.*s.%.*s", record_length, record, (int)strcspn(name, "@"), name);
	char *what;
	struct finding *f = rule_finding(r, "guard-guessed", site_loc(r->a, touch_site(r, t)), data);

	finding_doubt(f, "a guess from what the others do");
	what = g_strdup_printf("`%s` is %s without `%s`", data, callee ? "called" : t->is_write ? "written" : "read", lock);
	if (c->guess == GUESS_STALE)
		f->message = g_strdup_printf("%s, which is taken behind that to write it", what);
	else if (c->guess == GUESS_MOST)
		f->message = g_strdup_printf("%s, with which %u other functions %s it", what, c->others,
					     callee ? "call" : "touch");
	else
		f->message = g_strdup_printf("%s, with which all others %s it", what, callee ? "call" : "write");
	note_site(r, f, "the way to the access:", touch_site(r, t), callee ? "calls it" : t->is_write ? "writes it" : "reads it");
	g_free(what);
	g_free(data);
}

static void propose(GArray *candidates, enum guess guess, const struct votes *v, uint32_t cls, uint32_t function,
		    const struct touch *t)
{
	struct candidate c = { guess, cls, function, t, g_hash_table_size(v->locked) };

	g_array_append_val(candidates, c);
}

static bool judge_class(const struct guard_run *g, GArray *candidates, const struct touch *touches, guint n, uint32_t cls,
			bool is_own)
{
	struct verdict verdict;
	const struct touch *stale;
	struct votes v;

	votes_count(g, touches, n, cls, &v);
	verdict = is_own ? judge_own(g, touches, &v, cls) : judge_container(g, touches, n, &v, cls);
	if (verdict.guess)
		propose(candidates, verdict.guess, &v, cls, verdict.bare->function, verdict.bare->touch);
	stale = is_own ? judge_stale(g, touches, n, &v, cls) : NULL;
	if (stale)
		propose(candidates, GUESS_STALE, &v, cls, function_of(g->r, stale), stale);
	votes_free(&v);
	return verdict.guess || stale;
}

/* Each class that is held somewhere is asked once; those of the same object first. */
static void judge_field(const struct guard_run *g, GArray *candidates, const struct touch *touches, guint n)
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
				is_reported = judge_class(g, candidates, touches, n, cls, is_own);
			}
	g_array_free(asked, TRUE);
}

/* What most do with a field is said of each field. */
static bool is_strong(const struct rule_run *r, const struct candidate *c)
{
	return c->guess == GUESS_MOST && !called(r, c->touch);
}

/* Of the others one for each function that does without, and none of a lock that many do without. */
static void report_weak(struct guard_run *g, const GArray *candidates)
{
	guint *count = g_new0(guint, g->r->m->classes->len);
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(struct candidate));

	for (guint i = 0; i < candidates->len; i++) {
		struct candidate c = g_array_index(candidates, struct candidate, i);

		if (is_strong(g->r, &c) || !guard_is_new(g, c.function, c.cls))
			continue;
		count[c.cls]++;
		g_array_append_val(kept, c);
	}
	for (guint i = 0; i < kept->len; i++) {
		const struct candidate *c = &g_array_index(kept, struct candidate, i);

		if (count[c->cls] <= MAX_WEAK)
			report(g->r, c);
	}
	g_array_free(kept, TRUE);
	g_free(count);
}

void rule_guard_guessed(struct rule_run *r)
{
	struct guard_run *g = guard_run_new(r);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct touch));
	GArray *candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));

	g_array_append_vals(all, r->a->touches->data, r->a->touches->len);
	g_array_sort(all, by_field);
	for (guint i = 0, n; i < all->len; i += n) {
		const struct touch *first = &g_array_index(all, struct touch, i);

		for (n = 1; i + n < all->len; n++)
			if (first[n].record != first->record || first[n].name != first->name)
				break;
		judge_field(g, candidates, first, n);
	}
	for (guint i = 0; i < candidates->len; i++) {
		const struct candidate *c = &g_array_index(candidates, struct candidate, i);

		if (!is_strong(r, c))
			continue;
		(void)guard_is_new(g, c->function, c->cls);
		report(r, c);
	}
	report_weak(g, candidates);
	g_array_free(candidates, TRUE);
	g_array_free(all, TRUE);
	guard_run_free(g);
}
