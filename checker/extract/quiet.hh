// SPDX-License-Identifier: MIT
//
// quiet.hh: keeps holdfast.h's annotations out of the code that a compiler makes.
#ifndef EXTRACT_QUIET_HH
#define EXTRACT_QUIET_HH

#include <clang/AST/ASTConsumer.h>
#include <memory>

namespace hf {

// In front of the consumer that makes code: that then sees none of them.
std::unique_ptr<clang::ASTConsumer> hide_annotations();
// Behind it, for who reads them: puts them back.
void show_annotations();

} // namespace hf
#endif
