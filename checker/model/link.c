// SPDX-License-Identifier: MIT
/*
 * link.c: puts the units together.  External functions are one by name, static ones
 * by name and file, and a header's static function by its text too: the same
 * header may mean something else in another unit.  The headers' parts come first, in
 * an order of their own, so it doesn't matter which unit brought them.
 */
#include "model.h"
#include "parts.h"

#include <string.h>

struct unit_link {
	struct model *m;
	const struct fact_unit *unit;
	unsigned number;
	uint32_t *strings, *paths, *functions, *slots, macro_base;
	bool *body_is_ours;             /* per function: the model took this unit's body */
	GHashTable *function_ids;       /* key -> id + 1, all units */
	GHashTable *slot_ids;
	GHashTable *unread_ids;
	GHashTable *form_ids;           /* key and form -> id + 1, all parts */
	GArray *bodies;                 /* per function of the model: struct fact_hash; 0: none */
};

static struct fact_loc map_loc(const struct unit_link *k, struct fact_loc loc)
{
	loc.file = k->strings[loc.file];
	return loc;
}

static const char *map_text(const struct unit_link *k, uint32_t string)
{
	return string == FACT_NONE ? NULL : fact_text(k->m->names, k->strings[string]);
}

static void map_strings_and_paths(struct unit_link *k)
{
	const struct fact_unit *unit = k->unit;

	k->strings = g_new(uint32_t, unit->strings->len + 1);
	for (guint i = 0; i < unit->strings->len; i++)
		k->strings[i] = fact_add_string(k->m->names, fact_text(unit, i));
	k->paths = g_new(uint32_t, unit->paths->len + 1);
	for (guint i = 0; i < unit->paths->len; i++) {
		struct fact_path p = g_array_index(unit->paths, struct fact_path, i);
		bool named = p.kind == FACT_PATH_FIELD || p.kind == FACT_PATH_UP;

		if (named || p.kind == FACT_PATH_GLOBAL)
			p.a = k->strings[p.a];
		if (named || p.kind == FACT_PATH_LOCAL_OBJECT)
			p.b = k->strings[p.b];
		if (p.parent != FACT_NONE)
			p.parent = k->paths[p.parent];
		k->paths[i] = fact_add_path(k->m->names, p.kind, p.parent, p.a, p.b);
	}
}

static struct fact_hash *body_hash(const struct unit_link *k, uint32_t function)
{
	return &g_array_index(k->bodies, struct fact_hash, function);
}

static uint32_t function_add(struct unit_link *k, const struct fact_function *from, const char *key)
{
	struct function *fn = g_new0(struct function, 1);

	fn->key = fact_text(k->m->names, fact_add_string(k->m->names, key));
	fn->is_external = !strchr(key, '@');
	fn->name = map_text(k, from->name);
	fn->loc = map_loc(k, from->loc);
	fn->param_count = from->param_count;
	fn->contracts = g_array_new(FALSE, FALSE, sizeof(struct fact_contract));
	fn->linked_params = g_array_new(FALSE, FALSE, sizeof(struct param_link));
	fn->nodes = g_ptr_array_new();
	fn->reads = g_array_new(FALSE, FALSE, sizeof(struct fact_reading));
	fn->predicates = g_array_new(FALSE, FALSE, sizeof(struct fact_predicate));
	fn->writes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_ptr_array_add(k->m->functions, fn);
	g_array_set_size(k->bodies, k->m->functions->len);
	g_hash_table_insert(k->function_ids, g_strdup(key), GUINT_TO_POINTER(k->m->functions->len));
	return k->m->functions->len - 1;
}

/* The same function declared twice has both declarations' contracts. */
static void merge_declaration(struct unit_link *k, struct function *fn,
			      const struct fact_function *from)
{
	fn->flags |= from->flags;
	if (from->called_in != FACT_NONE)
		fn->called_in = map_text(k, from->called_in);
	if (from->trust != FACT_NONE)
		fn->trust = map_text(k, from->trust);
	fn->param_count = MAX(fn->param_count, from->param_count);
	for (guint i = 0; i < from->contracts->len; i++) {
		struct fact_contract c = g_array_index(from->contracts, struct fact_contract, i);
		bool known = false;

		if (c.path != FACT_NONE)
			c.path = k->paths[c.path];
		c.text = k->strings[c.text];
		for (guint j = 0; j < fn->contracts->len; j++) {
			const struct fact_contract *old =
				&g_array_index(fn->contracts, struct fact_contract, j);

			known |= !memcmp(old, &c, sizeof(c));
		}
		if (!known)
			g_array_append_val(fn->contracts, c);
	}
}

