// SPDX-License-Identifier: MIT
//
// macros.cc: annotations that are gone before there is a syntax tree: sparse's `context`
// attribute, which clang drops, and macros that expand to nothing here, such as
// `__acquires(x)`.  Which macros say what is data: a model's [macro NAME] sections.
//
// The preprocessor shows each use.  One in a declaration belongs to the declarator that stands
// before it without a `;`, `{` or `,` between, or to the one that follows it; one in a body is a
// statement (graph.cc).  Uses that nobody understands are counted in the facts: `unread`.
#include "files.hh"
#include "macros.hh"

#include <clang/AST/ASTContext.h>
#include <clang/AST/TypeLoc.h>
#include <clang/Lex/Lexer.h>
#include <clang/Lex/MacroArgs.h>
#include <clang/Lex/MacroInfo.h>
#include <clang/Lex/PPCallbacks.h>
#include <llvm/ADT/StringExtras.h>
#include <model_file/model_file.h>
#include <algorithm>
#include <tuple>

using namespace clang;

namespace hf {

static const char *const macro_keys[] = {
	"acquires", "releases", "requires", "excludes", "initialises", "try-acquires",
	"acquires-checked", "guarded-by",
	"enters", "leaves", "requires-state", "effect", "may-block", "may-block-if", "may-block-unless",
	"delays", "polls", "returns-whether-in",
};

// Of the unit that is being read.
static std::vector<std::unique_ptr<macro_use>> uses;
static llvm::DenseMap<FileID, std::vector<macro_use *>> uses_in;
static bool has_guard_uses;

// The tokens of an expression, as text.
static std::string text_of(Preprocessor &pp, llvm::ArrayRef<Token> tokens)
{
	std::string text;

	for (const Token &t : tokens) {
		if (t.is(tok::eof))
			break;
		text += pp.getSpelling(t) + " ";
	}
	return llvm::StringRef(text).trim().str();
}

// `context(x, in, out)`: how often x is held before and behind it.
static void add_context(macro_use &use, const std::string &lock, llvm::StringRef in, llvm::StringRef out)
{
	static const struct { const char *in, *out, *key, *before; } forms[] = {
		{ "0", "1", "acquires", "" }, { "1", "0", "releases", "" }, { "1", "1", "requires", "" },
		{ "0", "-1", "try-acquires", "nonzero " },
	};

	for (const auto &form : forms)
		if (in == form.in && out == form.out)
			use.says.push_back({ form.key, form.before + lock });
	use.text = "context(" + lock + ", " + in.str() + ", " + out.str() + ")";
}

namespace {

class macro_callbacks : public PPCallbacks {
public:
	macro_callbacks(Preprocessor &pp, token_watch &watch) : pp(pp), watch(watch) {}

	void MacroExpands(const Token &name, const MacroDefinition &definition, SourceRange,
			  const MacroArgs *args) override
	{
		const meaning &m = meaning_of(name.getIdentifierInfo(), definition.getMacroInfo());

		if (!m.sections && !m.context)
			return;
		std::vector<std::string> texts;

		for (unsigned i = 0; args && i < args->getNumMacroArguments(); i++) {
			const Token *first = args->getUnexpArgument(i);

			texts.push_back(text_of(pp, { first, MacroArgs::getArgLength(first) }));
		}
		auto use = std::make_unique<macro_use>();

		use->name = name.getIdentifierInfo()->getName().str();
		use->text = use->name + "(";
		for (const std::string &text : texts)
			use->text += (&text == &texts[0] ? "" : ", ") + text;
		use->text += ")";
		if (m.sections)
			read_sections(*use, m.sections, texts);
		else
			read_context(*use, *definition.getMacroInfo(), m.context, texts);
		add_use(pp.getSourceManager(), std::move(use), name.getLocation(), watch.in_body());
		// What a body says counts for what the body is, though no token shows it.
		if (watch.in_body())
			watch.depend(hash_text(uses.back()->text), !m.keeps_arguments);
	}

private:
	struct meaning {
		const GPtrArray *sections = nullptr;
		const Token *context = nullptr;         // behind `context (`
		bool keeps_arguments = false;           // the syntax tree has them as well
	};

