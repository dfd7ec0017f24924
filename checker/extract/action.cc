// SPDX-License-Identifier: MIT
//
// action.cc: decides which bodies are parsed, and puts the facts together.
#include "action.hh"
#include "extract.hh"
#include "files.hh"
#include "headers.hh"
#include "macros.hh"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/Utils.h>
#include <llvm/Support/xxhash.h>
#include <unistd.h>
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
		  watch(compiler.getPreprocessor(), r.store, options)
	{
		watch_macros(compiler.getPreprocessor(), watch);
	}

	bool shouldSkipFunctionBody(Decl *fn) override
	{
		source &s = watch.begin_body(fn);
		bool is_skipped = !r.parses_all && is_known(s) && !may_be_part(fn);

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
	static bool may_be_part(const Decl *decl);
	void find_functions(ASTContext &context);
	void walk_all(unit &u, const source &s);
	unit &unit_of(const source &s, const unit &own);

	// With a store: headers' functions are extracted once.
	bool share(unit &own);
	void reach(const unit &own);
	void settle(header_finder &finder, unit &own);
	const form *form_of(header_finder &finder, const source &s);
	std::vector<const source *> headers_of(const form &f) const;
	bool is_waiting(const source &s) const;
	bool find_identities(const header_finder &finder);
	bool find_missing(const unit &own);
	void want(const source &s);
	bool keep(const source &s, const form &f, unit &functions);
	bool assemble(const source &s, const form &f);

	// Without: those that are reached, in this unit's facts.
	void include(unit &own);
	void walk_reached(const unit &from, size_t &next, const unit &own);
	std::set<const source *> called_headers(const unit &from);
	void move_bound(unit &own);

	void add_part(fact_unit *facts, const source &s, const number &id);

	struct by_path {
		bool operator()(const source *a, const source *b) const { return a->path < b->path; }
	};
	// Header files that facts refer to, and which of their forms.
	std::map<const source *, number, by_path> ids;
	std::map<const source *, std::unique_ptr<unit>, by_path> fresh;
	std::map<const source *, const form *> forms;   // null: can't be shared
	std::set<const source *> stored;        // whose functions are in the store
	std::set<const source *> wanted;        // whose bodies were skipped, and are parsed next time
	std::set<const source *, by_path> reached;      // in which functions are that the unit may call
	function_lists functions;
	std::map<const source *, std::vector<const FunctionDecl *>> walked;
	std::set<const FunctionDecl *> seen;

	run &r;
	std::shared_ptr<all_dependencies> deps;
	uint64_t options;
	header_store store;
	token_watch watch;
};

// A cleanup function becomes a part of whoever has such a variable (graph.cc), and the function that
// makes a guard says which lock it is for (records.cc).  Which functions those are shows too late to parse
// them, and to read the unit once more for one costs a thousand times as much as to parse what looks like one.
bool consumer::may_be_part(const Decl *decl)
{
	const auto *fn = dyn_cast<FunctionDecl>(decl);
	auto is_made = [](QualType type) {
		const RecordDecl *record = type->getAsRecordDecl();

		return record && record->getLocation().isMacroID();
	};

	if (!fn || !fn->getLocation().isMacroID())
		return false;
	if (!fn->getReturnType()->isVoidType() || fn->getNumParams() != 1)
		return is_made(fn->getReturnType());
	QualType variable = fn->getParamDecl(0)->getType()->getPointeeType();

	return !variable.isNull() && (variable->isPointerType() || variable->isVoidType() || is_made(variable));
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
	const source &main = watch.file_of(sm.getLocForStartOfFile(sm.getMainFileID()));

	own.facts->input = fact_add_string(own.facts, main.path.c_str());
	begin_models();
	find_attributes(context);
	walk_declarations(own);
	note_marked_callbacks(own);
	// Before the bodies: which of those are walked depends on the store.
	write_used_models(own.facts);
	write_unread(own);
	own.has_guards = own.facts->guards->len;
	find_functions(context);
	walk_all(own, main);
	if (!store.is_used())
		include(own);
	else if (!share(own))
		return;
	if (!context.getDiagnostics().hasErrorOccurred())
		r.facts = own.take();
}

