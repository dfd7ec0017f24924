// SPDX-License-Identifier: MIT
//
// pointers.cc: what is stored in lock pointers.  The lock is named from the record that
// the pointer lies in, where it belongs to the same object; otherwise by what of its path
// means the same everywhere.  A new object's lock is named by the pointer that it is stored in.
#include "extract.hh"

using namespace clang;

namespace hf {

namespace {

class stored_lock {
public:
	stored_lock(unit &u, const ValueDecl *place, const Expr *holder) : u(u), place(place), holder(holder) {}

	uint32_t pointee(const Expr *pointer)
	{
		const Expr *e = strip(pointer);

		if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf)
			return object(op->getSubExpr());
		// An array as a pointer.
		if (e->getType()->isArrayType())
			return step(object(e), FACT_PATH_INDEX);
		if (const auto *op = dyn_cast<BinaryOperator>(e); op && op->getOpcode() == BO_Add)
			return step(pointee(op->getLHS()), FACT_PATH_INDEX);
		if (isa<MemberExpr>(e) || isa<ArraySubscriptExpr>(e) || isa<DeclRefExpr>(e))
			return step(object(e), FACT_PATH_DEREF);
		if (const auto *call = dyn_cast<CallExpr>(e);
		    call && call->getDirectCallee() && returns_fresh(call->getDirectCallee()))
			return own();
		return unknown();
	}

private:
	uint32_t own()
	{
		const auto *field = dyn_cast<FieldDecl>(place);

		if (field)
			return step(u.field_path(fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0), field),
				    FACT_PATH_DEREF);
		return step(fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE,
					  u.string(u.name.variable(cast<VarDecl>(place))), 0), FACT_PATH_DEREF);
	}
	uint32_t unknown() { return fact_add_path(u.facts, FACT_PATH_UNKNOWN, FACT_NONE, 0, 0); }
	uint32_t step(uint32_t parent, uint32_t kind)
	{
		const fact_path &p = g_array_index(u.facts->paths, fact_path, parent);

		if (p.kind == FACT_PATH_UNKNOWN || p.kind == kind)
			return parent;
		return fact_add_path(u.facts, kind, parent, 0, 0);
	}
	// Is it the object that the pointer is stored in?
	bool is_holder(const Expr *e)
	{
		const auto *ref = dyn_cast<DeclRefExpr>(e);
		const auto *own = holder ? dyn_cast<DeclRefExpr>(holder) : nullptr;

		return ref && own && ref->getDecl() == own->getDecl();
	}
	uint32_t object(const Expr *lvalue)
	{
		const Expr *e = strip(lvalue);

		if (is_holder(e))
			return fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, 0, 0);
		if (const auto *member = dyn_cast<MemberExpr>(e)) {
			const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());

			return field ? u.field_path(object(member->getBase()), field) : unknown();
		}
		if (const auto *element = dyn_cast<ArraySubscriptExpr>(e))
			return step(object(element->getBase()), FACT_PATH_INDEX);
		if (const auto *ref = dyn_cast<DeclRefExpr>(e))
			if (const auto *var = dyn_cast<VarDecl>(ref->getDecl()); var && !var->hasLocalStorage() &&
								      !var->getType()->isPointerType())
				return fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE,
						     u.string(u.name.variable(var)), 0);
		return unknown();
	}

	unit &u;
	const ValueDecl *place;
	const Expr *holder;
};

void add(unit &u, const ValueDecl *place, const Expr *holder, const Expr *value)
{
	const auto *field = dyn_cast<FieldDecl>(place);
	const auto *var = dyn_cast<VarDecl>(place);

	if ((!field && (!var || var->hasLocalStorage())) ||
	    value->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return;
	fact_pointer p = {
		field ? u.string(u.name.record(field->getParent())) : FACT_NONE,
		u.string(field ? field->getNameAsString() : u.name.variable(var)),
		stored_lock(u, place, field ? holder : nullptr).pointee(value),
	};

	for (guint i = 0; i < u.facts->pointers->len; i++) {
		const fact_pointer &old = g_array_index(u.facts->pointers, fact_pointer, i);

		if (old.record == p.record && old.name == p.name && old.path == p.path)
			return;
	}
	g_array_append_val(u.facts->pointers, p);
}

} // namespace

void add_pointer(unit &u, const Expr *place, const Expr *value)
{
	const Expr *e = strip(place);

	while (const auto *element = dyn_cast<ArraySubscriptExpr>(e))
		e = strip(element->getBase());
	if (const auto *member = dyn_cast<MemberExpr>(e))
		add(u, member->getMemberDecl(), strip(member->getBase()), value);
	else if (const auto *ref = dyn_cast<DeclRefExpr>(e))
		add(u, ref->getDecl(), nullptr, value);
}

void add_pointer(unit &u, const ValueDecl *place, const Expr *value)
{
	add(u, place, nullptr, value);
}

} // namespace hf