	// Does each of the arguments show in what it expands to?
	static bool shows_all(const MacroInfo *info)
	{
		llvm::SmallDenseSet<int, 4> shown;

		for (const Token &t : info->tokens())
			if (const IdentifierInfo *id = t.getIdentifierInfo())
				shown.insert(info->getParameterNum(id));
		shown.erase(-1);
		return !shown.empty() && shown.size() == info->getNumParams();
	}
	const meaning &meaning_of(const IdentifierInfo *name, const MacroInfo *info)
	{
		auto found = known.find(info);

		if (found != known.end())
			return found->second;
		meaning m;

		m.sections = macro_sections(name->getName().str());
		m.context = m.sections ? nullptr : find_context(info);
		m.keeps_arguments = shows_all(info);
		return known[info] = m;
	}
	static const Token *find_context(const MacroInfo *info)
	{
		llvm::ArrayRef<Token> tokens = info->tokens();

		for (size_t i = 0; i + 4 < tokens.size(); i++) {
			const IdentifierInfo *id = tokens[i].is(tok::kw___attribute) ?
						   tokens[i + 3].getIdentifierInfo() : nullptr;

			if (id && (id->isStr("context") || id->isStr("__context__")) &&
			    tokens[i + 4].is(tok::l_paren))
				return &tokens[i + 5 < tokens.size() ? i + 5 : i + 4];
		}
		return nullptr;
	}
	// A statement's values with the arguments in the places of $1, $2.
	static std::string filled_in(const char *value, const std::vector<std::string> &args)
	{
		std::string text;

		for (const char *at = value; *at;) {
			if (*at != '$') {
				text += *at++;
				continue;
			}
			char *end;
			unsigned long number = strtoul(at + 1, &end, 10);
			std::string arg = number <= args.size() && number ? args[number - 1] : "";

			text += at == value && !*end ? arg : "(" + arg + ")";
			at = end;
		}
		return text;
	}
	static void add_says(macro_use &use, const char *key, const model_statement *s, unsigned i,
			     const std::vector<std::string> &args)
	{
		llvm::StringRef condition = s->conditions[i];
		bool is_unless = condition.consume_front("unless ");

		(void)condition.consume_front("if ");
		if (s->form == MODEL_YES && !strcmp(s->values[i], "no"))
			return;
		marking m = { key, filled_in(s->values[i], args), filled_in(condition.str().c_str(), args), is_unless };

		// A key whose value is the condition.
		if (s->form == MODEL_CONDITION)
			m = { "may-block", "", m.text, !strcmp(key, "may-block-unless") };
		use.says.push_back(m);
	}
	static void read_sections(macro_use &use, const GPtrArray *sections, const std::vector<std::string> &args)
	{
		for (const char *key : macro_keys) {
			const model_statement *s = model_find_statement(sections, key, nullptr, 0, nullptr);

			for (unsigned i = 0; s && s->values[i]; i++)
				add_says(use, key, s, i, args);
		}
		for (unsigned n = 1; n <= args.size(); n++) {
			const model_statement *s = model_find_statement(sections, "called-in", nullptr, n, nullptr);

			for (unsigned i = 0; s && s->values[i]; i++)
				use.callbacks.push_back({ args[n - 1], s->values[i] });
		}
	}
	void read_context(macro_use &use, const MacroInfo &info, const Token *at, const std::vector<std::string> &args)
	{
		std::vector<std::string> parts(1);
		unsigned depth = 0;

		for (; at != info.tokens_end() && (depth || at->isNot(tok::r_paren)); at++) {
			const IdentifierInfo *id = at->getIdentifierInfo();
			int param = id ? info.getParameterNum(id) : -1;

			depth += at->is(tok::l_paren) ? 1 : at->is(tok::r_paren) ? -1 : 0;
			if (!depth && at->is(tok::comma))
				parts.emplace_back();
			else
				parts.back() += param >= 0 && (size_t)param < args.size() ? args[param] : pp.getSpelling(*at);
		}
		if (parts.size() == 3)
			add_context(use, parts[0], parts[1], parts[2]);
	}
	static void add_use(const SourceManager &sm, std::unique_ptr<macro_use> use, SourceLocation loc, bool in_body)
	{
		std::tie(use->file, use->offset) = sm.getDecomposedExpansionLoc(loc);
		use->loc = loc;
		use->in_body = in_body;
		has_guard_uses |= llvm::any_of(use->says, [](const marking &m) {
			return !strcmp(m.key, "guarded-by");
		});
		uses_in[use->file].push_back(use.get());
		uses.push_back(std::move(use));
	}

