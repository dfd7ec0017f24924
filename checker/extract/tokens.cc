// SPDX-License-Identifier: MIT
//
// tokens.cc: hashes the tokens of headers' bodies while they are read.
//
// A token counts with where it stands in its file, because facts have lines; what
// comes out of a macro counts with where the macro is used.  Strings in a body carry
// no facts but in attributes, so KBUILD_MODNAME and the like don't set units apart.
#include "files.hh"
#include "tokens.hh"

#include <clang/Lex/MacroInfo.h>
#include <clang/Lex/PPCallbacks.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/xxhash.h>
#include <algorithm>
#include <cctype>

using namespace clang;

namespace hf {

uint64_t hash_text(llvm::StringRef text)
{
	return llvm::xxh3_64bits(text);
}

class token_watch::callbacks : public PPCallbacks {
public:
	explicit callbacks(token_watch &watch) : watch(watch) {}

	void FileChanged(SourceLocation loc, FileChangeReason reason, SrcMgr::CharacteristicKind,
			 FileID) override
	{
		if (reason == EnterFile || reason == ExitFile)
			watch.enter(loc);
	}
	void MacroExpands(const Token &name, const MacroDefinition &definition, SourceRange range,
			  const MacroArgs *) override
	{
		watch.expands(name, definition.getMacroInfo(), range.getEnd());
	}
	void SourceRangeSkipped(SourceRange range, SourceLocation) override { watch.skips(range); }

private:
	token_watch &watch;
};

token_watch::token_watch(Preprocessor &pp, const std::string &store, uint64_t options)
	: pp(pp), sm(pp.getSourceManager()), memory(pp, *this, store, options), is_hashing(!store.empty())
{
	pp.addPPCallbacks(std::make_unique<callbacks>(*this));
	pp.setTokenWatcher([this](const Token &t) {
		tok::TokenKind kind = t.getKind();

		last = kind;
		if (depth && (in_shared || !counts.empty()) && kind != tok::eof)
			token(t);
		if (kind == tok::l_brace)
			last_brace = t.getLocation();
		if (depth && (kind == tok::l_brace || kind == tok::r_brace))
			count_brace(t);
	});
}

source &token_watch::file(FileID id)
{
	if (id == last_id && last_source)
		return *last_source;
	auto known = id.isValid() ? by_id.find(id) : by_id.end();

	last_id = id;
	if (known != by_id.end())
		return *(last_source = known->second);
	OptionalFileEntryRef entry = sm.getFileEntryRefForID(id);
	llvm::SmallString<256> path(entry ? entry->getName() : llvm::StringRef("<built-in>"));

	if (entry) {
		sm.getFileManager().makeAbsolutePath(path);
		llvm::sys::path::remove_dots(path, true);
	}
	std::unique_ptr<source> &s = sources[std::string(path)];

	if (!s) {
		s = std::make_unique<source>();
		s->path = std::string(path);
		s->path_hash = hash_text(s->path);
		s->is_file = entry.has_value();
		paths[s->path_hash] = s.get();
	}
	last_source = s.get();
	if (id.isValid()) {
		s->is_main |= id == sm.getMainFileID();
		by_id[id] = last_source;
		unsigned first = sm.getLocForStartOfFile(id).getRawEncoding();
		range r = { first, first + sm.getFileIDSize(id), last_source, id };

		ranges.insert(std::upper_bound(ranges.begin(), ranges.end(), r,
					       [](const range &a, const range &b) { return a.start < b.start; }), r);
		last_range = 0;
	}
	return *last_source;
}

token_watch::position token_watch::locate(SourceLocation loc)
{
	if (loc.isMacroID())
		loc = sm.getExpansionLoc(loc);
	unsigned at = loc.getRawEncoding();
	auto holds = [&](const range &r) { return r.start <= at && at <= r.end; };

	if (last_range >= ranges.size() || !holds(ranges[last_range])) {
		auto next = std::upper_bound(ranges.begin(), ranges.end(), at,
					     [](unsigned at, const range &r) { return at < r.start; });

		if (next == ranges.begin() || !holds(next[-1])) {
			std::pair<FileID, unsigned> other = sm.getDecomposedLoc(loc);

			return { &file(other.first), other.first, other.second };
		}
		last_range = next - ranges.begin() - 1;
	}
	const range &r = ranges[last_range];

	return { r.file, r.id, at - r.start };
}

void token_watch::enter(SourceLocation loc)
{
	FileID id = sm.getFileID(loc);
	source *next = &file(id);

	if (depth && now)
		now->is_split = next->is_split = true;
	now = next;
	start = sm.getLocForStartOfFile(id).getRawEncoding();
}

// Is there anything in it but strings and its arguments?  Of those nobody asks which macro they passed through
// (unit::macro), so the format of a file's own messages sets no headers apart.
static bool has_places(const MacroInfo *info)
{
	return !info->getNumTokens() || llvm::any_of(info->tokens(), [&](const Token &t) {
		const IdentifierInfo *id = t.getIdentifierInfo();

		return !tok::isStringLiteral(t.getKind()) && (!id || info->getParameterNum(id) < 0);
	});
}

void token_watch::expands(const Token &name, const MacroInfo *info, SourceLocation end)
{
	if (name.getLocation().isFileID()) {
		// One among the arguments of another belongs to that.
		if (name.getLocation() < outermost.getBegin() || outermost.getEnd() < name.getLocation()) {
			counts.clear();
			outermost = { name.getLocation(), end.isFileID() ? end : name.getLocation() };
		}
		hash = hash_mix(hash, offset(name.getLocation()));
		if (is_hashing && !depth)
			memory.use();
	}
	// Facts say where it is defined.
	if (in_shared && !info->isBuiltinMacro() && has_places(info))
		if (position at = locate(info->getDefinitionLoc()); at.file->is_file && !at.file->is_main)
			hash = hash_mix(hash_mix(hash, at.file->path_hash), at.offset);
	if (name.getIdentifierInfo()->isStr("__COUNTER__"))
		counts.push_back(pp.getCounterValue());
}

// Which branch of an #if was taken shows in the lines of what follows.
void token_watch::skips(SourceRange range)
{
	if (now && range.getBegin().isFileID())
		hash = hash_mix(hash_mix(hash, offset(range.getBegin())), offset(range.getEnd()));
}

// Of a name that was pasted together with a count that the same expansion was given; 0 of any other.
uint64_t token_watch::counted_name(const Token &t, const IdentifierInfo *id)
{
	llvm::StringRef name = id->getName();

	if (!counts.empty() && isdigit((unsigned char)name.back()) && t.getLocation().isMacroID() &&
	    sm.isWrittenInScratchSpace(sm.getSpellingLoc(t.getLocation())))
		for (unsigned count : counts) {
			llvm::StringRef rest = name;

			if (!rest.consume_back(std::to_string(count)) || rest.empty() ||
			    isdigit((unsigned char)rest.back()))
				continue;
			counted[name] = rest.str();
			return hash_mix(hash_text(rest), count - first_count);
		}
	return 0;
}

uint64_t token_watch::identifier(const Token &t, const IdentifierInfo *id)
{
	if (uint64_t hash = counted_name(t, id))
		return hash;
	uint64_t &known = names[id];

	return known ? known : known = hash_text(id->getName());
}

uint64_t token_watch::literal(const Token &t)
{
	bool is_string = tok::isStringLiteral(t.getKind());

	// Neither does it count of how many pieces a string is made.
	if (is_string && !attribute && !measuring)
		return tok::isStringLiteral(before) ? 0 : t.getLength() == 2 ? 3 : 5;
	return hash_text(llvm::StringRef(t.getLiteralData(), t.getLength()));
}

// The values of an annotation token are the parser's; its text is the rest of the line.
uint64_t token_watch::pragma(const Token &t) const
{
	const char *text = sm.getCharacterData(sm.getExpansionLoc(t.getLocation()));

	return hash_text(llvm::StringRef(text, strcspn(text, "\n")));
}

void token_watch::token(const Token &t)
{
	tok::TokenKind kind = t.getKind();

	if (!in_shared) {
		if (const IdentifierInfo *id = t.isAnnotation() ? nullptr : t.getIdentifierInfo())
			(void)counted_name(t, id);
		return;
	}
	bool is_measuring = false;
	uint64_t value;

	if (t.isAnnotation()) {
		value = pragma(t);
	} else if (const IdentifierInfo *id = t.getIdentifierInfo()) {
		value = identifier(t, id);
		if (kind == tok::kw___attribute)
			attribute = 1;
		is_measuring = kind == tok::kw_sizeof || id->getBuiltinID();
	} else {
		value = t.isLiteral() ? literal(t) : uint64_t(kind);
	}
	if (value && t.getLocation().isFileID())
		value = hash_mix(value, offset(t.getLocation()));
	if (value)
		hash = hash_mix(hash, value);
	// A string's text may be the result of `sizeof` or of a builtin function.
	if (is_measuring)
		measuring = true;
	else if (kind == tok::semi || kind == tok::l_brace || kind == tok::r_brace)
		measuring = false;
	if (attribute)
		attribute += kind == tok::l_paren ? 1 : kind == tok::r_paren ? -1 : 0;
	if (attribute == 1 && kind == tok::r_paren)
		attribute = 0;
	before = kind;
}

void token_watch::count_brace(const Token &t)
{
	depth += t.is(tok::l_brace) ? 1 : -1;
	if (!depth && in_shared)
		end_body(t.getLocation());
}

void token_watch::end_body(SourceLocation brace)
{
	in_shared = false;
	now->bodies = hash_mix(now->bodies, hash);
	memory.end(brace, hash);
}

source &token_watch::begin_body(const Decl *fn)
{
	source &s = file_of(fn->getLocation());

	s.has_bodies = true;
	if (!s.content && is_hashing)
		s.content = noted(sm.getBufferData(sm.getFileID(sm.getExpansionLoc(fn->getLocation()))), &text_notes::hash,
				  hash_text);
	if (last != tok::l_brace || depth || now != &s)
		s.is_split = now->is_split = true;
	depth = 1;
	attribute = 0;
	measuring = false;
	before = tok::l_brace;
	first_count = pp.getCounterValue();
	hash = 0;
	in_shared = is_hashing && !s.is_main;
	is_known = false;
	if (!in_shared || s.is_split)
		return s;
	if (std::optional<uint64_t> known = memory.begin(s, last_brace)) {
		hash = *known;
		is_known = true;
		in_shared = false;
		s.bodies = hash_mix(s.bodies, hash);
	}
	return s;
}

void token_watch::skip_body()
{
	unsigned was = depth;

	if (!is_known)
		return;
	depth = 0;
	if (!memory.skip(last_brace))
		depth = was;
}

std::string token_watch::normal(const std::string &text) const
{
	std::string out;

	// They end in digits.
	if (counted.empty() || text.find_first_of("0123456789") == std::string::npos)
		return text;
	for (size_t at = 0; at < text.size();) {
		size_t end = at;

		while (end < text.size() && (isalnum((unsigned char)text[end]) || text[end] == '_'))
			end++;
		llvm::StringRef word(text.data() + at, end - at);
		auto found = word.empty() ? counted.end() : counted.find(word);

		out += found == counted.end() ? word.str() : found->second;
		if (end == at)
			out += text[end++];
		at = end;
	}
	return out;
}

void token_watch::hash_contents()
{
	for (auto &entry : by_id) {
		source &s = *entry.second;
		std::optional<llvm::StringRef> text = sm.getBufferDataOrNone(entry.first);

		if (!s.content && text)
			s.content = noted(*text, &text_notes::hash, hash_text);
	}
}

} // namespace hf
