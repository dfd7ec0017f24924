// SPDX-License-Identifier: MIT
//
// contracts.cc: reads the annotations of holdfast.h.  An annotation that cannot
// be understood is an error: a contract that is silently dropped would turn into
// a clean report.
#include "extract.hh"

#include <clang/AST/Attr.h>
#include <clang/Basic/IdentifierTable.h>
#include <cctype>
#include <cstring>

using namespace clang;

namespace hf {

static std::vector<std::string> annotations_of(const Decl *decl, llvm::StringRef what)
{
	std::vector<std::string> found;

	for (const auto *attr : decl->specific_attrs<AnnotateAttr>()) {
		// An inherited one speaks of the other declaration's parameters.
		if (attr->getAnnotation() != what || attr->isInherited())
			continue;
		std::string text;

		if (attr->args_size()) {
			const Expr *e = (*attr->args_begin())->IgnoreParenImpCasts();

			if (const auto *constant = dyn_cast<ConstantExpr>(e))
				e = constant->getSubExpr()->IgnoreParenImpCasts();
			if (const auto *literal = dyn_cast<StringLiteral>(e))
				text = literal->getString().str();
		}
		found.push_back(text);
	}
	return found;
}

std::optional<std::string> annotation(const Decl *decl, llvm::StringRef what)
{
	std::vector<std::string> found = annotations_of(decl, what);

	if (found.empty())
		return std::nullopt;
	return found.front();
}

std::optional<std::string> type_annotation(QualType type, llvm::StringRef what)
{
	while (const auto *alias = type->getAs<TypedefType>()) {
		if (auto text = annotation(alias->getDecl(), what))
			return text;
		type = alias->getDecl()->getUnderlyingType();
	}
	// An array of annotated pointers, a pointer to an annotated function type.
	if (const ArrayType *array = type->getAsArrayTypeUnsafe())
		return type_annotation(array->getElementType(), what);
	if (type->isFunctionPointerType())
		return type_annotation(type->getPointeeType(), what);
	return std::nullopt;
}

std::optional<std::string> lock_kind(QualType type)
{
	if (type.isNull())
		return std::nullopt;
	while (const ArrayType *array = type->getAsArrayTypeUnsafe())
		type = array->getElementType();
	if (auto kind = type_annotation(type, "hf.lock_type"))
		return kind;
	const RecordDecl *record = type->getAsRecordDecl();

	if (record && record->getDefinition())
		return annotation(record->getDefinition(), "hf.lock_type");
	return std::nullopt;
}

// ---- the lock expression of a contract ---------------------------------------

namespace {

// `m`, `&q->lock`, `table.locks[i]`: enough of C for what names a lock at a call.
class lock_parser {
public:
	lock_parser(unit &u, const FunctionDecl *fn, const RecordDecl *record, const std::string &text)
		: u(u), fn(fn), record(record), text(text) {}

	std::optional<contract_lock> parse()
	{
		std::optional<term> t = unary();

		skip();
		if (!t || pos != text.size())
			return std::nullopt;
		if (t->loaded || t->type->isPointerType() || t->type->isArrayType())
			t = dereference(*t);
		if (!t)
			return std::nullopt;
		auto kind = lock_kind(t->type);

		if (!kind)
			return std::nullopt;
		return contract_lock{ t->path, *kind };
	}

private:
	// An lvalue, or (loaded) a pointer value, whose path is what it points to.
	struct term {
		uint32_t path;
		QualType type;
		bool loaded;
	};

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

			if (!t || t->loaded)
				return std::nullopt;
			return term{ t->path, u.context.getPointerType(t->type), true };
		}
		if (eat("*")) {
			std::optional<term> t = unary();

			return t ? dereference(*t) : t;
		}
		return postfix();
	}
	std::optional<term> primary()
	{
		if (eat("(")) {
			std::optional<term> t = unary();

			return t && eat(")") ? t : std::nullopt;
		}
		std::string name = identifier();

		if (name.empty())
			return std::nullopt;
		if (const FieldDecl *field = record ? find_field(record, name) : nullptr)
			return term{ u.field_path(fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0),
						  field), field->getType(), false };
		for (unsigned i = 0; fn && i < fn->getNumParams(); i++)
			if (fn->getParamDecl(i)->getNameAsString() == name) {
				QualType type = fn->getParamDecl(i)->getType();

				if (!type->isPointerType())
					return std::nullopt;
				return term{ fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, i, 0), type, true };
			}
		DeclarationName wanted(&u.context.Idents.get(name));

		for (NamedDecl *decl : u.context.getTranslationUnitDecl()->lookup(wanted))
			if (auto *var = dyn_cast<VarDecl>(decl))
				return term{ fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE,
						       u.string(u.name.variable(var)), 0),
					     var->getType(), false };
		return std::nullopt;
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
		const RecordDecl *record = t && !t->loaded ? t->type->getAsRecordDecl() : nullptr;

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
	const std::string &text;
	size_t pos = 0;
};

void add_contract(fact_function *out, const fact_contract &c)
{
	for (guint i = 0; i < out->contracts->len; i++) {
		const fact_contract &old = g_array_index(out->contracts, fact_contract, i);

		if (old.op == c.op && old.path == c.path && old.text == c.text)
			return;
	}
	g_array_append_val(out->contracts, c);
}

} // namespace