	Preprocessor &pp;
	token_watch &watch;
	llvm::DenseMap<const MacroInfo *, meaning> known;
};

// The attribute as it is written in a file, outside of directives.
class attribute_finder {
public:
	attribute_finder(const SourceManager &sm, const LangOptions &lang, FileID file, llvm::StringRef text)
		: file(file), begin(sm.getLocForStartOfFile(file)), text(text),
		  lexer(begin, lang, text.begin(), text.begin(), text.end()) {}

	void find()
	{
		while (next()) {
			unsigned offset = at();

			if (!is("__attribute__") && !is("__attribute"))
				continue;
			if (!next() || t.isNot(tok::l_paren) || !next() || t.isNot(tok::l_paren) || !next() ||
			    (!is("context") && !is("__context__")) || !next())
				continue;
			std::vector<std::string> parts(1);
			unsigned depth = 0;

			while (next() && (depth || t.isNot(tok::r_paren))) {
				depth += t.is(tok::l_paren) ? 1 : t.is(tok::r_paren) ? -1 : 0;
				if (!depth && t.is(tok::comma))
					parts.emplace_back();
				else
					parts.back() += spelling().str();
			}
			auto use = std::make_unique<macro_use>();

			use->name = "context";
			use->text = "context(" + llvm::join(parts, ", ") + ")";
			if (parts.size() == 3)
				add_context(*use, parts[0], parts[1], parts[2]);
			use->file = file;
			use->offset = offset;
			use->loc = begin.getLocWithOffset(offset);
			uses_in[file].push_back(use.get());
			uses.push_back(std::move(use));
		}
	}

private:
	unsigned at() const { return t.getLocation().getRawEncoding() - begin.getRawEncoding(); }
	llvm::StringRef spelling() const { return text.substr(at(), t.getLength()); }
	bool is(llvm::StringRef word) const { return t.is(tok::raw_identifier) && t.getRawIdentifier() == word; }
	bool next()
	{
		for (;;) {
			lexer.LexFromRawLexer(t);
			if (t.is(tok::hash) && t.isAtStartOfLine())
				in_directive = true;
			else if (t.isAtStartOfLine())
				in_directive = false;
			if (t.is(tok::eof) || !in_directive)
				return t.isNot(tok::eof);
		}
	}

