// SPDX-License-Identifier: MIT
//
// made.cc: locks whose type doesn't say what kind they are: what makes them does.  `returns-kind`
// speaks of the variable or field that a result is stored in, `param 1 makes` of what an
// argument points to.  A *handle* is a type that stands for a lock though it is a pointer or a number: then
// the variable that it is stored in is the lock.
#include "extract.hh"

#include <clang/AST/ASTContext.h>

using namespace clang;

namespace hf {

const char by_creator[] = "by_creator";

bool is_handle(QualType type)
{
	return !type.isNull() && !type->isRecordType() && !type->isArrayType() && type->getAs<TypedefType>() &&
	       type->isScalarType() && lock_kind(type);
}

// The variable or field that an expression is, or points to; behind indices.
static const DeclaratorDecl *place_of(const Expr *e)
{
	for (;;) {
		e = strip(e);
		if (const auto *op = dyn_cast<UnaryOperator>(e);
		    op && (op->getOpcode() == UO_AddrOf || op->getOpcode() == UO_Deref))
			e = op->getSubExpr();
		else if (const auto *element = dyn_cast<ArraySubscriptExpr>(e))
			e = element->getBase();
		else if (const auto *member = dyn_cast<MemberExpr>(e))
			return dyn_cast<FieldDecl>(member->getMemberDecl());
		else if (const auto *ref = dyn_cast<DeclRefExpr>(e))
			return isa<ParmVarDecl>(ref->getDecl()) ? nullptr : dyn_cast<VarDecl>(ref->getDecl());
		else
			return nullptr;
	}
}

static const FunctionDecl *modelled_callee(const CallExpr *call)
{
	const FunctionDecl *fn = call ? call->getDirectCallee() : nullptr;

	return fn && has_model(fn) ? fn : nullptr;
}

void note_made(unit &u, const CallExpr *call)
{
	const FunctionDecl *fn = modelled_callee(call);

	for (unsigned i = 0; fn && i < fn->getNumParams() && i < call->getNumArgs(); i++)
		for (const modelled_text &m : modelled(fn->getParamDecl(i), "makes")) {
			const DeclaratorDecl *place = place_of(call->getArg(i)), *from = nullptr;
			unsigned number = 0;

			if (!place || !condition_holds(u, call, m).value_or(false))
				continue;
			if (m.text[0] != '$') {
				u.add_made(place, m.text);
				continue;
			}
			llvm::StringRef(m.text).drop_front().getAsInteger(10, number);
			if (number && number <= call->getNumArgs())
				from = place_of(call->getArg(number - 1));
			if (from)
				u.add_made_as(place, from);
		}
}

void note_made(unit &u, const DeclaratorDecl *place, const Expr *value)
{
	const auto *call = place ? dyn_cast<CallExpr>(strip(value)) : nullptr;
	const FunctionDecl *fn = modelled_callee(call);

	if (fn)
		for (const modelled_text &m : modelled(fn, "returns-kind"))
			if (m.text[0] != '$' && condition_holds(u, call, m).value_or(false))
				u.add_made(place, m.text);
}

void note_made(unit &u, const Expr *place, const Expr *value)
{
	if (isa<CallExpr>(strip(value)))
		note_made(u, place_of(place), value);
}

// What speaks of one lock only.
void unit::add_made(const DeclaratorDecl *place, const std::string &kind)
{
	const Decl *key = place->getCanonicalDecl();
	const auto *field = dyn_cast<FieldDecl>(place);

	if (!made.emplace(key, kind).second)
		return;
	fact_lock lock = { field ? string(name.record(field->getParent())) : FACT_NONE,
			   string(field ? field->getNameAsString() : name.variable(cast<VarDecl>(place))), string(kind),
			   FACT_NONE, FACT_NONE, FACT_NONE, FACT_NONE, 1, 1, loc(place->getLocation()) };

	g_array_append_val(facts->locks, lock);
}

void unit::add_made_as(const DeclaratorDecl *place, const DeclaratorDecl *from)
{
	made_as.push_back({ place, cast<DeclaratorDecl>(from->getCanonicalDecl()) });
}

} // namespace hf
