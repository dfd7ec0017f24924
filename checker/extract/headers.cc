// SPDX-License-Identifier: MIT
//
// headers.cc: what the functions of a header depend on, and the store of those that
// were extracted before.
//
// Dependences are found by file: from the bodies in a header to the files that declare
// what they name, from those to the files that declare what they name.  That is more
// than needed, but cheap, and it is the syntax tree that says it: nothing has to be
// recorded while facts are made.
#include "headers.hh"
#include "extract.hh"
#include "extractor_version.h"

#include <clang/AST/Attr.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Frontend/CompilerInstance.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/xxhash.h>
#include <unistd.h>
#include <algorithm>

using namespace clang;

namespace hf {

static const uint64_t body_mark = 0x5bd1e995a3c59ac3;

static std::string hex(uint64_t number)
{
	char text[17];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)number);
	return text;
}

std::string identity::text() const
{
	return hex(number[0]) + hex(number[1]);
}

uint64_t hash_options(const CompilerInstance &compiler)
{
	const LangOptions &lang = compiler.getLangOpts();
	const TargetOptions &target = compiler.getTargetOpts();
	uint64_t hash = hash_text(HF_EXTRACTOR_VERSION);

#define LANGOPT(Name, ...) hash = hash_mix(hash, lang.Name);
#define ENUM_LANGOPT(Name, Type, ...) \
	hash = hash_mix(hash, static_cast<unsigned>(lang.get##Name()));
#define BENIGN_LANGOPT(Name, ...)
#define BENIGN_ENUM_LANGOPT(Name, Type, ...)
#include <clang/Basic/LangOptions.def>
	for (const std::string *text : { &target.Triple, &target.CPU, &target.ABI })
		hash = hash_mix(hash, hash_text(*text));
	for (const std::string &feature : target.Features)
		hash = hash_mix(hash, hash_text(feature));
	return hash;
}

// ---- the store ----------------------------------------------------------------

std::string header_store::index_file(const source &s) const
{
	return folder + "/" + hex(hash_mix(hash_mix(options, s.path_hash), s.content)) + ".index";
}

std::string header_store::facts_file(const identity &id) const
{
	return folder + "/" + id.text() + ".facts";
}

// A count of numbers, then for each identity: its two numbers, the number of its
// parts, the parts.  An index that is damaged knows nothing.
const std::vector<identity> &header_store::identities(const source &s)
{
	auto found = known.find(&s);

	if (found != known.end())
		return found->second;
	std::vector<identity> &list = known[&s];

	if (!is_used())
		return list;
	auto buffer = llvm::MemoryBuffer::getFile(index_file(s), false, false);

	if (!buffer)
		return list;
	const uint64_t *at = reinterpret_cast<const uint64_t *>((*buffer)->getBufferStart());
	size_t left = (*buffer)->getBufferSize() / sizeof(uint64_t);

	if (!left || *at != left)
		return list;
	for (at++, left--; left >= 3 && at[2] <= (left - 3) / 2;) {
		identity id;

		id.number = { at[0], at[1] };
		uint64_t count = at[2];

		id.made_of.reserve(count);
		for (uint64_t i = 0; i < count; i++)
			id.made_of.emplace_back(at[3 + 2 * i], at[4 + 2 * i]);
		at += 3 + 2 * count;
		left -= 3 + 2 * count;
		if (!access(facts_file(id).c_str(), R_OK))
			list.push_back(std::move(id));
	}
	return list;
}

bool header_store::knows(const source &s)
{
	return !identities(s).empty();
}

void header_store::add(const source &s, const identity &id)
{
	known.erase(&s);
	identities(s);
	std::vector<identity> &list = known[&s];

	for (const identity &old : list)
		if (old.number == id.number)
			return;
	list.push_back(id);
	std::vector<uint64_t> words = { 0 };

	for (const identity &each : list) {
		words.insert(words.end(), { each.number[0], each.number[1], each.made_of.size() });
		for (const auto &part : each.made_of)
			words.insert(words.end(), { part.first, part.second });
	}
	words[0] = words.size();
	// A store that can't be written to is one that knows less.
	g_file_set_contents(index_file(s).c_str(), (const char *)words.data(),
			    words.size() * sizeof(uint64_t), nullptr);
}

// ---- dependences ---------------------------------------------------------------

namespace {

struct node {
	std::set<source *> declarations;        // that are referred to
	std::set<source *> bodies;              // in which functions are called
	std::set<uint64_t> names;               // of functions and variables
};

class reference_visitor : public RecursiveASTVisitor<reference_visitor> {
public:
	reference_visitor(token_watch &watch, node &out, bool in_body)
		: watch(watch), out(out), in_body(in_body) {}

	bool VisitDeclRefExpr(DeclRefExpr *ref) { return add(ref->getDecl()); }
	bool VisitMemberExpr(MemberExpr *member) { return add(member->getMemberDecl()); }
	bool VisitTypedefTypeLoc(TypedefTypeLoc type) { return add(type.getTypedefNameDecl()); }
	bool VisitTagTypeLoc(TagTypeLoc type) { return in_pointer || add(type.getDecl()); }
	// What a pointer leads to counts where something goes there, and names a member.
	bool TraversePointerTypeLoc(PointerTypeLoc type)
	{
		bool outer = in_pointer;

		in_pointer = true;
		bool result = RecursiveASTVisitor::TraversePointerTypeLoc(type);

		in_pointer = outer;
		return result;
	}
	bool VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *e)
	{
		const TagDecl *tag = e->getTypeOfArgument()->getAsTagDecl();

		return !tag || add(tag);
	}
	bool VisitOffsetOfExpr(OffsetOfExpr *offset)
	{
		for (unsigned i = 0; i < offset->getNumComponents(); i++)
			if (offset->getComponent(i).getKind() == OffsetOfNode::Field)
				add(offset->getComponent(i).getField());
		return true;
	}
	bool VisitVarDecl(VarDecl *var)
	{
		if (const auto *cleanup = var->getAttr<CleanupAttr>())
			add(cleanup->getFunctionDecl());
		return true;
	}
	// Bodies are visited by themselves.
	bool TraverseFunctionDecl(FunctionDecl *fn)
	{
		if (fn->getTypeSourceInfo())
			return TraverseTypeLoc(fn->getTypeSourceInfo()->getTypeLoc());
		return true;
	}

private:
	bool add(const Decl *decl)
	{
		// What is local to a body is in the body.
		if (in_body && decl->getParentFunctionOrMethod() && !isa<FunctionDecl>(decl))
			return true;
		for (const Decl *other : decl->redecls()) {
			// To a declaration only that matters which stood before it.
			if (!in_body && !isa<TagDecl>(decl) && other != decl->getCanonicalDecl())
				continue;
			source &s = watch.file_of(other->getLocation());

			// A later declaration in the main file adds nothing to what is external.
			if (s.is_main && !is_internal(decl) && !decl->getCanonicalDecl()->isInvalidDecl() &&
			    !watch.file_of(decl->getCanonicalDecl()->getLocation()).is_main)
				continue;
			out.declarations.insert(&s);
			const auto *fn = dyn_cast<FunctionDecl>(other);

			if (in_body && fn && fn->isThisDeclarationADefinition())
				out.bodies.insert(&s);
		}
		if (in_body && (isa<FunctionDecl>(decl) || isa<VarDecl>(decl)))
			out.names.insert(hash_text(cast<NamedDecl>(decl)->getName()));
		return true;
	}
	static bool is_internal(const Decl *decl)
	{
		if (const auto *fn = dyn_cast<FunctionDecl>(decl))
			return !fn->hasExternalFormalLinkage();
		if (const auto *var = dyn_cast<VarDecl>(decl))
			return !var->hasExternalFormalLinkage();
		return true;
	}

	token_watch &watch;
	node &out;
	bool in_body;
	bool in_pointer = false;
};

} // namespace

struct header_finder::state {
	state(ASTContext &context, token_watch &watch, uint64_t common)
		: context(context), watch(watch), common(common) {}

	void group();
	const node &declarations_of(source *s);
	const node &bodies_of(source *s);

	ASTContext &context;
	token_watch &watch;
	uint64_t common;
	llvm::DenseMap<uint64_t, uint64_t> now;         // the parts of this unit
	std::map<uint64_t, source *> by_part;
	std::map<const source *, std::vector<Decl *>> decls;
	std::map<source *, node> declarations, bodies;
	std::map<const source *, const identity *> matched;
	bool is_grouped = false;
};

static bool is_redeclared(const Decl *decl)
{
	return decl->getPreviousDecl() && (isa<FunctionDecl>(decl) || isa<VarDecl>(decl));
}

header_finder::header_finder(ASTContext &context, token_watch &watch, uint64_t common)
	: st(std::make_unique<state>(context, watch, common))
{
	watch.hash_contents();
	for (auto &entry : watch.sources) {
		const source &s = *entry.second;

		// What is predefined shows in expanded tokens.
		if (!s.is_file)
			continue;
		st->now[s.path_hash] = hash_mix(s.content, s.declarations);
		st->now[s.path_hash ^ body_mark] = hash_mix(s.content, s.bodies);
	}
	// A name that is declared again: where, in order.
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		if (!is_redeclared(decl))
			continue;
		const auto *named = cast<NamedDecl>(decl);
		source &s = watch.file_of(decl->getLocation());

		if (s.is_main && named->hasExternalFormalLinkage())
			continue;
		uint64_t &hash = st->now[hash_text(named->getName())];

		hash = hash_mix(hash_mix(hash, s.path_hash),
				context.getSourceManager().getFileOffset(
					context.getSourceManager().getExpansionLoc(decl->getLocation())));
	}
}

