// SPDX-License-Identifier: MIT
//
// guesses.cc: which accesses are worth a look though nothing is declared of them: fields that stand in one record with
// a lock.  What lock guards them, if any does, is asked of all accesses together (rules/guard_guessed.c).
#include "guesses.hh"
#include "modelled.hh"

using namespace clang;

namespace hf {

static bool is_lock(QualType type)
{
	if (type->isPointerType())
		type = type->getPointeeType();
	return lock_kind(type) && is_modelled_kind(type);
}

static bool has_lock(const RecordDecl *record, int depth)
{
	for (const FieldDecl *field : record->fields()) {
		if (is_lock(field->getType()))
			return true;
		const RecordDecl *inner = depth ? field->getType()->getAsRecordDecl() : nullptr;

		if (inner && inner->getDefinition() && has_lock(inner->getDefinition(), depth - 1))
			return true;
	}
	return false;
}

static bool is_container(const ValueDecl *decl)
{
	const RecordDecl *record = isa<FieldDecl>(decl) ? decl->getType()->getAsRecordDecl() : nullptr;

	record = record ? record->getDefinition() : nullptr;
	return record && !modelled(record, "needs-guard").empty();
}

bool is_guessed(const ValueDecl *decl, uint32_t how)
{
	const auto *field = dyn_cast<FieldDecl>(decl);

	if (!field || field->isAnonymousStructOrUnion() || field->getType().isConstQualified() ||
	    field->getType().isVolatileQualified() || is_lock(field->getType()))
		return false;
	const RecordDecl *record = field->getParent();

	while (record->isAnonymousStructOrUnion() && isa<RecordDecl>(record->getDeclContext()))
		record = cast<RecordDecl>(record->getDeclContext());
	return has_lock(record, 2) || ((how & FACT_ACCESS_GIVEN) && is_container(decl));
}

static bool needs_guard(unit &u, QualType type)
{
	const RecordDecl *record = type->getAsRecordDecl();

	record = record ? record->getDefinition() : nullptr;
	if (!record)
		return false;
	return !modelled(record, "needs-guard").empty() ||
	       (u.watch.file_of(record->getLocation()).is_main && !has_lock(record, 2));
}

const Expr *given_data(unit &u, const Expr *argument)
{
	const auto *op = dyn_cast<UnaryOperator>(argument->IgnoreParenCasts());

	return op && op->getOpcode() == UO_AddrOf && needs_guard(u, op->getType()->getPointeeType()) ?
	       op->getSubExpr() : nullptr;
}

static const RecordDecl *record_of(const Expr *object, bool is_pointer)
{
	QualType type = object->getType();

	if (is_pointer)
		type = type->getPointeeType();
	const RecordDecl *record = type.isNull() ? nullptr : type->getAsRecordDecl();

	return record ? record->getDefinition() : nullptr;
}

// The object itself; `is_pointer`: an expression that points to it.
static const Expr *object_in(const Expr *argument, bool &is_pointer)
{
	const Expr *e = argument->IgnoreParenCasts();
	const auto *op = dyn_cast<UnaryOperator>(e);

	is_pointer = true;
	if (op && op->getOpcode() == UO_AddrOf) {
		e = op->getSubExpr()->IgnoreParens();
		is_pointer = false;
	}
	if (is_lock(e->getType()) || (is_pointer && !e->getType()->isPointerType()))
		return nullptr;
	for (;;) {
		const RecordDecl *record = record_of(e, is_pointer);

		if (record && has_lock(record, 2))
			return e;
		const auto *member = dyn_cast<MemberExpr>(e);

		// What a pointer in the object leads to is no part of it.
		if (is_pointer || !member)
			return nullptr;
		is_pointer = member->isArrow();
		e = member->getBase()->IgnoreParens();
	}
}

static bool is_helper(unit &u, const FunctionDecl *callee)
{
	const FunctionDecl *definition = callee->getDefinition();

	return callee->getIdentifier() && !callee->getBuiltinID() && !callee->isVariadic() && !is_modelled(callee) &&
	       (!definition || u.watch.file_of(definition->getLocation()).is_main);
}

uint32_t how_given(const Expr *argument)
{
	QualType to = argument->getType()->getPointeeType();

	return FACT_ACCESS_GIVEN | (to.isNull() || !to.isConstQualified() ? FACT_ACCESS_WRITE : 0);
}

std::vector<given_object> objects_given(unit &u, paths &p, const CallExpr *call)
{
	const FunctionDecl *callee = call->getDirectCallee();
	std::vector<given_object> found;

	if (!callee || !is_helper(u, callee))
		return found;
	std::string name = FACT_CALL_FIELD + u.name.function(callee);

	for (const Expr *argument : call->arguments()) {
		bool is_pointer = false;
		const Expr *object = object_in(argument, is_pointer);

		if (!object)
			continue;
		uint32_t record = u.string(u.name.record(record_of(object, is_pointer)));
		uint32_t parent = is_pointer ? p.pointee(object) : p.object(object);

		found.push_back({ fact_add_path(u.facts, FACT_PATH_FIELD, parent, record, u.string(name)),
				  how_given(argument) });
	}
	return found;
}

bool makes_guesses(unit &u, const FunctionDecl *fn)
{
	return hash_models() && u.watch.file_of(fn->getLocation()).is_main;
}

} // namespace hf
