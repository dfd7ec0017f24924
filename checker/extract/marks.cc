// SPDX-License-Identifier: MIT
//
// marks.cc: what macros and sparse's attributes (macros.hh) say, as facts: contracts of a
// function, and statements, which are calls of a function that has the contract.
#include "macros.hh"

#include <clang/AST/Attr.h>

using namespace clang;

namespace hf {

static const struct { const char *key; uint32_t op; } mark_ops[] = {
	{ "acquires", FACT_OP_ACQUIRE }, { "releases", FACT_OP_RELEASE }, { "requires", FACT_OP_REQUIRE },
	{ "excludes", FACT_OP_EXCLUDE }, { "initialises", FACT_OP_INITIALISE }, { "try-acquires", FACT_OP_TRY },
	{ "acquires-checked", FACT_OP_TRY },
	{ "enters", FACT_OP_ENTER }, { "leaves", FACT_OP_LEAVE }, { "requires-state", FACT_OP_REQUIRE_STATE },
	{ "effect", FACT_OP_EFFECT }, { "returns-whether-in", FACT_OP_TELLS }, { "polls", FACT_OP_POLL },
	// Without a lock, a state or an effect.
	{ "may-block", FACT_OP_BLOCK }, { "delays", FACT_OP_BLOCK },
};

// The contract, and the lock's text; FACT_OPS for what is none.
static fact_contract contract_of(const marking &m, std::string &lock)
{
	fact_contract c = contract(FACT_OPS);

	for (const auto &row : mark_ops)
		if (!strcmp(m.key, row.key))
			c.op = row.op;
	if (!strcmp(m.key, "acquires-checked"))
		c.waits = FACT_WAITS_EXPECTED;
	lock = c.op == FACT_OP_TRY ? split_result(m.text, ' ', c) : m.text;
	return c;
}

// Does the condition of a use hold?  Its arguments are in it; nothing, where one isn't constant.
static std::optional<bool> use_holds(const unit &u, const marking &m)
{
	llvm::StringRef text(m.condition);
	// The model's own operators stand outside of the parentheses around an argument.
	size_t op = llvm::StringRef::npos, equals = llvm::StringRef::npos, depth = 0;

	if (text.empty())
		return true;
	for (size_t i = 0; i < text.size() && equals == llvm::StringRef::npos; i++) {
		depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
		if (!depth && text[i] == '&')
			op = i;
		if (!depth && (text.substr(i).starts_with("==") || text.substr(i).starts_with("!=")))
			equals = i;
	}
	auto value = constant_of(u, text.substr(0, std::min(op, equals)));
	std::optional<uint32_t> mask = UINT32_MAX, other = 0;

	if (op != llvm::StringRef::npos)
		mask = constant_of(u, text.slice(op + 1, equals));
	if (equals != llvm::StringRef::npos)
		other = constant_of(u, text.substr(equals + 2));
	if (!value || !mask || !other)
		return std::nullopt;
	bool is_same = (*value & *mask) == *other;
	bool is_equality = equals != llvm::StringRef::npos && text[equals] == '=';

	return (is_same == is_equality) != m.is_unless;
}

// Where that can't be told, both are possible.
static bool put_condition(const unit &u, const marking &m, fact_contract &c)
{
	std::optional<bool> holds = use_holds(u, m);

	if (!holds)
		c.condition = FACT_MAX_CONDITION_PARAM;
	return !holds || *holds;
}

// A definition's contract may be written in its local variables, where those are names for
// what the parameters lead to.  A header's body may not be there to look at.
static bool add_by_local(unit &u, const FunctionDecl *fn, fact_function *out, fact_contract c, const std::string &text)
{
	const FunctionDecl *definition = fn->getDefinition();

	if (!definition || !u.watch.file_of(definition->getLocation()).is_main || !definition->getBody())
		return false;
	fact_function *scratch = fact_function_new();
	locals l(u, definition, scratch);
	paths p(u, l);
	auto lock = parse_statement(u, p, definition, definition->getBody()->getEndLoc(), text);
	uint32_t root = lock ? lock->path : FACT_NONE, parent = root;

	for (; parent != FACT_NONE; parent = g_array_index(u.facts->paths, fact_path, root).parent)
		root = parent;
	uint32_t kind = lock ? g_array_index(u.facts->paths, fact_path, root).kind : uint32_t(FACT_PATH_UNKNOWN);
	bool is_known = kind == FACT_PATH_PARAM || kind == FACT_PATH_GLOBAL;

	fact_function_free(scratch);
	if (is_known) {
		c.path = lock->path;
		c.text = u.string(lock->kind);
		add_contract(out, c);
	}
	return is_known;
}

void read_marks(unit &u, const FunctionDecl *fn, fact_function *out)
{
	for (const FunctionDecl *decl : fn->redecls())
		for (macro_use *use : marks_of(decl))
			for (const marking &m : use->says) {
				std::string lock;
				fact_contract c = contract_of(m, lock);

				// A model's word goes first, and so does an annotation of our own.
				bool is_known = c.op != FACT_OPS && put_condition(u, m, c);

				use->is_read |= is_modelled(fn) || has_own_annotation(decl);
				if (is_known && !fact_op_names_lock(c.op)) {
					c.text = u.string(c.op == FACT_OP_BLOCK ? "" : m.text);
					if (!strcmp(m.key, "delays"))
						out->flags |= FACT_FUNCTION_MAY_BLOCK | FACT_FUNCTION_DELAYS;
					add_contract(out, c);
					use->is_read = true;
				} else if (is_known) {
					use->is_read |= add_lock_contract(u, decl, out, c, lock) ||
							add_by_local(u, fn, out, c, lock);
				}
			}
}

std::vector<std::string> marked_guards(const Decl *decl)
{
	std::vector<std::string> texts;

	if (has_guard_marks() && !isa<FunctionDecl>(decl))
		for (macro_use *use : marks_of(decl))
			for (const marking &m : use->says)
				if (!strcmp(m.key, "guarded-by")) {
					use->is_read = true;
					texts.push_back(m.text);
				}
	return texts;
}

std::optional<std::vector<marked_call>> marked_calls(unit &u, paths &p, const FunctionDecl *fn, const macro_use &use)
{
	std::vector<marked_call> calls;

	for (const marking &m : use.says) {
		std::string text;
		fact_contract c = contract_of(m, text);
		uint32_t path = FACT_NONE;

		if (c.op == FACT_OPS)
			return std::nullopt;
		if (!put_condition(u, m, c))
			continue;
		if (fact_op_names_lock(c.op)) {
			auto lock = parse_statement(u, p, fn, use.loc, text);

			if (!lock)
				return std::nullopt;
			c.path = fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0);
			c.text = u.string(lock->kind);
			path = lock->path;
		} else {
			c.text = u.string(c.op == FACT_OP_BLOCK ? "" : m.text);
		}
		marked_call call = { u.marked_function(use.name, m.key, c), path };

		if (calls.empty() || calls.back().function != call.function || path != FACT_NONE)
			calls.push_back(call);
	}
	return use.says.empty() ? std::nullopt : std::make_optional(calls);
}

} // namespace hf