void consumer::find_functions(ASTContext &context)
{
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		const auto *fn = dyn_cast<FunctionDecl>(decl);

		if (!fn || !(fn->doesThisDeclarationHaveABody() || fn->hasSkippedBody()))
			continue;
		const source *s = &watch.file_of(fn->getLocation());

		functions[s].push_back(fn);
		// One that is not inline is there whether it is called or not.
		if (!s->is_main && !fn->isInlineSpecified())
			reached.insert(s);
	}
}

void consumer::walk_all(unit &u, const source &s)
{
	for (const FunctionDecl *fn : functions[&s])
		if (fn->getBody())
			walk_function(u, fn);
}

unit &consumer::unit_of(const source &s, const unit &own)
{
	std::unique_ptr<unit> &u = fresh[&s];

	if (!u) {
		u = std::make_unique<unit>(own.context, watch, &s);
		u->has_guards = own.has_guards;
	}
	return *u;
}

void consumer::add_part(fact_unit *facts, const source &s, const number &id)
{
	fact_part part = { fact_add_string(facts, s.path.c_str()), fact_add_string(facts, text_of(id).c_str()),
			   nullptr };

	g_array_append_val(facts->parts, part);
}

// ---- with a store -----------------------------------------------------------------

// False if the unit must be read again, with bodies that were skipped.
bool consumer::share(unit &own)
{
	uint64_t common = hash_mix(hash_mix(options, own.has_guards), hash_late_annotations(own));
	header_finder finder(own.context, watch, common, functions);

	settle(finder, own);
	// The others whose bodies were parsed are kept for other units.
	for (const auto &list : functions)
		if (!list.first->is_main && !is_known(*list.first))
			form_of(finder, *list.first);
	if (r.is_unfinished || !find_identities(finder))
		return false;
	for (const auto &id : ids) {
		if (stored.count(id.first))
			continue;
		unit &header = unit_of(*id.first, own);

		walk_all(header, *id.first);
		if (!header.wanted().empty() || own.context.getDiagnostics().hasErrorOccurred())
			continue;
		header.finish();
		// A first unit has all of its headers here, so they don't stay.
		if (keep(*id.first, *forms[id.first], header))
			fresh.erase(id.first);
	}
	if (!find_missing(own))
		return false;
	own.finish();
	for (const source *s : reached) {
		auto id = ids.find(s);

		if (id != ids.end())
			add_part(own.facts, *s, id->second);
	}
	// A store that can't be written to.
	for (auto &header : fresh)
		for (guint i = 0; i < own.facts->parts->len; i++) {
			fact_part *part = &g_array_index(own.facts->parts, fact_part, i);

			if (header.first->path == fact_text(own.facts, part->header))
				part->facts = header.second->take();
		}
	return true;
}

// The headers of functions that the unit's facts speak of.
void consumer::reach(const unit &own)
{
	for (const FunctionDecl *fn : own.named())
		if (const FunctionDecl *definition = fn ? fn->getDefinition() : nullptr)
			if (const source &s = watch.file_of(definition->getLocation()); !s.is_main)
				reached.insert(&s);
}

// Finds the forms of all headers that are reached, also through others.  The functions of
// those that can't be shared are the unit's own.
void consumer::settle(header_finder &finder, unit &own)
{
	std::set<const source *> done;
	bool is_changed;

	reach(own);
	do {
		is_changed = false;
		for (const source *s : std::vector<const source *>(reached.begin(), reached.end())) {
			if (!done.insert(s).second)
				continue;
			is_changed = true;
			const form *f = form_of(finder, *s);
			// It leads to one that can't be shared.
			bool is_bound = f && !finder.identity(*s);

			if (is_bound && stored.count(s) && !is_waiting(*s))
				want(*s);
			if (f && (!is_bound || r.is_unfinished)) {
				for (const source *to : headers_of(*f))
					reached.insert(to);
			} else if (!r.is_unfinished) {
				walk_all(own, *s);
				reach(own);
			}
		}
	} while (is_changed);
}

