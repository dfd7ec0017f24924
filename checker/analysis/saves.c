// SPDX-License-Identifier: MIT
/*
 * saves.c: masks that are saved into a variable and restored from it, in turn.  Which
 * variable has which save is followed inside one function, through one copy (the
 * call's result goes to a variable); after more copies any variable may have it.  Between
 * functions a save is followed as a result and as an argument.
 */
#include "analysis.h"

#include <string.h>

static void drop(struct state *s, unsigned index)
{
	s->save_count--;
	memmove(&s->saves[index], &s->saves[index + 1], (s->save_count - index) * sizeof(s->saves[0]));
}

void save_push(struct state *s, uint32_t row, uint32_t node, uint32_t var)
{
	if (s->is_part)
		return;
	/* The oldest is forgotten: restoring it is accepted from anywhere. */
	if (s->save_count == MAX_SAVES)
		drop(s, 0);
	s->saves[s->save_count++] = (struct save){ row, node, var, 0 };
}

void save_assign(struct state *s, uint32_t var, uint32_t from)
{
	for (unsigned i = 0; i < s->save_count; i++) {
		struct save *save = &s->saves[i];

		if (from != MODEL_NONE && save->var == from)
			save->var = save->copies++ ? MODEL_NONE : var;
		else if (save->var == var)
			save->var = MODEL_NONE;
	}
}

static const struct save *last_of(const struct state *s, uint32_t row)
{
	for (unsigned i = s->save_count; i-- > 0;)
		if (s->saves[i].row == row)
			return &s->saves[i];
	return NULL;
}

bool save_is_any(const struct state *s, uint32_t row)
{
	return last_of(s, row);
}

bool save_is_last(const struct state *s, uint32_t row, uint32_t var)
{
	const struct save *last = last_of(s, row);

	return last && var != MODEL_NONE && last->var == var;
}

int save_row_of(const struct state *s, uint32_t var)
{
	for (int row = 0; row < context_count; row++)
		if (save_is_last(s, row, var))
			return row;
	return -1;
}

bool save_restore(struct state *s, uint32_t row, uint32_t var)
{
	int last = -1, found = -1;

	for (unsigned i = 0; i < s->save_count; i++) {
		if (s->saves[i].row != row)
			continue;
		last = i;
		if (var != MODEL_NONE && s->saves[i].var == var)
			found = i;
	}
	if (last < 0)
		return true;
	bool is_in_turn = var == MODEL_NONE || found == last || s->saves[last].var == MODEL_NONE;

	drop(s, found >= 0 ? found : last);
	return is_in_turn;
}
