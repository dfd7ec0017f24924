// SPDX-License-Identifier: MIT
/*
 * writes.c: which functions may write the memory that some branch depends on.  What a
 * branch has read from a field is known until somebody writes that field: of any
 * object, since no object is told from another here.  A function without a body may write
 * anything, unless it is a lock or mask operation by contract, or a model says that it writes what its
 * arguments lead to, which its callers show; so may one through a pointer
 * of the right size, where the field's address is taken somewhere in the program.
 */
#include "model.h"

#include <string.h>

/* One thing that some branch depends on: a bit of function.may_write. */
struct memory {
	uint32_t key;                   /* string */
	unsigned bit;
	uint32_t size_bytes;            /* a pointer to such a thing may point to it; 0: none */
};

#define ANYTHING 0                      /* the bit of what is not known */

/* Functions that a pointer may lead to, so that what one of them writes says something about the call. */
#define MAX_SURE_TARGETS 4

/* What a function may write; of that, what it does without leading through a pointer to one of many. */
enum extent { MAY, SURELY };

static uint64_t *written(const struct function *fn, enum extent extent)
{
	return extent == MAY ? fn->may_write : fn->surely_writes;
}

static bool has_bit(const uint64_t *set, unsigned bit)
{
	return set[bit / 64] >> (bit % 64) & 1;
}

static bool set_bit(uint64_t *set, unsigned bit)
{
	bool is_new = !has_bit(set, bit);

	set[bit / 64] |= 1ull << (bit % 64);
	return is_new;
}

static struct memory *memory_of(const struct model *m, uint32_t key)
{
	return g_hash_table_lookup(m->memory, GUINT_TO_POINTER(key + 1));
}

static GPtrArray *collect_memory(struct model *m)
{
	GPtrArray *all = g_ptr_array_new();

	m->memory = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		for (guint i = 0; i < fn->reads->len; i++) {
			const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

			if (memory_of(m, read->key))
				continue;
			struct memory *memory = g_new0(struct memory, 1);

			memory->key = read->key;
			memory->bit = 1 + all->len;
			if (g_hash_table_contains(m->taken, GUINT_TO_POINTER(1 + read->key)))
				memory->size_bytes = read->size_bytes;
			g_ptr_array_add(all, memory);
			g_hash_table_insert(m->memory, GUINT_TO_POINTER(read->key + 1), memory);
		}
	}
	return all;
}

/* What the body itself writes: a key, "*N" through a pointer to N bytes, "*" anything. */
static void write_own(const struct model *m, const GPtrArray *all, struct function *fn)
{
	for (guint i = 0; i < fn->writes->len; i++) {
		uint32_t key = g_array_index(fn->writes, uint32_t, i);
		const char *text = fact_text(m->names, key);
		const struct memory *memory = memory_of(m, key);

		if (memory)
			set_bit(fn->may_write, memory->bit);
		if (!strcmp(text, "*"))
			set_bit(fn->may_write, ANYTHING);
		for (guint k = 0; *text == '*' && k < all->len; k++) {
			const struct memory *other = g_ptr_array_index(all, k);

			if (other->size_bytes && other->size_bytes == g_ascii_strtoull(text + 1, NULL, 10))
				set_bit(fn->may_write, other->bit);
		}
	}
}

/* A lock or mask operation, whose contract is its effect, writes what no branch of its
 * callers reads. */
static bool is_operation(const struct function *fn)
{
	return fn->changes_locks && !fn->realises_contract;
}

static void find_own(const struct model *m, const GPtrArray *all)
{
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);

		fn->may_write = g_new0(uint64_t, m->memory_words);
		fn->surely_writes = g_new0(uint64_t, m->memory_words);
		if (is_operation(fn))
			continue;
		if (!fn->nodes->len && !(fn->flags & FACT_FUNCTION_WRITES_ARGUMENTS))
			set_bit(fn->may_write, ANYTHING);
		write_own(m, all, fn);
		memcpy(fn->surely_writes, fn->may_write, m->memory_words * sizeof(fn->may_write[0]));
	}
}

static bool add_from(const struct model *m, struct function *fn, const struct function *callee, enum extent extent)
{
	uint64_t *own = written(fn, extent);
	const uint64_t *others = written(callee, extent);
	bool changed = false;

	for (unsigned w = 0; w < m->memory_words; w++) {
		changed |= others[w] & ~own[w];
		own[w] |= others[w];
	}
	return changed;
}

static bool add_call(const struct model *m, struct function *fn, const struct fact_node *call, enum extent extent)
{
	if (call->value.kind == FACT_VALUE_FUNCTION)
		return add_from(m, fn, model_function(m, call->value.id), extent);
	const struct slot *s = model_slot(m, call->value.id);
	bool changed = false;

	if (s->is_open || !s->targets->len)
		changed = set_bit(written(fn, extent), ANYTHING);
	for (guint t = 0; t < s->targets->len && (extent == MAY || s->targets->len <= MAX_SURE_TARGETS); t++)
		changed |= add_from(m, fn, model_function(m, g_array_index(s->targets, uint32_t, t)), extent);
	return changed;
}

static bool add_calls(struct model *m, struct function *fn, void *user)
{
	const enum extent *extent = user;
	bool changed = false;

	for (guint n = 0; n < fn->nodes->len && !is_operation(fn); n++)
		if (function_node(fn, n)->kind == FACT_NODE_CALL)
			changed |= add_call(m, fn, function_node(fn, n), *extent);
	return changed;
}

static void unite_targets(const struct model *m, struct slot *s)
{
	s->may_write = g_new0(uint64_t, m->memory_words);
	for (guint t = 0; t < s->targets->len; t++) {
		const struct function *fn = model_function(m, g_array_index(s->targets, uint32_t, t));

		for (unsigned w = 0; w < m->memory_words; w++)
			s->may_write[w] |= fn->may_write[w];
	}
}

void model_find_writes(struct model *m)
{
	GPtrArray *all = collect_memory(m);

	m->memory_words = (all->len + 1 + 63) / 64;
	if (all->len) {
		find_own(m, all);
		for (enum extent extent = MAY; extent <= SURELY; extent++)
			model_fixpoint(m, add_calls, &extent);
	}
	for (guint i = 0; i < m->slots->len && all->len; i++)
		unite_targets(m, model_slot(m, i));
	g_ptr_array_free(all, TRUE);
}

static bool may_write(const uint64_t *set, unsigned bit)
{
	return has_bit(set, ANYTHING) || has_bit(set, bit);
}

bool call_surely_writes(const struct model *m, const struct fact_node *call, const struct fact_reading *read)
{
	unsigned bit = memory_of(m, read->key)->bit;

	if (call->value.kind == FACT_VALUE_FUNCTION)
		return has_bit(model_function(m, call->value.id)->surely_writes, bit);
	const struct slot *s = model_slot(m, call->value.id);
	bool written = false;

	for (guint t = 0; t < s->targets->len && s->targets->len <= MAX_SURE_TARGETS; t++)
		written |= has_bit(model_function(m, g_array_index(s->targets, uint32_t, t))->surely_writes, bit);
	return written;
}

bool call_writes(const struct model *m, const struct fact_node *call, const struct fact_reading *read)
{
	unsigned bit = memory_of(m, read->key)->bit;

	if (call->value.kind == FACT_VALUE_FUNCTION)
		return may_write(model_function(m, call->value.id)->may_write, bit);
	const struct slot *s = model_slot(m, call->value.id);

	return s->is_open || !s->targets->len || may_write(s->may_write, bit);
}
