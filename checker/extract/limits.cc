// SPDX-License-Identifier: MIT
//
// limits.cc: which conditions bound a loop: by counting, or by the time.
#include "extract.hh"

#include <clang/AST/RecursiveASTVisitor.h>

using namespace clang;

namespace hf {

static const VarDecl *counted_variable(const Expr *e)
{
	const auto *ref = dyn_cast<DeclRefExpr>(strip(e));

	return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

namespace {

class mention_visitor : public RecursiveASTVisitor<mention_visitor> {
public:
	bool VisitDeclRefExpr(DeclRefExpr *ref)
	{
		if (const auto *var = dyn_cast<VarDecl>(ref->getDecl()))
			vars.insert(var);
		return true;
	}
	std::set<const VarDecl *> vars;
};

bool mentions(const Expr *e, const VarDecl *var)
{
	mention_visitor visitor;

	visitor.TraverseStmt(const_cast<Expr *>(e));
	return visitor.vars.count(var);
}

// What steps on by itself: i++, i += n, p = p->next.
class counter_visitor : public RecursiveASTVisitor<counter_visitor> {
public:
	explicit counter_visitor(std::set<const VarDecl *> &counters) : counters(counters) {}

	bool VisitUnaryOperator(UnaryOperator *op)
	{
		if (op->isIncrementDecrementOp())
			add(op->getSubExpr());
		return true;
	}
	bool VisitBinaryOperator(BinaryOperator *op)
	{
		const VarDecl *var = op->isAssignmentOp() ? counted_variable(op->getLHS()) : nullptr;

		if (var && (op->isCompoundAssignmentOp() || mentions(op->getRHS(), var)))
			counters.insert(var);
		return true;
	}

private:
	void add(const Expr *e)
	{
		if (const VarDecl *var = counted_variable(e))
			counters.insert(var);
	}
	std::set<const VarDecl *> &counters;
};

// Reads a clock, most likely: calls something that does not poll, or reads what
// changes by itself.
class clock_visitor : public RecursiveASTVisitor<clock_visitor> {
public:
	bool VisitCallExpr(CallExpr *call)
	{
		const FunctionDecl *callee = call->getDirectCallee();

		found |= callee && !polls(callee) && !callee->getBuiltinID();
		return true;
	}
	bool VisitExpr(Expr *e)
	{
		found |= e->isGLValue() && e->getType().isVolatileQualified() && isa<DeclRefExpr>(e);
		return true;
	}
	bool found = false;
};

} // namespace

bool polls(const FunctionDecl *fn)
{
	for (const FunctionDecl *decl : fn->redecls())
		if (annotation(decl, "hf.polls") || annotation(decl, "hf.try_acquires"))
			return true;
	return false;
}

bool any_polls(const CFG &cfg)
{
	for (const CFGBlock *b : cfg)
		for (const CFGElement &element : *b)
			if (auto s = element.getAs<CFGStmt>())
				if (const auto *call = dyn_cast<CallExpr>(s->getStmt());
				    call && call->getDirectCallee() && polls(call->getDirectCallee()))
					return true;
	return false;
}

std::set<const VarDecl *> counters_of(const FunctionDecl *fn)
{
	std::set<const VarDecl *> counters;

	counter_visitor(counters).TraverseStmt(fn->getBody());
	return counters;
}

limits limits_of(const Expr *condition, const std::set<const VarDecl *> &counters)
{
	limits found;
	mention_visitor mentioned;
	clock_visitor clock;
	bool negated = false;
	const auto *cmp = dyn_cast<BinaryOperator>(strip_condition(condition, negated));

	mentioned.TraverseStmt(const_cast<Expr *>(condition));
	for (const VarDecl *var : mentioned.vars)
		if (counters.count(var))
			found.counters.push_back(var);
	if (cmp && cmp->isRelationalOp()) {
		clock.TraverseStmt(const_cast<BinaryOperator *>(cmp));
		found.by_time = clock.found;
	}
	return found;
}

} // namespace hf
