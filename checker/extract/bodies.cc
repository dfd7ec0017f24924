// SPDX-License-Identifier: MIT
//
// bodies.cc: the memory of expanded bodies.
//
// The file is words of 64 bits: how many there are in all, how many names, how many words of text; the
// names, each the hash of its definition, and its offset in the text << 32 | its length; the text; then for each
// body its key, the hash of its tokens, the offset of its `}` << 32 | how many names it depends on, and
// which, two to a word.  A file that is damaged knows nothing.
#include "bodies.hh"
#include "files.hh"
#include "tokens.hh"

#include <clang/Basic/CharInfo.h>
#include <clang/Lex/MacroInfo.h>
#include <clang/Lex/PPCallbacks.h>
#include <llvm/ADT/StringSwitch.h>
#include <algorithm>
#include <deque>

using namespace clang;

namespace hf {

// Of one body.
static const size_t max_variants = 8;
// A name that means something else wherever it is used.
static const uint64_t varies = 1;

// By where it begins: of one in a file, the `{`; of one that a macro makes, the macro's use, and how many
// bodies it made before, from 1.
static uint64_t key_of(unsigned offset, unsigned number)
{
	return uint64_t(offset) << 32 | number;
}

struct body {
	uint64_t key;
	unsigned end;
	uint64_t hash;
	llvm::ArrayRef<uint32_t> names;
};

// With what it means where a body is as it was.
struct body_memory::meant {
	llvm::StringRef text;
	uint64_t means;
	const IdentifierInfo *id = nullptr;     // once it was asked for
	unsigned checked = 0;                   // generation << 1 | does it hold
};

struct body_memory::header {
	std::string file;
	std::vector<meant> names;
	std::vector<body> bodies;       // in their order
	llvm::DenseMap<std::pair<const IdentifierInfo *, uint64_t>, uint32_t> numbers;
	std::shared_ptr<const llvm::MemoryBuffer> buffer;
	std::deque<std::vector<uint32_t>> own;  // names of bodies that are new
	bool is_new = false;            // there is something to save
};

class body_memory::callbacks : public PPCallbacks {
public:
	explicit callbacks(body_memory &memory) : memory(memory) {}

