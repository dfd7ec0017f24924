// SPDX-License-Identifier: MIT
//
// survey.hh: what functions look like and do, for whoever proposes a model: before it is known what a lock is.
#ifndef EXTRACT_SURVEY_HH
#define EXTRACT_SURVEY_HH

#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/Frontend/FrontendAction.h>
#include <memory>
#include <string>

namespace hf {

// Goes through one translation unit and puts lines into `out`; survey.cc says which.
std::unique_ptr<clang::FrontendAction> survey_action(std::string &out);

// The object that a call is about: its first argument that points to one, or null.
const clang::Expr *object_of(const clang::CallExpr *call);
// The lines on what a function calls in pairs (balance.cc).
std::string survey_balance(const clang::FunctionDecl *fn, clang::ASTContext &context);

} // namespace hf
#endif