static const char *contract_fault(uint32_t op, const char *text)
{
	uint32_t closes;

	if (fact_op_names_lock(op))
		return lock_kind_by_name(text) < 0 && strcmp(text, LOCK_KIND_BY_CREATOR) ? "kind of lock_kinds.def" : NULL;
	if (op == FACT_OP_BLOCK || op == FACT_OP_SUCCEED || op == FACT_OP_NO_WAIT || op == FACT_OP_WHETHER)
		return NULL;
	if (op == FACT_OP_EFFECT)
		return effect_by_name(text) < 0 ? "effect of effects.def" : NULL;
	if (op == FACT_OP_POLL)
		return strcmp(text, "zero") && strcmp(text, "nonzero") && strcmp(text, "negative") ?
		       "result" : NULL;
	if (op == FACT_OP_EXCUSE || op == FACT_OP_TELLS)
		return context_by_masked(text) < 0 && context_by_entered(text) < 0 ? "state of contexts.def" : NULL;
	if (op == FACT_OP_REQUIRE_STATE)
		return context_state_closes(text, &closes) ? NULL : "state of contexts.def";
	if (op == FACT_OP_LEAVE && phase_by_name(text) >= 0)
		return NULL;
	return context_by_masked(text) < 0 ? "masked state of contexts.def" : NULL;
}

/* A name that the tables don't have must not turn into "no effect". */
static void check_contracts(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		for (guint i = 0; i < fn->contracts->len; i++) {
			const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);
			const char *text = fact_text(m->names, c->text);
			const char *wrong = contract_fault(c->op, text);

			if (wrong)
				g_ptr_array_add(m->inconsistencies,
						g_strdup_printf("%s: `%s` is no %s", fn->name, text, wrong));
		}
	}
}

static void link_guards(struct unit_link *k)
{
	for (guint i = 0; i < k->unit->guards->len; i++) {
		const struct fact_guard *from = &g_array_index(k->unit->guards, struct fact_guard, i);
		struct guard guard = { MODEL_NONE, map_text(k, from->text), 0 };
		struct fact_guard data = { .record = from->record == FACT_NONE ? FACT_NONE : k->strings[from->record],
					   .name = k->strings[from->name], .is_pointee = from->is_pointee };

		if (from->path != FACT_NONE)
			guard.path = k->paths[from->path];
		else if (*guard.text && !context_state_closes(guard.text, &guard.closes))
			g_ptr_array_add(k->m->inconsistencies, g_strdup_printf(
				"%s: `%s` is no state of contexts.def", fact_text(k->m->names, data.name), guard.text));
		guard_declare(k->m, &data, &guard);
	}
}

static void link_macros(struct unit_link *k)
{
	k->macro_base = k->m->names->macros->len;
	for (guint i = 0; i < k->unit->macros->len; i++) {
		struct fact_macro macro = g_array_index(k->unit->macros, struct fact_macro, i);

		macro.name = k->strings[macro.name];
		macro.loc = map_loc(k, macro.loc);
		if (macro.outer != FACT_NONE)
			macro.outer += k->macro_base;
		g_array_append_val(k->m->names->macros, macro);
	}
}

static void link_pointers(struct unit_link *k)
{
	for (guint i = 0; i < k->unit->pointers->len; i++) {
		const struct fact_pointer *p = &g_array_index(k->unit->pointers, struct fact_pointer, i);

		pointer_declare(k->m, p->record == FACT_NONE ? FACT_NONE : k->strings[p->record],
				k->strings[p->name], k->paths[p->path]);
	}
	for (guint i = 0; i < k->unit->taken->len; i++)
		g_hash_table_add(k->m->taken, GUINT_TO_POINTER(
			1 + k->strings[g_array_index(k->unit->taken, uint32_t, i)]));
}

