// SPDX-License-Identifier: MIT
//
// action.hh: extraction as an action of clang's: once through a translation unit, and
// once more with the bodies of those headers that are new here; or as one consumer
// among others, while a compiler compiles (plugin.cc).
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
	bool parses_all = false;        // each body is parsed, whatever the store knows
	std::set<std::string> parsed;   // headers whose bodies must be parsed in any case
	std::vector<std::string> dependencies;
	fact_unit *facts = nullptr;     // the caller's
	bool is_unfinished = false;     // go through it again
	bool stays = false;             // the process reads other files after this one
};

std::unique_ptr<clang::FrontendAction> extract_action(run &r);
// In a compiler whose preprocessor has not begun yet.
std::unique_ptr<clang::ASTConsumer> extract_consumer(clang::CompilerInstance &compiler, run &r);

// What is wrong, or nothing.
std::string write_facts(const run &r, const std::string &file);
// As a rule of make: `target` depends on all files that were read, and on the models.
std::string write_make_rule(const run &r, const std::vector<std::string> &models, const std::string &target,
			    const std::string &file);

} // namespace hf
#endif
