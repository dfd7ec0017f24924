// SPDX-License-Identifier: MIT
//
// main.cc: holdfast-extract, which behaves like a compiler: one translation unit
// in, one fact file out.
//
//   holdfast-extract -o FACTS [-d DEPS] [-M RULE] [-m MODEL]... [--store FOLDER] -- COMPILER ARGUMENTS...
//
// DEPS gets the name of every file that was read, one per line, but for the MODELs; RULE the
// same with them, as a rule of make.  With a store, what headers define is kept there, and
// not extracted again (headers.hh); without one the fact file has it all.  Messages are
// clang's own; the exit status is 0, or 1 without a fact file.
#include "action.hh"
#include "extract.hh"
#include "llvm.hh"

#include <clang/Tooling/ArgumentsAdjusters.h>
#include <clang/Tooling/Tooling.h>
#include <llvm/Option/ArgList.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/StringSaver.h>
#include <algorithm>
#include <cstdio>

using namespace clang;

namespace {

int usage(void)
{
	fprintf(stderr, "usage: holdfast-extract -o FACTS [-d DEPS] [-M RULE] [-m MODEL]... "
		"[--store FOLDER] -- COMPILER ARGUMENTS...\n");
	return 1;
}

// What `aarch64-linux-gnu-gcc` compiles for; a plain `gcc` or `clang` says nothing.
std::string cross_target(llvm::StringRef compiler)
{
	llvm::StringRef name = llvm::sys::path::filename(compiler);

	for (llvm::StringRef tool : { "-gcc", "-clang", "-cc" }) {
		size_t end = name.find(tool);

		if (end != llvm::StringRef::npos && name.substr(0, end).contains('-'))
			return name.substr(0, end).str();
	}
	return "";
}

// gcc's own options for optimisation mean nothing here; these do.
bool is_for_gcc_only(llvm::StringRef compiler, llvm::StringRef option)
{
	static const llvm::StringRef kept[] = {
		"-ffreestanding", "-fshort-enums", "-fms-extensions", "-fplan9-extensions", "-funsigned-char",
		"-fsigned-char", "-fshort-wchar", "-fgnu89-inline", "-fno-builtin", "-fpack-struct",
	};
	bool is_gcc = llvm::sys::path::filename(compiler).contains("gcc");

	return is_gcc && option.starts_with("-f") &&
	       std::find(std::begin(kept), std::end(kept), option) == std::end(kept);
}

// `@FILE` is what stands in the file, which may name others.  Those that were read go to `files`.
bool expand(std::vector<std::string> &args, std::vector<std::string> &files)
{
	const size_t max_files = 1000;

	for (size_t i = 1; i < args.size();) {
		if (args[i][0] != '@' || files.size() == max_files) {
			i++;
			continue;
		}
		auto text = llvm::MemoryBuffer::getFile(llvm::StringRef(args[i]).drop_front());
		llvm::BumpPtrAllocator memory;
		llvm::StringSaver saver(memory);
		llvm::SmallVector<const char *> words;

		if (!text) {
			fprintf(stderr, "holdfast-extract: %s: %s\n", args[i].c_str(), text.getError().message().c_str());
			return false;
		}
		llvm::cl::TokenizeGNUCommandLine((*text)->getBuffer(), saver, words);
		files.push_back(args[i].substr(1));
		args.erase(args.begin() + i);
		args.insert(args.begin() + i, words.begin(), words.end());
	}
	return true;
}

// Another compiler's options, and newer ones, that clang has no notion of; and what is for
// the assembler.  `cl` has a syntax of its own.
void drop_unknown(std::vector<std::string> &args)
{
	llvm::StringRef name = llvm::sys::path::stem(args[0]);
	std::vector<const char *> words;
	unsigned missing, missing_count;

	if (name == "cl" || name.starts_with("clang-cl"))
		return;
	for (size_t i = 1; i < args.size(); i++)
		words.push_back(args[i].c_str());
	llvm::opt::InputArgList list = hf::getDriverOptTable().ParseArgs(
		words, missing, missing_count, llvm::opt::Visibility(hf::driver_options::ClangOption));
	std::vector<unsigned> dropped;

	for (const llvm::opt::Arg *arg : list)
		if (arg->getOption().matches(hf::driver_options::OPT_UNKNOWN) ||
		    arg->getOption().matches(hf::driver_options::OPT_Wa_COMMA))
			dropped.push_back(arg->getIndex());
	for (size_t i = dropped.size(); i-- > 0;)
		args.erase(args.begin() + 1 + dropped[i]);
}

// What the compiler was told, minus its outputs and its taste in warnings: those
// were seen when the file was compiled.
std::vector<std::string> arguments(tooling::CommandLineArguments args)
{
	tooling::ArgumentsAdjuster adjust = tooling::combineAdjusters(
		tooling::combineAdjusters(tooling::getClangStripOutputAdjuster(),
					  tooling::getClangStripDependencyFileAdjuster()),
		tooling::getClangSyntaxOnlyAdjuster());

	args = adjust(args, "");
	args.erase(std::remove_if(args.begin() + 1, args.end(), [&](const std::string &option) {
			   return is_for_gcc_only(args[0], option);
		   }), args.end());
	drop_unknown(args);
	std::string target = cross_target(args[0]);

	args.insert(args.begin() + 1, { "-resource-dir", HF_RESOURCE_DIR, "-D__HOLDFAST__" });
	if (!target.empty())
		args.insert(args.begin() + 1, "--target=" + target);
	args.push_back("-w");
	args.push_back("-Qunused-arguments");
	return args;
}

bool write_dependencies(const char *file, llvm::ArrayRef<std::string> deps)
{
	FILE *out = fopen(file, "w");

	if (!out) {
		perror(file);
		return false;
	}
	for (const std::string &dep : deps)
		fprintf(out, "%s\n", dep.c_str());
	return fclose(out) == 0;
}

} // namespace

