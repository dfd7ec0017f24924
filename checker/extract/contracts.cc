// SPDX-License-Identifier: MIT
//
// contracts.cc: reads the annotations of holdfast.h.  An annotation that cannot
// be understood is an error: a contract that is silently dropped would turn into
// a clean report.
#include "macros.hh"

#include <clang/AST/Attr.h>
#include <clang/Basic/IdentifierTable.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/Support/Path.h>
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

static std::optional<std::string> own_annotation(const Decl *decl, llvm::StringRef what)
{
	std::vector<std::string> found = annotations_of(decl, what);

	if (found.empty())
		return std::nullopt;
	return found.front();
}

std::optional<std::string> annotation(const Decl *decl, llvm::StringRef what)
{
	auto own = own_annotation(decl, what);

	return own ? own : modelled_annotation(decl, what);
}

using reader = std::optional<std::string> (*)(const Decl *decl, llvm::StringRef what);

static std::optional<std::string> read_type(QualType type, llvm::StringRef what, reader read)
{
	while (const auto *alias = type->getAs<TypedefType>()) {
		if (auto text = read(alias->getDecl(), what))
			return text;
		type = alias->getDecl()->getUnderlyingType();
	}
	// An array of annotated pointers, a pointer to an annotated function type.
	if (const ArrayType *array = type->getAsArrayTypeUnsafe())
		return read_type(array->getElementType(), what, read);
	if (type->isFunctionPointerType())
		return read_type(type->getPointeeType(), what, read);
	return std::nullopt;
}

static std::optional<std::string> read_kind(QualType type, reader read)
{
	while (const ArrayType *array = type->getAsArrayTypeUnsafe())
		type = array->getElementType();
	if (auto kind = read_type(type, "hf.lock_type", read))
		return kind;
	const RecordDecl *record = type->getAsRecordDecl();

	if (!record)
		return std::nullopt;
	// A model may know what this file has only a name of.
	if (!record->getDefinition())
		return read(record, "hf.lock_type");
	if (auto kind = read(record->getDefinition(), "hf.lock_type"))
		return kind;
	// clang's own: the model finds the kind of that name.
	if (const auto *capability = record->getDefinition()->getAttr<CapabilityAttr>())
		return "capability:" + capability->getName().str();
	return std::nullopt;
}

std::optional<std::string> type_annotation(QualType type, llvm::StringRef what)
{
	return read_type(type, what, annotation);
}

std::optional<std::string> lock_kind(QualType type)
{
	return type.isNull() ? std::nullopt : read_kind(type, annotation);
}

bool is_modelled_kind(QualType type)
{
	return !read_kind(type, own_annotation);
}

void add_contract(fact_function *out, const fact_contract &c)
{
	for (guint i = 0; i < out->contracts->len; i++) {
		const fact_contract &old = g_array_index(out->contracts, fact_contract, i);

		if (!memcmp(&old, &c, sizeof(c)))
			return;
	}
	g_array_append_val(out->contracts, c);
}

fact_contract contract(uint32_t op, uint32_t text)
{
	fact_contract c = {};

	c.op = op;
	c.path = FACT_NONE;
	c.text = text;
	return c;
}

bool is_guarded(const ValueDecl *decl)
{
	for (const Decl *other : decl->redecls()) {
		// Nearly all: each field of each record is asked.
		if (!other->hasAttrs() && !has_model(other) && !has_guard_marks())
			continue;
		if (!marked_guards(other).empty() || annotation(other, "hf.guarded_by") || annotation(other, "hf.guarded_by_state") ||
		    (other->hasAttrs() && (other->hasAttr<GuardedByAttr>() || other->hasAttr<GuardedVarAttr>())))
			return true;
	}
	return false;
}

