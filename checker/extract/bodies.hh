// SPDX-License-Identifier: MIT
//
// bodies.hh: what the bodies of a header's functions expand to, without expanding them.
//
// A body's tokens follow from its text and from what every name that is looked up on the way
// means to the preprocessor: which macro, or none.  So a body that was read once is kept as a hash of
// its tokens, with those names and a hash of each one's definition (0 for no macro).  Where all are
// the same in another unit, the tokens are, and the lexer goes on behind the body at once.
//
// The names are those in the body's text, those in the definitions that it leads to, and
// whatever `##` and `#` made.  Not kept: a body with a directive other than #if in it, with a
// `_Pragma`, with a macro that says where or when this unit is compiled, or whose last `}` is not the one that
// its text alone shows.
//
// A body that a macro makes is one of those that the macro's use in the file makes, so the use and its
// arguments are its text.  It is skipped by reading it without expanding anything, which is right only
// if braces are balanced in each macro that it leads to.
//
// <header>.bodies in the store has them, beside <header>.index; the key of both includes the
// header's text.
#ifndef EXTRACT_BODIES_HH
#define EXTRACT_BODIES_HH

#include <clang/Basic/SourceLocation.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hf {

struct source;
class token_watch;

class body_memory {
public:
	// No folder: nothing is known, nothing is kept.
	body_memory(clang::Preprocessor &pp, token_watch &watch, const std::string &folder, uint64_t options);
	~body_memory();

	// A macro is used outside of bodies.
	void use();
	// The lexer stands behind the `{` at `brace`.  A hash over the body, if it is known; otherwise, its
	// text is read before it is expanded.
	std::optional<uint64_t> begin(const source &s, clang::SourceLocation brace);
	// The lexer goes to the `}` of the body that was found; false if that can't be done.
	bool skip(clang::SourceLocation brace);
	// It ends here, and has this hash.
	void end(clang::SourceLocation brace, uint64_t hash);
	// It is like no other.
	void forget() { learning = nullptr; }
	void save();

private:
	class callbacks;
	struct header;
	struct meant;

	header &header_of(const source &s);
	std::string file_of(const source &s) const;
	void read(header &h, const std::string &file);
	uint64_t meaning(const clang::IdentifierInfo *name);
	uint64_t definition(const clang::MacroInfo *info);
	bool holds(meant &name);
	const clang::IdentifierInfo *identifier(meant &name);
	void learn(header &h, clang::SourceLocation brace);
	bool read_text(clang::SourceLocation brace);
	bool read_use(clang::SourceLocation brace);
	void add_name(llvm::StringRef name);
	bool close();
	clang::SourceLocation mark();
	bool add_made_names();

	clang::Preprocessor &pp;
	token_watch &watch;
	std::string folder;
	uint64_t options;
	std::map<const source *, std::unique_ptr<header>> headers;
	const source *last_source = nullptr;    // most bodies are in the file of the one before
	header *last_header = nullptr;
	llvm::DenseMap<const clang::MacroInfo *, uint64_t> definitions;
	unsigned generation = 1;        // of the preprocessor's table
	clang::SourceLocation used;     // behind it is what the last use of a macro makes
	unsigned bodies_in_use = 0;

	// The body that the parser is at.
	uint64_t key = 0;
	unsigned body_end = 0;          // in its file
	header *learning = nullptr;
	clang::SourceLocation made;     // behind it is what the preprocessor makes
	bool is_balanced = true;        // in each macro that the body leads to
	std::vector<const clang::IdentifierInfo *> work;
	llvm::DenseSet<const clang::IdentifierInfo *> seen;
	std::vector<std::pair<const clang::IdentifierInfo *, uint64_t>> meanings;
};

} // namespace hf
#endif
