// SPDX-License-Identifier: MIT
//
// action.cc: decides which bodies are parsed, and puts the facts together.
#include "action.hh"
#include "extract.hh"
#include "headers.hh"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/Utils.h>
#include <unistd.h>

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

		return !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	void HandleTranslationUnit(ASTContext &context) override;

private:
	bool is_skipped(const source &s)
	{
		return s.has_bodies && !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	bool find_forms(header_finder &finder);
	bool find_identities(header_finder &finder);
	bool find_missing(const unit &own);
	void walk_functions(ASTContext &context, unit &own);
	void add_parts(fact_unit *facts, const header_finder &finder, const source *header);
	bool keep(const source &s, const header_finder &finder, unit &functions);
	bool assemble(const header_finder &finder, const source &s);

	struct by_path {
		bool operator()(const source *a, const source *b) const { return a->path < b->path; }
	};
	std::map<const source *, number, by_path> ids;
	std::map<const source *, std::unique_ptr<unit>, by_path> fresh;

	run &r;
	std::shared_ptr<all_dependencies> deps;
	uint64_t options;
	header_store store;
	token_watch watch;
};

// False if there is a header whose bodies must be parsed after all.
bool consumer::find_forms(header_finder &finder)
{
	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (is_skipped(s)) {
			if (s.is_split || !finder.match(s, store.forms(s)))
				r.is_unfinished = r.parsed.insert(s.path).second;
		} else if (s.has_bodies && !s.is_main && !s.is_split) {
			finder.identify(s);
		}
	}
	return !r.is_unfinished;
}

bool consumer::find_identities(header_finder &finder)
{
	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (!finder.form_of(s))
			continue;
		std::optional<number> id = finder.identity(s);

		if (id)
			ids[&s] = *id;
		else if (is_skipped(s))
			r.is_unfinished = r.parsed.insert(s.path).second;
	}
	// What is skipped must be there.
	for (const auto &id : ids)
		if (is_skipped(*id.first) && access(store.facts_file(id.second).c_str(), R_OK) &&
		    !assemble(finder, *id.first))
			r.is_unfinished = r.parsed.insert(id.first->path).second;
	return !r.is_unfinished;
}

// Bodies that became parts of others, but were skipped.
bool consumer::find_missing(const unit &own)
{
	std::set<std::string> missing = own.missing;

	for (const auto &header : fresh)
		missing.insert(header.second->missing.begin(), header.second->missing.end());
	for (const std::string &path : missing)
		r.is_unfinished |= r.parsed.insert(path).second;
	return !r.is_unfinished;
}

void consumer::HandleTranslationUnit(ASTContext &context)
{
	r.is_unfinished = false;
	r.dependencies = deps->getDependencies();
	if (context.getDiagnostics().hasErrorOccurred())
		return;
	unit own(context, watch, nullptr);

	begin_models();
	walk_declarations(own);
	// Before the bodies: which of those are walked depends on the store.
	write_used_models(own.facts);
	own.has_guards = own.facts->guards->len;
	header_finder finder(context, watch, hash_mix(hash_mix(options, own.has_guards),
						      hash_late_annotations(own)));

	if (!find_forms(finder) || !find_identities(finder))
		return;
	for (const auto &id : ids)
		if (!is_skipped(*id.first)) {
			fresh[id.first] = std::make_unique<unit>(context, watch, id.first);
			fresh[id.first]->has_guards = own.has_guards;
		}
	walk_functions(context, own);
	if (!find_missing(own))
		return;
	for (auto &header : fresh)
		header.second->finish();
	own.finish();
	if (context.getDiagnostics().hasErrorOccurred())
		return;
	add_parts(own.facts, finder, nullptr);
	for (auto &header : fresh)
		if (!keep(*header.first, finder, *header.second))
			for (guint i = 0; i < own.facts->parts->len; i++) {
				fact_part *part = &g_array_index(own.facts->parts, fact_part, i);

				if (header.first->path == fact_text(own.facts, part->header))
					part->facts = header.second->facts;
			}
	r.facts = own.facts;
}

void consumer::walk_functions(ASTContext &context, unit &own)
{
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		const auto *fn = dyn_cast<FunctionDecl>(decl);

		if (!fn || !fn->doesThisDeclarationHaveABody() || !fn->getBody())
			continue;
		auto header = fresh.find(&watch.file_of(fn->getLocation()));

		walk_function(header == fresh.end() ? own : *header->second, fn);
	}
}

// The other headers that facts refer to: of a unit, all; of a header, those it calls.
void consumer::add_parts(fact_unit *facts, const header_finder &finder, const source *header)
{
	const form *f = header ? finder.form_of(*header) : nullptr;

	for (const auto &id : ids) {
		if (f && llvm::find(f->headers, id.first->path_hash) == f->headers.end())
			continue;
		fact_part part = { fact_add_string(facts, id.first->path.c_str()),
				   fact_add_string(facts, text_of(id.second).c_str()), nullptr };

		g_array_append_val(facts->parts, part);
	}
}

static bool write_unit(const std::string &file, const fact_unit *facts)
{
	GByteArray *bytes = fact_write(facts);
	bool ok = g_file_set_contents(file.c_str(), (const char *)bytes->data, bytes->len, nullptr);

	g_byte_array_free(bytes, TRUE);
	return ok;
}

// Completes a header's facts, and puts them into the store; false if there is none.
bool consumer::keep(const source &s, const header_finder &finder, unit &functions)
{
	const form *f = finder.form_of(s);
	bool ok = store.is_used() && write_unit(store.functions_file(*f), functions.facts);

	add_parts(functions.facts, finder, &s);
	ok = ok && write_unit(store.facts_file(ids[&s]), functions.facts);
	if (ok)
		store.add(s, *f);
	return ok;
}

// A known form that calls into other forms than before.
bool consumer::assemble(const header_finder &finder, const source &s)
{
	fact_unit *facts = fact_read_file(store.functions_file(*finder.form_of(s)).c_str(), nullptr);

	if (!facts)
		return false;
	add_parts(facts, finder, &s);
	bool ok = write_unit(store.facts_file(ids[&s]), facts);

	fact_unit_free(facts);
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