header_finder::~header_finder() = default;

const identity *header_finder::match(const source &s, const std::vector<identity> &stored)
{
	for (const identity &id : stored) {
		bool same = true;

		for (const auto &part : id.made_of) {
			auto found = part.first ? st->now.find(part.first) : st->now.end();
			uint64_t hash = !part.first ? st->common : found == st->now.end() ? 0 : found->second;

			if (hash != part.second) {
				same = false;
				break;
			}
		}
		if (same)
			return st->matched[&s] = &id;
	}
	return nullptr;
}

void header_finder::state::group()
{
	if (is_grouped)
		return;
	is_grouped = true;
	for (Decl *decl : context.getTranslationUnitDecl()->decls())
		decls[&watch.file_of(decl->getLocation())].push_back(decl);
	for (auto &entry : watch.sources) {
		by_part[entry.second->path_hash] = entry.second.get();
		by_part[entry.second->path_hash ^ body_mark] = entry.second.get();
	}
}

const node &header_finder::state::declarations_of(source *s)
{
	auto found = declarations.find(s);

	if (found != declarations.end())
		return found->second;
	node &out = declarations[s];
	reference_visitor visitor(watch, out, false);

	group();
	for (Decl *decl : decls[s])
		visitor.TraverseDecl(decl);
	return out;
}

