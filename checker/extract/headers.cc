// SPDX-License-Identifier: MIT
//
// headers.cc: what the functions of a header depend on, and the store of those that
// were extracted before.
//
// Every name in a body leads to a declaration, and every member to a record.  What a
// body can see of them is their *signature* (signatures.cc); what is behind it, such as
// the members of a record that is only pointed to, can't show in facts.  So a body
// is identified by its tokens and by the signatures of what it names, and a header that
// is included in another company stays the same header.
#include "files.hh"
#include "headers.hh"
#include "signatures.hh"
#include "extractor_version.h"

#include <clang/Frontend/CompilerInstance.h>
#include <llvm/Support/xxhash.h>
#include <algorithm>

using namespace clang;

namespace hf {

static std::string hex(uint64_t number)
{
	char text[17];

	snprintf(text, sizeof(text), "%016llx", (unsigned long long)number);
	return text;
}

std::string text_of(const number &id)
{
	return hex(id[0]) + hex(id[1]);
}

number hash_words(llvm::ArrayRef<uint64_t> words)
{
	llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::ArrayRef<uint8_t>(
		(const uint8_t *)words.data(), words.size() * sizeof(uint64_t)));

	return { hash.high64, hash.low64 };
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

std::string header_store::facts_file(const number &id) const
{
	return folder + "/" + text_of(id) + ".facts";
}

std::string header_store::functions_file(const form &f) const
{
	return folder + "/" + text_of(f.id) + ".functions";
}

// A count of words, then for each form: its two numbers, how many names and how many
// headers follow, the names with their signatures, the headers.  An index that is
// damaged knows nothing.
const std::vector<form> &header_store::forms(const source &s)
{
	auto found = known.find(&s);

	if (found != known.end())
		return found->second;
	std::vector<form> &list = known[&s];

	if (!is_used())
		return list;
	auto buffer = stored_file(index_file(s));

	if (!buffer)
		return list;
	const uint64_t *at = reinterpret_cast<const uint64_t *>(buffer->getBufferStart());
	size_t left = buffer->getBufferSize() / sizeof(uint64_t);

	if (!left || *at != left)
		return list;
	for (at++, left--; left >= 4 && at[2] <= left / 2 && at[3] <= left;) {
		size_t length = 4 + 2 * at[2] + at[3];

		if (length > left)
			break;
		const uint64_t *names = at + 4, *headers = names + 2 * at[2];

		list.push_back({ { at[0], at[1] }, { names, headers }, { headers, at + length } });
		at += length;
		left -= length;
	}
	buffers.push_back(std::move(buffer));
	return list;
}

bool header_store::knows(const source &s)
{
	return !forms(s).empty();
}

void header_store::add(const source &s, const form &f)
{
	known.erase(&s);
	std::vector<uint64_t> words = { 0 };
	auto append = [&](const form &each) {
		words.insert(words.end(), { each.id[0], each.id[1], each.names.size() / 2, each.headers.size() });
		words.insert(words.end(), each.names.begin(), each.names.end());
		words.insert(words.end(), each.headers.begin(), each.headers.end());
	};

	for (const form &old : forms(s)) {
		if (old.id == f.id)
			return;
		append(old);
	}
	append(f);
	words[0] = words.size();
	// A store that can't be written to is one that knows less.
	(void)replace_stored(index_file(s), { (const char *)words.data(), words.size() * sizeof(uint64_t) });
}

// ---- this unit's headers --------------------------------------------------------

struct header_finder::state {
	state(ASTContext &context, token_watch &watch, uint64_t common, const function_lists &functions)
		: watch(watch), common(common), functions(functions), signatures(context, watch) {}
	// What a form is a hash of, besides the names.
	uint64_t own(const source &s) const
	{
		return hash_mix(hash_mix(hash_mix(common, s.path_hash), s.content), s.bodies);
	}

	token_watch &watch;
	uint64_t common;
	const function_lists &functions;
	signature_table signatures;
	std::map<const source *, form> forms;
	std::vector<std::unique_ptr<std::vector<uint64_t>>> words;
};

header_finder::header_finder(ASTContext &context, token_watch &watch, uint64_t common,
			     const function_lists &functions)
{
	watch.hash_contents();
	st = std::make_unique<state>(context, watch, common, functions);
}

header_finder::~header_finder() = default;

bool header_finder::match(const source &s, const std::vector<form> &stored)
{
	uint64_t own = st->own(s);

	for (const form &f : stored) {
		bool same = f.names.size() && f.names[1] == own;

		for (size_t i = 2; same && i < f.names.size(); i += 2)
			same = st->signatures.of(f.names[i]) == f.names[i + 1];
		if (same) {
			st->forms[&s] = f;
			return true;
		}
	}
	return false;
}

bool header_finder::identify(const source &s)
{
	references refs;

	if (auto list = st->functions.find(&s); list != st->functions.end())
		for (const FunctionDecl *fn : list->second)
			st->signatures.collect(fn, refs);
	if (refs.is_of_main)
		return false;
	auto words = std::make_unique<std::vector<uint64_t>>();
	std::vector<uint64_t> keys(refs.keys.begin(), refs.keys.end()), headers;

	std::sort(keys.begin(), keys.end());
	words->insert(words->end(), { 0, st->own(s) });
	for (uint64_t key : keys) {
		std::optional<uint64_t> signature = st->signatures.of(key);

		if (!signature)
			return false;
		words->insert(words->end(), { key, *signature });
	}
	size_t names = words->size();

	for (const source *to : refs.headers)
		if (to != &s)
			headers.push_back(to->path_hash);
	std::sort(headers.begin(), headers.end());
	words->insert(words->end(), headers.begin(), headers.end());
	llvm::ArrayRef<uint64_t> all = *words;

	st->forms[&s] = { hash_words(all), all.take_front(names), all.drop_front(names) };
	st->words.push_back(std::move(words));
	return true;
}

const form *header_finder::form_of(const source &s) const
{
	auto found = st->forms.find(&s);

	return found == st->forms.end() ? nullptr : &found->second;
}

// The forms of all headers that can be reached.
std::optional<number> header_finder::identity(const source &s) const
{
	std::vector<const source *> work = { &s };
	llvm::DenseSet<const source *> seen = { &s };
	std::vector<number> forms;

	while (!work.empty()) {
		const form *f = form_of(*work.back());

		work.pop_back();
		if (!f)
			return std::nullopt;
		forms.push_back(f->id);
		for (uint64_t path : f->headers) {
			const source *to = st->watch.by_path(path);

			if (!to)
				return std::nullopt;
			if (seen.insert(to).second)
				work.push_back(to);
		}
	}
	std::sort(forms.begin() + 1, forms.end());
	std::vector<uint64_t> words;

	for (const number &each : forms)
		words.insert(words.end(), each.begin(), each.end());
	return hash_words(words);
}

} // namespace hf
