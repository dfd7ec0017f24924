// SPDX-License-Identifier: MIT
/*
 * state.c: one state: which contexts are masked how deep, who runs, what is held.
 */
#include "analysis.h"

#include <string.h>

uint32_t state_closed(const struct state *s)
{
	if (s->phase)
		return UINT32_MAX;
	uint32_t closed = s->entered == CONTEXT_NO_ACTOR ? 0 : context_rows[s->entered].closes;

	for (int row = 0; row < context_count; row++)
		if (s->depth[row])
			closed |= context_rows[row].closes;
	return closed;
}

uint32_t state_rows(const struct state *s)
{
	uint32_t rows = 0;

	for (int row = 0; row < context_count; row++)
		if (s->depth[row])
			rows |= 1u << row;
	return rows;
}

bool state_is_deep(const struct state *s, int row)
{
	return s->is_part && s->depth[row] == MAX_PART_DEPTH;
}

void state_mask(struct state *s, int row, uint32_t site)
{
	if (!s->depth[row])
		s->mask_site[row] = site;
	if (s->depth[row] < (s->is_part ? MAX_PART_DEPTH : MAX_DEPTH))
		s->depth[row]++;
}

void state_unmask(const struct model *m, struct state *s, int row)
{
	if (s->depth[row] && !state_is_deep(s, row))
		s->depth[row]--;
	/* A lock is released before its mask is lifted. */
	for (unsigned i = s->held_count; i-- > 0;) {
		int kind = model_class(m, s->held[i].cls)->kind;

		if (kind >= 0 && lock_kind_rows[kind].masks == row && s->held[i].passing > 1u + s->depth[row])
			state_drop(s, i);
	}
}

static int compare(const struct held *a, const struct held *b)
{
	if (a->cls != b->cls)
		return a->cls < b->cls ? -1 : 1;
	return a->instance < b->instance ? -1 : a->instance > b->instance;
}

bool state_hold(struct state *s, const struct held *h)
{
	unsigned i = 0;

	while (i < s->held_count && compare(&s->held[i], h) < 0)
		i++;
	/* Held already: once is enough to know, and keeps loops finite. */
	if (i < s->held_count && compare(&s->held[i], h) == 0)
		return true;
	if (s->held_count == MAX_HELD)
		return false;
	memmove(&s->held[i + 1], &s->held[i], (s->held_count - i) * sizeof(*h));
	s->held[i] = *h;
	s->held_count++;
	return true;
}

void state_drop(struct state *s, unsigned index)
{
	s->held_count--;
	memmove(&s->held[index], &s->held[index + 1], (s->held_count - index) * sizeof(s->held[0]));
}

bool state_has(const struct state *s, uint32_t cls, uint32_t instance)
{
	for (unsigned i = 0; i < s->held_count; i++)
		if (s->held[i].cls == cls && s->held[i].instance == instance && !s->held[i].passing)
			return true;
	return false;
}

bool state_has_class(const struct state *s, uint32_t cls)
{
	for (unsigned i = 0; i < s->held_count; i++)
		if (s->held[i].cls == cls)
			return true;
	return false;
}

int state_find(const struct state *s, uint32_t cls, uint32_t instance)
{
	int found = -1;

	for (unsigned i = 0; i < s->held_count; i++) {
		if (s->held[i].cls != cls)
			continue;
		if (s->held[i].instance == instance)
			return i;
		found = i;
	}
	return found;
}

int state_masked_by_locks(const struct model *m, const struct state *s, int row)
{
	int count = 0;

	for (unsigned i = 0; i < s->held_count; i++) {
		int kind = model_class(m, s->held[i].cls)->kind;

		count += kind >= 0 && lock_kind_rows[kind].masks == row;
	}
	return count;
}

unsigned state_key(const struct state *s, uint32_t *key)
{
	unsigned n = 0;

	for (int row = 0; row < context_count; row++)
		key[n++] = s->depth[row];
	key[n++] = s->entered;
	key[n++] = s->told.in;
	key[n++] = s->told.out;
	key[n++] = s->phase | (uint32_t)s->is_part << 8 | (uint32_t)s->has_failed << 16;
	key[n++] = s->held_count | (uint32_t)s->bind_count << 8 | (uint32_t)s->save_count << 16;
	for (unsigned i = 0; i < s->held_count; i++) {
		key[n++] = s->held[i].cls;
		key[n++] = s->held[i].instance;
		key[n++] = s->held[i].tried | s->held[i].again << 1 | s->held[i].passing << 4 |
			   s->held[i].was_again << 31;
	}
	for (unsigned i = 0; i < s->bind_count; i++) {
		key[n++] = s->binds[i].var;
		key[n++] = s->binds[i].path;
	}
	for (unsigned i = 0; i < s->save_count; i++) {
		key[n++] = s->saves[i].row;
		key[n++] = s->saves[i].node;
		key[n++] = s->saves[i].var;
		key[n++] = s->saves[i].copies;
	}
	return n;
}
