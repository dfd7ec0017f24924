// SPDX-License-Identifier: MIT
//
// macros.hh: uses of macros and attributes that are annotations, and that leave nothing in
// the syntax tree.  They are found while the unit is read, and belong to one unit at a time.
#ifndef EXTRACT_MACROS_HH
#define EXTRACT_MACROS_HH

#include "extract.hh"

#include <clang/Analysis/CFG.h>
#include <clang/Lex/Preprocessor.h>

namespace hf {

// What a use says: a key of [macro], and its value with the arguments filled in.
struct marking {
	const char *key;
	std::string text;
	std::string condition = "";     // `(10) == 0`, or empty
	bool is_unless = false;         // ... is what it doesn't hold for
};
// A function that is called in a state.
struct marked_callback {
	std::string function, state;
};

struct macro_use {
	std::string name, text;         // `__acquires`, `__acquires(x)`
	std::vector<marking> says;      // nothing: not understood
	std::vector<marked_callback> callbacks;
	clang::SourceLocation loc;
	clang::FileID file;             // where it stands, or the macro that it comes out of
	unsigned offset = 0;
	bool in_body = false;
	bool is_read = false;
};

// Forgets the unit read before.
void watch_macros(clang::Preprocessor &pp, token_watch &watch);
// Behind the last token: attributes as they are written.
void find_attributes(const clang::ASTContext &context);
// The uses at a declaration.
std::vector<macro_use *> marks_of(const clang::Decl *decl);
bool has_marks(const clang::FunctionDecl *fn);
// All of the unit.
std::vector<macro_use *> all_marks();
// Is there any guarded-by?
bool has_guard_marks();
// The statements in a body.
std::vector<macro_use *> marks_in(const clang::SourceManager &sm, clang::SourceRange body);
// marks.cc: what they say.
void read_marks(unit &u, const clang::FunctionDecl *fn, fact_function *out);
std::vector<std::string> marked_guards(const clang::Decl *decl);
// The calls that a statement amounts to; or that it is not understood.
struct marked_call {
	uint32_t function, lock;        // a path; FACT_NONE: it is about none
};
std::optional<std::vector<marked_call>> marked_calls(unit &u, paths &p, const clang::FunctionDecl *fn, const macro_use &use);
// Is the statement, or a part of it, what has become of the use?
bool comes_out_of(const clang::SourceManager &sm, const clang::Stmt *s, const macro_use &use);
// The first statement of a body that does, or nullptr.
const clang::Stmt *first_of(const clang::SourceManager &sm, const clang::CFG &cfg, const macro_use &use);
// The whole expression that has become of it, or nullptr.
const clang::Stmt *expansion_of(const clang::SourceManager &sm, const clang::Stmt *body, const macro_use &use);
// Does its value say whether there is a lock, or was something, or in which context it is?
bool has_answer(const macro_use &use);
// The expression in what has become of it that has this value; nullptr: none.
const clang::Expr *answer_of(const clang::Stmt *expansion, const macro_use &use);
// At declarations: those that nobody understood.
void write_unread(unit &u);

} // namespace hf
#endif
