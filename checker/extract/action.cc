// SPDX-License-Identifier: MIT
//
// action.cc: decides which bodies are parsed, and puts the facts together.
#include "action.hh"
#include "extract.hh"
#include "headers.hh"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/Utils.h>
#include <algorithm>

using namespace clang;

namespace hf {

namespace {

class all_dependencies : public DependencyCollector {
public:
	bool needSystemDependencies() override { return true; }
};

class consumer : public ASTConsumer {
public:
	consumer(CompilerInstance &compiler, run &r, std::shared_ptr<all_dependencies> deps)
		: r(r), deps(deps), options(hash_mix(hash_options(compiler), hash_models())), store(r.store, options),
		  watch(compiler.getPreprocessor()) {}

	bool shouldSkipFunctionBody(Decl *fn) override
	{
		source &s = watch.begin_body(fn);

		return !r.parses_all && !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	void HandleTranslationUnit(ASTContext &context) override;

private:
	// Are its functions in the store, if they mean what they meant there?
	bool is_stored(const source &s)
	{
		return s.has_bodies && !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	void walk_functions(ASTContext &context, unit &own, std::map<const source *, std::unique_ptr<unit>> &headers,
			    const std::map<const source *, std::string> &ids);
	bool keep(const source &s, const identity &id, const fact_unit *facts);

	run &r;
	std::shared_ptr<all_dependencies> deps;
	uint64_t options;
	header_store store;
	token_watch watch;
};

void consumer::HandleTranslationUnit(ASTContext &context)
{
	r.is_unfinished = false;
	r.dependencies = deps->getDependencies();
	if (context.getDiagnostics().hasErrorOccurred())
		return;
	unit own(context, watch, nullptr);
	std::map<const source *, std::string> ids;
	std::map<const source *, identity> fresh;
	std::map<const source *, std::unique_ptr<unit>> headers;

	const SourceManager &sm = context.getSourceManager();

	own.facts->input = fact_add_string(own.facts, watch.file_of(sm.getLocForStartOfFile(sm.getMainFileID()))
							      .path.c_str());
	begin_models();
	walk_declarations(own);
	// Before the bodies: which of those are walked depends on the store.
	write_used_models(own.facts);
	own.has_guards = own.facts->guards->len;
	header_finder finder(context, watch, hash_mix(hash_mix(options, own.has_guards),
						      hash_late_annotations(own)));

	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (!is_stored(s))
			continue;
		const identity *id = s.is_split ? nullptr : finder.match(s, store.identities(s));

		if (id)
			ids[&s] = id->text();
		else if (!r.parses_all)
			r.is_unfinished = r.parsed.insert(s.path).second;
	}
	if (r.is_unfinished)
		return;
	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (s.is_main || s.is_split || !s.has_bodies || ids.count(&s))
			continue;
		if (std::optional<identity> id = finder.identify(s)) {
			ids[&s] = id->text();
			headers[&s] = std::make_unique<unit>(context, watch, &s);
			headers[&s]->has_guards = own.has_guards;
			fresh[&s] = std::move(*id);
		}
	}
	walk_functions(context, own, headers, ids);
	for (auto &header : headers)
		header.second->finish(ids);
	own.finish(ids);
	if (context.getDiagnostics().hasErrorOccurred())
		return;
	for (guint i = 0; i < own.facts->parts->len; i++) {
		fact_part *part = &g_array_index(own.facts->parts, fact_part, i);
		const source *s = watch.sources[fact_text(own.facts, part->header)].get();
		auto header = headers.find(s);

		if (header != headers.end() && !keep(*s, fresh[s], header->second->facts))
			part->facts = header->second->facts;
	}
	r.facts = own.facts;
}

void consumer::walk_functions(ASTContext &context, unit &own,
			      std::map<const source *, std::unique_ptr<unit>> &headers,
			      const std::map<const source *, std::string> &ids)
{
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		const auto *fn = dyn_cast<FunctionDecl>(decl);

		if (!fn || !fn->doesThisDeclarationHaveABody() || !fn->getBody())
			continue;
		const source *s = &watch.file_of(fn->getLocation());
		auto header = headers.find(s);

		// In the store already; a compiler parses it all the same.
		if (header == headers.end() && ids.count(s))
			continue;
		walk_function(header == headers.end() ? own : *header->second, fn);
	}
}

// In the store; false if there is none.
bool consumer::keep(const source &s, const identity &id, const fact_unit *facts)
{
	if (!store.is_used())
		return false;
	GByteArray *bytes = fact_write(facts);
	bool ok = g_file_set_contents(store.facts_file(id).c_str(), (const char *)bytes->data, bytes->len,
				      nullptr);

	g_byte_array_free(bytes, TRUE);
	if (ok)
		store.add(s, id);
	return ok;
}

class action : public ASTFrontendAction {
public:
	explicit action(run &r) : r(r), deps(std::make_shared<all_dependencies>()) {}

	std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef) override
	{
		return std::make_unique<consumer>(compiler, r, deps);
	}
	bool BeginInvocation(CompilerInstance &compiler) override
	{
		compiler.addDependencyCollector(deps);
		// The consumer is asked about each body, and is so told where it begins.
		compiler.getFrontendOpts().SkipFunctionBodies = true;
		// The process ends soon.
		compiler.getFrontendOpts().DisableFree = true;
		return true;
	}

private:
	run &r;
	std::shared_ptr<all_dependencies> deps;
};

} // namespace

std::unique_ptr<FrontendAction> extract_action(run &r)
{
	return std::make_unique<action>(r);
}

std::unique_ptr<ASTConsumer> extract_consumer(CompilerInstance &compiler, run &r)
{
	auto deps = std::make_shared<all_dependencies>();

	deps->attachToPreprocessor(compiler.getPreprocessor());
	compiler.getFrontendOpts().SkipFunctionBodies = true;
	return std::make_unique<consumer>(compiler, r, deps);
}

static std::string set_contents(const std::string &file, const char *data, gssize len)
{
	GError *error = nullptr;
	std::string why;

	if (!g_file_set_contents(file.c_str(), data, len, &error))
		why = error->message;
	g_clear_error(&error);
	return why;
}

std::string write_facts(const run &r, const std::string &file)
{
	GByteArray *bytes = fact_write(r.facts);
	std::string why = set_contents(file, (const char *)bytes->data, bytes->len);

	g_byte_array_free(bytes, TRUE);
	return why;
}

static std::string make_name(const std::string &name)
{
	std::string out;

	for (char c : name) {
		if (c == ' ' || c == '#')
			out += '\\';
		else if (c == '$')
			out += '$';
		out += c;
	}
	return out;
}

std::string write_make_rule(const run &r, const std::vector<std::string> &models, const std::string &target,
			    const std::string &file)
{
	std::string rule = make_name(target) + ":";

	for (const auto *list : { &models, &r.dependencies })
		for (const std::string &name : *list)
			rule += " \\\n  " + make_name(name);
	rule += "\n";
	return set_contents(file, rule.data(), rule.size());
}

} // namespace hf
