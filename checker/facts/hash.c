// SPDX-License-Identifier: MIT
/*
 * hash.c: hashes of functions' facts, to tell without comparing them whether two are the
 * same.  Names are hashed as names, so it doesn't matter in which units the functions are.  A
 * hash has 128 bits: two that are equal are taken for the same.
 */
#include "facts.h"

#include <string.h>

struct fact_hashes {
	const struct fact_unit *unit;
	struct fact_hash *strings, *paths;
};

static uint64_t mixed(uint64_t x)
{
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

void fact_hash_number(struct fact_hash *h, uint64_t number)
{
	h->a = mixed(h->a * 0x9e3779b97f4a7c15u + number);
	h->b = (h->b ^ number) * 0xff51afd7ed558ccdu;
	h->b ^= h->b >> 29;
}

void fact_hash_add(struct fact_hash *h, struct fact_hash of)
{
	fact_hash_number(h, of.a);
	fact_hash_number(h, of.b);
}

struct fact_hash fact_hash_bytes(const char *data, size_t len)
{
	struct fact_hash h = { 1, 2 };
	uint64_t word = 0;

	for (; len >= sizeof(word); data += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		fact_hash_number(&h, word);
	}
	word = 0;
	memcpy(&word, data, len);
	fact_hash_number(&h, word);
	fact_hash_number(&h, len);
	return h;
}

struct fact_hashes *fact_hashes_new(const struct fact_unit *unit)
{
	struct fact_hashes *all = g_new(struct fact_hashes, 1);

	all->unit = unit;
	all->strings = g_new(struct fact_hash, unit->strings->len + 1);
	for (guint i = 0; i < unit->strings->len; i++)
		all->strings[i] = fact_hash_bytes(fact_text(unit, i), strlen(fact_text(unit, i)));
	all->paths = g_new(struct fact_hash, unit->paths->len + 1);
	for (guint i = 0; i < unit->paths->len; i++) {
		const struct fact_path *p = &g_array_index(unit->paths, struct fact_path, i);
		bool named = p->kind == FACT_PATH_FIELD || p->kind == FACT_PATH_UP;
		struct fact_hash h = { p->kind, 0 };

		if (p->parent != FACT_NONE)
			fact_hash_add(&h, all->paths[p->parent]);
		if (named || p->kind == FACT_PATH_GLOBAL)
			fact_hash_add(&h, all->strings[p->a]);
		else
			fact_hash_number(&h, p->a);
		if (named || p->kind == FACT_PATH_LOCAL_OBJECT)
			fact_hash_add(&h, all->strings[p->b]);
		all->paths[i] = h;
	}
	return all;
}

void fact_hashes_free(struct fact_hashes *all)
{
	g_free(all->strings);
	g_free(all->paths);
	g_free(all);
}

static void add_string(const struct fact_hashes *all, struct fact_hash *h, uint32_t string)
{
	if (string == FACT_NONE)
		fact_hash_number(h, FACT_NONE);
	else
		fact_hash_add(h, all->strings[string]);
}

static void add_key(const struct fact_hashes *all, struct fact_hash *h, uint32_t function)
{
	add_string(all, h, ((struct fact_function *)g_ptr_array_index(all->unit->functions, function))->key);
}

static void add_slot(const struct fact_hashes *all, struct fact_hash *h, uint32_t id)
{
	const struct fact_slot *slot = &g_array_index(all->unit->slots, struct fact_slot, id);

	fact_hash_number(h, slot->kind);
	switch (slot->kind) {
	case FACT_SLOT_FIELD:
		add_string(all, h, slot->a);
		add_string(all, h, slot->b);
		break;
	case FACT_SLOT_GLOBAL:
		add_string(all, h, slot->a);
		break;
	case FACT_SLOT_UNKNOWN:
		add_string(all, h, slot->text);
		break;
	default:
		add_key(all, h, slot->a);
		fact_hash_number(h, slot->b);
	}
}

static void add_value(const struct fact_hashes *all, struct fact_hash *h, const struct fact_value *v)
{
	fact_hash_number(h, v->kind);
	if (v->kind == FACT_VALUE_PATH)
		fact_hash_add(h, all->paths[v->id]);
	else if (v->kind == FACT_VALUE_FUNCTION)
		add_key(all, h, v->id);
	else if (v->kind == FACT_VALUE_SLOT)
		add_slot(all, h, v->id);
	else
		fact_hash_number(h, v->id);
}

static void add_node(const struct fact_hashes *all, struct fact_hash *h, const struct fact_node *node)
{
	fact_hash_number(h, (uint64_t)node->kind << 32 | node->var);
	fact_hash_number(h, (uint64_t)node->loc.line << 32 | node->loc.col);
	fact_hash_number(h, node->test);
	add_value(all, h, &node->value);
	for (guint i = 0; node->args && i < node->args->len; i++)
		add_value(all, h, &g_array_index(node->args, struct fact_value, i));
	fact_hash_number(h, node->next->len);
	for (guint i = 0; i < node->next->len; i++)
		fact_hash_number(h, g_array_index(node->next, uint32_t, i));
	for (uint32_t macro = node->macro; macro != FACT_NONE;) {
		const struct fact_macro *m = &g_array_index(all->unit->macros, struct fact_macro, macro);

		add_string(all, h, m->name);
		macro = m->outer;
	}
}

struct fact_hash fact_hash_function(const struct fact_hashes *all, const struct fact_function *fn)
{
	struct fact_hash h = { fn->flags, fn->param_count };

	add_string(all, &h, fn->key);
	add_string(all, &h, fn->loc.file);
	fact_hash_number(&h, fn->loc.line);
	add_string(all, &h, fn->called_in);
	add_string(all, &h, fn->trust);
	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		fact_hash_number(&h, c->op);
		if (c->path != FACT_NONE)
			fact_hash_add(&h, all->paths[c->path]);
		add_string(all, &h, c->text);
		fact_hash_number(&h, c->success << 3 | c->waits << 1 | c->is_unless);
		fact_hash_number(&h, c->condition);
		fact_hash_number(&h, (uint64_t)c->mask << 32 | c->value);
	}
	for (guint i = 0; i < fn->vars->len; i++)
		add_string(all, &h, g_array_index(fn->vars, uint32_t, i));
	fact_hash_number(&h, fn->nodes->len);
	for (guint i = 0; i < fn->nodes->len; i++)
		add_node(all, &h, g_ptr_array_index(fn->nodes, i));
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		fact_hash_number(&h, (uint64_t)read->var << 32 | read->size_bytes);
		add_string(all, &h, read->key);
	}
	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		fact_hash_number(&h, (uint64_t)p->mask << 32 | p->var);
		add_value(all, &h, &p->of);
		add_value(all, &h, &p->is);
	}
	for (guint i = 0; i < fn->writes->len; i++)
		add_string(all, &h, g_array_index(fn->writes, uint32_t, i));
	return h;
}