	void MacroDefined(const Token &, const MacroDirective *) override { memory.generation++; }
	void MacroUndefined(const Token &, const MacroDefinition &, const MacroDirective *) override
	{
		memory.generation++;
	}
	// It may be pop_macro.
	void PragmaDirective(SourceLocation, PragmaIntroducerKind) override { memory.generation++; }

private:
	body_memory &memory;
};

body_memory::body_memory(Preprocessor &pp, token_watch &watch, const std::string &folder, uint64_t options)
	: pp(pp), watch(watch), folder(folder), options(options)
{
	if (!folder.empty())
		pp.addPPCallbacks(std::make_unique<callbacks>(*this));
}

body_memory::~body_memory() = default;

// ---- what names mean ----------------------------------------------------------

uint64_t body_memory::definition(const MacroInfo *info)
{
	uint64_t &known = definitions[info];

	if (known)
		return known;
	token_watch::position at = watch.locate(info->getDefinitionLoc());
	uint64_t hash = hash_mix(info->isFunctionLike() + 2 * info->isVariadic() + 4 * info->isGNUVarargs(),
				 info->getNumParams());

	// Facts say where a macro is defined.
	if (at.file->is_file && !at.file->is_main)
		hash = hash_mix(hash_mix(hash, at.file->path_hash), at.offset);
	for (const IdentifierInfo *param : info->params())
		hash = hash_mix(hash, hash_text(param->getName()));
	for (const Token &t : info->tokens()) {
		const IdentifierInfo *id = t.getIdentifierInfo();

		hash = hash_mix(hash, t.getKind() * 2 + t.hasLeadingSpace());
		if (id)
			hash = hash_mix(hash, hash_text(id->getName()));
		else if (t.isLiteral())
			hash = hash_mix(hash, hash_text(llvm::StringRef(t.getLiteralData(), t.getLength())));
	}
	return known = hash | 2;
}

uint64_t body_memory::meaning(const IdentifierInfo *name)
{
	static const llvm::StringRef local[] = { "_Pragma", "__pragma", "__BASE_FILE__", "__INCLUDE_LEVEL__",
						 "__DATE__", "__TIME__", "__TIMESTAMP__", "__MODULE__",
						 "__has_include", "__has_include_next", "__has_embed" };
	const MacroInfo *info = name->hasMacroDefinition() ? pp.getMacroInfo(name) : nullptr;

	if (!info)
		return 0;
	if (!info->isBuiltinMacro())
		return definition(info);
	return llvm::find(local, name->getName()) == std::end(local) ? 2 : varies;
}

// Does the name still mean the same?
bool body_memory::holds(meant &name)
{
	if (name.checked >> 1 != generation)
		name.checked = generation << 1 | (meaning(identifier(name)) == name.means);
	return name.checked & 1;
}

const IdentifierInfo *body_memory::identifier(meant &name)
{
	return name.id ? name.id : name.id = pp.getIdentifierInfo(name.text);
}

// ---- the store ----------------------------------------------------------------

std::string body_memory::file_of(const source &s) const
{
	char name[24];

	snprintf(name, sizeof(name), "%016llx.bodies",
		 (unsigned long long)hash_mix(hash_mix(options, s.path_hash), s.content));
	return folder + "/" + name;
}

body_memory::header &body_memory::header_of(const source &s)
{
	if (last_source == &s)
		return *last_header;
	std::unique_ptr<header> &h = headers[&s];

	if (!h) {
		h = std::make_unique<header>();
		h->file = file_of(s);
		read(*h, h->file);
	}
	last_source = &s;
	last_header = h.get();
	return *h;
}

void body_memory::read(header &h, const std::string &file)
{
	auto buffer = stored_file(file);

	if (!buffer)
		return;
	const uint64_t *at = reinterpret_cast<const uint64_t *>(buffer->getBufferStart());
	size_t left = buffer->getBufferSize() / sizeof(uint64_t);

	if (left < 3 || at[0] != left || at[1] > (left - 3) / 2 || at[2] > left - 3 - 2 * at[1])
		return;
	size_t count = at[1], before = 3 + 2 * count + at[2];
	llvm::StringRef text(reinterpret_cast<const char *>(at + 3 + 2 * count), at[2] * sizeof(uint64_t));

	h.names.reserve(count);
	for (size_t i = 0; i < count; i++) {
		uint64_t means = at[3 + 2 * i], place = at[4 + 2 * i];

		h.names.push_back({ text.substr(place >> 32, uint32_t(place)), means });
	}
	for (at += before, left -= before; left >= 3;) {
		size_t names = uint32_t(at[2]), words = (names + 1) / 2;

		if (names > 2 * left || words > left - 3)
			break;
		body b = { at[0], unsigned(at[2] >> 32), at[1],
			   { reinterpret_cast<const uint32_t *>(at + 3), names } };

		if (llvm::any_of(b.names, [&](uint32_t name) { return name >= count; }))
			break;
		h.bodies.push_back(b);
		at += 3 + words;
		left -= 3 + words;
	}
	h.buffer = std::move(buffer);
}

void body_memory::save()
{
	for (auto &each : headers) {
		const header &h = *each.second;

		if (!h.is_new)
			continue;
		std::vector<uint64_t> words = { 0, h.names.size(), 0 };
		std::string text;

		for (const meant &name : h.names) {
			words.insert(words.end(), { name.means, uint64_t(text.size()) << 32 | name.text.size() });
			text += name.text;
		}
		words[2] = (text.size() + sizeof(uint64_t) - 1) / sizeof(uint64_t);
		words.resize(words.size() + words[2]);
		memcpy(&words[3 + 2 * h.names.size()], text.data(), text.size());
		for (const body &b : h.bodies) {
			words.insert(words.end(), { b.key, b.hash, uint64_t(b.end) << 32 | b.names.size() });
			for (size_t i = 0; i < b.names.size(); i += 2)
				words.push_back(b.names[i] | uint64_t(i + 1 < b.names.size() ? b.names[i + 1] : 0) << 32);
		}
		words[0] = words.size();
		// A store that can't be written to is one that knows less.
		(void)replace_stored(h.file, { (const char *)words.data(), words.size() * sizeof(uint64_t) });
	}
}

// ---- bodies that are known ------------------------------------------------------

void body_memory::use()
{
	bodies_in_use = 0;
	used = mark();
}

std::optional<uint64_t> body_memory::begin(const source &s, SourceLocation brace)
{
	learning = nullptr;
	if (folder.empty())
		return std::nullopt;
	const SourceManager &sm = pp.getSourceManager();
	header &h = header_of(s);

	key = key_of(sm.getFileOffset(sm.getExpansionLoc(brace)), brace.isMacroID() ? ++bodies_in_use : 0);
	auto b = std::lower_bound(h.bodies.begin(), h.bodies.end(), key,
				  [](const body &b, uint64_t key) { return b.key < key; });
	size_t variants = 0;

	for (; b != h.bodies.end() && b->key == key; ++b, variants++)
		if (llvm::all_of(b->names, [&](uint32_t name) { return holds(h.names[name]); })) {
			body_end = b->end;
			return b->hash;
		}
	if (variants < max_variants)
		learn(h, brace);
	return std::nullopt;
}

bool body_memory::skip(SourceLocation brace)
{
	if (brace.isMacroID()) {
		unsigned depth = 1;
		Token t;

		do {
			pp.LexUnexpandedToken(t);
			depth += t.is(tok::l_brace) ? 1 : t.is(tok::r_brace) ? -1 : 0;
		} while (depth && t.isNot(tok::eof));
		pp.EnterToken(t, true);
		return true;
	}
	auto *lexer = static_cast<Lexer *>(pp.getCurrentLexer());
	auto [file, begin] = pp.getSourceManager().getDecomposedLoc(brace);

	// Nothing may have been read ahead.
	if (!lexer || lexer->getFileID() != file || lexer->getCurrentBufferOffset() != begin + 1)
		return false;
	lexer->seek(body_end, false);
	return true;
}

// ---- bodies that are not --------------------------------------------------------

void body_memory::learn(header &h, SourceLocation brace)
{
	work.clear();
	seen.clear();
	meanings.clear();
	is_balanced = true;
	if (!(brace.isMacroID() ? read_use(brace) : read_text(brace)) || !close())
		return;
	made = brace.isMacroID() ? used : mark();
	learning = &h;
}

// A place behind which the preprocessor will put what `##` and `#` make.
SourceLocation body_memory::mark()
{
	Token t;

	t.startToken();
	t.setKind(tok::unknown);
	pp.CreateString(" ", t);
	return t.getLocation();
}

// The names in the use of the macro that makes the body.
bool body_memory::read_use(SourceLocation brace)
{
	const SourceManager &sm = pp.getSourceManager();
	auto [file, begin] = sm.getDecomposedExpansionLoc(brace);
	llvm::StringRef text = sm.getBufferData(file);
	Lexer lexer(sm.getLocForStartOfFile(file), pp.getLangOpts(), text.begin(), text.begin() + begin, text.end());
	unsigned depth = 0;
	Token t;

	// What the macro leads to may take the parentheses behind its own.
	lexer.LexFromRawLexer(t);
	do {
		if (t.isOneOf(tok::eof, tok::l_brace, tok::r_brace, tok::hash))
			return false;
		if (t.is(tok::raw_identifier)) {
			if (t.needsCleaning() || t.hasUCN())
				return false;
			add_name(t.getRawIdentifier());
		}
		lexer.LexFromRawLexer(t);
		depth += t.is(tok::l_paren) ? 1 : t.is(tok::r_paren) ? -1 : 0;
	} while (depth || t.is(tok::r_paren));
	return true;
}

// How a directive changes the depth of #if; nothing for one that does more.
static std::optional<int> conditional(llvm::StringRef directive)
{
	return llvm::StringSwitch<std::optional<int>>(directive)
		.Case("if", 1)
		.Case("ifdef", 1)
		.Case("ifndef", 1)
		.Case("elif", 0)
		.Case("elifdef", 0)
		.Case("elifndef", 0)
		.Case("else", 0)
		.Case("endif", -1)
		.Default(std::nullopt);
}

// The names in the body, and where it ends.
bool body_memory::read_text(SourceLocation brace)
{
	const SourceManager &sm = pp.getSourceManager();
	auto [file, begin] = sm.getDecomposedLoc(brace);
	llvm::StringRef text = sm.getBufferData(file);
	Lexer lexer(sm.getLocForStartOfFile(file), pp.getLangOpts(), text.begin(), text.begin() + begin, text.end());
	unsigned depth = 0;
	int conditionals = 0;
	Token t;

	do {
		lexer.LexFromRawLexer(t);
		if (t.is(tok::hash) && t.isAtStartOfLine()) {
			lexer.LexFromRawLexer(t);
			std::optional<int> change = t.is(tok::raw_identifier) && !t.isAtStartOfLine() ?
						    conditional(t.getRawIdentifier()) : std::nullopt;

			if (!change)
				return false;
			conditionals += *change;
			continue;
		}
		if (t.is(tok::eof))
			return false;
		if (t.is(tok::raw_identifier)) {
			if (t.needsCleaning() || t.hasUCN())
				return false;
			add_name(t.getRawIdentifier());
		}
		depth += t.is(tok::l_brace) ? 1 : t.is(tok::r_brace) ? -1 : 0;
	} while (depth);
	body_end = sm.getFileOffset(t.getLocation());
	return !conditionals;
}

void body_memory::add_name(llvm::StringRef name)
{
	const IdentifierInfo *id = pp.getIdentifierInfo(name);

	if (seen.insert(id).second)
		work.push_back(id);
}

// What the names lead to; false if one of them varies.
bool body_memory::close()
{
	while (!work.empty()) {
		const IdentifierInfo *name = work.back();
		uint64_t means = meaning(name);

		work.pop_back();
		if (means == varies)
			return false;
		meanings.push_back({ name, means });
		if (!means || means == 2)
			continue;
		const MacroInfo *info = pp.getMacroInfo(name);
		int depth = 0;

		for (const Token &t : info->tokens()) {
			depth += t.is(tok::l_brace) ? 1 : t.is(tok::r_brace) ? -1 : 0;
			is_balanced &= depth >= 0;
			if (const IdentifierInfo *id = t.getIdentifierInfo())
				if (info->getParameterNum(id) < 0 && seen.insert(id).second)
					work.push_back(id);
		}
		is_balanced &= !depth;
	}
	return true;
}

// What `##` and `#` made is in buffers of the preprocessor's, one behind the other.
bool body_memory::add_made_names()
{
	const SourceManager &sm = pp.getSourceManager();
	auto [first, from] = sm.getDecomposedLoc(made);
	auto [last, to] = sm.getDecomposedLoc(mark());
	std::vector<llvm::StringRef> texts;

	if (first == last) {
		texts.push_back(sm.getBufferData(first).slice(from, to));
	} else {
		texts = { sm.getBufferData(first).drop_front(from), sm.getBufferData(last).take_front(to) };
		for (unsigned i = sm.local_sloc_entry_size(); i-- && sm.getLocalSLocEntry(i).getOffset() > made.getRawEncoding();)
			if (const SrcMgr::SLocEntry &entry = sm.getLocalSLocEntry(i); entry.isFile())
				texts.push_back(sm.getBufferData(sm.getFileID(
					SourceLocation::getFromRawEncoding(entry.getOffset()))));
	}
	// Each on a line of its own, with a 0 behind it.  One that begins a buffer's rest has its line cut off.
	for (llvm::StringRef text : texts)
		while (!text.empty()) {
			auto [line, rest] = text.split('\n');
			size_t end = line.find_if([](char c) { return !isAsciiIdentifierContinue(c, true) && !(c & 0x80); });

			if (end && !line.empty() && !isDigit(line[0]))
				add_name(line.take_front(end));
			text = rest;
		}
	return close();
}

void body_memory::end(SourceLocation brace, uint64_t hash)
{
	const SourceManager &sm = pp.getSourceManager();
	header *h = learning;

	learning = nullptr;
	if (!h)
		return;
	bool in_macro = uint32_t(key);
	unsigned offset = sm.getFileOffset(sm.getExpansionLoc(brace));

	if (in_macro != brace.isMacroID() || offset != (in_macro ? key >> 32 : body_end) || !add_made_names() ||
	    (in_macro && !is_balanced))
		return;
	std::vector<uint32_t> &own = h->own.emplace_back();

	if (h->numbers.empty())
		for (size_t i = 0; i < h->names.size(); i++)
			h->numbers[{ identifier(h->names[i]), h->names[i].means }] = i;
	for (const auto &each : meanings) {
		auto known = h->numbers.insert({ each, h->names.size() });

		if (known.second)
			h->names.push_back({ each.first->getName(), each.second, each.first });
		own.push_back(known.first->second);
	}
	auto at = std::upper_bound(h->bodies.begin(), h->bodies.end(), key,
				   [](uint64_t key, const body &b) { return key < b.key; });

	h->bodies.insert(at, { key, body_end, hash, own });
	h->is_new = true;
}

} // namespace hf