// Null if there is none, or the header's bodies must be parsed first.
const form *consumer::form_of(header_finder &finder, const source &s)
{
	auto known = forms.find(&s);

	if (known != forms.end())
		return known->second;
	if (is_known(s) && !s.is_split && finder.match(s, store.forms(s)))
		stored.insert(&s);
	else if (is_known(s))
		want(s);
	if (!s.is_split && !stored.count(&s) && !wanted.count(&s))
		finder.identify(s);
	const form *f = forms[&s] = finder.form_of(s);

	// An identity depends on what it leads to.
	for (const source *to : f ? headers_of(*f) : std::vector<const source *>())
		form_of(finder, *to);
	// It will lead to much the same as it did elsewhere, so other new forms show at once.
	if (wanted.count(&s))
		for (const form &other : store.forms(s))
			for (const source *to : headers_of(other))
				form_of(finder, *to);
	return f;
}

std::vector<const source *> consumer::headers_of(const form &f) const
{
	std::vector<const source *> list;

	for (uint64_t path : f.headers)
		if (const source *s = watch.by_path(path))
			list.push_back(s);
	return list;
}

// Is all that it has no identity for that it leads to headers whose bodies are parsed next time?
bool consumer::is_waiting(const source &s) const
{
	std::vector<const source *> work = { &s };
	std::set<const source *> seen = { &s };
	bool is_found = false;

	while (!work.empty()) {
		auto f = forms.find(work.back());
		bool is_wanted = wanted.count(work.back());

		work.pop_back();
		is_found |= is_wanted;
		if (is_wanted)
			continue;
		if (f == forms.end() || !f->second)
			return false;
		for (uint64_t path : f->second->headers) {
			const source *to = watch.by_path(path);

			if (!to)
				return false;
			if (seen.insert(to).second)
				work.push_back(to);
		}
	}
	return is_found;
}

bool consumer::find_identities(const header_finder &finder)
{
	for (const auto &each : forms) {
		if (!each.second)
			continue;
		if (std::optional<number> id = finder.identity(*each.first))
			ids[each.first] = *id;
		else if (stored.count(each.first) && !is_waiting(*each.first))
			want(*each.first);
	}
	// What is skipped must be there.
	for (const auto &id : ids)
		if (stored.count(id.first) && access(store.facts_file(id.second).c_str(), R_OK) &&
		    !assemble(*id.first, *forms[id.first]))
			want(*id.first);
	return !r.is_unfinished;
}