std::optional<contract_lock> parse_contract(unit &u, const FunctionDecl *fn, const std::string &text)
{
	return lock_parser(u, fn, nullptr, text).parse();
}

bool is_guarded(const ValueDecl *decl)
{
	for (const Decl *other : decl->redecls())
		if (other->hasAttrs() && (annotation(other, "hf.guarded_by") ||
					  annotation(other, "hf.guarded_by_state")))
			return true;
	return false;
}

static void add_guard(unit &u, const fact_guard &guard)
{
	for (guint i = 0; i < u.facts->guards->len; i++)
		if (!memcmp(&g_array_index(u.facts->guards, fact_guard, i), &guard, sizeof(guard)))
			return;
	g_array_append_val(u.facts->guards, guard);
}

void read_guards(unit &u, const DeclaratorDecl *decl)
{
	const auto *field = dyn_cast<FieldDecl>(decl);
	const RecordDecl *record = field ? field->getParent() : nullptr;

	while (record && record->isAnonymousStructOrUnion())
		record = cast<RecordDecl>(record->getDeclContext());
	uint32_t key = field ? u.string(u.name.record(record)) : FACT_NONE;
	uint32_t name = u.string(field ? field->getNameAsString() : u.name.variable(cast<VarDecl>(decl)));

	for (const std::string &text : annotations_of(decl, "hf.guarded_by")) {
		std::optional<contract_lock> lock = lock_parser(u, nullptr, record, text).parse();

		if (!lock) {
			u.error(decl->getLocation(), "HF_GUARDED_BY(" + text + "): not a lock (of a type "
				"with HF_LOCK_TYPE) that the record or a global names");
			continue;
		}
		add_guard(u, { key, name, lock->path, u.string(lock->kind) });
	}
	for (const std::string &text : annotations_of(decl, "hf.guarded_by_state"))
		add_guard(u, { key, name, FACT_NONE, u.string(text) });
}

void read_rows(unit &u, const VarDecl *var)
{
	static const struct { const char *attr, *table; } tables[] = {
		{ "hf.context", "context" }, { "hf.kind", "kind" }, { "hf.effect_row", "effect" },
	};

	for (const auto &table : tables)
		for (const std::string &columns : annotations_of(var, table.attr)) {
			fact_row row = { u.string(table.table), u.string(columns) };

			g_array_append_val(u.facts->rows, row);
		}
}

static void read_lock_contract(unit &u, const FunctionDecl *decl, fact_function *out,
			       uint32_t op, const char *what, std::string text)
{
	fact_contract c = {};

	c.op = op;
	if (op == FACT_OP_TRY) {
		size_t comma = text.find(',');
		std::string success = text.substr(0, comma);

		c.success_is_nonzero = success != "0" && success != "false";
		text = comma == std::string::npos ? "" : text.substr(comma + 1);
	}
	std::optional<contract_lock> lock = parse_contract(u, decl, text);

	if (!lock) {
		u.error(decl->getLocation(), std::string(what) + "(" + text +
			"): not a lock (of a type with HF_LOCK_TYPE) that a caller can name");
		return;
	}
	c.path = lock->path;
	c.text = u.string(lock->kind);
	add_contract(out, c);
}

void read_contracts(unit &u, const FunctionDecl *fn, fact_function *out)
{
	static const struct { const char *attr, *macro; uint32_t op; } lock_ops[] = {
		{ "hf.acquires", "HF_ACQUIRES", FACT_OP_ACQUIRE },
		{ "hf.try_acquires", "HF_TRY_ACQUIRES", FACT_OP_TRY },
		{ "hf.releases", "HF_RELEASES", FACT_OP_RELEASE },
		{ "hf.requires", "HF_REQUIRES", FACT_OP_REQUIRE },
		{ "hf.excludes", "HF_EXCLUDES", FACT_OP_EXCLUDE },
	};
	static const struct { const char *attr; uint32_t op; } state_ops[] = {
		{ "hf.enters", FACT_OP_ENTER }, { "hf.leaves", FACT_OP_LEAVE },
		{ "hf.requires_state", FACT_OP_REQUIRE_STATE }, { "hf.effect", FACT_OP_EFFECT },
	};

	for (const FunctionDecl *decl : fn->redecls()) {
		for (const auto &op : lock_ops)
			for (const std::string &text : annotations_of(decl, op.attr))
				read_lock_contract(u, decl, out, op.op, op.macro, text);
		for (const auto &op : state_ops)
			for (const std::string &text : annotations_of(decl, op.attr)) {
				fact_contract c = { op.op, FACT_NONE, u.string(text), 0 };

				add_contract(out, c);
			}
		if (annotation(decl, "hf.may_block"))
			out->flags |= FACT_FUNCTION_MAY_BLOCK;
		// clang's name for __attribute__((malloc)).
		if (decl->hasAttr<RestrictAttr>())
			out->flags |= FACT_FUNCTION_FRESH;
		if (auto state = annotation(decl, "hf.called_in"))
			out->called_in = u.string(*state);
		if (auto reason = annotation(decl, "hf.trust"))
			out->trust = u.string(*reason);
	}
}

} // namespace hf
