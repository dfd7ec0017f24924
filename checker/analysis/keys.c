// SPDX-License-Identifier: MIT
/*
 * keys.c: interns sequences of words.  Each has a value, which stays where it is.  An open hash
 * table of pointers to entries, and the entries in large pieces, one behind the other.
 */
#include "keys.h"

#include <glib.h>
#include <string.h>

#define PIECE_SHIFT 18                  /* words of a piece, as a power of two */
#define PIECE_WORDS (1u << PIECE_SHIFT)
#define FIRST_SIZE (1u << 12)           /* a power of two, like all sizes */

struct entry {
	uint32_t count, value;
	uint32_t words[];
};

/* The hash is here too, so that others need not be looked at.  An entry is known by the number of its
 * first word, which takes half as much as its address: the table is what misses the caches. */
struct place {
	uint32_t hash;
	uint32_t entry;                 /* 0: none */
};

struct keys {
	struct place *table;
	uint32_t size, used;
	GPtrArray *pieces;              /* uint32_t * */
	uint32_t next;                  /* word */
};

struct keys *keys_new(void)
{
	struct keys *k = g_new0(struct keys, 1);

	k->size = FIRST_SIZE;
	k->table = g_new0(struct place, k->size);
	k->pieces = g_ptr_array_new();
	g_ptr_array_add(k->pieces, g_new(uint32_t, PIECE_WORDS));
	k->next = 1;                    /* 0 is none */
	return k;
}

void keys_free(struct keys *k)
{
	for (guint i = 0; i < k->pieces->len; i++)
		g_free(g_ptr_array_index(k->pieces, i));
	g_ptr_array_free(k->pieces, TRUE);
	g_free(k->table);
	g_free(k);
}

static struct entry *entry_at(const struct keys *k, uint32_t number)
{
	uint32_t *piece = g_ptr_array_index(k->pieces, number >> PIECE_SHIFT);

	return (struct entry *)(piece + (number & (PIECE_WORDS - 1)));
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

		if (!p->entry)
			return p;
		if (p->hash != hash)
			continue;
		const struct entry *e = entry_at(k, p->entry);

		if (e->count == count && !memcmp(e->words, words, count * sizeof(*words)))
			return p;
	}
}

static void grow(struct keys *k)
{
	struct place *old = k->table;
	uint32_t size = k->size;

	k->size *= 2;
	k->table = g_new0(struct place, k->size);
	for (uint32_t i = 0; i < size; i++) {
		uint32_t at = old[i].hash & (k->size - 1);

		while (old[i].entry && k->table[at].entry)
			at = (at + 1) & (k->size - 1);
		if (old[i].entry)
			k->table[at] = old[i];
	}
	g_free(old);
}

static uint32_t entry_add(struct keys *k, const uint32_t *words, unsigned count)
{
	uint32_t size = sizeof(struct entry) / sizeof(uint32_t) + count;

	if (k->next >> PIECE_SHIFT == k->pieces->len || (k->next & (PIECE_WORDS - 1)) + size > PIECE_WORDS) {
		k->next = k->pieces->len << PIECE_SHIFT;
		g_ptr_array_add(k->pieces, g_new(uint32_t, PIECE_WORDS));
	}
	uint32_t number = k->next;
	struct entry *e = entry_at(k, number);

	k->next += size;
	e->count = count;
	e->value = 0;
	memcpy(e->words, words, count * sizeof(*words));
	return number;
}

uint32_t *keys_lookup(struct keys *k, const uint32_t *words, unsigned count)
{
	uint32_t hash = hash_words(words, count);
	struct place *at = find(k, hash, words, count);
	uint32_t number = at->entry;

	if (!number) {
		number = entry_add(k, words, count);
		*at = (struct place){ hash, number };
		if (++k->used > k->size / 2)
			grow(k);
	}
	return &entry_at(k, number)->value;
}
