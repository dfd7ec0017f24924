// SPDX-License-Identifier: MIT
//
// records.cc: what was put into a field of a local record, once and for all: by its
// initialiser, or by the function that made it.  A guard is such a record: it has the address
// of the lock that its cleanup releases.  Where anything else might write the field, or where a
// function that gets its address can't be seen, nothing is known.
#include "extract.hh"

#include <clang/AST/RecursiveASTVisitor.h>

using namespace clang;

namespace hf {

static const unsigned max_calls = 3;

namespace {

// May a body write the field, of any record?
class field_writes : public RecursiveASTVisitor<field_writes> {
public:
	field_writes(unit &u, const FieldDecl *field, unsigned depth) : u(u), field(field), depth(depth) {}

	bool VisitBinaryOperator(BinaryOperator *op)
	{
		found |= op->isAssignmentOp() && (is_field(op->getLHS()) || is_record(op->getLHS()->getType()));
		return !found;
	}
	bool VisitUnaryOperator(UnaryOperator *op)
	{
		found |= (op->getOpcode() == UO_AddrOf || op->isIncrementDecrementOp()) && is_field(op->getSubExpr());
		return !found;
	}
	bool VisitCallExpr(CallExpr *call)
	{
		for (const Expr *arg : call->arguments()) {
			QualType type = arg->IgnoreParenCasts()->getType();

			if (type->isPointerType() && is_record(type->getPointeeType()))
				found |= !call->getDirectCallee() || may_write(u, call->getDirectCallee(), field, depth);
		}
		return !found;
	}
	static bool may_write(unit &u, const FunctionDecl *fn, const FieldDecl *field, unsigned depth)
	{
		const FunctionDecl *definition = u.body_of(fn);

		if (!definition || !depth)
			return true;
		field_writes visitor(u, field, depth - 1);

		visitor.TraverseStmt(definition->getBody());
		return visitor.found;
	}
	bool found = false;

private:
	bool is_field(const Expr *e) const
	{
		const auto *member = dyn_cast<MemberExpr>(e->IgnoreParens());

		return member && member->getMemberDecl() == field;
	}
	bool is_record(QualType type) const { return type->getAsRecordDecl() == field->getParent(); }

	unit &u;
	const FieldDecl *field;
	unsigned depth;
};

const VarDecl *variable_of(const Expr *e)
{
	const auto *ref = dyn_cast<DeclRefExpr>(strip(e));

	return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

// What a body returns, and which variables it may change.
class return_values : public RecursiveASTVisitor<return_values> {
public:
	bool VisitReturnStmt(ReturnStmt *ret)
	{
		values.push_back(ret->getRetValue());
		return true;
	}
	bool VisitBinaryOperator(BinaryOperator *op) { return !op->isAssignmentOp() || change(op->getLHS()); }
	bool VisitUnaryOperator(UnaryOperator *op)
	{
		return (op->getOpcode() != UO_AddrOf && !op->isIncrementDecrementOp()) || change(op->getSubExpr());
	}
	std::vector<const Expr *> values;
	std::set<const VarDecl *> changed;

private:
	bool change(const Expr *e)
	{
		changed.insert(variable_of(e));
		return true;
	}
};

// The field's value in `{ .lock = l }`, or null.
const Expr *listed(const Expr *init, const FieldDecl *field)
{
	const Expr *e = init ? strip(init) : nullptr;

	if (const auto *literal = dyn_cast_or_null<CompoundLiteralExpr>(e))
		e = strip(literal->getInitializer());
	const auto *list = dyn_cast_or_null<InitListExpr>(e);

	if (list && list->getSemanticForm())
		list = list->getSemanticForm();
	if (!list || list->getType()->getAsRecordDecl() != field->getParent() || field->getParent()->isUnion() ||
	    field->getFieldIndex() >= list->getNumInits())
		return nullptr;
	const Expr *value = list->getInit(field->getFieldIndex());

	return isa<ImplicitValueInitExpr>(value) ? nullptr : value;
}

// The value of the field in the record that `maker` returns: a parameter.
const ParmVarDecl *given(unit &u, const FunctionDecl *maker, const FieldDecl *field)
{
	const FunctionDecl *definition = u.body_of(maker);
	return_values returns;

	if (!definition || field_writes::may_write(u, definition, field, max_calls))
		return nullptr;
	returns.TraverseStmt(definition->getBody());
	if (returns.values.size() != 1 || !returns.values[0])
		return nullptr;
	const VarDecl *made = variable_of(returns.values[0]);
	const Expr *value = listed(made ? made->getInit() : returns.values[0], field);
	const auto *param = value ? dyn_cast_or_null<ParmVarDecl>(variable_of(value)) : nullptr;

	return param && param->getDeclContext() == definition && !returns.changed.count(param) ? param : nullptr;
}

} // namespace

// A value that means later what it meant when it was stored.
bool locals::is_constant(const Expr *e) const
{
	e = strip(e);
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf)
		return is_constant(op->getSubExpr());
	if (const auto *member = dyn_cast<MemberExpr>(e))
		return is_constant(member->getBase());
	const VarDecl *var = variable_of(e);

	return var && (!var->getType()->isPointerType() || only_definition(var) ||
		       (isa<ParmVarDecl>(var) && !is_reassigned_param(var)));
}

const Expr *locals::stored_in(const Expr *e) const
{
	const auto *member = dyn_cast<MemberExpr>(strip(e));
	const auto *field = member ? dyn_cast<FieldDecl>(member->getMemberDecl()) : nullptr;

	if (!field || !is_lock_pointer(field->getType()))
		return nullptr;
	const VarDecl *var = variable_of(member->getBase());

	if (member->isArrow() && var) {
		const Expr *only = points_to_variable(var) ? nullptr : only_definition(var);
		const auto *op = dyn_cast_or_null<UnaryOperator>(only ? strip(only) : nullptr);

		var = points_to_variable(var) ? points_to_variable(var) :
		      op && op->getOpcode() == UO_AddrOf ? variable_of(op->getSubExpr()) : nullptr;
	}
	if (!var || !is_local(var) || isa<ParmVarDecl>(var) || !var->getInit() ||
	    var->getType()->getAsRecordDecl() != field->getParent())
		return nullptr;
	for (const FunctionDecl *body : bodies)
		if (field_writes::may_write(u, body, field, max_calls))
			return nullptr;
	const Expr *value = listed(var->getInit(), field);
	const auto *call = dyn_cast<CallExpr>(strip(var->getInit()));

	if (call && call->getDirectCallee())
		if (const ParmVarDecl *param = given(u, call->getDirectCallee(), field);
		    param && param->getFunctionScopeIndex() < call->getNumArgs())
			value = call->getArg(param->getFunctionScopeIndex());
	return value && is_constant(value) ? value : nullptr;
}

} // namespace hf
