// SPDX-License-Identifier: MIT
//
// main.cc: holdfast-extract, which behaves like a compiler: one translation unit
// in, one fact file out.
//
//   holdfast-extract -o FACTS [-d DEPS] [-M RULE] [-m MODEL]... [--store FOLDER] -- COMPILER ARGUMENTS...
//   holdfast-extract --serve [-m MODEL]... [--store FOLDER]
//   holdfast-extract --survey -o LINES -- COMPILER ARGUMENTS...
//
// DEPS gets the name of every file that was read, one per line, but for the MODELs; RULE the
// same with them, as a rule of make.  With a store, what headers define is kept there, and
// not extracted again (headers.hh); without one the fact file has it all.  Messages are
// clang's own; the exit status is 0, or 1 without a fact file.  With --serve the commands
// come from standard input (serve.cc).  With --survey
// LINES are not facts, but what functions look like and do (survey.cc).
#include "command.hh"
#include "extract.hh"

#include <cstdio>
#include <cstring>

static int usage(void)
{
	fprintf(stderr, "usage: holdfast-extract -o FACTS [-d DEPS] [-M RULE] [-m MODEL]... "
		"[--store FOLDER] -- COMPILER ARGUMENTS...\n"
		"       holdfast-extract --serve [-m MODEL]... [--store FOLDER]\n"
		"       holdfast-extract --survey -o LINES -- COMPILER ARGUMENTS...\n");
	return 1;
}

int main(int argc, char **argv)
{
	hf::settings settings;
	hf::job job;
	int i = 1;

	if (argc > 1 && !strcmp(argv[1], "--serve")) {
		settings.stays = true;
		i = 2;
	} else if (argc > 1 && !strcmp(argv[1], "--survey")) {
		settings.surveys = true;
		i = 2;
	}
	for (; i + 1 < argc && strcmp(argv[i], "--"); i += 2) {
		if (!strcmp(argv[i], "-m")) {
			if (!hf::add_model(argv[i + 1]))
				return 1;
			settings.models.push_back(argv[i + 1]);
		} else if (!strcmp(argv[i], "--store")) {
			settings.store = argv[i + 1];
		} else if (!strcmp(argv[i], "-o")) {
			job.output = argv[i + 1];
		} else if (!strcmp(argv[i], "-d")) {
			job.deps_file = argv[i + 1];
		} else if (!strcmp(argv[i], "-M")) {
			job.rule_file = argv[i + 1];
		} else {
			return usage();
		}
	}
	if (settings.stays)
		return i == argc ? hf::serve(settings) : usage();
	if (job.output.empty() || i + 1 >= argc)
		return usage();
	job.command.assign(argv + i + 1, argv + argc);
	return hf::run_command(job, settings) ? 0 : 1;
}
