// SPDX-License-Identifier: MIT
//
// guesses.hh: data whose guard no declaration names, and that may have one all the same.
#ifndef EXTRACT_GUESSES_HH
#define EXTRACT_GUESSES_HH

#include "extract.hh"

namespace hf {

// Is this a field of a record that has a lock, of a type that only a model knows?  Code that is annotated says its guards.
// Functions of the main file alone are asked for it.
bool is_guessed(const clang::ValueDecl *decl);
// Does who is given the address of such an object touch it, and should hold a lock?  A model says it, or it is a record of the
// main file's own, without a lock in it.
bool needs_guard(unit &u, clang::QualType type);
bool makes_guesses(unit &u, const clang::FunctionDecl *fn);

} // namespace hf
#endif
