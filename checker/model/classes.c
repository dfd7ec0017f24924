// SPDX-License-Identifier: MIT
/*
 * classes.c: lock classes: which declaration a lock at the end of an access path
 * goes back to.
 */
#include "model.h"

#include <string.h>

static uint32_t class_add(struct model *m, const char *key, const char *name)
{
	struct lock_class *c = g_new0(struct lock_class, 1);
	uint32_t id = m->classes->len;

	c->name = fact_text(m->names, fact_add_string(m->names, name));
	c->kind = -1;
	g_ptr_array_add(m->classes, c);
	g_hash_table_insert(m->class_ids, g_strdup(key), GUINT_TO_POINTER(id + 1));
	return id;
}

static bool class_find(struct model *m, const char *key, uint32_t *id)
{
	uint32_t found = GPOINTER_TO_UINT(g_hash_table_lookup(m->class_ids, key));

	*id = found - 1;
	return found != 0;
}

static char *field_key(const char *record, const char *field)
{
	return g_strdup_printf("%s.%s", record, field);
}

/* "name@file" without the file. */
static char *plain(const char *key)
{
	return g_strndup(key, strcspn(key, "@"));
}

static bool names_class(const char *list, const char *name)
{
	char **names = g_strsplit(list, ",", -1);
	bool found = false;

	for (unsigned i = 0; names[i] && !found; i++)
		found = !strcmp(g_strstrip(names[i]), name);
	g_strfreev(names);
	return found;
}

/* Several declarations may each name some. */
static void add_after(struct model *m, struct lock_class *c, const char *list)
{
	char **names = g_strsplit(list, ",", -1);

	for (unsigned i = 0; names[i]; i++) {
		const char *name = g_strstrip(names[i]);

		if (c->after && names_class(c->after, name))
			continue;
		char *all = c->after ? g_strdup_printf("%s, %s", c->after, name) : g_strdup(name);

		c->after = fact_text(m->names, fact_add_string(m->names, all));
		g_free(all);
	}
	g_strfreev(names);
}

void class_declare(struct model *m, const struct fact_unit *unit, const struct fact_lock *lock)
{
	const char *name = fact_text(unit, lock->name);
	bool is_field = lock->record != FACT_NONE;
	const char *record = fact_text(unit, lock->record);
	char *short_record = plain(record), *short_name = plain(name);
	char *key = is_field ? field_key(record, name) : g_strdup(name);
	char *display = is_field ? field_key(short_record, short_name) : g_strdup(short_name);
	uint32_t id;

	if (lock->class_name != FACT_NONE) {
		/* Both the class and the declaration lead to the same number. */
		char *named = g_strdup_printf("class %s", fact_text(unit, lock->class_name));

		if (!class_find(m, named, &id))
			id = class_add(m, named, fact_text(unit, lock->class_name));
		g_hash_table_replace(m->class_ids, g_strdup(key), GUINT_TO_POINTER(id + 1));
		g_free(named);
	} else if (!class_find(m, key, &id)) {
		id = class_add(m, key, display);
		model_class(m, id)->is_global = !is_field;
	}
	struct lock_class *c = model_class(m, id);

	if (c->kind < 0 || (lock->is_made && !c->is_made)) {
		c->is_made = lock->is_made;
		c->kind = lock_kind_by_name(fact_text(unit, lock->kind));
		if (c->kind < 0)
			g_ptr_array_add(m->inconsistencies, g_strdup_printf(
				"lock class %s: `%s` is no kind of lock_kinds.def", c->name,
				fact_text(unit, lock->kind)));
	}
	if (!c->loc.line || (!c->held_in && lock->held_in != FACT_NONE)) {
		c->loc = lock->loc;
		c->loc.file = fact_add_string(m->names, fact_text(unit, lock->loc.file));
	}
	c->is_modelled |= lock->is_modelled;
	if (lock->held_in != FACT_NONE) {
		const char *state = fact_text(unit, lock->held_in);

		if (c->held_in && strcmp(c->held_in, state))
			g_ptr_array_add(m->inconsistencies, g_strdup_printf(
				"lock class %s is declared %s and %s", c->name, c->held_in, state));
		c->held_in = fact_text(m->names, fact_add_string(m->names, state));
		if (!context_state_closes(state, &c->declared))
			g_ptr_array_add(m->inconsistencies, g_strdup_printf(
				"lock class %s: `%s` is no state of contexts.def", c->name, state));
	}
	if (lock->after != FACT_NONE)
		add_after(m, c, fact_text(unit, lock->after));
	if (lock->nests != FACT_NONE)
		c->nests = fact_text(m->names, fact_add_string(m->names, fact_text(unit, lock->nests)));
	g_free(short_record);
	g_free(short_name);
	g_free(key);
	g_free(display);
}