// The functions of this header are not to be had from the store.
void consumer::want(const source &s)
{
	stored.erase(&s);
	// A compiler has parsed them.
	if (!r.parses_all && r.parsed.insert(s.path).second) {
		wanted.insert(&s);
		r.is_unfinished = true;
	}
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

static bool write_unit(const std::string &file, const fact_unit *facts)
{
	GByteArray *bytes = fact_write(facts);
	bool ok = replace_stored(file, { (const char *)bytes->data, bytes->len });

	g_byte_array_free(bytes, TRUE);
	return ok;
}

// Completes a header's facts, and puts them into the store; false if there is none.
bool consumer::keep(const source &s, const form &f, unit &functions)
{
	// Without other headers there is one identity, and the facts are these.
	bool ok = f.headers.empty() || write_unit(store.functions_file(f), functions.facts);

	for (const source *to : headers_of(f))
		add_part(functions.facts, *to, ids[to]);
	ok = ok && write_unit(store.facts_file(ids[&s]), functions.facts);
	if (ok)
		store.add(s, f);
	return ok;
}

// A known form that calls into other forms than before.
bool consumer::assemble(const source &s, const form &f)
{
	fact_unit *facts = fact_read_file(store.functions_file(f).c_str(), nullptr);

	if (!facts)
		return false;
	for (const source *to : headers_of(f))
		add_part(facts, *to, ids[to]);
	bool ok = write_unit(store.facts_file(ids[&s]), facts);

	fact_unit_free(facts);
	return ok;
}

// ---- without ----------------------------------------------------------------------

static number hash_facts(const fact_unit *facts)
{
	GByteArray *bytes = fact_write(facts);
	llvm::XXH128_hash_t hash = llvm::xxh3_128bits({ bytes->data, bytes->len });

	g_byte_array_free(bytes, TRUE);
	return { hash.high64, hash.low64 };
}

template <class hashes, class calls>
static number hash_reached(const source *from, hashes &of, calls &to)
{
	std::vector<const source *> work = { from };
	std::set<const source *> seen = { from };
	std::vector<number> all;
	std::vector<uint64_t> words;

	while (!work.empty()) {
		const source *s = work.back();

		work.pop_back();
		all.push_back(of[s]);
		for (const source *next : to[s])
			if (seen.insert(next).second)
				work.push_back(next);
	}
	std::sort(all.begin() + 1, all.end());
	for (const number &each : all)
		words.insert(words.end(), each.begin(), each.end());
	return hash_words(words);
}

// A header's functions are there for who calls them, so those that facts don't speak of are left out.
// What a part is called by is a hash over its facts, and over those of all parts that it leads to.
void consumer::include(unit &own)
{
	for (const source *s : reached)
		for (const FunctionDecl *fn : functions[s])
			if (!fn->isInlineSpecified() && seen.insert(fn).second) {
				walk_function(unit_of(*s, own), fn);
				walked[s].push_back(fn);
			}
	std::map<const unit *, size_t> next;
	size_t done;

	walk_reached(own, next[&own], own);
	do {
		done = seen.size();
		std::vector<const unit *> all;

		for (const auto &header : fresh)
			all.push_back(header.second.get());
		for (const unit *u : all)
			walk_reached(*u, next[u], own);
	} while (seen.size() != done);
	move_bound(own);
	std::map<const source *, number, by_path> hashes;
	std::map<const source *, std::set<const source *>> calls;

	for (auto &header : fresh) {
		header.second->finish();
		hashes[header.first] = hash_facts(header.second->facts);
		calls[header.first] = called_headers(*header.second);
	}
	for (const auto &header : fresh)
		ids[header.first] = hash_reached(header.first, hashes, calls);
	own.finish();
	for (const auto &header : fresh) {
		fact_unit *facts = header.second->take();

		for (const auto &id : ids)
			if (calls[header.first].count(id.first))
				add_part(facts, *id.first, id.second);
		add_part(own.facts, *header.first, ids[header.first]);
		g_array_index(own.facts->parts, fact_part, own.facts->parts->len - 1).facts = facts;
	}
}

// The functions that `from` speaks of, from number `next` on, if headers define them.
void consumer::walk_reached(const unit &from, size_t &next, const unit &own)
{
	for (; next < from.named().size(); next++) {
		const FunctionDecl *fn = from.named()[next] ? from.named()[next]->getDefinition() : nullptr;

		if (!fn || !fn->getBody() || !seen.insert(fn).second)
			continue;
		const source &s = watch.file_of(fn->getLocation());

		if (s.is_main)
			continue;
		walked[&s].push_back(fn);
		walk_function(unit_of(s, own), fn);
	}
}

std::set<const source *> consumer::called_headers(const unit &from)
{
	std::set<const source *> all;

	for (const FunctionDecl *fn : from.named())
		if (const FunctionDecl *definition = fn ? fn->getDefinition() : nullptr)
			if (const source *s = &watch.file_of(definition->getLocation()); s != from.header && fresh.count(s))
				all.insert(s);
	return all;
}

// Functions that lead to static ones of the main file belong to the unit: another unit's main
// file may have the same name.
void consumer::move_bound(unit &own)
{
	std::set<const source *> bound;
	size_t before;

	do {
		before = bound.size();
		for (const auto &header : fresh)
			for (const FunctionDecl *fn : header.second->named()) {
				const FunctionDecl *definition = fn ? fn->getDefinition() : nullptr;
				const source *s = definition ? &watch.file_of(definition->getLocation()) : nullptr;

				if (s && ((s->is_main && !fn->isExternallyVisible()) || bound.count(s)))
					bound.insert(header.first);
			}
	} while (bound.size() != before);
	for (const source *s : bound) {
		for (const FunctionDecl *fn : walked[s])
			walk_function(own, fn);
		fresh.erase(s);
	}
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
		// The process ends soon, or not.
		compiler.getFrontendOpts().DisableFree = !r.stays;
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
