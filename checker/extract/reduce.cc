// SPDX-License-Identifier: MIT
//
// reduce.cc: takes out of an event graph what can't influence an event, and
// numbers the rest in the order in which it is reached.
#include "extract.hh"

#include <algorithm>
#include <set>

namespace hf {

// Keeps only what can still influence an event: variables that a branch tests,
// pointers that a path starts from.
static void drop_unneeded(unit &u, fact_function *out)
{
	fact_unit *facts = u.facts;
	auto at = [&](uint32_t node) { return (fact_node *)g_ptr_array_index(out->nodes, node); };
	std::set<uint32_t> tested, rooted;
	auto root = [&](uint32_t path) {
		const fact_path *at = &g_array_index(facts->paths, fact_path, root_of(u, path));

		if (at->kind == FACT_PATH_LOCAL_PTR)
			rooted.insert(at->a);
	};
	auto is_var = [](const fact_value &v) { return fact_value_has_var(v.kind); };

	// A mask's saved state is what the function that sets it returns, and the one that
	// lifts it is given.  A wrapper's contract may be known in another unit only, or to
	// its body: so any result that is handed on may be one.
	std::set<uint32_t> results;

	for (guint i = 0; i < out->nodes->len; i++)
		if (at(i)->kind == FACT_NODE_CALL && at(i)->value.kind == FACT_VALUE_FUNCTION)
			results.insert(at(i)->var);
	for (guint i = 0; i < out->nodes->len; i++)
		if (at(i)->kind == FACT_NODE_SET && at(i)->value.kind == FACT_VALUE_VAR &&
		    results.count(at(i)->value.id))
			results.insert(at(i)->var);
	auto promises = [&](const fact_node *node, const char *what) {
		return node->value.kind == FACT_VALUE_FUNCTION && u.promises(node->value.id, what);
	};

	bool touches = false;

	for (guint i = 0; i < out->nodes->len; i++)
		touches |= at(i)->kind == FACT_NODE_ACCESS;
	auto asks = [&](const fact_node *node) {
		return node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_FUNCTION &&
		       u.asks_arguments(node->value.id);
	};

	for (guint i = 0; i < out->nodes->len; i++) {
		fact_node *node = at(i);

		// Who has a pointer matters only to guarded data.
		if (node->kind == FACT_NODE_STORE && !u.has_guards && !touches) {
			node->kind = FACT_NODE_NOP;
			node->value = { FACT_VALUE_UNKNOWN, 0 };
			continue;
		}
		if (node->kind == FACT_NODE_ACCESS || node->kind == FACT_NODE_STORE)
			root(node->value.id);
		if (node->kind == FACT_NODE_BRANCH || (node->kind == FACT_NODE_LIMIT && node->var != FACT_NONE))
			tested.insert(node->var);
		if (node->kind == FACT_NODE_BRANCH && fact_test_compares(node->test))
			tested.insert(node->value.id);
		if (node->kind == FACT_NODE_RETURN && is_var(node->value))
			tested.insert(node->value.id);
		for (guint a = 0; node->args && a < node->args->len; a++) {
			fact_value &arg = g_array_index(node->args, fact_value, a);

			if (arg.kind == FACT_VALUE_PATH)
				root(arg.id);
			if (is_var(arg) && (arg.id < out->param_count || results.count(arg.id) ||
					    promises(node, "hf.leaves") || asks(node)))
				tested.insert(arg.id);
			else if (is_var(arg))
				arg = { FACT_VALUE_UNKNOWN, 0 };
		}
	}
	// Whether a pointer's object is still its own depends on what was assigned to it.
	if (u.has_guards || touches)
		tested.insert(rooted.begin(), rooted.end());
	for (bool changed = true; changed;) {
		size_t before = tested.size() + rooted.size();

		for (guint i = 0; i < out->nodes->len; i++) {
			fact_node *node = at(i);

			if (node->kind == FACT_NODE_SET && tested.count(node->var) && is_var(node->value))
				tested.insert(node->value.id);
			if (node->kind == FACT_NODE_BIND && rooted.count(node->var))
				root(node->value.id);
		}
		changed = tested.size() + rooted.size() != before;
	}
	// What a branch reads of memory matters only where the branch does.
	for (guint i = out->reads->len; i-- > 0;)
		if (!tested.count(g_array_index(out->reads, fact_reading, i).var))
			g_array_remove_index(out->reads, i);
	// Callers know what is stored where, and of a function's own variables only its parameters.
	for (guint i = out->predicates->len; i-- > 0;) {
		const fact_predicate &p = g_array_index(out->predicates, fact_predicate, i);

		if (!tested.count(p.var) || (p.of.kind == FACT_VALUE_VAR && p.of.id >= out->param_count))
			g_array_remove_index(out->predicates, i);
	}
	for (guint i = 0; i < out->nodes->len; i++) {
		fact_node *node = at(i);

		if (node->kind == FACT_NODE_CALL && !tested.count(node->var) && !rooted.count(node->var) &&
		    !promises(node, "hf.enters"))
			node->var = FACT_NONE;
		if ((node->kind == FACT_NODE_SET && !tested.count(node->var)) ||
		    ((node->kind == FACT_NODE_KILL || node->kind == FACT_NODE_BIND) &&
		     !rooted.count(node->var))) {
			node->kind = FACT_NODE_NOP;
			node->var = FACT_NONE;
			node->value = { FACT_VALUE_UNKNOWN, 0 };
		}
	}
}

// Takes out the nodes that do nothing and numbers the others in the order in
// which they are reached.
static void compress(fact_function *out)
{
	auto at = [&](uint32_t node) { return (fact_node *)g_ptr_array_index(out->nodes, node); };
	auto skip = [&](uint32_t node) {
		for (guint hops = 0; hops < out->nodes->len; hops++) {
			fact_node *n = at(node);

			if (n->kind != FACT_NODE_NOP || n->next->len != 1)
				break;
			node = g_array_index(n->next, uint32_t, 0);
		}
		return node;
	};
	auto simplify = [&](fact_node *n) {
		std::vector<uint32_t> next;

		for (guint i = 0; i < n->next->len; i++)
			next.push_back(skip(g_array_index(n->next, uint32_t, i)));
		bool same = true;

		for (uint32_t to : next)
			same &= to == next[0];
		if (n->kind == FACT_NODE_BRANCH && same) {
			n->kind = FACT_NODE_NOP;
			n->var = FACT_NONE;
			n->test = 0;
			n->value = { FACT_VALUE_UNKNOWN, 0 };
		}
		std::set<uint32_t> seen;
		bool changed = false;

		if (n->kind != FACT_NODE_BRANCH)
			next.erase(std::remove_if(next.begin(), next.end(),
						  [&](uint32_t to) { return !seen.insert(to).second; }),
				   next.end());
		changed = next.size() != n->next->len ||
			  !std::equal(next.begin(), next.end(), (uint32_t *)(void *)n->next->data);
		g_array_set_size(n->next, 0);
		for (uint32_t to : next)
			g_array_append_val(n->next, to);
		return changed;
	};

	for (bool changed = true; changed;) {
		changed = false;
		for (guint i = 0; i < out->nodes->len; i++)
			changed |= simplify(at(i));
	}
	std::map<uint32_t, uint32_t> number;
	std::vector<uint32_t> order = { skip(0) };

	number[order[0]] = 0;
	for (size_t i = 0; i < order.size(); i++)
		for (guint s = 0; s < at(order[i])->next->len; s++) {
			uint32_t to = g_array_index(at(order[i])->next, uint32_t, s);

			if (number.emplace(to, order.size()).second)
				order.push_back(to);
		}
	GPtrArray *kept = g_ptr_array_new();

	for (uint32_t old : order) {
		fact_node *n = at(old);

		for (guint s = 0; s < n->next->len; s++)
			g_array_index(n->next, uint32_t, s) = number[g_array_index(n->next, uint32_t, s)];
		g_ptr_array_add(kept, n);
	}
	for (guint i = 0; i < out->nodes->len; i++)
		if (!number.count(i))
			fact_node_free(at(i));
	g_ptr_array_free(out->nodes, TRUE);
	out->nodes = kept;
}

void reduce_graph(unit &u, fact_function *out)
{
	drop_unneeded(u, out);
	compress(out);
}

} // namespace hf
