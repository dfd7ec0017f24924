// SPDX-License-Identifier: MIT
//
// modelled.hh: what a model says of a lock that no declaration need show.
#ifndef EXTRACT_MODELLED_HH
#define EXTRACT_MODELLED_HH

#include <optional>
#include <string>

namespace hf {

// The kind of the global lock of that name, if a model says it (`[variable NAME] kind`): a contract may name it where it is
// not declared, and it has that name in the facts of its own file too, if it is static there.
std::optional<std::string> modelled_lock(const std::string &name);

} // namespace hf
#endif