/* A header's are in each unit that reads it. */
static void link_unread(struct unit_link *k)
{
	for (guint i = 0; i < k->unit->unread->len; i++) {
		const struct fact_unread *from = &g_array_index(k->unit->unread, struct fact_unread, i);
		struct unread u = { map_loc(k, from->loc), map_text(k, from->text) };
		char *key = g_strdup_printf("%u:%u:%u %s", u.loc.file, u.loc.line, u.loc.col, u.text);

		if (g_hash_table_add(k->unread_ids, key))
			g_ptr_array_add(k->m->unread, g_memdup2(&u, sizeof(u)));
	}
}

/* Before anything refers to them. */
static void add_part_functions(struct unit_link *k, struct part *part)
{
	struct fact_hashes *names = fact_hashes_new(k->unit);
	guint count = k->unit->functions->len;

	k->functions = part->ids = g_new0(uint32_t, count + 1);
	k->body_is_ours = g_new0(bool, count + 1);
	for (guint i = 0; i < count; i++) {
		const struct fact_function *from = g_ptr_array_index(k->unit->functions, i);
		const char *name = fact_text(k->unit, from->key);

		if (!from->nodes->len)
			continue;
		char *form = g_strdup_printf("%s %u", name, part->forms[i]);
		guint id = GPOINTER_TO_UINT(g_hash_table_lookup(k->form_ids, form));

		if (!id) {
			char *key = g_strdup(name);

			for (unsigned variant = 1; g_hash_table_contains(k->function_ids, key); variant++) {
				g_free(key);
				key = g_strdup_printf("%s#%u", name, variant);
			}
			id = function_add(k, from, key) + 1;
			*body_hash(k, id - 1) = fact_hash_function(names, from);
			g_hash_table_insert(k->form_ids, g_strdup(form), GUINT_TO_POINTER(id));
			k->body_is_ours[i] = true;
			g_free(key);
		}
		k->functions[i] = id - 1;
		g_free(form);
	}
	fact_hashes_free(names);
}

static void link_functions(struct unit_link *k, const struct scope *scope, bool is_part)
{
	struct fact_hashes *names = fact_hashes_new(k->unit);
	guint count = k->unit->functions->len;

	if (!is_part) {
		k->functions = g_new(uint32_t, count + 1);
		k->body_is_ours = g_new0(bool, count + 1);
	}
	for (guint i = 0; i < count; i++) {
		const struct fact_function *from = g_ptr_array_index(k->unit->functions, i);
		uint32_t number;
		const struct part *definer = from->nodes->len ? NULL :
			scope_find(scope, fact_text(k->unit, from->key), &number);

		if (definer)
			k->functions[i] = definer->ids[number];
		if (definer || (is_part && from->nodes->len)) {
			merge_declaration(k, model_function(k->m, k->functions[i]), from);
			continue;
		}
		char *key = g_strdup(fact_text(k->unit, from->key));
		struct fact_hash body = { 0, 0 };

		if (from->nodes->len)
			body = fact_hash_function(names, from);

		for (unsigned variant = 1;; variant++) {
			uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(k->function_ids, key));

			id = id ? id - 1 : function_add(k, from, key);
			k->functions[i] = id;
			struct fact_hash *old = body_hash(k, id);

			if (!from->nodes->len || fact_hash_equal(*old, body))
				break;
			if (fact_hash_equal(*old, (struct fact_hash){ 0, 0 })) {
				*old = body;
				model_function(k->m, id)->loc = map_loc(k, from->loc);
				k->body_is_ours[i] = true;
				break;
			}
			/* Another body of the same name: a function of its own. */
			char *next = g_strdup_printf("%s#%u", fact_text(k->unit, from->key), variant);

			g_free(key);
			key = next;
		}
		merge_declaration(k, model_function(k->m, k->functions[i]), from);
		g_free(key);
	}
	fact_hashes_free(names);
}

static char *slot_key(const struct unit_link *k, const struct fact_slot *s)
{
	switch (s->kind) {
	case FACT_SLOT_FIELD:
		return g_strdup_printf("f%u.%u", k->strings[s->a], k->strings[s->b]);
	case FACT_SLOT_GLOBAL:
		return g_strdup_printf("g%u", k->strings[s->a]);
	case FACT_SLOT_PARAM:
		return g_strdup_printf("p%u.%u", k->functions[s->a], s->b);
	case FACT_SLOT_LOCAL:
		return g_strdup_printf("l%u.%u", k->functions[s->a], s->b);
	case FACT_SLOT_RETURN:
		return g_strdup_printf("r%u", k->functions[s->a]);
	default:
		return g_strdup_printf("u%u.%u", k->number, s->a);
	}
}

