// SPDX-License-Identifier: MIT
//
// guesses.hh: data whose guard no declaration names, and that may have one all the same.
#ifndef EXTRACT_GUESSES_HH
#define EXTRACT_GUESSES_HH

#include "extract.hh"

#include <set>

namespace hf {

// Is this a field of a record that has a lock, of a type that only a model knows?  Code that is annotated says its guards.
// Functions of the main file alone are asked for it.
// What is given to a callee (`how`) may also be a container, or a link of one, of a type that a model says needs a guard: a lock of
// another object may guard it.
bool is_guessed(const clang::ValueDecl *decl, uint32_t how);
// The data that a callee is given by this argument, their address: a container of a type that a model says needs a guard, or a
// record of the main file's own, without a lock in it.  Null for anything else.
const clang::Expr *given_data(unit &u, const clang::Expr *argument);
// The objects with a lock that a helper is given by a call, or a part of: what is called with the lock held everywhere else is as
// telling as a field, so the call stands for one (FACT_CALL_FIELD).  A helper may count on its callers' locks: a function of the
// program's own, not a header's and not a primitive.
struct given_object {
	uint32_t path, how;             // FACT_ACCESS_*
};
std::vector<given_object> objects_given(unit &u, paths &p, const clang::CallExpr *call);
// What who is given it may do: FACT_ACCESS_*.
uint32_t how_given(const clang::Expr *argument);
bool makes_guesses(unit &u, const clang::FunctionDecl *fn);

// One access of a path between two events says it all.
struct touched_paths {
	bool is_new(uint32_t at, uint32_t path, uint32_t how)
	{
		if (at != last)
			paths.clear();
		return paths.insert({ path, how }).second;
	}
	std::set<std::pair<uint32_t, uint32_t>> paths;
	uint32_t last = FACT_NONE;      // the node that the last of them made
};

} // namespace hf
#endif
