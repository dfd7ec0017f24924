// SPDX-License-Identifier: MIT
//
// lock_text.cc: the text that names a lock in an annotation or a model, as an access path.
#include "extract.hh"
#include "modelled.hh"

#include <clang/AST/Attr.h>
#include <clang/Basic/IdentifierTable.h>
#include <clang/Basic/SourceManager.h>
#include <cctype>
#include <cstring>

using namespace clang;

namespace hf {

namespace {

// `m`, `&q->lock`, `table.locks[i]`: enough of C for what names a lock at a call.
class lock_parser {
public:
	lock_parser(unit &u, const FunctionDecl *fn, const RecordDecl *record, const std::string &text)
		: u(u), fn(fn), record(record), text(text) {}
	// In a body, at `where`.
	lock_parser(unit &u, const FunctionDecl *fn, paths &p, SourceLocation where, const std::string &text)
		: u(u), fn(fn), record(nullptr), p(&p), where(where), text(text) {}

	// An lvalue, or (loaded) a pointer value, whose path is what it points to.
	struct term {
		uint32_t path;
		QualType type;
		bool loaded;
		std::optional<std::string> kind = std::nullopt; // of a lock that only a model declares
	};

	// With the types of a callback's arguments.
	lock_parser(unit &u, const FunctionProtoType *type, const std::string &text)
		: u(u), fn(nullptr), record(nullptr), type(type), text(text) {}

	// Of those, the one that it begins at.
	unsigned argument = 0;

	std::optional<contract_lock> parse()
	{
		size_t as = text.rfind(" as ");

		if (as != std::string::npos)
			return parse_opaque(as);
		std::optional<term> t = parse_object();
		auto kind = !t ? std::nullopt : t->kind ? t->kind : lock_kind(t->type);

		if (!kind)
			return std::nullopt;
		return contract_lock{ t->path, *kind };
	}
	// Whatever the text names, or points to.
	std::optional<term> parse_object()
	{
		std::optional<term> t = unary();

		skip();
		if (!t || pos != text.size())
			return std::nullopt;
		if (is_handle(t->type))
			return t;
		if (!t->kind && (t->loaded || t->type->isPointerType() || t->type->isArrayType()))
			t = dereference(*t);
		return t;
	}

private:

	// `m as KIND`: what has no type of a lock.  A pointer to void says nothing of what it leads to: as with a handle, the
	// lock is where it is stored.
	std::optional<contract_lock> parse_opaque(size_t as)
	{
		std::string kind = llvm::StringRef(text).substr(as + strlen(" as ")).trim().str();

		text.resize(as);
		std::optional<term> t = unary();

		skip();
		if (!t || pos != text.size() || t->kind || !t->type->isPointerType())
			return std::nullopt;
		if (!t->type->isVoidPointerType()) {
			t = t->loaded ? t : dereference(*t);
			return contract_lock{ t->path, kind };
		}
		const fact_path path = g_array_index(u.facts->paths, fact_path, t->path);

		if (t->loaded && path.kind == FACT_PATH_DEREF)
			return contract_lock{ path.parent, kind };
		return contract_lock{ t->path, kind };
	}

	void skip()
	{
		while (pos < text.size() && isspace((unsigned char)text[pos]))
			pos++;
	}
	bool eat(const char *token)
	{
		skip();
		if (text.compare(pos, strlen(token), token))
			return false;
		pos += strlen(token);
		return true;
	}
	std::string identifier()
	{
		size_t start;

		skip();
		for (start = pos; pos < text.size() && (isalnum((unsigned char)text[pos]) || text[pos] == '_');)
			pos++;
		return text.substr(start, pos - start);
	}

	std::optional<term> dereference(const term &t)
	{
		if (t.kind)
			return std::nullopt;
		if (t.type->isPointerType()) {
			uint32_t path = t.loaded ? t.path :
				fact_add_path(u.facts, FACT_PATH_DEREF, t.path, 0, 0);

			return term{ path, t.type->getPointeeType(), false };
		}
		if (const ArrayType *array = t.type->getAsArrayTypeUnsafe())
			return term{ fact_add_path(u.facts, FACT_PATH_INDEX, t.path, 0, 0),
				     array->getElementType(), false };
		return std::nullopt;
	}
	std::optional<term> unary()
	{
		if (eat("&")) {
			std::optional<term> t = unary();

			if (!t || t->loaded || t->kind)
				return std::nullopt;
			return term{ t->path, u.context.getPointerType(t->type), true };
		}
		if (eat("*")) {
			std::optional<term> t = unary();

			return t ? dereference(*t) : t;
		}
		return postfix();
	}
	std::optional<term> param(unsigned i)
	{
		QualType type = fn->getParamDecl(i)->getType();

		if (is_handle(type))
			return term{ fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, i, 0), type, false };
		if (!type->isPointerType())
			return std::nullopt;
		return term{ fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, i, 0), type, true };
	}
	std::optional<term> primary()
	{
		if (eat("(")) {
			std::optional<term> t = unary();

			return t && eat(")") ? t : std::nullopt;
		}
		if (eat("$")) {
			unsigned number = atoi(identifier().c_str());

			if (type && number && number <= type->getNumParams()) {
				argument = number - 1;
				return term{ fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0),
					     type->getParamType(argument), true };
			}
			return fn && number && number <= fn->getNumParams() ? param(number - 1) : std::nullopt;
		}
		std::string name = identifier();