bool is_pointee_guarded(const ValueDecl *decl)
{
	for (const Decl *other : decl->redecls())
		if (other->hasAttrs() && (other->hasAttr<PtGuardedByAttr>() || other->hasAttr<PtGuardedVarAttr>()))
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

static std::vector<std::string> guards_of(const Decl *decl, const char *attr, const char *key)
{
	std::vector<std::string> texts = annotations_of(decl, attr);

	if (texts.empty())
		for (const modelled_text &m : modelled(decl, key))
			texts.push_back(m.text);
	return texts;
}

static void add_lock_guard(unit &u, const DeclaratorDecl *decl, const RecordDecl *record, fact_guard guard,
			   const char *what, const std::string &text)
{
	std::optional<contract_lock> lock = parse_guard(u, record, text);

	if (!lock) {
		u.error(decl->getLocation(), std::string(what) + "(" + text + "): not a lock (of a type "
			"with HF_LOCK_TYPE) that the record or a global names");
		return;
	}
	guard.path = lock->path;
	guard.text = u.string(lock->kind);
	add_guard(u, guard);
}

void read_guards(unit &u, const DeclaratorDecl *decl)
{
	const auto *field = dyn_cast<FieldDecl>(decl);
	const RecordDecl *record = field ? field->getParent() : nullptr;

	while (record && record->isAnonymousStructOrUnion())
		record = cast<RecordDecl>(record->getDeclContext());
	uint32_t key = field ? u.string(u.name.record(record)) : FACT_NONE;
	uint32_t name = u.string(field ? field->getNameAsString() : u.name.variable(cast<VarDecl>(decl)));

	std::vector<std::string> guards = guards_of(decl, "hf.guarded_by", "guarded-by");

	if (guards.empty())
		guards = marked_guards(decl);
	for (const std::string &text : guards)
		add_lock_guard(u, decl, record, { key, name, 0, FACT_NONE, FACT_NONE }, "HF_GUARDED_BY", text);
	// clang's own, where none of ours says it.
	for (const Attr *attr : decl->attrs()) {
		const auto *by = dyn_cast<GuardedByAttr>(attr);
		const auto *pointee_by = dyn_cast<PtGuardedByAttr>(attr);
		uint32_t is_pointee = pointee_by || isa<PtGuardedVarAttr>(attr);

		if (!is_pointee && !by && !isa<GuardedVarAttr>(attr))
			continue;
		if (cast<InheritableAttr>(attr)->isInherited() || (!is_pointee && !guards.empty()))
			continue;
		if (by || pointee_by)
			add_lock_guard(u, decl, record, { key, name, is_pointee, FACT_NONE, FACT_NONE }, attr->getSpelling(),
				       capability_text(by ? by->getArg() : pointee_by->getArg(), u.context));
		else
			add_guard(u, { key, name, is_pointee, FACT_NONE, u.string("") });
	}
	for (const std::string &text : guards_of(decl, "hf.guarded_by_state", "guarded-by-state"))
		add_guard(u, { key, name, 0, FACT_NONE, u.string(text) });
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

// The outcome that `zero $1` or `nonzero $1` begins with; the rest is the lock.
std::string split_result(std::string text, char separator, fact_contract &c)
{
	size_t end = text.find(separator);
	std::string success = text.substr(0, end);

	c.success = success == "0" || success == "false" || success == "zero" ? FACT_SUCCESS_ZERO :
		    success == "1" || success == "one" ? FACT_SUCCESS_ONE : FACT_SUCCESS_NONZERO;
	return end == std::string::npos ? "" : text.substr(end + 1);
}

bool add_lock_contract(unit &u, const FunctionDecl *decl, fact_function *out, fact_contract c,
			      const std::string &text)
{
	std::optional<contract_lock> lock = parse_contract(u, decl, text);

	if (!lock)
		return false;
	c.path = lock->path;
	c.text = u.string(lock->kind);
	add_contract(out, c);
	return true;
}

const char not_a_lock[] = "): not a lock (of a type with HF_LOCK_TYPE) that a caller can name";

// `$2 & 0x400`, `size == 0`, `how & 6 == 2`, `wait != FOREVER`.
bool read_condition(const unit &u, const FunctionDecl *fn, const modelled_text &m, fact_contract &c)
{
	llvm::StringRef text(m.condition);
	size_t op = text.find_first_of("&=!"), equals = text.find_first_of("=!", op);
	llvm::StringRef param = text.substr(0, op).trim();
	unsigned number = 0;

	if (param.consume_front("$"))
		param.getAsInteger(10, number);
	for (unsigned i = 0; !number && i < fn->getNumParams(); i++)
		if (fn->getParamDecl(i)->getName() == param)
			number = i + 1;
	if (!number || number > fn->getNumParams() || number > FACT_MAX_CONDITION_PARAM)
		return false;
	bool has_mask = text[op] == '&', has_value = equals != llvm::StringRef::npos;
	std::optional<uint32_t> mask = UINT32_MAX, value = 0;

	if (has_mask)
		mask = constant_of(u, text.slice(op + 1, equals));
	if (has_value)
		value = constant_of(u, text.substr(equals + 2));
	c.condition = number;
	// What isn't there can't be compared with: the condition may hold or not.
	if (!mask || !value) {
		c.condition = FACT_MAX_CONDITION_PARAM;
		mask = value = 0;
	}
	c.mask = *mask;
	c.value = *value;
	c.is_unless = (!has_value || text[equals] == '!') != m.is_unless;
	return true;
}

namespace {

// The models' part of a function's contracts: each key that no declaration of the function has.
class modelled_contracts {
public:
	modelled_contracts(unit &u, const FunctionDecl *fn, fact_function *out) : u(u), fn(fn), out(out) {}

	void locks(const char *key, fact_contract c)
	{
		for (const modelled_text &m : modelled(fn, key)) {
			std::string lock = c.op == FACT_OP_TRY ? split_result(m.text, ' ', c) : m.text;
			bool found = false;

			if (!under_condition(key, m, c))
				continue;
			for (const FunctionDecl *decl : fn->redecls())
				found = found || add_lock_contract(u, decl, out, c, lock);
			// A pattern takes what fits.
			if (!found && m.is_exact)
				u.error(fn->getLocation(), m.where + ": " + key + " = " + m.text +
					": not a lock (of a type that has a kind) that a caller can name");
			if (found && (c.op == FACT_OP_TRY || fact_op_is_change(c.op)))
				primitive = m.where;
		}
	}
	void states(const char *key, uint32_t op)
	{
		for (const modelled_text &m : modelled(fn, key)) {
			fact_contract c = contract(op, u.string(m.text));

			if (!under_condition(key, m, c))
				continue;
			add_contract(out, c);
			if (op == FACT_OP_ENTER || op == FACT_OP_LEAVE || op == FACT_OP_TELLS)
				primitive = m.where;
		}
	}
	// A key whose value is the condition.
	void conditional(const char *key, uint32_t op, bool is_unless)
	{
		for (modelled_text m : modelled(fn, key)) {
			fact_contract c = contract(op, u.string(""));

			m.condition = m.text;
			m.is_unless = is_unless;
			if (under_condition(key, m, c))
				add_contract(out, c);
			primitive = m.where;
		}
	}
	// What a model says a function does is all it does, unless the model wants it looked at.
	void finish()
	{
		if (is_modelled(fn))
			out->flags |= FACT_FUNCTION_MODELLED;
		for (const std::string &text : unknown_params(fn))
			u.unread(fn->getLocation(), text);
		for (const modelled_text &m : modelled(fn, "may-block"))
			primitive = m.where;
		for (const modelled_text &m : modelled(fn, "may-block-unless-in")) {
			out->flags |= FACT_FUNCTION_MAY_BLOCK;
			primitive = m.where;
		}
		for (const modelled_text &m : modelled(fn, "body"))
			primitive = m.text == "trust" ? m.where : "";
		if (!primitive.empty() && out->trust == FACT_NONE && fn->getDefinition())
			out->trust = u.string(llvm::sys::path::filename(primitive).str() + " says what it does");
	}

private:
	bool under_condition(const char *key, const modelled_text &m, fact_contract &c)
	{
		c.condition = c.mask = c.value = c.is_unless = 0;
		if (m.condition.empty() || read_condition(u, fn, m, c)) {
			if (c.condition == FACT_MAX_CONDITION_PARAM)
				u.unread(fn->getLocation(), m.where + ": " + key + ": no constant here is called so: " +
					 m.condition);
			return true;
		}
		if (m.is_exact)
			u.error(fn->getLocation(), m.where + ": " + key + " = " + m.condition +
				": there is no such parameter");
		return false;
	}

	unit &u;
	const FunctionDecl *fn;
	fact_function *out;
	std::string primitive;          // what says so
};

} // namespace

std::optional<uint32_t> returned_path(unit &u, const FunctionDecl *fn)
{
	// One for each thread, and for who looks at it always his own: as if a variable led to it.
	if (!modelled(fn, "returns-same").empty() && fn->getReturnType()->isPointerType()) {
		uint32_t all = fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE, u.string(fn->getNameAsString()), 0);

		return fact_add_path(u.facts, FACT_PATH_DEREF, all, 0, 0);
	}
	for (const modelled_text &m : modelled(fn, "returns"))
		for (const FunctionDecl *decl : fn->redecls())
			if (auto object = parse_object(u, decl, m.text))
				return object;
	for (const FunctionDecl *decl : fn->redecls())
		if (auto text = returned_capability(decl))
			if (auto object = parse_object(u, decl, *text))
				return object;
	return std::nullopt;
}

// What a polling function returns when there was nothing; empty for what can't be.
static std::string poll_result(llvm::StringRef text)
{
	int64_t number = 0;

	if (text == "zero" || text == "nonzero" || text == "negative")
		return text.str();
	if (text == "0" || text == "false" || text == "NULL" || text == "nullptr")
		return "zero";
	if (text.starts_with("-"))
		return "negative";
	if (text == "true" || (!text.getAsInteger(0, number) && number > 0))
		return "nonzero";
	return "";
}

static void read_polls(unit &u, const FunctionDecl *decl, fact_function *out)
{
	auto text = annotation(decl, "hf.polls");
	std::string result = text ? poll_result(*text) : "";

	if (!result.empty())
		add_contract(out, contract(FACT_OP_POLL, u.string(result)));
	else if (text)
		u.error(decl->getLocation(), "HF_POLLS(" + *text + "): not 0, false, NULL, true or a constant number");
}

bool writes_arguments(const FunctionDecl *fn)
{
	return !modelled(fn, "writes").empty();
}

bool returns_fresh(const FunctionDecl *fn)
{
	if (!modelled(fn, "returns-fresh").empty())
		return true;
	for (const FunctionDecl *decl : fn->redecls())
		// clang's name for __attribute__((malloc)).
		if (decl->hasAttr<RestrictAttr>())
			return true;
	return false;
}

// What returns twice and is given nothing is vfork: both times with what was held when it was called.
static bool returns_again(const FunctionDecl *fn)
{
	for (const FunctionDecl *decl : fn->redecls())
		if (decl->hasAttr<ReturnsTwiceAttr>())
			return fn->getNumParams();
	return false;
}

void read_contracts(unit &u, const FunctionDecl *fn, fact_function *out)
{
	static const struct { const char *attr, *macro, *key; uint32_t op; } lock_ops[] = {
		{ "hf.acquires", "HF_ACQUIRES", "acquires", FACT_OP_ACQUIRE },
		{ "hf.try_acquires", "HF_TRY_ACQUIRES", "try-acquires", FACT_OP_TRY },
		{ "hf.releases", "HF_RELEASES", "releases", FACT_OP_RELEASE },
		{ "hf.requires", "HF_REQUIRES", "requires", FACT_OP_REQUIRE },
		{ "hf.excludes", "HF_EXCLUDES", "excludes", FACT_OP_EXCLUDE },
	};
	static const struct { const char *attr, *key; uint32_t op; } state_ops[] = {
		{ "hf.enters", "enters", FACT_OP_ENTER }, { "hf.leaves", "leaves", FACT_OP_LEAVE },
		{ "hf.requires_state", "requires-state", FACT_OP_REQUIRE_STATE },
		{ "hf.effect", "effect", FACT_OP_EFFECT },
	};
	modelled_contracts model(u, fn, out);

	for (const auto &op : lock_ops) {
		fact_contract c = contract(op.op);
		bool is_own = false;

		for (const FunctionDecl *decl : fn->redecls())
			for (const std::string &text : annotations_of(decl, op.attr)) {
				std::string lock = op.op == FACT_OP_TRY ? split_result(text, ',', c) : text;

				is_own = true;
				if (!add_lock_contract(u, decl, out, c, lock))
					u.error(decl->getLocation(), std::string(op.macro) + "(" + lock + not_a_lock);
			}
		if (!is_own)
			model.locks(op.key, c);
	}
	model.locks("initialises", contract(FACT_OP_INITIALISE));
	fact_contract waiting = contract(FACT_OP_TRY);

	waiting.waits = FACT_WAITS;
	model.locks("acquires-if", waiting);
	waiting.waits = FACT_WAITS_EXPECTED;
	model.locks("acquires-checked", waiting);
	for (const auto &op : state_ops) {
		bool is_own = false;

		for (const FunctionDecl *decl : fn->redecls())
			for (const std::string &text : annotations_of(decl, op.attr)) {
				fact_contract c = contract(op.op, u.string(text));

				is_own = true;
				add_contract(out, c);
			}
		if (!is_own)
			model.states(op.key, op.op);
	}
	model.states("may-block-unless-in", FACT_OP_EXCUSE);
	model.states("returns-whether-in", FACT_OP_TELLS);
	model.conditional("may-block-if", FACT_OP_BLOCK, false);
	model.conditional("may-block-unless", FACT_OP_BLOCK, true);
	model.conditional("succeeds-if", FACT_OP_SUCCEED, false);
	model.conditional("succeeds-unless", FACT_OP_SUCCEED, true);
	model.conditional("waits-if", FACT_OP_NO_WAIT, true);
	model.conditional("waits-unless", FACT_OP_NO_WAIT, false);
	model.conditional("returns-whether", FACT_OP_WHETHER, false);
	for (const FunctionDecl *decl : fn->redecls()) {
		if (!has_own_annotation(decl))
			read_capabilities(u, decl, out);
		if (annotation(decl, "hf.may_block"))
			out->flags |= FACT_FUNCTION_MAY_BLOCK;
		if (annotation(decl, "hf.delays"))
			out->flags |= FACT_FUNCTION_MAY_BLOCK | FACT_FUNCTION_DELAYS;
		read_polls(u, decl, out);
		if (auto state = annotation(decl, "hf.called_in"))
			out->called_in = u.string(*state);
		if (auto reason = annotation(decl, "hf.trust"))
			out->trust = u.string(*reason);
	}
	if (writes_arguments(fn))
		out->flags |= FACT_FUNCTION_WRITES_ARGUMENTS;
	if (returns_fresh(fn))
		out->flags |= FACT_FUNCTION_FRESH;
	if (returns_again(fn))
		out->flags |= FACT_FUNCTION_RETURNS_AGAIN;
	read_marks(u, fn, out);
	model.finish();
}

} // namespace hf