	FileID file;
	SourceLocation begin;
	llvm::StringRef text;
	Lexer lexer;
	Token t;
	bool in_directive = false;
};

// Is one there, as far as can be told without reading tokens?
bool may_have_context(llvm::StringRef text)
{
	static const char word[] = "__attribute";
	const char *end = text.end();

	// The C library finds the word faster than anything here.
	for (const char *at = text.data(); (at = (const char *)memmem(at, end - at, word, sizeof(word) - 1));) {
		at += sizeof(word) - 1;
		llvm::StringRef rest(at, end - at);

		rest.consume_front("__");
		rest = rest.ltrim(" \t\n\r(");
		if (rest.starts_with("context") || rest.starts_with("__context") || rest.starts_with("/") ||
		    rest.starts_with("\\"))
			return true;
	}
	return false;
}

bool is_end(const Token &t)
{
	return t.isOneOf(tok::semi, tok::l_brace, tok::r_brace, tok::equal);
}

// What stands near a declarator.
class neighbourhood {
public:
	neighbourhood(const ASTContext &context, const Decl *decl) : sm(context.getSourceManager()),
		lang(context.getLangOpts())
	{
		SourceLocation name = decl->getLocation(), end = name;

		if (const auto *fn = dyn_cast<FunctionDecl>(decl))
			if (FunctionTypeLoc type = fn->getFunctionTypeLoc(); type && type.getRParenLoc().isValid())
				end = type.getRParenLoc();
		std::tie(file, first) = sm.getDecomposedExpansionLoc(name);
		std::pair<FileID, unsigned> at = sm.getDecomposedLoc(sm.getExpansionRange(end).getEnd());

		is_valid = at.first == file && file.isValid();
		last = at.second;
	}
	std::vector<macro_use *> find(bool before)
	{
		std::vector<macro_use *> found;
		auto in_file = is_valid ? uses_in.find(file) : uses_in.end();

		if (in_file == uses_in.end())
			return found;
		const std::vector<macro_use *> &all = in_file->second;
		auto next = std::upper_bound(all.begin(), all.end(), last, [](unsigned offset, const macro_use *use) {
			return offset < use->offset;
		});

		for (auto use = next; use != all.end() && !(*use)->in_body && is_joined(last, (*use)->offset, true); ++use)
			found.push_back(*use);
		auto previous = std::lower_bound(all.begin(), all.end(), first, [](const macro_use *use, unsigned offset) {
			return use->offset < offset;
		});

		while (before && previous != all.begin() && !(*--previous)->in_body &&
		       is_joined((*previous)->offset, first, false))
			found.insert(found.begin(), *previous);
		return found;
	}

private:
	bool is_joined(unsigned from, unsigned to, bool is_behind)
	{
		SourceLocation begin = sm.getLocForStartOfFile(file);
		llvm::StringRef text = sm.getBufferData(file);
		Lexer lexer(begin, lang, text.begin(), text.begin() + from, text.end());
		unsigned depth = 0;
		Token t;

		// The declarator's last token itself.
		if (is_behind)
			lexer.LexFromRawLexer(t);
		for (;;) {
			lexer.LexFromRawLexer(t);
			if (t.is(tok::eof) || t.getLocation().getRawEncoding() - begin.getRawEncoding() >= to)
				return t.isNot(tok::eof);
			depth += t.is(tok::l_paren) ? 1 : t.is(tok::r_paren) && depth ? -1 : 0;
			if (is_end(t) || (!depth && t.is(tok::comma)))
				return false;
		}
	}

