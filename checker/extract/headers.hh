// SPDX-License-Identifier: MIT
//
// headers.hh: the functions that a header defines are extracted once, and shared by
// all units in which they mean the same.
//
// What a header's functions mean is determined by (a) their expanded tokens, (b) the
// expanded declarations of every file that they refer to, directly or through what
// those refer to, (c) the bodies of the header functions that they call, likewise,
// (d) the declarations that other headers add to the functions and variables that
// they name, and (e) a few properties of the whole unit, `common`.  The hash of all
// that is the *identity* of a header's functions; the same identity is the same
// facts, byte for byte.
//
// A store is a folder: <header>.index lists the known identities of a header, each
// with what it was made of; <identity>.facts are the facts.  Both are replaced by
// renaming, so any number of processes may share a store; an index that loses an
// entry in a race costs time, nothing else.
#ifndef EXTRACT_HEADERS_HH
#define EXTRACT_HEADERS_HH

#include "tokens.hh"

#include <clang/AST/ASTContext.h>
#include <array>
#include <optional>
#include <set>

namespace clang {
class CompilerInstance;
}

namespace hf {

// What facts depend on: (what, its hash in this unit), sorted.
using parts = std::vector<std::pair<uint64_t, uint64_t>>;

struct identity {
	std::array<uint64_t, 2> number = {};
	parts made_of;

	std::string text() const;
};

class header_store {
public:
	// No folder: nothing is known, nothing is kept.
	header_store(const std::string &folder, uint64_t options) : folder(folder), options(options) {}

	// Is any identity of this header known?
	bool knows(const source &s);
	const std::vector<identity> &identities(const source &s);
	void add(const source &s, const identity &id);
	std::string facts_file(const identity &id) const;
	bool is_used() const { return !folder.empty(); }

private:
	std::string index_file(const source &s) const;

	std::string folder;
	uint64_t options;
	std::map<const source *, std::vector<identity>> known;
};

// Finds the identities of this unit's headers.
class header_finder {
public:
	header_finder(clang::ASTContext &context, token_watch &watch, uint64_t common);
	~header_finder();

	// The stored identity that holds in this unit, or null.
	const identity *match(const source &s, const std::vector<identity> &stored);
	// Of a header whose bodies were parsed.  Those that can't be shared, because they
	// depend on the unit's main file, have none.
	std::optional<identity> identify(const source &s);

private:
	struct state;
	std::unique_ptr<state> st;
};

// A hash over the options of the compiler that can show in facts.
uint64_t hash_options(const clang::CompilerInstance &compiler);

} // namespace hf
#endif
