// SPDX-License-Identifier: MIT
//
// guesses.cc: which accesses are worth a look though nothing is declared of them: fields that stand in one record with
// a lock.  What lock guards them, if any does, is asked of all accesses together (rules/guard_guessed.c).
#include "guesses.hh"

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

bool is_guessed(const ValueDecl *decl)
{
	const auto *field = dyn_cast<FieldDecl>(decl);

	if (!field || field->isAnonymousStructOrUnion() || field->getType().isConstQualified() ||
	    field->getType().isVolatileQualified() || is_lock(field->getType()))
		return false;
	const RecordDecl *record = field->getParent();

	while (record->isAnonymousStructOrUnion() && isa<RecordDecl>(record->getDeclContext()))
		record = cast<RecordDecl>(record->getDeclContext());
	return has_lock(record, 2);
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

bool may_write_through(const Expr *argument)
{
	QualType to = argument->getType()->getPointeeType();

	return to.isNull() || !to.isConstQualified();
}

bool makes_guesses(unit &u, const FunctionDecl *fn)
{
	return hash_models() && u.watch.file_of(fn->getLocation()).is_main;
}

} // namespace hf
