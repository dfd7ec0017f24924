// SPDX-License-Identifier: MIT
//
// tokens.hh: what the function bodies of each header amount to, as a hash over their
// macro-expanded tokens.  The preprocessor hands over every token, also of bodies that are not
// parsed, and the hash of a body that was read in another unit may be remembered (bodies.hh), so
// whether a header means here what it meant there is known in each case.
#ifndef EXTRACT_TOKENS_HH
#define EXTRACT_TOKENS_HH

#include "bodies.hh"

#include <clang/AST/Decl.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringMap.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hf {

uint64_t hash_text(llvm::StringRef text);
inline uint64_t hash_mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	return hash ^ hash >> 32;
}

// A file of this unit, in all places where it is included.
struct source {
	std::string path;
	uint64_t path_hash = 0;
	uint64_t bodies = 0;
	bool is_main = false;
	bool is_file = false;           // not a text of the compiler's own
	bool has_bodies = false;
	bool is_split = false;          // a body that begins or ends in another file
	uint64_t content = 0;           // hash_sources
};

class token_watch {
public:
	// Without a store nobody asks for hashes.
	token_watch(clang::Preprocessor &pp, const std::string &store, uint64_t options);

	// The parser stands at the `{` of this function's body.
	source &begin_body(const clang::Decl *fn);
	// The lexer goes to the end of a body that is known, if it can.
	void skip_body();
	void save() { memory.save(); }
	source &file_of(clang::SourceLocation loc) { return *locate(loc).file; }
	const source *by_path(uint64_t path_hash) const
	{
		auto found = paths.find(path_hash);

		return found == paths.end() ? nullptr : found->second;
	}
	// Where the macro is used that `loc` comes out of.
	struct position {
		source *file;
		clang::FileID id;
		unsigned offset;
	};
	position locate(clang::SourceLocation loc);
	bool in_body() const { return depth; }
	// A body depends on something that no token shows, or on what can't be told: not shared.
	void depend(uint64_t on, bool is_unknown)
	{
		hash = hash_mix(hash, on);
		if (now && is_unknown) {
			now->is_split = true;
			memory.forget();
		}
	}
	// Names that end in a value of __COUNTER__ without it: it differs from unit to unit.
	bool has_counted_names() const { return !counted.empty(); }
	std::string normal(const std::string &text) const;
	// Hashes the files' contents, which lines and columns depend on.
	void hash_contents();

	std::map<std::string, std::unique_ptr<source>> sources;

private:
	class callbacks;

	source &file(clang::FileID id);
	void enter(clang::SourceLocation loc);
	void expands(const clang::Token &name, const clang::MacroInfo *info, clang::SourceLocation end);
	void skips(clang::SourceRange range);
	void count_brace(const clang::Token &t);
	void end_body(clang::SourceLocation brace);
	void token(const clang::Token &t);
	uint64_t counted_name(const clang::Token &t, const clang::IdentifierInfo *id);
	uint64_t identifier(const clang::Token &t, const clang::IdentifierInfo *id);
	uint64_t literal(const clang::Token &t);
	uint64_t pragma(const clang::Token &t) const;
	uint64_t offset(clang::SourceLocation loc) const { return loc.getRawEncoding() - start; }

	clang::Preprocessor &pp;
	clang::SourceManager &sm;
	body_memory memory;
	bool is_hashing;
	llvm::DenseMap<clang::FileID, source *> by_id;
	llvm::DenseMap<uint64_t, source *> paths;
	// The files only: clang's own table has each macro expansion as well.
	struct range {
		unsigned start, end;
		source *file;
		clang::FileID id;
	};
	std::vector<range> ranges;      // in their order
	size_t last_range = 0;
	clang::FileID last_id;
	source *last_source = nullptr;
	llvm::DenseMap<const clang::IdentifierInfo *, uint64_t> names;
	llvm::StringMap<std::string> counted;   // name -> name without its number
	source *now = nullptr;
	unsigned start = 0;             // of `now`
	unsigned depth = 0;             // of braces, in a body
	unsigned first_count = 0;       // __COUNTER__ where the body begins
	unsigned attribute = 0;         // parentheses, in an attribute
	clang::SourceRange outermost;   // what is expanded, in a file
	std::vector<unsigned> counts;   // given out there
	bool in_shared = false;         // the body is a header's, and its tokens are hashed
	bool is_known = false;          // its hash is remembered
	uint64_t hash = 0;              // of the body
	clang::tok::TokenKind last = clang::tok::unknown;
	clang::tok::TokenKind before = clang::tok::unknown;   // in the body
	clang::SourceLocation last_brace;
	bool measuring = false;         // in a statement in which a string's text matters
};

} // namespace hf
#endif