	const SourceManager &sm;
	const LangOptions &lang;
	FileID file;
	unsigned first = 0, last = 0;
	bool is_valid = false;
};

} // namespace

void watch_macros(Preprocessor &pp, token_watch &watch)
{
	uses.clear();
	uses_in.clear();
	has_guard_uses = false;
	begin_constants(pp);
	pp.addPPCallbacks(std::make_unique<macro_callbacks>(pp, watch));
}

void find_attributes(const ASTContext &context)
{
	const SourceManager &sm = context.getSourceManager();

	note_macros(context.Idents);
	for (unsigned i = 0; i < sm.local_sloc_entry_size(); i++) {
		const SrcMgr::SLocEntry &entry = sm.getLocalSLocEntry(i);

		if (!entry.isFile())
			continue;
		FileID file = sm.getFileID(SourceLocation::getFromRawEncoding(entry.getOffset()));
		std::optional<llvm::StringRef> text = sm.getBufferDataOrNone(file);

		if (text && noted(*text, &text_notes::may_have_context, may_have_context))
			attribute_finder(sm, context.getLangOpts(), file, *text).find();
	}
	for (auto &in_file : uses_in)
		llvm::stable_sort(in_file.second, [](const macro_use *a, const macro_use *b) {
			return a->offset < b->offset;
		});
}

std::vector<macro_use *> marks_of(const Decl *decl)
{
	return neighbourhood(decl->getASTContext(), decl).find(isa<FunctionDecl>(decl));
}

bool has_marks(const FunctionDecl *fn)
{
	return !uses.empty() && !marks_of(fn).empty();
}

bool has_guard_marks()
{
	return has_guard_uses;
}

std::vector<macro_use *> marks_in(const SourceManager &sm, SourceRange body)
{
	std::vector<macro_use *> found;
	std::pair<FileID, unsigned> begin = sm.getDecomposedExpansionLoc(body.getBegin());
	std::pair<FileID, unsigned> end = sm.getDecomposedExpansionLoc(body.getEnd());
	auto in_file = uses_in.find(begin.first);

	if (in_file != uses_in.end() && begin.first == end.first)
		for (macro_use *use : in_file->second)
			if (use->in_body && use->offset >= begin.second && use->offset <= end.second)
				found.push_back(use);
	return found;
}

static bool is_expansion_of(const SourceManager &sm, SourceLocation loc, SourceLocation use, unsigned depth)
{
	if (!loc.isMacroID() || !depth)
		return false;
	SourceLocation outer = sm.getImmediateExpansionRange(loc).getBegin();

	return outer == use || is_expansion_of(sm, outer, use, depth - 1) ||
	       (sm.isMacroArgExpansion(loc) &&
		is_expansion_of(sm, sm.getImmediateSpellingLoc(loc), use, depth - 1));
}

bool comes_out_of(const SourceManager &sm, const Stmt *s, const macro_use &use)
{
	const unsigned max_nesting = 12;

	// Of nothing but a macro that is empty, the `;` is left.
	if (const auto *empty = dyn_cast<NullStmt>(s); empty && empty->hasLeadingEmptyMacro()) {
		auto [file, offset] = sm.getDecomposedExpansionLoc(empty->getSemiLoc());
		llvm::StringRef text = sm.getBufferData(use.file);

		return file == use.file && offset > use.offset && text.find(';', use.offset) == offset;
	}
	return is_expansion_of(sm, s->getBeginLoc(), use.loc, max_nesting);
}

// Blocks have numbers from the end on.
const Stmt *first_of(const SourceManager &sm, const CFG &cfg, const macro_use &use)
{
	const Stmt *first = nullptr;
	unsigned number = 0;

	for (const CFGBlock *b : cfg)
		for (const CFGElement &element : *b) {
			auto s = element.getAs<CFGStmt>();

			if (!s || (first && b->getBlockID() <= number) || !comes_out_of(sm, s->getStmt(), use))
				continue;
			first = s->getStmt();
			number = b->getBlockID();
		}
	return first;
}

const Stmt *expansion_of(const SourceManager &sm, const Stmt *body, const macro_use &use)
{
	const unsigned max_nesting = 12;

	if (is_expansion_of(sm, body->getBeginLoc(), use.loc, max_nesting) &&
	    is_expansion_of(sm, body->getEndLoc(), use.loc, max_nesting))
		return body;
	for (const Stmt *child : body->children())
		if (const Stmt *found = child ? expansion_of(sm, child, use) : nullptr)
			return found;
	return nullptr;
}

bool has_answer(const macro_use &use)
{
	return llvm::any_of(use.says, [](const marking &m) {
		return !strcmp(m.key, "try-acquires") || !strcmp(m.key, "acquires-checked") || !strcmp(m.key, "polls") ||
		       !strcmp(m.key, "returns-whether-in");
	});
}

const Expr *answer_of(const Stmt *expansion, const macro_use &use)
{
	const auto *e = dyn_cast_or_null<Expr>(expansion);
	const auto *call = e ? dyn_cast<CallExpr>(e->IgnoreParenCasts()) : nullptr;
	bool is_negated = false, is_question = !strcmp(use.says.front().key, "returns-whether-in");

	if (call && is_followed(call) && !call->getType()->isVoidType())
		return call;
	e = e && is_question ? strip_condition(e, is_negated) : nullptr;
	return is_negated ? nullptr : e;
}

std::vector<macro_use *> all_marks()
{
	std::vector<macro_use *> all;

	for (const auto &use : uses)
		all.push_back(use.get());
	return all;
}

void write_unread(unit &u)
{
	for (const auto &use : uses)
		if ((!use->in_body || (use->says.empty() && !use->callbacks.empty())) && !use->is_read)
			u.unread(use->loc, use->text);
}

} // namespace hf
