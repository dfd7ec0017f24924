// SPDX-License-Identifier: MIT
//
// memory.cc: what an expression reads and writes of memory, by keys that mean the same in
// every function: "record.field", of whatever object; "record" for a whole one; a
// variable's own key; "*N" for what a pointer to N bytes leads to (more if that is a pointer: size_of); "*" for anything.
#include "extract.hh"

using namespace clang;

namespace hf {

// Who writes a number through a pointer to numbers writes no pointer, and who writes a pointer to one record writes no
// pointer to another one: 256 more for a pointer, and a number of its record above that.
static uint32_t size_of(const unit &u, QualType type)
{
	uint32_t size_bytes = type->isScalarType() ? u.context.getTypeSizeInChars(type).getQuantity() : 0;

	if (!size_bytes || !type->isAnyPointerType())
		return size_bytes;
	const RecordDecl *record = type->getPointeeType()->getAsRecordDecl();
	uint32_t number = 0;

	for (unsigned char c : record ? u.name.record(record) : std::string())
		number = number * 31 + c;
	return size_bytes + 256 + (number & 0x3fffff) * 512;
}

static std::string field_key(const unit &u, const FieldDecl *field)
{
	return u.name.record(field->getParent()) + "." + field->getNameAsString();
}

memory_place variable_place(const unit &u, const VarDecl *var)
{
	return { u.name.variable(var), size_of(u, var->getType()) };
}

bool readable_field(const unit &u, const FieldDecl *field, std::vector<memory_place> &places)
{
	QualType type = field->getType();

	if (type.isVolatileQualified() || type->isAtomicType() || type->isArrayType())
		return false;
	if (field->isAnonymousStructOrUnion())
		return true;
	// A member of a union changes with the others.
	for (const RecordDecl *record = field->getParent(); record;) {
		if (record->isUnion())
			return false;
		record = record->isAnonymousStructOrUnion() ? dyn_cast<RecordDecl>(record->getDeclContext()) : nullptr;
	}
	places.push_back({ field_key(u, field), size_of(u, type) });
	places.push_back({ u.name.record(field->getParent()), 0 });
	return true;
}

bool is_written_by(const memory_place &place, const std::string &key)
{
	return key == "*" || key == place.key ||
	       (place.size_bytes && key == "*" + std::to_string(place.size_bytes));
}

static void add_record(const unit &u, const RecordDecl *record, std::set<std::string> &keys)
{
	record = record->getDefinition();
	if (!record || !keys.insert(u.name.record(record)).second)
		return;
	for (const FieldDecl *field : record->fields())
		if (const RecordDecl *inner = field->getType()->getAsRecordDecl())
			add_record(u, inner, keys);
}

static void add_pointee(const unit &u, QualType type, std::set<std::string> &keys)
{
	if (const RecordDecl *record = type->getAsRecordDecl())
		add_record(u, record, keys);
	else if (!type->isScalarType())
		keys.insert("*");
	else
		keys.insert("*" + std::to_string(size_of(u, type)));
}

void written_keys(const unit &u, const locals &l, const Expr *lvalue, std::set<std::string> &keys)
{
	const Expr *e = lvalue->IgnoreParenCasts();

	if (const RecordDecl *record = e->getType()->getAsRecordDecl())
		add_record(u, record, keys);
	if (const auto *element = dyn_cast<ArraySubscriptExpr>(e)) {
		const auto *decay = dyn_cast<ImplicitCastExpr>(element->getBase()->IgnoreParens());

		if (!decay || decay->getCastKind() != CK_ArrayToPointerDecay)
			add_pointee(u, e->getType(), keys);
	} else if (const auto *member = dyn_cast<MemberExpr>(e)) {
		if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl())) {
			if (field->getParent()->isUnion())
				keys.insert("*");
			keys.insert(field_key(u, field));
		}
	} else if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
		const auto *var = dyn_cast<VarDecl>(ref->getDecl());

		if (var && !l.is_local(var))
			keys.insert(u.name.variable(var));
	} else if (!e->getType()->isRecordType()) {
		add_pointee(u, e->getType(), keys);
	}
}

static void add_behind(const unit &u, const locals &l, const Expr *argument, std::set<std::string> &keys)
{
	QualType type = argument->getType();
	const Expr *e = strip(argument);

	if (!type->isPointerType() || type->getPointeeType().isConstQualified() || is_function_pointer(type))
		return;
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf) {
		written_keys(u, l, op->getSubExpr(), keys);
		return;
	}
	// What it was before it became a pointer to bytes.
	QualType to = e->getType()->isPointerType() ? e->getType()->getPointeeType() : type->getPointeeType();

	// Bytes are written as bytes, whatever lies there: buffers, and not what branches read.
	if (to->isVoidType())
		keys.insert("*1");
	else
		add_pointee(u, to, keys);
}

std::set<std::string> keys_behind(const unit &u, const locals &l, const CallExpr *call)
{
	std::set<std::string> keys;

	for (const Expr *arg : call->arguments())
		add_behind(u, l, arg, keys);
	return keys;
}

std::optional<std::string> taken_key(const unit &u, const Expr *object)
{
	const Expr *e = object->IgnoreParens();

	if (!e->getType()->isScalarType())
		return std::nullopt;
	if (const auto *member = dyn_cast<MemberExpr>(e))
		if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl()))
			return field_key(u, field);
	if (const auto *ref = dyn_cast<DeclRefExpr>(e))
		if (const auto *var = dyn_cast<VarDecl>(ref->getDecl()); var && !var->hasLocalStorage())
			return u.name.variable(var);
	return std::nullopt;
}

const ValueDecl *pointer_source(const Expr *&pointer)
{
	const ValueDecl *decl = nullptr;

	for (const Expr *e = pointer; e && !decl;) {
		e = e->IgnoreParenCasts();
		pointer = e;
		if (const auto *op = dyn_cast<BinaryOperator>(e))
			e = op->getLHS()->getType()->isPointerType() ? op->getLHS() : op->getRHS();
		else if (const auto *op = dyn_cast<UnaryOperator>(e))
			e = op->isIncrementDecrementOp() ? op->getSubExpr() : nullptr;
		else if (const auto *member = dyn_cast<MemberExpr>(e))
			decl = member->getMemberDecl();
		else if (const auto *ref = dyn_cast<DeclRefExpr>(e))
			decl = ref->getDecl();
		else
			e = nullptr;
	}
	return decl;
}

} // namespace hf
