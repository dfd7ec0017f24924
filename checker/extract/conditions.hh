// SPDX-License-Identifier: MIT
//
// conditions.hh: what a branch tests, as a variable of the event graph.  A local variable
// stands for itself; a call, `?:`, `&&` and `||` for their results; any other expression
// without effect for a predicate, which is known until something that it reads is
// written.
#ifndef EXTRACT_CONDITIONS_HH
#define EXTRACT_CONDITIONS_HH

#include "extract.hh"

#include <clang/Analysis/CFG.h>
#include <set>

namespace hf {

// A branch condition, reduced to a test of one variable.
struct condition {
	uint32_t var = FACT_NONE;               // FACT_NONE: nothing is known
	uint32_t test = FACT_TEST_TRUTH;
	uint32_t compared = FACT_NONE;          // where the test compares it with a constant
	bool negated = false;
	bool is_true = false;                   // before it is negated; has no variable
};

// A value that a variable has on one way out of a branch.
struct known_value {
	uint32_t var, kind;
};

// What is known at a node, to be said where something behind it asks for that (liveness.cc).
struct postponed {
	uint32_t node;
	std::vector<known_value> known;
};

// Makes such nodes, which do nothing yet, say what is asked for.  All others are there.
void say_asked(const unit &u, fact_function *out, const std::vector<postponed> &all,
	       llvm::DenseMap<const fact_node *, clang::SourceLocation> &places);

class conditions {
public:
	conditions(unit &u, locals &l, fact_function *out) : u(u), l(l), out(out) {}

	// The expression's value comes from elsewhere, as that of a call does.  To be said before:
	void ask(const clang::Expr *e) { asked.insert(e); }
	// To be called first, for each graph: whatever it tests gets its variable.
	void find(const clang::CFG &cfg);

	condition of(const clang::Expr *e);
	// The test of the block's terminator, which may be one half of an `&&`.
	condition of_block(const clang::CFGBlock *b);
	condition equals(const clang::Expr *e, const llvm::APSInt &constant);
	fact_value value(const clang::Expr *e);
	// That of a call's argument: also a variable that is given one constant for good.
	fact_value argument(const clang::Expr *e);
	// What a local record's field has where the whole record gets the value.
	fact_value field_value(const clang::Expr *record, const clang::FieldDecl *field);
	// The variable that has the result of a call, `?:`, `&&` or `||`.
	uint32_t result(const clang::Expr *e);

	// The variables whose value is that of the arm or half `e`, once it is evaluated.
	std::vector<uint32_t> receivers(const clang::Stmt *e) const;
	// The `&&` or `||` whose ways meet in the block, as its variable; or FACT_NONE.
	uint32_t meeting_in(const clang::CFGBlock *b) const;
	// What else is known where `c` is true, or false.
	std::vector<known_value> consequences(const condition &c, bool truth) const;
	// The predicates that depend on the variable; that a write of `key` makes unknown.
	const std::set<uint32_t> &depending_on(uint32_t var);
	std::set<uint32_t> reading(const std::string &key) const;

private:
	struct predicate {
		std::set<uint32_t> vars;
		std::vector<memory_place> memory;
	};
	// Comparisons of one expression: by constant; 0 is its truth.
	using group = std::map<int64_t, uint32_t>;

	bool read_by(const clang::Expr *e, predicate &p, std::string &text);
	uint32_t predicate_var(const std::string &text, const predicate &p);
	void say_what(uint32_t predicate, const clang::Expr *e, uint32_t subject, const fact_value &is);
	uint32_t subject(const clang::Expr *e);
	void find_value(const clang::Expr *e);

	unit &u;
	locals &l;
	fact_function *out;
	std::set<const clang::Expr *> asked;
	std::map<const clang::Expr *, uint32_t> results;
	std::map<const clang::Stmt *, std::vector<uint32_t>> received;
	std::map<const clang::CFGBlock *, uint32_t> meetings;
	std::map<std::string, uint32_t> predicates;
	std::map<uint32_t, std::set<uint32_t>> dependents;
	std::map<std::string, group> groups;
	std::map<uint32_t, std::string> group_of;
	std::map<uint32_t, std::vector<memory_place>> reads;
};

} // namespace hf
#endif