int main(int argc, char **argv)
{
	hf::run run;
	const char *output = nullptr, *deps_file = nullptr, *rule_file = nullptr;
	std::vector<std::string> models;
	int i;

	for (i = 1; i + 1 < argc && strcmp(argv[i], "--"); i += 2) {
		if (!strcmp(argv[i], "-o")) {
			output = argv[i + 1];
		} else if (!strcmp(argv[i], "-d")) {
			deps_file = argv[i + 1];
		} else if (!strcmp(argv[i], "-M")) {
			rule_file = argv[i + 1];
		} else if (!strcmp(argv[i], "-m")) {
			if (!hf::add_model(argv[i + 1]))
				return 1;
			models.push_back(argv[i + 1]);
		} else if (!strcmp(argv[i], "--store")) {
			run.store = argv[i + 1];
		} else {
			return usage();
		}
	}
	if (!output || i + 1 >= argc)
		return usage();
	llvm::IntrusiveRefCntPtr<FileManager> files(new FileManager(FileSystemOptions()));
	std::vector<std::string> command(argv + i + 1, argv + argc), response_files;

	if (!expand(command, response_files))
		return 1;
	std::vector<std::string> args = arguments(std::move(command));

	// A second time where a header turns out to mean something new.
	do {
		tooling::ToolInvocation invocation(args, hf::extract_action(run), files.get());

		if (!invocation.run())
			return 1;
	} while (run.is_unfinished);
	run.dependencies.insert(run.dependencies.end(), response_files.begin(), response_files.end());
	if (deps_file && !write_dependencies(deps_file, run.dependencies))
		return 1;
	std::string why;

	if (rule_file)
		why = hf::write_make_rule(run, models, output, rule_file);
	if (why.empty())
		why = hf::write_facts(run, output);
	if (!why.empty())
		fprintf(stderr, "holdfast-extract: %s\n", why.c_str());
	return why.empty() ? 0 : 1;
}
