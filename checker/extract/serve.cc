// SPDX-License-Identifier: MIT
//
// serve.cc: one job after the other, for a program that has many: `holdfast check`.
//
// A request on standard input is the number of its bytes as text, a newline, and strings with a
// 0 behind each: a folder, the fact file, the file for the dependencies, the compiler's command.  The answer
// on standard output is one byte, '0' if the facts are there, or '1'.  Messages go to standard error.
#include "command.hh"
#include "files.hh"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace hf {

static bool read_request(std::string &payload)
{
	size_t len_bytes;

	if (scanf("%zu", &len_bytes) != 1 || getchar() != '\n')
		return false;
	payload.resize(len_bytes);
	return fread(payload.data(), 1, len_bytes, stdin) == len_bytes && len_bytes && !payload.back();
}

static bool answer_request(const std::string &payload, const settings &s)
{
	std::vector<std::string> words;
	job j;

	for (size_t at = 0; at < payload.size(); at += words.back().size() + 1)
		words.push_back(payload.c_str() + at);
	if (words.size() < 4)
		return false;
	if (chdir(words[0].c_str())) {
		perror(words[0].c_str());
		return false;
	}
	j.output = words[1];
	j.deps_file = words[2];
	j.command.assign(words.begin() + 3, words.end());
	return run_command(j, s);
}

int serve(const settings &s)
{
	// Whoever prints something must not print an answer.
	int answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	std::string payload;

	if (answers < 0 || nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0) {
		perror("holdfast-extract");
		return 1;
	}
	keep_files();
	set_up_heap();
	while (read_request(payload)) {
		char answer = answer_request(payload, s) ? '0' : '1';

		fflush(stderr);
		if (write(answers, &answer, 1) != 1)
			return 1;
	}
	return 0;
}

} // namespace hf
