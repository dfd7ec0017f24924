// SPDX-License-Identifier: MIT
/*
 * share.c: one copy of each state that differs in anything.  Most nodes that a state passes
 * don't change it, and a state is large.
 */
#include "engine.h"

const struct shared_state *engine_share(struct engine *e, const struct state *s)
{
	uint32_t key[1 + STATE_KEY_WORDS + MAX_HELD + CONTEXT_MAX] = { 'T' };
	unsigned identity_words = 1 + state_key(s, key + 1), n = identity_words;

	for (unsigned i = 0; i < s->held_count; i++)
		key[n++] = s->held[i].site;
	for (int row = 0; row < context_count; row++)
		key[n++] = s->depth[row] ? s->mask_site[row] : MODEL_NONE;
	uint32_t *index = engine_lookup(e, key, n);

	if (*index)
		return g_ptr_array_index(e->states, *index - 1);
	struct shared_state *shared = g_new(struct shared_state, 1);

	key[0] = 'I';
	uint32_t *identity = engine_lookup(e, key, identity_words);

	if (!*identity)
		*identity = ++e->identities;
	shared->identity = *identity;
	shared->state = *s;
	shared->number = e->states->len;
	g_ptr_array_add(e->states, shared);
	*index = e->states->len;
	return shared;
}
