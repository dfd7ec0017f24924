// SPDX-License-Identifier: MIT
//
// command.hh: one compiler's command, one fact file.
#ifndef EXTRACT_COMMAND_HH
#define EXTRACT_COMMAND_HH

#include <string>
#include <vector>

namespace hf {

struct job {
	std::string output;
	std::string deps_file, rule_file;       // empty: none
	std::vector<std::string> command;
};

struct settings {
	std::vector<std::string> models;
	std::string store;              // empty: none
	bool stays = false;             // after one job comes another
	bool surveys = false;           // writes no facts, but what survey.cc says
};

// Before anything else is done in the process.
void set_up_heap();
// In the current folder.  False after messages on standard error.
bool run_command(const job &j, const settings &s);
// Jobs from standard input, until it ends; the process' exit status.
int serve(const settings &s);

} // namespace hf
#endif
