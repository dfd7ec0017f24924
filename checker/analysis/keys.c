// SPDX-License-Identifier: MIT
/*
 * keys.c: interns sequences of words.  Each has a value, which stays where it is.  An open hash
 * table of pointers to entries, and the entries in large pieces, one behind the other.
 */
#include "keys.h"

#include <glib.h>
#include <string.h>

#define PIECE_BYTES (1u << 20)
#define FIRST_SIZE (1u << 12)           /* a power of two, like all sizes */

struct entry {
	uint32_t count, value;
	uint32_t words[];
};

/* The hash is here too, so that others need not be looked at. */
struct place {
	uint32_t hash;
	struct entry *entry;
};

struct keys {
	struct place *table;
	uint32_t size, used;
	char *piece;
	size_t left_bytes;
};

struct keys *keys_new(void)
{
	struct keys *k = g_new0(struct keys, 1);

	k->size = FIRST_SIZE;
	k->table = g_new0(struct place, k->size);
	return k;
}

static uint32_t hash_words(const uint32_t *words, unsigned count)
{
	uint64_t hash = count;

	for (unsigned i = 0; i < count; i++)
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u + (hash >> 29);
	return hash >> 32 ^ hash;
}

/* Where the key is, or belongs. */
static struct place *find(const struct keys *k, uint32_t hash, const uint32_t *words, unsigned count)
{
	uint32_t at = hash & (k->size - 1);

	for (;; at = (at + 1) & (k->size - 1)) {
		struct place *p = &k->table[at];
		const struct entry *e = p->entry;

		if (!e || (p->hash == hash && e->count == count &&
			   !memcmp(e->words, words, count * sizeof(*words))))
			return p;
	}
}

static void grow(struct keys *k)
{
	struct place *old = k->table;
	uint32_t size = k->size;

	k->size *= 2;
	k->table = g_new0(struct place, k->size);
	for (uint32_t i = 0; i < size; i++)
		if (old[i].entry)
			*find(k, old[i].hash, old[i].entry->words, old[i].entry->count) = old[i];
	g_free(old);
}

uint32_t *keys_lookup(struct keys *k, const uint32_t *words, unsigned count)
{
	uint32_t hash = hash_words(words, count);
	struct place *at = find(k, hash, words, count);
	size_t bytes = sizeof(struct entry) + count * sizeof(*words);

	if (at->entry)
		return &at->entry->value;
	if (k->left_bytes < bytes) {
		k->piece = g_malloc(PIECE_BYTES);
		k->left_bytes = PIECE_BYTES;
	}
	struct entry *e = (struct entry *)k->piece;

	k->piece += bytes;
	k->left_bytes -= bytes;
	e->count = count;
	e->value = 0;
	memcpy(e->words, words, count * sizeof(*words));
	*at = (struct place){ hash, e };
	if (++k->used > k->size / 2)
		grow(k);
	return &e->value;
}
