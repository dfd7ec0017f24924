// SPDX-License-Identifier: MIT
//
// plugin.cc: holdfast-clang.so, which makes facts while clang compiles anyway.
//
//   clang -c x.c -o x.o -fplugin=holdfast-clang.so [-fplugin-arg-holdfast-facts=FILE|FOLDER/]
//         [-fplugin-arg-holdfast-model=FILE]... [-fplugin-arg-holdfast-store=FOLDER]
//         [-fplugin-arg-holdfast-deps=FILE]
//
// Facts go to OBJECT.facts if nothing else is said.  It defines __HOLDFAST__ where
// holdfast-extract would, parses nothing again, and adds nothing to the object.  The facts
// are the same bytes as holdfast-extract's for this command.
// They are made when the code is; if they can't be, that is an error of the compilation, and
// if the compilation fails, facts of an older text don't stay.
#include "action.hh"
#include "extract.hh"
#include "quiet.hh"

#include <clang/Basic/Version.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendPluginRegistry.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <link.h>
#include <unistd.h>

using namespace clang;

namespace {

// Another LLVM's classes have other layouts, so nothing of it may be called.
class version_guard {
public:
	version_guard()
	{
		dl_iterate_phdr([](struct dl_phdr_info *info, size_t, void *) {
			llvm::StringRef name = llvm::sys::path::filename(info->dlpi_name);
			unsigned version = 0;

			if (name.consume_front("libclang-cpp.so.") && !name.consumeInteger(10, version) &&
			    version != CLANG_VERSION_MAJOR) {
				fprintf(stderr, "holdfast: this plugin is for clang %d, and the compiler is clang %u\n",
					CLANG_VERSION_MAJOR, version);
				_exit(1);
			}
			return 0;
		}, nullptr);
	}
} guard;

struct settings {
	std::string facts, deps, store;
	std::vector<std::string> models;
};

void fail(CompilerInstance &compiler, const std::string &why)
{
	DiagnosticsEngine &diagnostics = compiler.getDiagnostics();

	diagnostics.Report(diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "holdfast: %0")) << why;
}

std::string absolute(llvm::StringRef path)
{
	llvm::SmallString<256> out(path);

	llvm::sys::fs::make_absolute(out);
	llvm::sys::path::remove_dots(out, true);
	return std::string(out);
}

// No object, or one for a linker that follows at once.
bool is_passing_object(CompilerInstance &compiler)
{
	const std::string &object = compiler.getFrontendOpts().OutputFile;
	llvm::SmallString<128> temporary;

	llvm::sys::path::system_temp_directory(true, temporary);
	return object.empty() || object == "-" || llvm::sys::path::parent_path(absolute(object)) == temporary;
}

// In a folder a file is named after the object; or after the input, where that doesn't last.
std::string name_in_folder(CompilerInstance &compiler, llvm::StringRef input)
{
	std::string key = absolute(is_passing_object(compiler) ? input.str() : compiler.getFrontendOpts().OutputFile);
	char hash[17];

	snprintf(hash, sizeof(hash), "%016llx", (unsigned long long)hf::hash_text(key));
	return (llvm::sys::path::filename(key) + "-" + hash + ".facts").str();
}

// Runs the extractor's consumer; then writes.
class plugin_consumer : public ASTConsumer {
public:
	plugin_consumer(CompilerInstance &compiler, const settings &s) : compiler(compiler), s(s)
	{
		run.store = s.store;
		run.parses_all = true;
		extractor = hf::extract_consumer(compiler, run);
	}
	// Always false; but the extractor must know where bodies begin.
	bool shouldSkipFunctionBody(Decl *fn) override { return extractor->shouldSkipFunctionBody(fn); }
	void HandleTranslationUnit(ASTContext &context) override
	{
		hf::show_annotations();
		extractor->HandleTranslationUnit(context);
		std::string why = !run.facts ? "" : hf::write_facts(run, s.facts);

		if (run.facts && why.empty() && !s.deps.empty())
			why = hf::write_make_rule(run, s.models, s.facts, s.deps);
		if (!why.empty())
			fail(compiler, why);
		if (!run.facts || !why.empty())
			unlink(s.facts.c_str());
	}

private:
	CompilerInstance &compiler;
	settings s;
	hf::run run;
	std::unique_ptr<ASTConsumer> extractor;
};

