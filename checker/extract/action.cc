// SPDX-License-Identifier: MIT
//
// action.cc: decides which bodies are parsed, and puts the facts together.
#include "action.hh"
#include "extract.hh"
#include "headers.hh"
#include "macros.hh"

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
		  watch(compiler.getPreprocessor(), r.store, options)
	{
		watch_macros(compiler.getPreprocessor(), watch);
	}

	bool shouldSkipFunctionBody(Decl *fn) override
	{
		source &s = watch.begin_body(fn);

		bool is_skipped = !r.parses_all && is_known(s);

		if (is_skipped)
			watch.skip_body();
		return is_skipped;
	}
	void HandleTranslationUnit(ASTContext &context) override;

private:
	// Does the store know a form of it?
	bool is_known(const source &s)
	{
		return s.has_bodies && !s.is_main && !r.parsed.count(s.path) && store.knows(s);
	}
	bool find_forms(header_finder &finder);
	bool find_identities(header_finder &finder);
	bool find_missing(const unit &own);
	void want(const source &s);
	void walk_functions(ASTContext &context, unit &own);
	void add_parts(fact_unit *facts, const header_finder &finder, const source *header);
	bool keep(const source &s, const header_finder &finder, unit &functions);
	bool assemble(const header_finder &finder, const source &s);

	struct by_path {
		bool operator()(const source *a, const source *b) const { return a->path < b->path; }
	};
	std::map<const source *, number, by_path> ids;
	std::map<const source *, std::unique_ptr<unit>, by_path> fresh;
	std::set<const source *> stored;        // whose functions are in the store

	run &r;
	std::shared_ptr<all_dependencies> deps;
	uint64_t options;
	header_store store;
	token_watch watch;
};

// Which headers' functions are in the store, and the forms of the others.  False if there is a
// header whose bodies must be parsed after all.
bool consumer::find_forms(header_finder &finder)
{
	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (!s.has_bodies || s.is_main)
			continue;
		if (is_known(s) && !s.is_split && finder.match(s, store.forms(s)))
			stored.insert(&s);
		else if (is_known(s))
			want(s);
		if (!s.is_split && !stored.count(&s) && !r.is_unfinished)
			finder.identify(s);
	}
	return !r.is_unfinished;
}

bool consumer::find_identities(header_finder &finder)
{
	for (const auto &entry : watch.sources) {
		const source &s = *entry.second;

		if (!finder.form_of(s))
			continue;
		if (std::optional<number> id = finder.identity(s))
			ids[&s] = *id;
		else if (stored.count(&s))
			want(s);
	}
	// What is skipped must be there.
	for (const auto &id : ids)
		if (stored.count(id.first) && access(store.facts_file(id.second).c_str(), R_OK) &&
		    !assemble(finder, *id.first))
			want(*id.first);
	return !r.is_unfinished;
}

// The functions of this header are not to be had from the store.
void consumer::want(const source &s)
{
	stored.erase(&s);
	// A compiler has parsed them.
	if (!r.parses_all)
		r.is_unfinished |= r.parsed.insert(s.path).second;
}

// Bodies that became parts of others, but were skipped.
bool consumer::find_missing(const unit &own)
{
	std::set<std::string> missing = own.wanted();

	for (const auto &header : fresh)
		missing.insert(header.second->wanted().begin(), header.second->wanted().end());
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
	watch.save();
	unit own(context, watch, nullptr);
	const SourceManager &sm = context.getSourceManager();

	own.facts->input = fact_add_string(own.facts, watch.file_of(sm.getLocForStartOfFile(sm.getMainFileID()))
							      .path.c_str());
	begin_models();
	find_attributes(context);
	walk_declarations(own);
	// Before the bodies: which of those are walked depends on the store.
	write_used_models(own.facts);
	write_unread(own);
	own.has_guards = own.facts->guards->len;
	header_finder finder(context, watch, hash_mix(hash_mix(options, own.has_guards),
						      hash_late_annotations(own)));

	if (!find_forms(finder) || !find_identities(finder))
		return;
	for (const auto &id : ids)
		if (!stored.count(id.first)) {
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
		const source *s = &watch.file_of(fn->getLocation());
		auto header = fresh.find(s);

		// In the store already; a compiler parses it all the same.
		if (header == fresh.end() && ids.count(s))
			continue;
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
