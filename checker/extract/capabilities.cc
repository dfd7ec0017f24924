// SPDX-License-Identifier: MIT
//
// capabilities.cc: clang's capability attributes as they are, on a declaration that has
// none of ours: holdfast.h emits both kinds.  An argument is read as text, like ours.
#include "extract.hh"
#include "llvm.hh"

#include <clang/AST/Attr.h>
#include <llvm/ADT/StringExtras.h>

using namespace clang;

namespace hf {

std::string capability_text(const Expr *e, const ASTContext &context)
{
	std::string text;
	llvm::raw_string_ostream stream(text);

	e->IgnoreParenImpCasts()->printPretty(stream, nullptr, PrintingPolicy(context.getLangOpts()));
	return text;
}

namespace {

class capability_reader {
public:
	capability_reader(unit &u, const FunctionDecl *decl, fact_function *out) : u(u), decl(decl), out(out) {}

	void read()
	{
		for (const Attr *attr : decl->attrs()) {
			// An inherited one speaks of the other declaration's parameters.
			if (const auto *inherited = dyn_cast<InheritableAttr>(attr); inherited && inherited->isInherited())
				continue;
			if (const auto *a = dyn_cast<AcquireCapabilityAttr>(attr))
				all(FACT_OP_ACQUIRE, locks_of(a), attr);
			else if (const auto *a = dyn_cast<ReleaseCapabilityAttr>(attr))
				all(FACT_OP_RELEASE, locks_of(a), attr);
			else if (const auto *a = dyn_cast<RequiresCapabilityAttr>(attr))
				all(FACT_OP_REQUIRE, locks_of(a), attr);
			else if (const auto *a = dyn_cast<LocksExcludedAttr>(attr))
				all(FACT_OP_EXCLUDE, locks_of(a), attr);
			else if (auto a = try_of(attr))
				attempt(*a, attr);
			else if (auto locks = asserted_by(attr))
				all(FACT_OP_REQUIRE, *locks, attr);
			else if (isa<NoThreadSafetyAnalysisAttr>(attr))
				out->trust = u.string("no_thread_safety_analysis");
		}
	}

private:
	void add(fact_contract c, llvm::ArrayRef<Expr *> locks, const Attr *attr)
	{
		// Of an object that a method has, and C has none.
		if (locks.empty())
			u.unread(attr->getLocation(), std::string(attr->getSpelling()) + " without a lock");
		for (const Expr *e : locks) {
			std::string lock = capability_text(e, u.context);

			if (!add_lock_contract(u, decl, out, c, lock))
				u.error(decl->getLocation(), std::string(attr->getSpelling()) + "(" + lock + not_a_lock);
		}
	}
	void all(uint32_t op, llvm::ArrayRef<Expr *> locks, const Attr *attr)
	{
		add(contract(op), locks, attr);
	}
	void attempt(const try_attribute &a, const Attr *attr)
	{
		Expr::EvalResult success;
		std::string result = "true";

		if (!a.success->getType()->isBooleanType() &&
		    a.success->EvaluateAsInt(success, u.context))
			result = llvm::toString(success.Val.getInt(), 10);
		else if (a.success->EvaluateAsInt(success, u.context) && success.Val.getInt() == 0)
			result = "0";
		fact_contract c = contract(FACT_OP_TRY);

		(void)split_result(result, ',', c);
		add(c, a.locks, attr);
	}

	unit &u;
	const FunctionDecl *decl;
	fact_function *out;
};

} // namespace

bool has_own_annotation(const Decl *decl)
{
	for (const auto *attr : decl->specific_attrs<AnnotateAttr>())
		if (attr->getAnnotation().starts_with("hf.") && !attr->isInherited())
			return true;
	return false;
}

bool is_capability(const Attr *attr)
{
	return isa<AcquireCapabilityAttr, ReleaseCapabilityAttr, RequiresCapabilityAttr, LocksExcludedAttr,
		   NoThreadSafetyAnalysisAttr>(attr) || try_of(attr) || asserted_by(attr);
}

std::optional<std::string> returned_capability(const FunctionDecl *decl)
{
	const auto *attr = decl->getAttr<LockReturnedAttr>();

	if (!attr || attr->isInherited())
		return std::nullopt;
	return capability_text(attr->getArg(), decl->getASTContext());
}

// The lock that an attribute's argument is.
static const DeclaratorDecl *lock_of(const Expr *e)
{
	e = e->IgnoreParenCasts();
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf)
		e = op->getSubExpr()->IgnoreParenCasts();
	if (const auto *member = dyn_cast<MemberExpr>(e))
		return dyn_cast<DeclaratorDecl>(member->getMemberDecl());
	const auto *ref = dyn_cast<DeclRefExpr>(e);

	return ref ? dyn_cast<DeclaratorDecl>(ref->getDecl()) : nullptr;
}

std::vector<lock_order> read_orders(unit &u, const DeclaratorDecl *decl)
{
	std::vector<lock_order> orders;
	auto add = [&](const Attr *attr, const Expr *e, bool is_after) {
		const DeclaratorDecl *other = lock_of(e);

		if (!other || !lock_kind(other->getType()))
			u.unread(attr->getLocation(), std::string(attr->getSpelling()) + "(" + capability_text(e, u.context) + ")");
		else if (is_after)
			orders.push_back({ decl, other });
		else
			orders.push_back({ other, decl });
	};

	if (!decl->hasAttrs() || has_own_annotation(decl))
		return orders;
	for (const Attr *attr : decl->attrs()) {
		if (const auto *a = dyn_cast<AcquiredAfterAttr>(attr))
			for (const Expr *e : a->args())
				add(attr, e, true);
		else if (const auto *a = dyn_cast<AcquiredBeforeAttr>(attr))
			for (const Expr *e : a->args())
				add(attr, e, false);
	}
	return orders;
}

void read_capabilities(unit &u, const FunctionDecl *decl, fact_function *out)
{
	capability_reader(u, decl, out).read();
}

} // namespace hf
