// SPDX-License-Identifier: MIT
/*
 * path.c: access paths across functions.  A path is a chain of interned steps, so
 * two equal paths are one number.
 */
#include "model.h"

#include <string.h>

#define MAX_STEPS 24

uint32_t path_make(struct model *m, uint32_t kind, uint32_t a)
{
	return fact_add_path(m->names, kind, FACT_NONE, a, 0);
}

uint32_t path_root(const struct model *m, uint32_t path)
{
	while (path_get(m, path)->parent != FACT_NONE)
		path = path_get(m, path)->parent;
	return path;
}

static unsigned path_length(const struct model *m, uint32_t path)
{
	unsigned steps = 0;

	for (; path != FACT_NONE; path = path_get(m, path)->parent)
		steps++;
	return steps;
}

uint32_t path_step(struct model *m, uint32_t parent, const struct fact_path *step)
{
	struct fact_path last = *path_get(m, parent);

	if (step->kind == FACT_PATH_INDEX && last.kind == FACT_PATH_INDEX)
		return parent;
	if (step->kind == FACT_PATH_UP && last.kind == FACT_PATH_FIELD && last.a == step->a &&
	    last.b == step->b)
		return last.parent;
	if (path_length(m, parent) >= MAX_STEPS)
		parent = path_make(m, FACT_PATH_UNKNOWN, 0);
	return fact_add_path(m->names, step->kind, parent, step->a, step->b);
}

uint32_t path_replace(struct model *m, uint32_t path, uint32_t from, uint32_t to)
{
	if (path == from)
		return to;
	struct fact_path step = *path_get(m, path);

	if (step.parent == FACT_NONE)
		return MODEL_NONE;
	uint32_t parent = path_replace(m, step.parent, from, to);

	return parent == MODEL_NONE ? MODEL_NONE : path_step(m, parent, &step);
}

uint32_t path_tail(struct model *m, uint32_t path, uint32_t to)
{
	struct fact_path step = *path_get(m, path);

	if (step.parent == FACT_NONE)
		return to;
	if (step.kind != FACT_PATH_FIELD)
		to = path_tail(m, step.parent, to);
	return path_step(m, to, &step);
}

bool path_is_one_object(const struct model *m, uint32_t path)
{
	for (; path != FACT_NONE; path = path_get(m, path)->parent) {
		uint32_t kind = path_get(m, path)->kind;

		if (kind == FACT_PATH_INDEX || kind == FACT_PATH_UNKNOWN || kind == PATH_FOREIGN)
			return false;
	}
	return true;
}

bool path_is_element(const struct model *m, uint32_t path)
{
	bool is_element = false;

	for (; path != FACT_NONE; path = path_get(m, path)->parent) {
		uint32_t kind = path_get(m, path)->kind;

		if (kind == FACT_PATH_UNKNOWN || kind == PATH_FOREIGN)
			return false;
		is_element |= kind == FACT_PATH_INDEX;
	}
	return is_element;
}

bool path_is_unique(const struct model *m, uint32_t path)
{
	for (;; path = path_get(m, path)->parent) {
		uint32_t kind = path_get(m, path)->kind;

		if (kind == FACT_PATH_GLOBAL)
			return true;
		if (kind != FACT_PATH_FIELD)
			return false;
	}
}

bool path_is_object(const struct model *m, uint32_t path)
{
	uint32_t kind = path_get(m, path)->kind;

	return kind == FACT_PATH_GLOBAL || kind == FACT_PATH_LOCAL_OBJECT || kind == FACT_PATH_FIELD ||
	       kind == FACT_PATH_INDEX;
}

static void put_path(GString *out, const struct model *m, uint32_t path, const struct function *fn)
{
	const struct fact_path *p = path_get(m, path);
	const char *name;

	if (p->parent != FACT_NONE)
		put_path(out, m, p->parent, fn);
	switch (p->kind) {
	case FACT_PATH_GLOBAL:
		name = fact_text(m->names, p->a);
		g_string_append_len(out, name, strcspn(name, "@"));
		break;
	case FACT_PATH_FIELD:
		g_string_append_printf(out, ".%s", fact_text(m->names, p->b));
		break;
	case FACT_PATH_INDEX:
		g_string_append(out, "[]");
		break;
	case FACT_PATH_PARAM:
	case PATH_OUTER:
		g_string_append_printf(out, "argument %u of %s", p->a + 1, fn->name);
		break;
	case FACT_PATH_DEREF:
	case FACT_PATH_UP:
		break;
	default:
		g_string_append(out, "?");
	}
}

char *path_text(const struct model *m, uint32_t path, const struct function *fn)
{
	GString *out = g_string_new(NULL);

	put_path(out, m, path, fn);
	return g_string_free(out, FALSE);
}