/* How people know the slot: "file_ops.read", "fn of thread_create". */
static const char *slot_text(struct unit_link *k, const struct fact_slot *from)
{
	const char *text = map_text(k, from->text);
	char *full;

	if (from->kind == FACT_SLOT_FIELD) {
		char *record = g_strdup(map_text(k, from->a));

		record[strcspn(record, "@")] = 0;
		full = g_strdup_printf("%s.%s", record, text);
		g_free(record);
	} else if (from->kind == FACT_SLOT_PARAM) {
		full = g_strdup_printf("%s of %s", text, model_function(k->m, k->functions[from->a])->name);
	} else {
		return text;
	}
	text = fact_text(k->m->names, fact_add_string(k->m->names, full));
	g_free(full);
	return text;
}

static void link_slots(struct unit_link *k)
{
	k->slots = g_new(uint32_t, k->unit->slots->len + 1);
	for (guint i = 0; i < k->unit->slots->len; i++) {
		const struct fact_slot *from = &g_array_index(k->unit->slots, struct fact_slot, i);
		char *key = slot_key(k, from);
		uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(k->slot_ids, key));

		if (!id) {
			struct slot *s = g_new0(struct slot, 1);

			s->text = slot_text(k, from);
			s->kind = from->kind;
			s->function = from->kind == FACT_SLOT_PARAM || from->kind == FACT_SLOT_RETURN ?
				      k->functions[from->a] : MODEL_NONE;
			s->param = from->b;
			s->with = MODEL_NONE;
			s->targets = g_array_new(FALSE, FALSE, sizeof(uint32_t));
			s->sources = g_array_new(FALSE, FALSE, sizeof(uint32_t));
			g_ptr_array_add(k->m->slots, s);
			id = k->m->slots->len;
			g_hash_table_insert(k->slot_ids, g_strdup(key), GUINT_TO_POINTER(id));
		}
		struct slot *s = model_slot(k->m, id - 1);

		if (from->called_in != FACT_NONE)
			s->called_in = map_text(k, from->called_in);
		s->may_block |= from->may_block;
		if (from->with != FACT_NONE) {
			s->with = k->paths[from->with];
			s->with_arg = from->with_arg;
			s->with_kind = map_text(k, from->with_kind);
		}
		k->slots[i] = id - 1;
		g_free(key);
	}
}

static void map_value(const struct unit_link *k, struct fact_value *v)
{
	if (v->kind == FACT_VALUE_PATH)
		v->id = k->paths[v->id];
	else if (v->kind == FACT_VALUE_FUNCTION)
		v->id = k->functions[v->id];
	else if (v->kind == FACT_VALUE_SLOT)
		v->id = k->slots[v->id];
}

static void take_bodies(struct unit_link *k)
{
	for (guint i = 0; i < k->unit->functions->len; i++) {
		struct fact_function *from = g_ptr_array_index(k->unit->functions, i);
		struct function *fn = model_function(k->m, k->functions[i]);

		if (!k->body_is_ours[i])
			continue;
		fn->var_count = from->vars->len;
		fn->param_count = from->param_count;
		for (guint n = 0; n < from->nodes->len; n++) {
			struct fact_node *node = g_ptr_array_index(from->nodes, n);

			node->loc = map_loc(k, node->loc);
			if (node->macro != FACT_NONE)
				node->macro += k->macro_base;
			map_value(k, &node->value);
			for (guint a = 0; node->args && a < node->args->len; a++)
				map_value(k, &g_array_index(node->args, struct fact_value, a));
			g_ptr_array_add(fn->nodes, node);
		}
		g_ptr_array_set_size(from->nodes, 0);
		for (guint r = 0; r < from->reads->len; r++) {
			struct fact_reading read = g_array_index(from->reads, struct fact_reading, r);

			read.key = k->strings[read.key];
			g_array_append_val(fn->reads, read);
		}
		for (guint p = 0; p < from->predicates->len; p++) {
			struct fact_predicate predicate = g_array_index(from->predicates, struct fact_predicate, p);

			map_value(k, &predicate.of);
			g_array_append_val(fn->predicates, predicate);
		}
		for (guint w = 0; w < from->writes->len; w++) {
			uint32_t key = k->strings[g_array_index(from->writes, uint32_t, w)];

			g_array_append_val(fn->writes, key);
		}
	}
}