		if (name.empty())
			return std::nullopt;
		if (const FieldDecl *field = record ? find_field(record, name) : nullptr)
			return term{ u.field_path(fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0),
						  field), field->getType(), false };
		if (p)
			if (const VarDecl *var = local(name))
				return term{ p->variable(var), var->getType(),
					     var->getType()->isPointerType() && !is_handle(var->getType()) };
		for (unsigned i = 0; !p && fn && i < fn->getNumParams(); i++)
			if (fn->getParamDecl(i)->getNameAsString() == name)
				return param(i);
		DeclarationName wanted(&u.context.Idents.get(name));

		for (NamedDecl *decl : u.context.getTranslationUnitDecl()->lookup(wanted))
			if (auto *var = dyn_cast<VarDecl>(decl))
				return term{ fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE,
						       u.string(u.name.variable(var)), 0),
					     var->getType(), false, modelled_lock(name) };
		if (std::optional<std::string> kind = modelled_lock(name))
			return term{ fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE, u.string(name), 0),
				     QualType(), false, kind };
		return std::nullopt;
	}
	// The one variable of that name that may be meant at `where`.
	const VarDecl *local(const std::string &name)
	{
		const SourceManager &sm = u.context.getSourceManager();
		const VarDecl *found = nullptr;

		for (const Decl *decl : fn->decls()) {
			const auto *var = dyn_cast<VarDecl>(decl);

			if (!var || var->getName() != name || !sm.isBeforeInTranslationUnit(var->getLocation(), where))
				continue;
			if (found)
				return nullptr;
			found = var;
		}
		return found;
	}
	static const FieldDecl *find_field(const RecordDecl *record, const std::string &name)
	{
		for (const FieldDecl *field : record->fields()) {
			if (field->getNameAsString() == name)
				return field;
			if (field->isAnonymousStructOrUnion())
				if (const FieldDecl *inner = find_field(field->getType()->getAsRecordDecl(), name))
					return inner;
		}
		return nullptr;
	}
	std::optional<term> member(std::optional<term> t)
	{
		const RecordDecl *record = t && !t->loaded && !t->kind ? t->type->getAsRecordDecl() : nullptr;

		if (record)
			record = record->getDefinition();
		const FieldDecl *field = record ? find_field(record, identifier()) : nullptr;

		if (!field)
			return std::nullopt;
		return term{ u.field_path(t->path, field), field->getType(), false };
	}
	std::optional<term> postfix()
	{
		std::optional<term> t = primary();

		while (t) {
			if (eat("->")) {
				t = member(dereference(*t));
			} else if (eat(".")) {
				t = member(t);
			} else if (eat("[")) {
				size_t close = text.find(']', pos);

				if (close == std::string::npos)
					return std::nullopt;
				pos = close + 1;
				t = dereference(*t);
			} else {
				break;
			}
		}
		return t;
	}

	unit &u;
	const FunctionDecl *fn;         // its parameters may be named
	const RecordDecl *record;       // its fields may be named
	const FunctionProtoType *type = nullptr;
	paths *p = nullptr;             // in a body, whose variables may be named
	SourceLocation where;
	std::string text;
	size_t pos = 0;
};

} // namespace

std::optional<contract_lock> parse_contract(unit &u, const FunctionDecl *fn, const std::string &text)
{
	return lock_parser(u, fn, nullptr, text).parse();
}

std::optional<argument_lock> parse_argument_lock(unit &u, const FunctionProtoType *type, const std::string &text)
{
	lock_parser parser(u, type, text);
	auto lock = parser.parse();

	return lock ? std::make_optional(argument_lock{ lock->path, lock->kind, parser.argument }) : std::nullopt;
}

std::optional<contract_lock> parse_statement(unit &u, paths &p, const FunctionDecl *fn, SourceLocation where,
					     const std::string &text)
{
	return lock_parser(u, fn, p, where, text).parse();
}

std::optional<contract_lock> parse_guard(unit &u, const RecordDecl *record, const std::string &text)
{
	return lock_parser(u, nullptr, record, text).parse();
}

std::optional<uint32_t> parse_object(unit &u, const FunctionDecl *fn, const std::string &text)
{
	auto object = lock_parser(u, fn, nullptr, text).parse_object();

	return object ? std::optional<uint32_t>(object->path) : std::nullopt;
}

} // namespace hf
