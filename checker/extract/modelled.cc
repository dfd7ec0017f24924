// SPDX-License-Identifier: MIT
//
// modelled.cc: what model files say of a declaration.  contracts.cc asks here for
// what a declaration doesn't say itself, so that code with a model and code with
// annotations are the same from the facts on.
#include "extract.hh"
#include "modelled.hh"

#include <model_file/model_file.h>
#include <llvm/ADT/DenseMap.h>

using namespace clang;

namespace hf {

static model_set *models;
// Of the unit that is being read.
static llvm::DenseMap<const RecordDecl *, std::string> known_records;
static llvm::DenseMap<const Decl *, const GPtrArray *> known_sections;
static llvm::DenseMap<const IdentifierInfo *, const GPtrArray *> known_functions;

// A unit may be read twice, and its second syntax tree lies where the first one was.
void begin_models()
{
	known_records.clear();
	known_sections.clear();
	known_functions.clear();
	for (unsigned kind = 0; models && kind < MODEL_CONTEXT; kind++)
		model_set_each(models, (model_kind)kind, [](const model_section *s, void *) {
			const_cast<model_section *>(s)->is_used = false;
		}, nullptr);
}

static uint64_t models_hash;

uint64_t hash_models()
{
	return models_hash;
}

bool add_model(const char *path)
{
	GError *error = nullptr;
	char *text = nullptr;
	gsize len = 0;
	model_file *file = nullptr;

	if (g_file_get_contents(path, &text, &len, &error))
		file = model_read(text, len, path, &error);

	if (!file) {
		fprintf(stderr, "holdfast-extract: %s\n", error->message);
		g_error_free(error);
		return false;
	}
	if (!models)
		models = model_set_new();
	model_set_add(models, file);
	models_hash = hash_mix(models_hash, hash_text(llvm::StringRef(text, len)));
	g_free(text);
	return true;
}

void write_used_models(fact_unit *facts)
{
	for (unsigned kind = 0; models && kind < MODEL_CONTEXT; kind++)
		model_set_each(models, (model_kind)kind, [](const model_section *s, void *user) {
			auto *facts = (fact_unit *)user;
			if (!s->is_used)
				return;
			std::string section = std::string(model_kind_name(s->kind)) + " " + s->name;
			fact_use use = { fact_add_string(facts, s->file), fact_add_string(facts, section.c_str()) };

			g_array_append_val(facts->uses, use);
		}, facts);
}

static const GPtrArray *find(model_kind kind, const std::string &name)
{
	return name.empty() ? nullptr : model_set_find(models, kind, name.c_str());
}

// The record's name in the facts without its file; empty if no model has fields of it.
static const std::string &modelled_record(const RecordDecl *record)
{
	auto found = known_records.find(record);

	if (found != known_records.end())
		return found->second;
	std::string name = plain_record_name(record);

	if (!model_set_has_record(models, name.c_str()))
		name.clear();
	return known_records[record] = name;
}

static const GPtrArray *find_sections(const Decl *decl)
{
	if (const auto *field = dyn_cast<FieldDecl>(decl)) {
		const std::string &record = modelled_record(field->getParent());

		return record.empty() ? nullptr : find(MODEL_FIELD, record + "." + field->getNameAsString());
	}
	if (const auto *record = dyn_cast<RecordDecl>(decl)) {
		if (!record->getIdentifier())
			return nullptr;
		return find(MODEL_TYPE, (record->isUnion() ? "union " : "struct ") + record->getNameAsString());
	}
	if (const auto *type = dyn_cast<TypedefNameDecl>(decl))
		return find(MODEL_TYPE, type->getNameAsString());
	if (const auto *var = dyn_cast<VarDecl>(decl); var && var->hasGlobalStorage()) {
		const auto *fn = dyn_cast_or_null<FunctionDecl>(var->getParentFunctionOrMethod());

		return find(MODEL_VARIABLE, (fn ? fn->getNameAsString() + "." : "") + var->getNameAsString());
	}
	return nullptr;
}

// There are thousands of them, so this is asked by name and without a copy of that.
static const GPtrArray *function_sections(const FunctionDecl *fn)
{
	const IdentifierInfo *name = fn->getIdentifier();
	auto known = known_functions.try_emplace(name, nullptr);

	if (known.second && name)
		known.first->second = model_set_find(models, MODEL_FUNCTION, name->getNameStart());
	return known.first->second;
}

static const GPtrArray *sections_of(const Decl *decl)
{
	if (const auto *fn = dyn_cast<FunctionDecl>(decl))
		return function_sections(fn);
	auto found = known_sections.find(decl);

	if (found != known_sections.end())
		return found->second;
	return known_sections[decl] = find_sections(decl);
}

std::vector<modelled_text> modelled(const Decl *decl, const char *key)
{
	const model_section *where = nullptr;
	const model_statement *s;
	std::vector<modelled_text> texts;

	if (!models)
		return texts;
	if (const auto *param = dyn_cast<ParmVarDecl>(decl)) {
		const auto *fn = dyn_cast<FunctionDecl>(param->getDeclContext());
		const GPtrArray *sections = fn ? sections_of(fn) : nullptr;

		s = model_find_statement(sections, key, param->getNameAsString().c_str(),
					 param->getFunctionScopeIndex() + 1, &where);
	} else {
		s = model_find_statement(sections_of(decl), key, nullptr, 0, &where);
	}
	for (unsigned i = 0; s && s->values[i]; i++) {
		std::string text = s->values[i];

		// `no` takes back what an earlier model says.
		if (s->form == MODEL_YES && text == "no")
			break;
		llvm::StringRef condition = s->conditions[i];
		bool is_unless = condition.consume_front("unless ") || !condition.consume_front("if ");

		texts.push_back({ text, std::string(where->file) + ":" + std::to_string(s->line),
				  !where->is_pattern, condition.str(), !condition.empty() && is_unless });
	}
	return texts;
}

std::optional<std::string> modelled_annotation(const Decl *decl, llvm::StringRef what)
{
	static const struct { llvm::StringRef what; const char *key; } keys[] = {
		{ "hf.called_in", "called-in" }, { "hf.may_block", "may-block" }, { "hf.trust", "trust" },
		{ "hf.lock_type", "kind" }, { "hf.held_in", "held-in" }, { "hf.lock_class", "class" },
		{ "hf.called_with", "called-with" },
		{ "hf.delays", "delays" }, { "hf.polls", "polls" }, { "hf.try_acquires", "try-acquires" },
		{ "hf.acquired_after", "acquired-after" }, { "hf.nests", "nests" },
		{ "hf.guarded_by", "guarded-by" }, { "hf.guarded_by_state", "guarded-by-state" },
	};

	if (models)
		for (const auto &row : keys)
			if (row.what == what) {
				std::vector<modelled_text> texts = modelled(decl, row.key);

				// What depends on a call is no word on the declaration.
				if (!texts.empty() && texts.front().condition.empty())
					return texts.front().text;
			}
	return std::nullopt;
}

const GPtrArray *macro_sections(const std::string &name)
{
	return models ? find(MODEL_MACRO, name) : nullptr;
}

void note_macros(const IdentifierTable &names)
{
	if (!models)
		return;
	model_set_each(models, MODEL_MACRO, [](const model_section *s, void *user) {
		auto *names = (const IdentifierTable *)user;
		auto found = s->is_pattern ? names->end() : names->find(s->name);
		bool is_met = found != names->end() && found->second->hadMacroDefinition();

		for (auto i = names->begin(); s->is_pattern && i != names->end() && !is_met; ++i)
			is_met = i->second->hadMacroDefinition() && g_pattern_match_simple(s->name, i->first().str().c_str());
		const_cast<model_section *>(s)->is_used = is_met;
	}, const_cast<IdentifierTable *>(&names));
}

std::optional<std::string> modelled_lock(const std::string &name)
{
	const model_section *where = nullptr;
	const model_statement *s = models ? model_find_statement(find(MODEL_VARIABLE, name), "kind", nullptr, 0,
								 &where) : nullptr;

	return s ? std::optional<std::string>(s->values[0]) : std::nullopt;
}

bool has_model(const Decl *decl)
{
	return models && sections_of(decl);
}

bool is_modelled(const FunctionDecl *fn)
{
	const GPtrArray *sections = models ? sections_of(fn) : nullptr;

	for (guint i = 0; sections && i < sections->len; i++)
		if (!((const model_section *)g_ptr_array_index(sections, i))->is_pattern)
			return true;
	return false;
}

std::vector<std::string> unknown_params(const FunctionDecl *fn)
{
	const GPtrArray *sections = models ? sections_of(fn) : nullptr;
	std::vector<std::string> unknown;

	for (guint i = 0; sections && i < sections->len; i++) {
		const auto *section = (const model_section *)g_ptr_array_index(sections, i);

		for (guint k = 0; k < section->statements->len && !section->is_pattern && fn->hasPrototype(); k++) {
			const auto *s = (const model_statement *)g_ptr_array_index(section->statements, k);
			llvm::StringRef param = s->param ? s->param : "";
			unsigned number = 0;
			bool is_there = param.empty();

			if (!param.getAsInteger(10, number))
				is_there = number && number <= fn->getNumParams();
			for (const FunctionDecl *decl : fn->redecls())
				for (const ParmVarDecl *p : decl->parameters())
					is_there |= p->getName() == param;
			if (!is_there)
				unknown.push_back(std::string(section->file) + ":" + std::to_string(s->line) + ": param " +
						  param.str() + " " + s->key + ": `" + fn->getNameAsString() +
						  "` has no such parameter here");
		}
	}
	return unknown;
}

bool has_conditions(const FunctionDecl *fn)
{
	const GPtrArray *sections = models ? sections_of(fn) : nullptr;

	for (guint i = 0; sections && i < sections->len; i++) {
		const auto *section = (const model_section *)g_ptr_array_index(sections, i);

		for (guint k = 0; k < section->statements->len; k++) {
			const auto *s = (const model_statement *)g_ptr_array_index(section->statements, k);

			if (s->form == MODEL_CONDITION)
				return true;
			for (unsigned c = 0; s->values[c]; c++)
				if (s->conditions[c][0])
					return true;
		}
	}
	return false;
}

bool is_part_without_name(const FieldDecl *field)
{
	return field->isAnonymousStructOrUnion() || !modelled(field, "is-record").empty();
}

} // namespace hf
