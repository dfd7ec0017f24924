// SPDX-License-Identifier: MIT
//
// action.cc: decides which bodies are parsed, and puts the facts together.
#include "action.hh"
#include "extract.hh"
#include "headers.hh"
#include "macros.hh"

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
		  watch(compiler.getPreprocessor())
	{
		watch_macros(compiler.getPreprocessor(), watch);
	}

	bool shouldSkipFunctionBody(Decl *fn) override
	{
		source &s = watch.begin_body(fn);

		return !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	void HandleTranslationUnit(ASTContext &context) override;

private:
	bool is_skipped(const source &s)
	{
		return s.has_bodies && !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	void walk_functions(ASTContext &context, unit &own, std::map<const source *, std::unique_ptr<unit>> &headers);
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

	begin_models();
	find_attributes(context);
	walk_declarations(own);
	// Before the bodies: which of those are walked depends on the store.
	write_used_models(own.facts);
	write_unread(own);
	own.has_guards = own.facts->guards->len;
	header_finder finder(context, watch, hash_mix(hash_mix(options, own.has_guards),
						      hash_late_annotations(own)));

	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (!is_skipped(s))
			continue;
		const identity *id = s.is_split ? nullptr : finder.match(s, store.identities(s));

		if (id)
			ids[&s] = id->text();
		else
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
	walk_functions(context, own, headers);
	// The bodies of guards' functions are parts of their users.
	for (const std::string &path : own.wanted())
		r.is_unfinished |= r.parsed.insert(path).second;
	for (const auto &header : headers)
		for (const std::string &path : header.second->wanted())
			r.is_unfinished |= r.parsed.insert(path).second;
	if (r.is_unfinished)
		return;
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
			      std::map<const source *, std::unique_ptr<unit>> &headers)
{
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		const auto *fn = dyn_cast<FunctionDecl>(decl);

		if (!fn || !fn->doesThisDeclarationHaveABody() || !fn->getBody())
			continue;
		auto header = headers.find(&watch.file_of(fn->getLocation()));

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

bool write_facts(const run &r, const char *file)
{
	GByteArray *bytes = fact_write(r.facts);
	GError *error = nullptr;
	bool ok = g_file_set_contents(file, (const char *)bytes->data, bytes->len, &error);

	if (!ok)
		fprintf(stderr, "holdfast-extract: %s\n", error->message);
	g_clear_error(&error);
	g_byte_array_free(bytes, TRUE);
	return ok;
}

} // namespace hf
