// SPDX-License-Identifier: MIT
//
// headers.hh: the functions that a header defines are extracted once, and shared by
// all units in which they mean the same.
//
// What a header's functions mean is determined by (a) the header's text, since facts have
// lines, (b) the expanded tokens of the bodies, (c) the signatures of all that
// they name, and (d) a few properties of the whole unit, `common`.  The hash of all that is
// the header's *form*.  Facts also say in which forms the other headers are whose functions are called, so what facts
// are named by, the *identity*, is a hash over the forms of all headers that can be reached.
// The same identity is the same facts, byte for byte.
//
// A store is a folder: <header>.index lists the known forms of a header, each with the
// names and signatures that it was made of; <form>.functions are facts without other
// headers, where there are others; <identity>.facts are the facts.  All are replaced by renaming, so any number
// of processes may share a store; an index that loses an entry in a race costs time,
// nothing else.
#ifndef EXTRACT_HEADERS_HH
#define EXTRACT_HEADERS_HH

#include "tokens.hh"

#include <clang/AST/ASTContext.h>
#include <array>
#include <llvm/Support/MemoryBuffer.h>
#include <optional>
#include <unordered_map>

namespace clang {
class CompilerInstance;
}

namespace hf {

using number = std::array<uint64_t, 2>;
std::string text_of(const number &id);
number hash_words(llvm::ArrayRef<uint64_t> words);
using function_lists = std::map<const source *, std::vector<const clang::FunctionDecl *>>;

struct form {
	number id;
	llvm::ArrayRef<uint64_t> names;         // each with its signature
	llvm::ArrayRef<uint64_t> headers;       // in which functions are called
};

class header_store {
public:
	// No folder: nothing is known, nothing is kept.
	header_store(const std::string &folder, uint64_t options) : folder(folder), options(options) {}

	// Is any form of this header known?
	bool knows(const source &s);
	const std::vector<form> &forms(const source &s);
	void add(const source &s, const form &f);
	std::string facts_file(const number &id) const;
	std::string functions_file(const form &f) const;
	bool is_used() const { return !folder.empty(); }

private:
	std::string index_file(const source &s) const;

	std::string folder;
	uint64_t options;
	std::unordered_map<const source *, std::vector<form>> known;
	std::vector<std::shared_ptr<const llvm::MemoryBuffer>> buffers;
};

// Finds the forms and identities of this unit's headers.
class header_finder {
public:
	header_finder(clang::ASTContext &context, token_watch &watch, uint64_t common,
		      const function_lists &functions);
	~header_finder();

	// Does a stored form hold in this unit?
	bool match(const source &s, const std::vector<form> &stored);
	// Of a header whose bodies were parsed.  Those that can't be shared, because they
	// depend on the unit's main file, have no form.
	bool identify(const source &s);
	const form *form_of(const source &s) const;
	// When all forms are known.
	std::optional<number> identity(const source &s) const;

private:
	struct state;
	std::unique_ptr<state> st;
};

// A hash over the options of the compiler that can show in facts.
uint64_t hash_options(const clang::CompilerInstance &compiler);

} // namespace hf
#endif