const node &header_finder::state::bodies_of(source *s)
{
	auto found = bodies.find(s);

	if (found != bodies.end())
		return found->second;
	node &out = bodies[s];
	reference_visitor visitor(watch, out, true);

	group();
	for (Decl *decl : decls[s])
		if (auto *fn = dyn_cast<FunctionDecl>(decl); fn && fn->doesThisDeclarationHaveABody())
			visitor.TraverseStmt(fn->getBody());
	return out;
}

std::optional<identity> header_finder::identify(const source &header)
{
	std::vector<uint64_t> parts = { 0 };
	std::vector<std::pair<source *, bool>> work;
	llvm::DenseSet<uint64_t> seen;
	auto visit = [&](source *s, bool is_body) {
		uint64_t part = is_body ? s->path_hash ^ body_mark : s->path_hash;

		if (!seen.insert(part).second)
			return;
		parts.push_back(part);
		work.emplace_back(s, is_body);
	};

	visit(const_cast<source *>(&header), false);
	visit(const_cast<source *>(&header), true);
	while (!work.empty()) {
		auto [s, is_body] = work.back();

		work.pop_back();
		if (s->is_main || s->is_split)
			return std::nullopt;
		if (!is_body) {
			for (source *to : st->declarations_of(s).declarations)
				visit(to, false);
			continue;
		}
		// Of a body that was skipped, all it leads to is known.
		auto stored = st->matched.find(s);

		if (stored != st->matched.end()) {
			for (const auto &part : stored->second->made_of)
				parts.push_back(part.first);
			continue;
		}
		const node &n = st->bodies_of(s);

		for (source *to : n.declarations)
			visit(to, false);
		for (source *to : n.bodies)
			visit(to, true);
		parts.insert(parts.end(), n.names.begin(), n.names.end());
	}
	std::sort(parts.begin(), parts.end());
	parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
	identity id;
	std::vector<uint64_t> words = { header.path_hash };

	for (uint64_t part : parts) {
		auto found = part ? st->now.find(part) : st->now.end();
		uint64_t hash = !part ? st->common : found == st->now.end() ? 0 : found->second;

		id.made_of.emplace_back(part, hash);
		words.insert(words.end(), { part, hash });
	}
	llvm::XXH128_hash_t number = llvm::xxh3_128bits(llvm::ArrayRef<uint8_t>(
		(const uint8_t *)words.data(), words.size() * sizeof(uint64_t)));

	id.number = { number.high64, number.low64 };
	return id;
}

} // namespace hf
