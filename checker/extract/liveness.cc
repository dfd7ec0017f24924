// SPDX-License-Identifier: MIT
//
// liveness.cc: what need not be said of a variable, since nothing behind asks for it.  A case of a switch says of all
// other labels that the value is none of them, and a write that whatever depends on that memory isn't known any more:
// most of that is never asked for, and would be a node for each pair.  Backwards over the graph, with one bit for each
// variable that is spoken of.
#include "extract.hh"
#include "conditions.hh"

#include <deque>

using namespace clang;

namespace hf {

namespace {

class liveness {
public:
	liveness(const unit &u, const fact_function *out, const std::vector<postponed> &all);
	void solve();
	// At one of those nodes.
	bool is_asked_behind(const std::vector<uint32_t> &next, uint32_t var) const;

private:
	const fact_node *at(uint32_t node) const
	{
		return (const fact_node *)g_ptr_array_index(out->nodes, node);
	}
	void find_uses(uint32_t node);
	void use(uint32_t node, uint32_t var);
	bool update(uint32_t node);

	const unit &u;
	const fact_function *out;
	llvm::DenseMap<uint32_t, uint32_t> number;      // of a variable: its bit
	std::vector<std::pair<uint32_t, uint32_t>> shared; // what other functions know as well: variable, root
	size_t words;
	std::vector<uint64_t> uses, asked;              // per node; asked: where it begins
	std::vector<std::vector<uint32_t>> ends;        // per node: bits of what it sets
};

liveness::liveness(const unit &u, const fact_function *out, const std::vector<postponed> &all)
	: u(u), out(out), ends(out->nodes->len)
{
	for (const postponed &p : all)
		for (const known_value &k : p.known)
			ends[p.node].push_back(number.try_emplace(k.var, number.size()).first->second);
	words = (number.size() + 63) / 64;
	uses.resize(out->nodes->len * words);
	asked = uses;
	for (guint i = 0; i < out->predicates->len; i++) {
		const fact_predicate &p = g_array_index(out->predicates, fact_predicate, i);

		if (p.of.kind == FACT_VALUE_PATH && number.count(p.var))
			shared.push_back({ p.var, root_of(u, p.of.id) });
	}
	for (guint n = 0; n < out->nodes->len; n++)
		find_uses(n);
}

void liveness::use(uint32_t node, uint32_t var)
{
	auto found = number.find(var);

	if (found != number.end())
		uses[node * words + found->second / 64] |= uint64_t(1) << found->second % 64;
}

void liveness::find_uses(uint32_t node)
{
	const fact_node *n = at(node);
	auto value = [&](const fact_value &v) {
		if (fact_value_has_var(v.kind))
			use(node, v.id);
	};

	if ((n->kind == FACT_NODE_BRANCH || n->kind == FACT_NODE_LIMIT) && n->var != FACT_NONE)
		use(node, n->var);
	if (n->kind != FACT_NODE_CALL)
		value(n->value);
	for (guint a = 0; n->args && a < n->args->len; a++)
		value(g_array_index(n->args, fact_value, a));
	if ((n->kind == FACT_NODE_SET || n->kind == FACT_NODE_CALL) && n->var != FACT_NONE)
		if (auto found = number.find(n->var); found != number.end())
			ends[node].push_back(found->second);
	// What a callee is told, and the caller learns (model/knowledge.c).
	for (const auto &known : shared) {
		uint32_t kind = g_array_index(u.facts->paths, fact_path, known.second).kind;
		bool is_known = kind == FACT_PATH_GLOBAL || kind == FACT_PATH_LOCAL_OBJECT ||
				(n->kind == FACT_NODE_RETURN && kind == FACT_PATH_PARAM);

		for (guint a = 0; n->kind == FACT_NODE_CALL && a < n->args->len && !is_known; a++) {
			const fact_value &v = g_array_index(n->args, fact_value, a);

			is_known = v.kind == FACT_VALUE_PATH && root_of(u, v.id) == known.second;
		}
		if (is_known && (n->kind == FACT_NODE_CALL || n->kind == FACT_NODE_RETURN))
			use(node, known.first);
	}
}

// True if more is asked for there than was known.
bool liveness::update(uint32_t node)
{
	std::vector<uint64_t> bits(words);
	const fact_node *n = at(node);
	bool changed = false;

	for (guint i = 0; i < n->next->len; i++)
		for (size_t w = 0; w < words; w++)
			bits[w] |= asked[g_array_index(n->next, uint32_t, i) * words + w];
	for (uint32_t bit : ends[node])
		bits[bit / 64] &= ~(uint64_t(1) << bit % 64);
	for (size_t w = 0; w < words; w++) {
		bits[w] |= uses[node * words + w];
		changed |= bits[w] != asked[node * words + w];
		asked[node * words + w] = bits[w];
	}
	return changed;
}

void liveness::solve()
{
	guint count = out->nodes->len;
	std::vector<std::vector<uint32_t>> before(count);
	std::vector<bool> is_queued(count, true);
	std::deque<uint32_t> queue;

	for (guint n = 0; n < count; n++) {
		const fact_node *node = at(n);

		for (guint i = 0; i < node->next->len; i++)
			before[g_array_index(node->next, uint32_t, i)].push_back(n);
		queue.push_front(n);
	}
	while (!queue.empty()) {
		uint32_t n = queue.front();

		queue.pop_front();
		is_queued[n] = false;
		if (!update(n))
			continue;
		for (uint32_t from : before[n])
			if (!is_queued[from]) {
				is_queued[from] = true;
				queue.push_back(from);
			}
	}
}

bool liveness::is_asked_behind(const std::vector<uint32_t> &next, uint32_t var) const
{
	uint32_t bit = number.find(var)->second;

	return llvm::any_of(next, [&](uint32_t to) { return asked[to * words + bit / 64] >> bit % 64 & 1; });
}

} // namespace

void say_asked(const unit &u, fact_function *out, const std::vector<postponed> &all,
	       llvm::DenseMap<const fact_node *, SourceLocation> &places)
{
	if (all.empty())
		return;
	liveness live(u, out, all);

	live.solve();
	for (const postponed &p : all) {
		auto *last = (fact_node *)g_ptr_array_index(out->nodes, p.node);
		SourceLocation where = places[last];
		std::vector<uint32_t> next(last->next->len);

		std::copy_n((const uint32_t *)(const void *)last->next->data, next.size(), next.begin());
		for (const known_value &k : p.known) {
			if (!live.is_asked_behind(next, k.var))
				continue;
			if (last->kind == FACT_NODE_SET) {
				uint32_t number = out->nodes->len;
				fact_node *node = fact_node_new(FACT_NODE_SET);

				g_ptr_array_add(out->nodes, node);
				places[node] = where;
				g_array_set_size(last->next, 0);
				g_array_append_val(last->next, number);
				last = node;
				g_array_append_vals(last->next, next.data(), next.size());
			}
			last->kind = FACT_NODE_SET;
			last->var = k.var;
			last->value = { k.kind, 0 };
		}
	}
}

} // namespace hf