static void take_assigns(struct unit_link *k)
{
	for (guint i = 0; i < k->unit->assigns->len; i++) {
		struct fact_assign a = g_array_index(k->unit->assigns, struct fact_assign, i);
		struct slot *s = model_slot(k->m, k->slots[a.slot]);

		map_value(k, &a.value);
		g_array_append_val(a.value.kind == FACT_VALUE_FUNCTION ? s->targets : s->sources, a.value.id);
		if (!s->stored.line)
			s->stored = map_loc(k, a.loc);
	}
}

static void link_locks(struct unit_link *k)
{
	for (guint l = 0; l < k->unit->locks->len; l++)
		class_declare(k->m, k->unit, &g_array_index(k->unit->locks, struct fact_lock, l));
}

static void link_bodies(struct unit_link *k)
{
	link_slots(k);
	take_bodies(k);
	take_assigns(k);
	g_free(k->strings);
	g_free(k->paths);
	g_free(k->slots);
	g_free(k->body_is_ours);
}

static void link_parts(struct unit_link *all, const GPtrArray *parts)
{
	struct unit_link *links = g_new(struct unit_link, parts->len + 1);

	for (guint i = 0; i < parts->len; i++) {
		struct part *part = g_ptr_array_index(parts, i);

		links[i] = *all;
		links[i].unit = part->facts;
		links[i].number = i;
		map_strings_and_paths(&links[i]);
		link_locks(&links[i]);
		link_guards(&links[i]);
		link_pointers(&links[i]);
		link_unread(&links[i]);
		link_macros(&links[i]);
		add_part_functions(&links[i], part);
	}
	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = g_ptr_array_index(parts, i);

		link_functions(&links[i], part->scope, true);
		link_bodies(&links[i]);
	}
	g_free(links);
}

struct model *model_link(GPtrArray *units, bool is_whole_program)
{
	struct model *m = g_new0(struct model, 1);
	struct unit_link k = { .m = m };

	m->names = fact_unit_new();
	m->functions = g_ptr_array_new();
	m->slots = g_ptr_array_new();
	m->classes = g_ptr_array_new();
	m->class_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	m->guarded = g_ptr_array_new();
	for (unsigned i = 0; i < 2; i++)
		m->guarded_ids[i] = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	m->path_class = g_array_new(FALSE, TRUE, sizeof(uint32_t));
	m->entry_points = g_ptr_array_new();
	m->taken = g_hash_table_new(g_direct_hash, g_direct_equal);
	m->pointers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	m->pointer_keys = g_array_new(FALSE, FALSE, sizeof(gint64));
	m->unread = g_ptr_array_new();
	m->inconsistencies = g_ptr_array_new_with_free_func(g_free);
	m->units = units;
	m->unit_count = units->len;
	m->is_whole_program = is_whole_program;
	m->exact_states = MAX_EXACT_STATES;
	k.function_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	k.slot_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	k.unread_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	k.form_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	k.bodies = g_array_new(FALSE, TRUE, sizeof(struct fact_hash));
	struct parts *parts = parts_collect(units);

	link_parts(&k, parts->all);
	for (guint i = 0; i < units->len; i++) {
		struct fact_unit *unit = g_ptr_array_index(units, i);

		k.unit = unit;
		k.number = parts->all->len + i;
		struct scope *scope = scope_new(parts, unit, NULL);

		map_strings_and_paths(&k);
		link_locks(&k);
		link_guards(&k);
		link_pointers(&k);
		link_unread(&k);
		link_macros(&k);
		link_functions(&k, scope, false);
		link_bodies(&k);
		g_free(k.functions);
		scope_free(scope);
	}
	parts_free(parts);
	g_hash_table_destroy(k.unread_ids);
	g_hash_table_destroy(k.form_ids);
	g_hash_table_destroy(k.function_ids);
	g_hash_table_destroy(k.slot_ids);
	g_array_free(k.bodies, TRUE);
	check_contracts(m);
	classes_check_order(m);
	model_drop_unreached(m);
	model_resolve_slots(m);
	model_resolve_results(m);
	model_find_sharing(m);
	model_find_relevance(m);
	model_find_open_slots(m);
	model_find_knowledge(m);
	model_find_writes(m);
	model_find_skips(m);
	model_find_params(m);
	return m;
}