// As the first macro of the command line, where holdfast-extract has it.
void define_macro(CompilerInstance &compiler)
{
	static const char mark[] = "# 1 \"<command line>\" 1\n";

	for (const auto &macro : compiler.getPreprocessorOpts().Macros)
		if (!macro.second && llvm::StringRef(macro.first).split('=').first == "__HOLDFAST__")
			return;
	std::string predefines = compiler.getPreprocessor().getPredefines();
	size_t at = predefines.find(mark);

	at = at == std::string::npos ? predefines.size() : at + strlen(mark);
	predefines.insert(at, "#define __HOLDFAST__ 1\n");
	compiler.getPreprocessor().setPredefines(std::move(predefines));
}

class plugin : public PluginASTAction {
public:
	bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &args) override
	{
		for (llvm::StringRef arg : args) {
			auto [name, value] = arg.split('=');

			if (name == "facts" && !value.empty())
				s.facts = value.str();
			else if (name == "deps" && !value.empty())
				s.deps = value.str();
			else if (name == "store" && !value.empty())
				s.store = value.str();
			else if (name == "model" && !value.empty())
				s.models.push_back(absolute(value));
			else
				wrong = "there is no argument `" + arg.str() +
					"`; facts=, deps=, store= and model= are";
		}
		return true;
	}
	std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef input) override
	{
		// Only C has facts.
		if (compiler.getLangOpts().CPlusPlus)
			return std::make_unique<ASTConsumer>();
		if (wrong.empty())
			prepare(compiler, input);
		if (!wrong.empty()) {
			fail(compiler, wrong);
			return std::make_unique<ASTConsumer>();
		}
		define_macro(compiler);
		return std::make_unique<plugin_consumer>(compiler, s);
	}
	ActionType getActionType() override { return AddAfterMainAction; }

private:
	void prepare(CompilerInstance &compiler, llvm::StringRef input)
	{
		if (s.facts.empty()) {
			s.facts = compiler.getFrontendOpts().OutputFile + ".facts";
			if (is_passing_object(compiler))
				wrong = "-fplugin-arg-holdfast-facts=FILE is missing, and there is no object to "
					"lie beside";
		}
		bool is_folder = llvm::StringRef(s.facts).ends_with("/") || llvm::sys::fs::is_directory(s.facts);

		for (const std::string &folder : { is_folder ? s.facts : "", s.store })
			if (std::error_code error = folder.empty() ? std::error_code() :
						    llvm::sys::fs::create_directories(folder))
				wrong = folder + ": " + error.message();
		if (is_folder)
			s.facts += "/" + name_in_folder(compiler, input);
		for (const std::string &model : s.models)
			if (!hf::add_model(model.c_str()))
				wrong = model + ": this model cannot be used";
	}

	settings s;
	std::string wrong;
};

// In front of the compiler's own consumer, where `plugin` is behind it.
class quiet_plugin : public PluginASTAction {
public:
	bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &) override { return true; }
	std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef) override
	{
		return compiler.getLangOpts().CPlusPlus ? std::make_unique<ASTConsumer>() : hf::hide_annotations();
	}
	ActionType getActionType() override { return AddBeforeMainAction; }
};

} // namespace

static FrontendPluginRegistry::Add<quiet_plugin> quiet_registration(
	"holdfast-quiet", "keeps holdfast.h's annotations out of the code");
static FrontendPluginRegistry::Add<plugin> registration("holdfast", "lock discipline: makes facts for holdfast");
