// SPDX-License-Identifier: MIT
//
// callbacks.cc: in which state, and with which lock, a callback is called, where more than the
// place that it is stored in says so: another argument of the call, or the use of a macro.
#include "macros.hh"

#include <clang/AST/ASTContext.h>

using namespace clang;

namespace hf {

static const Expr *only_element(const InitListExpr *list)
{
	const InitListExpr *semantic = list->isSemanticForm() ? list : list->getSemanticForm();

	return semantic && semantic->getNumInits() == 1 ? semantic->getInit(0) : nullptr;
}

// What an argument is, as far as it is a constant: also the one number in a record.
static std::optional<uint32_t> constant_argument(const unit &u, const Expr *e)
{
	Expr::EvalResult result;

	e = strip(e);
	if (const auto *literal = dyn_cast<CompoundLiteralExpr>(e))
		e = strip(literal->getInitializer());
	if (const auto *list = dyn_cast<InitListExpr>(e))
		e = only_element(list);
	if (!e)
		return std::nullopt;
	if (e->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return 0;
	if (!e->getType()->isIntegralOrEnumerationType() || !e->EvaluateAsInt(result, u.context))
		return std::nullopt;
	return uint32_t(result.Val.getInt().extOrTrunc(64).getRawData()[0]);
}

std::optional<bool> condition_holds(const unit &u, const CallExpr *call, const modelled_text &m)
{
	fact_contract c = {};

	if (m.condition.empty())
		return true;
	if (!call->getDirectCallee() || !read_condition(u, call->getDirectCallee(), m, c) ||
	    c.condition > call->getNumArgs())
		return std::nullopt;
	auto value = constant_argument(u, call->getArg(c.condition - 1));

	if (!value)
		return std::nullopt;
	return ((*value & c.mask) == c.value) != bool(c.is_unless);
}

// The values are tried one after the other; the first one that surely applies is the last.
void note_callback(unit &u, const CallExpr *call, unsigned arg)
{
	const ParmVarDecl *param = call->getDirectCallee()->getParamDecl(arg);
	std::vector<modelled_text> states = modelled(param, "called-in");

	if (llvm::all_of(states, [](const modelled_text &m) { return m.condition.empty(); }))
		return;
	for (const modelled_text &m : states) {
		std::optional<bool> holds = condition_holds(u, call, m);

		if (!holds || *holds)
			u.assign(u.state_slot(param->getNameAsString() + " of " +
					      call->getDirectCallee()->getNameAsString(), m.text),
				 call->getArg(arg));
		if (holds && *holds)
			return;
	}
}

void note_marked_callbacks(unit &u)
{
	for (macro_use *use : all_marks())
		for (const marked_callback &callback : use->callbacks) {
			llvm::StringRef name = llvm::StringRef(callback.function).trim();
			DeclarationName wanted(&u.context.Idents.get(name.ltrim("&( ").rtrim(") ")));

			for (NamedDecl *decl : u.context.getTranslationUnitDecl()->lookup(wanted)) {
				const auto *fn = dyn_cast<FunctionDecl>(decl);

				if (!fn)
					continue;
				fact_assign a = { u.state_slot(use->name, callback.state),
						  { FACT_VALUE_FUNCTION, u.function(fn) }, u.loc(use->loc) };

				g_array_append_val(u.facts->assigns, a);
				use->is_read = true;
				break;
			}
		}
}

void read_called_with(unit &u, const Decl *decl, QualType type, fact_slot &slot)
{
	std::vector<modelled_text> texts = modelled(decl, "called-with");

	for (QualType alias = type; texts.empty() && alias->getAs<TypedefType>();) {
		const TypedefNameDecl *of = alias->getAs<TypedefType>()->getDecl();

		texts = modelled(of, "called-with");
		alias = of->getUnderlyingType();
	}
	if (texts.empty())
		return;
	while (type->isArrayType())
		type = type->getAsArrayTypeUnsafe()->getElementType();
	if (type->isPointerType())
		type = type->getPointeeType();
	auto lock = parse_argument_lock(u, type->getAs<FunctionProtoType>(), texts.front().text);

	if (!lock) {
		if (texts.front().is_exact)
			u.error(decl->getLocation(), texts.front().where + ": called-with = " + texts.front().text +
				": not a lock (of a type that has a kind) that a global or an argument of the callback leads to");
		return;
	}
	slot.with = lock->path;
	slot.with_kind = u.string(lock->kind);
	slot.with_arg = lock->argument;
	// Some thread calls it, if nobody says who.
	if (slot.called_in == FACT_NONE)
		slot.called_in = u.string("in_thread");
}

} // namespace hf
