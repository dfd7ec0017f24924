// SPDX-License-Identifier: MIT
//
// signatures.hh: what a function body can see of the declarations that it names.
//
// A body names functions, variables, enumerators and types by their names, and records
// by where they are defined; `key` is a hash of that.  The signature of a key is a hash over
// whatever of those declarations can show in facts, so it can be computed in
// units in which the body is skipped.
#ifndef EXTRACT_SIGNATURES_HH
#define EXTRACT_SIGNATURES_HH

#include "extract.hh"

#include <llvm/ADT/DenseSet.h>

namespace hf {

// Of the functions of one header.
struct references {
	llvm::DenseSet<uint64_t> keys;
	llvm::DenseSet<const source *> headers; // that define called functions
	bool is_of_main = false;                // something that only the main file has
	llvm::DenseSet<const void *> types;     // that were seen
};

class signature_table {
public:
	signature_table(clang::ASTContext &context, token_watch &watch);

	// Nothing if more than one declaration has this key.
	std::optional<uint64_t> of(uint64_t key);
	// What the function and its body name.
	void collect(const clang::FunctionDecl *fn, references &out);

private:
	friend class collector;

	void add(uint64_t key, const clang::Decl *decl);
	void add_record(const clang::RecordDecl *record);
	uint64_t name_key(const clang::NamedDecl *decl);
	uint64_t record_key(const clang::RecordDecl *record);
	uint64_t place(clang::SourceLocation loc);
	uint64_t type(clang::QualType type);
	uint64_t attributes(const clang::Decl *decl);
	uint64_t redeclarations(const clang::NamedDecl *decl);
	uint64_t function(const clang::FunctionDecl *fn);
	uint64_t variable(const clang::VarDecl *var);
	uint64_t record(const clang::RecordDecl *record);
	uint64_t layout(const clang::RecordDecl *record);
	bool is_in_main(const clang::Decl *decl) { return watch.file_of(decl->getLocation()).is_main; }

	clang::ASTContext &context;
	token_watch &watch;
	names name;
	uint64_t main_path;
	llvm::DenseMap<uint64_t, const clang::Decl *> decls;    // null: more than one
	llvm::DenseMap<uint64_t, uint64_t> known;
	llvm::DenseMap<const void *, uint64_t> types;
	llvm::DenseMap<const clang::IdentifierInfo *, uint64_t> identifiers;
};

} // namespace hf
#endif