void classes_check_order(struct model *m)
{
	for (guint i = 0; i < m->classes->len && m->is_whole_program; i++) {
		const struct lock_class *c = model_class(m, i);
		char **names = g_strsplit(c->after ? c->after : "", ",", -1);

		for (unsigned k = 0; names[k]; k++) {
			bool found = false;

			g_strstrip(names[k]);
			for (guint other = 0; other < m->classes->len && !found; other++)
				found = !strcmp(model_class(m, other)->name, names[k]);
			if (!found)
				g_ptr_array_add(m->inconsistencies, g_strdup_printf(
					"lock class %s: HF_ACQUIRED_AFTER(%s) names no lock class", c->name,
					names[k]));
		}
		g_strfreev(names);
	}
}

static bool reaches(const struct model *m, uint32_t cls, uint32_t other, bool *seen)
{
	const char *after = model_class(m, cls)->after;

	seen[cls] = true;
	for (uint32_t next = 0; after && next < m->classes->len; next++)
		if (!seen[next] && names_class(after, model_class(m, next)->name) &&
		    (next == other || reaches(m, next, other, seen)))
			return true;
	return false;
}

bool class_is_after(const struct model *m, uint32_t cls, uint32_t other)
{
	bool *seen = g_new0(bool, m->classes->len + 1);
	bool found = reaches(m, cls, other, seen);

	g_free(seen);
	return found;
}

static uint32_t class_named(struct model *m, const char *key, char *display, const char *kind,
			    bool is_unresolved)
{
	uint32_t id;

	if (!class_find(m, key, &id)) {
		id = class_add(m, key, display);
		model_class(m, id)->kind = lock_kind_by_name(kind);
		model_class(m, id)->is_unresolved = is_unresolved;
	}
	g_free(display);
	return id;
}

/* What a pointer leads to that only new objects are stored in. */
static uint32_t class_owned(struct model *m, const struct fact_path *at, const char *name, const char *kind)
{
	char *key = at->kind == FACT_PATH_FIELD ?
		    g_strdup_printf("made %s.%s", fact_text(m->names, at->a), fact_text(m->names, at->b)) :
		    g_strdup_printf("made %s", fact_text(m->names, at->a));
	uint32_t id = class_named(m, key, g_strdup(name), kind, false);

	g_free(key);
	return id;
}

uint32_t class_unresolved(struct model *m, const char *name, const char *kind)
{
	char *key = g_strdup_printf("unresolved %s", name);
	uint32_t id = class_named(m, key, g_strdup(name), kind, true);

	g_free(key);
	return id;
}

static uint32_t compute_class(struct model *m, uint32_t path, const char *kind)
{
	struct fact_path p = *path_get(m, path);
	uint32_t id = MODEL_NONE;

	if (p.kind == FACT_PATH_INDEX)
		return class_of_path(m, p.parent, kind);
	if (p.kind == FACT_PATH_FIELD) {
		char *key = field_key(fact_text(m->names, p.a), fact_text(m->names, p.b));
		char *record = plain(fact_text(m->names, p.a));

		id = class_named(m, key, field_key(record, fact_text(m->names, p.b)), kind, false);
		g_free(key);
		g_free(record);
	} else if (p.kind == FACT_PATH_GLOBAL || p.kind == FACT_PATH_LOCAL_OBJECT) {
		const char *key = fact_text(m->names, p.kind == FACT_PATH_GLOBAL ? p.a : p.b);

		id = class_named(m, key, plain(key), kind, false);
	} else if (p.kind == FACT_PATH_DEREF) {
		/* A lock behind a stored pointer: known where one is all that is stored there. */
		struct fact_path at = *path_get(m, p.parent);

		if (at.kind == FACT_PATH_FIELD || at.kind == FACT_PATH_GLOBAL) {
			GArray *targets = pointer_targets(m, path);
			char *record = plain(fact_text(m->names, at.a));
			char *name = at.kind == FACT_PATH_FIELD ?
				     g_strdup_printf("*%s.%s", record, fact_text(m->names, at.b)) :
				     g_strdup_printf("*%s", record);

			if (targets && targets->len == 1)
				id = class_of_path(m, g_array_index(targets, uint32_t, 0), kind);
			else if (pointer_owns(m, path))
				id = class_owned(m, &at, name, kind);
			else
				id = class_unresolved(m, name, kind);
			if (targets)
				g_array_free(targets, TRUE);
			g_free(record);
			g_free(name);
		}
	}
	return id;
}

uint32_t class_of_path(struct model *m, uint32_t path, const char *kind)
{
	/* Per path: 0 not asked yet, 1 asked and unknown, otherwise class + 2. */
	if (m->path_class->len <= path)
		g_array_set_size(m->path_class, path + 256);
	uint32_t cached = g_array_index(m->path_class, uint32_t, path);

	if (!cached) {
		uint32_t id = compute_class(m, path, kind);

		cached = id == MODEL_NONE ? 1 : id + 2;
		g_array_index(m->path_class, uint32_t, path) = cached;
	}
	if (cached == 1)
		return MODEL_NONE;
	/* Whoever asked first may not have known it. */
	if (*kind && model_class(m, cached - 2)->kind < 0)
		model_class(m, cached - 2)->kind = lock_kind_by_name(kind);
	return cached - 2;
}
