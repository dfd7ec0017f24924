// SPDX-License-Identifier: MIT
//
// command.cc: from a compiler's command line to a fact file: what clang is told, and what is written.
#include "action.hh"
#include "command.hh"
#include "extract.hh"
#include "files.hh"
#include "llvm.hh"
#include "survey.hh"

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

// A build's dependency files by way of the preprocessor, as Linux asks for them; the adjusters below don't know
// that way.  They are the build's to write.
bool is_for_dependencies(llvm::StringRef option)
{
	return option.starts_with("-Wp,-M");
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
			   return is_for_gcc_only(args[0], option) || is_for_dependencies(option);
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

bool write_dependencies(const std::string &file, llvm::ArrayRef<std::string> deps)
{
	FILE *out = fopen(file.c_str(), "w");

	for (const std::string &dep : deps)
		if (out)
			fprintf(out, "%s\n", dep.c_str());
	if (out && fclose(out) == 0)
		return true;
	perror(file.c_str());
	return false;
}

bool survey(const std::vector<std::string> &args, FileManager *files, const std::string &output)
{
	std::string text;
	tooling::ToolInvocation invocation(args, hf::survey_action(text), files);
	FILE *out = invocation.run() ? fopen(output.c_str(), "w") : nullptr;

	if (!out)
		return false;
	bool is_written = fwrite(text.data(), 1, text.size(), out) == text.size();

	return fclose(out) == 0 && is_written;
}

} // namespace

namespace hf {

bool run_command(const job &j, const settings &s)
{
	hf::run run;
	std::vector<std::string> command = j.command, response_files;

	if (!expand(command, response_files))
		return false;
	std::vector<std::string> args = arguments(std::move(command));
	llvm::IntrusiveRefCntPtr<FileManager> files(new FileManager(FileSystemOptions(), source_files()));

	if (s.surveys)
		return survey(args, files.get(), j.output);
	run.store = s.store;
	run.stays = s.stays;
	// A second time where a header turns out to mean something new.
	do {
		tooling::ToolInvocation invocation(args, extract_action(run), files.get());

		if (!invocation.run())
			return false;
	} while (run.is_unfinished);
	run.dependencies.insert(run.dependencies.end(), response_files.begin(), response_files.end());
	std::string why;

	if (!j.deps_file.empty() && !write_dependencies(j.deps_file, run.dependencies))
		return false;
	if (!j.rule_file.empty())
		why = write_make_rule(run, s.models, j.output, j.rule_file);
	if (why.empty())
		why = write_facts(run, j.output);
	if (!why.empty())
		fprintf(stderr, "holdfast-extract: %s\n", why.c_str());
	fact_unit_free(run.facts);
	return why.empty();
}

} // namespace hf
