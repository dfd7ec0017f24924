// SPDX-License-Identifier: MIT
//
// callbacks.cc: in which state, and with which lock, a callback is called, where more than the
// place that it is stored in says so: another argument of the call, or the use of a macro.
#include "macros.hh"

#include <clang/AST/ASTContext.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Lex/Lexer.h>

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
static void assign_states(unit &u, const CallExpr *call, const ParmVarDecl *param,
			  const std::vector<modelled_text> &states, const Expr *value)
{
	for (const modelled_text &m : states) {
		std::optional<bool> holds = condition_holds(u, call, m);

		if (!holds || *holds)
			u.assign(u.state_slot(param->getNameAsString() + " of " +
					      call->getDirectCallee()->getNameAsString(), m.text), value);
		if (holds && *holds)
			return;
	}
}

void note_callback(unit &u, const CallExpr *call, unsigned arg)
{
	const ParmVarDecl *param = call->getDirectCallee()->getParamDecl(arg);
	std::vector<modelled_text> states = modelled(param, "called-in");

	if (!llvm::all_of(states, [](const modelled_text &m) { return m.condition.empty(); }))
		assign_states(u, call, param, states, call->getArg(arg));
}

namespace {

// An object that an expression names: `x.timer` is the same as what `&x.timer` leads to.
struct object_name {
	llvm::FoldingSetNodeID id;
	std::string words;              // as it is written, where macros in it declare something
	bool is_behind;                 // what the expression points to

	object_name(const ASTContext &context, const Expr *e, bool is_pointer) : is_behind(is_pointer)
	{
		const Expr *inner = strip(e);

		if (const auto *op = dyn_cast<UnaryOperator>(inner);
		    op && is_pointer && op->getOpcode() == UO_AddrOf) {
			inner = strip(op->getSubExpr());
			is_behind = false;
		} else if (op && !is_pointer && op->getOpcode() == UO_Deref) {
			inner = strip(op->getSubExpr());
			is_behind = true;
		}
		inner->Profile(id, context, true);
		if (const auto *member = dyn_cast<MemberExpr>(inner); member && member->getMemberLoc().isFileID())
			words = written(context, inner);
	}
	bool operator==(const object_name &other) const
	{
		return is_behind == other.is_behind && (id == other.id || (!words.empty() && words == other.words));
	}

private:
	static std::string written(const ASTContext &context, const Expr *e)
	{
		const SourceManager &sm = context.getSourceManager();
		CharSourceRange range = sm.getExpansionRange(e->getSourceRange());

		return Lexer::getSourceText(range, sm, context.getLangOpts()).str();
	}
};

// The calls in a body that set up an object whose functions are called in the states that they say.
class set_up_finder : public RecursiveASTVisitor<set_up_finder> {
public:
	set_up_finder(unit &u, const object_name &object, QualType record, const Expr *value)
		: u(u), object(object), record(record), value(value) {}

	bool VisitCallExpr(CallExpr *call)
	{
		const FunctionDecl *callee = call->getDirectCallee();

		for (unsigned i = 0; callee && has_model(callee) && i < callee->getNumParams() && i < call->getNumArgs(); i++) {
			const ParmVarDecl *param = callee->getParamDecl(i);

			if (!param->getType()->isPointerType() ||
			    !u.context.hasSameUnqualifiedType(param->getType()->getPointeeType(), record))
				continue;
			std::vector<modelled_text> states = modelled(param, "called-in");

			if (states.empty() || !(object_name(u.context, call->getArg(i), true) == object))
				continue;
			assign_states(u, call, param, states, value);
			found = true;
		}
		return true;
	}
	bool found = false;

private:
	unit &u;
	const object_name &object;
	QualType record;
	const Expr *value;
};

} // namespace

bool note_set_up(unit &u, const Stmt *body, const MemberExpr *place, const Expr *value)
{
	if (!body || modelled(place->getMemberDecl(), "called-in").empty())
		return false;
	const Expr *base = place->getBase();
	QualType record = place->isArrow() ? base->getType()->getPointeeType() : base->getType();
	object_name object(u.context, base, place->isArrow());
	set_up_finder finder(u, object, record, value);

	finder.TraverseStmt(const_cast<Stmt *>(body));
	return finder.found;
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
