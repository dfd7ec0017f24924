// SPDX-License-Identifier: MIT
/*
 * guard_guessed.c: a field of a record with a lock is touched under that lock in many functions, and in one
 * without it.  Nothing is declared, so this is a guess from a majority: several functions take the lock for it, some of
 * them write, and only one function does without.
 */
#include "rules.h"

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

static gpointer entry_key(uint32_t function, uint32_t cls)
{
	return GSIZE_TO_POINTER((gsize)function << 32 | cls);
}

/* (function, class) for functions that somebody calls with such a lock. */
static GHashTable *find_entries(const struct analysis *a)
{
	GHashTable *set = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < a->activations->len; i++) {
		const struct activation *act = g_ptr_array_index(a->activations, i);

		for (unsigned k = 0; k < act->entry.held_count; k++)
			g_hash_table_add(set, entry_key(act->function, act->entry.held[k].cls));
	}
	return set;
}

/* Who does without the lock: the innermost function on the way that nobody calls with it. */
static uint32_t decider(const struct analysis *a, GHashTable *entries, uint32_t id, uint32_t cls)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	while (act->parent != MODEL_NONE && g_hash_table_contains(entries, entry_key(act->function, cls)))
		act = g_ptr_array_index(a->activations, act->parent);
	return act->function;
}

/* Does what begins there take the lock, there or below?  Then no caller holds it. */
static bool takes_itself(const struct rule_run *r, const struct touch *touches, guint n, uint32_t root, uint32_t cls)
{
	for (guint i = 0; i < n; i++)
		if (touches[i].own == cls && touches[i].root == root)
			return true;
	for (guint i = 0; i < r->a->activations->len; i++) {
		const struct activation *act = g_ptr_array_index(r->a->activations, i);

		if (act->function == root && act->parent == MODEL_NONE)
			return evidence_is_touched(r->a, i, cls);
	}
	return false;
}

static bool holds(const struct touch *t, uint32_t cls)
{
	for (unsigned i = 0; i < t->class_count; i++)
		if (t->classes[i] == cls)
			return true;
	return false;
}

struct votes {
	GHashTable *locked, *unlocked;  /* functions */
	guint places;
	bool is_written;
	const struct touch *bare;       /* without it; one that writes, if one does */
};

static void add(GHashTable *set, uint32_t function)
{
	g_hash_table_add(set, GUINT_TO_POINTER(function + 1));
}

static bool enters_with(const struct activation *act, uint32_t cls)
{
	for (unsigned i = 0; i < act->entry.held_count; i++)
		if (act->entry.held[i].cls == cls)
			return true;
	return false;
}

#define MAX_CALLS 8                     /* between where it is taken and where it counts */

/* All that took the lock and got there: activations are shared by callers that agree. */
static void add_takers(const struct analysis *a, GHashTable *set, uint32_t id, uint32_t cls, int calls)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	if (!enters_with(act, cls) || !act->callers->len || calls == MAX_CALLS) {
		add(set, act->function);
		return;
	}
	for (guint i = 0; i < act->callers->len && i < 4 * MAX_CALLS; i++)
		add_takers(a, set, activation_caller(a, id, i), cls, calls + 1);
}

static void count(const struct rule_run *r, GHashTable *entries, const struct touch *touches, guint n, uint32_t cls, struct votes *v)
{
	for (guint i = 0; i < n; i++) {
		const struct touch *t = &touches[i];

		if (holds(t, cls)) {
			add_takers(r->a, v->locked, t->activation, cls, 0);
			v->places++;
			v->is_written |= t->is_write;
		} else if (!t->is_doubtful || takes_itself(r, touches, n, t->root, cls)) {
			add(v->unlocked, decider(r->a, entries, t->activation, cls));
			if (!v->bare || (t->is_write && !v->bare->is_write))
				v->bare = t;
		}
	}
}

static uint32_t touch_site(const struct rule_run *r, const struct touch *t)
{
	return site_make(r->a, t->activation, t->node, MODEL_NONE);
}

static void report(struct rule_run *r, const struct votes *v, uint32_t cls)
{
	const struct touch *t = v->bare;
	const char *record = fact_text(r->m->names, t->record), *name = fact_text(r->m->names, t->name);
	char *data = g_strdup_printf("%.*s.%.*s", (int)strcspn(record, "@"), record, (int)strcspn(name, "@"), name);
	struct finding *f = rule_finding(r, "guard-guessed", site_loc(r->a, touch_site(r, t)), data);

	finding_doubt(f, "a guess from what the others do");
	f->message = g_strdup_printf("`%s` is %s without `%s`, with which %u other functions touch it", data,
				     t->is_write ? "written" : "read", model_class(r->m, cls)->name,
				     g_hash_table_size(v->locked));
	note_site(r, f, "the way to the access:", touch_site(r, t), t->is_write ? "writes it" : "reads it");
	g_free(data);
}

static void judge_field(struct rule_run *r, GHashTable *entries, const struct touch *touches, guint n)
{
	for (guint i = 0; i < n; i++) {
		uint32_t cls = touches[i].own;
		struct votes v = { g_hash_table_new(NULL, NULL), g_hash_table_new(NULL, NULL), 0, false, NULL };
		bool first = cls != MODEL_NONE, reported = false;

		for (guint k = 0; first && k < i; k++)
			first = touches[k].own != cls;
		if (first) {
			guint locked;

			count(r, entries, touches, n, cls, &v);
			locked = g_hash_table_size(v.locked);
			if (g_hash_table_size(v.unlocked) == 1 && v.is_written &&
			    (locked >= MIN_LOCKED || (locked >= 2 && v.places >= MIN_PLACES))) {
				report(r, &v, cls);
				reported = true;
			}
		}
		g_hash_table_destroy(v.locked);
		g_hash_table_destroy(v.unlocked);
		if (reported)
			return;
	}
}

void rule_guard_guessed(struct rule_run *r)
{
	GHashTable *entries = find_entries(r->a);
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct touch));

	g_array_append_vals(all, r->a->touches->data, r->a->touches->len);
	g_array_sort(all, by_field);
	for (guint i = 0, n; i < all->len; i += n) {
		const struct touch *first = &g_array_index(all, struct touch, i);

		for (n = 1; i + n < all->len; n++)
			if (first[n].record != first->record || first[n].name != first->name)
				break;
		judge_field(r, entries, first, n);
	}
	g_array_free(all, TRUE);
	g_hash_table_destroy(entries);
}
