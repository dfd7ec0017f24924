// SPDX-License-Identifier: MIT
//
// action.hh: extraction as an action of clang's: once through a translation unit, and
// once more with the bodies of those headers that are new here.
#ifndef EXTRACT_ACTION_HH
#define EXTRACT_ACTION_HH

#include <clang/Frontend/FrontendAction.h>
#include <facts/facts.h>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hf {

struct run {
	std::string store;              // empty: none
	std::set<std::string> parsed;   // headers whose bodies must be parsed in any case
	std::vector<std::string> dependencies;
	fact_unit *facts = nullptr;
	bool is_unfinished = false;     // go through it again
};

std::unique_ptr<clang::FrontendAction> extract_action(run &r);
// False after a message.
bool write_facts(const run &r, const char *file);

} // namespace hf
#endif
