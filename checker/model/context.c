// SPDX-License-Identifier: MIT
/*
 * context.c: the tables, expanded from the .def files, and looking things up in them.
 */
#include "context.h"

#include <string.h>

enum { HF_WAITS_ENTERED = 0, HF_WAITS_MASKED = 1 };

#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) \
	{ #id, #masked, #entered, (closes), (waits) == HF_WAITS_MASKED, (rule), (actor) },
struct context_row context_rows[CONTEXT_MAX] = {
#include <contexts.def>
};
int context_count = HF_CTX_COUNT;
#undef HF_CONTEXT

/* A kind's mask is written as a state's name; -1 is `none`. */
enum { HF_LOCK_SPINS = 0, HF_LOCK_SLEEPS = 1 };
#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) MASKS_##masked = HF_CTX_##id,
enum {
	MASKS_none = -1,
#include <contexts.def>
};
#undef HF_CONTEXT

#define HF_LOCK_KIND(id, waits, masks, text) \
	{ #id, (waits) == HF_LOCK_SLEEPS, MASKS_##masks, (text), false, false },
struct lock_kind_row lock_kind_rows[LOCK_KIND_MAX] = {
#include <lock_kinds.def>
};
int lock_kind_count = HF_KIND_COUNT;
#undef HF_LOCK_KIND

#define HF_PHASE(id) #id,
const char *const phase_names[] = {
#include <phases.def>
	NULL
};
#undef HF_PHASE

enum { HF_UNDER_NONE = 0, HF_UNDER_SPIN = 1, HF_UNDER_ANY = 2 };
#define HF_EFFECT_ROW(id, closed, under, rule, text) \
	{ #id, (closed), (under) == HF_UNDER_SPIN, (under) == HF_UNDER_ANY, (rule), (text) },
struct effect_row effect_rows[EFFECT_MAX] = {
#include <effects.def>
};
#undef HF_EFFECT_ROW
#define HF_EFFECT_ROW(id, closed, under, rule, text) + 1
int effect_count = 0
#include <effects.def>
;
#undef HF_EFFECT_ROW

int context_by_name(const char *name)
{
	for (int i = 0; i < context_count; i++)
		if (!strcmp(context_rows[i].name, name))
			return i;
	return -1;
}

int context_by_masked(const char *state)
{
	for (int i = 0; i < context_count; i++)
		if (!strcmp(context_rows[i].masked, state))
			return i;
	return -1;
}

int context_by_entered(const char *state)
{
	for (int i = 0; i < context_count; i++)
		if (!strcmp(context_rows[i].entered, state))
			return i;
	return -1;
}

int phase_by_name(const char *name)
{
	for (int i = 0; phase_names[i]; i++)
		if (!strcmp(phase_names[i], name))
			return i;
	return -1;
}

int lock_kind_by_name(const char *name)
{
	static const char capability[] = "capability:";

	/* clang's capability("..."): the row of that name.  Of any other nothing more is known
	 * than that there is an owner, who may block: a mutex. */
	if (!strncmp(name, capability, sizeof(capability) - 1)) {
		int row = lock_kind_by_name(name + sizeof(capability) - 1);

		return row >= 0 ? row : HF_KIND_mutex;
	}
	for (int i = 0; i < lock_kind_count; i++)
		if (!strcmp(lock_kind_rows[i].name, name))
			return i;
	return -1;
}

int effect_by_name(const char *name)
{
	for (int i = 0; i < effect_count; i++)
		if (!strcmp(effect_rows[i].name, name))
			return i;
	return -1;
}

bool context_state_closes(const char *state, uint32_t *closes)
{
	int row = context_by_masked(state);

	*closes = 0;
	if (!strcmp(state, "preemptible"))
		return true;
	if (row >= 0) {
		*closes = context_rows[row].closes;
		return true;
	}
	row = context_by_entered(state);
	if (row >= 0 && !context_rows[row].waits_masked)
		*closes = context_rows[row].closes;
	return row >= 0;
}

uint32_t context_scheduled(void)
{
	uint32_t rows = 0;

	for (int i = 0; i < context_count; i++)
		if (context_rows[i].waits_masked)
			rows |= 1u << i;
	return rows;
}

const char *context_closed_name(uint32_t closed)
{
	int best = -1;

	for (int i = 0; i < context_count; i++)
		if ((context_rows[i].closes & ~closed) == 0 &&
		    (best < 0 || (context_rows[i].closes & ~context_rows[best].closes)))
			best = i;
	return best < 0 ? "preemptible" : context_rows[best].masked;
}
