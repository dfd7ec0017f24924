// SPDX-License-Identifier: MIT
//
// graph.cc: one function body as an event graph: clang's CFG with everything
// dropped that no rule can need.  What remains: calls, returns, what is known of
// local variables that branches test, and where local pointers change.
#include "extract.hh"

#include <clang/AST/Attr.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Analysis/CFG.h>
#include <set>

using namespace clang;

namespace hf {

namespace {

// A branch condition, reduced to a test of one variable.
struct condition {
	uint32_t var = FACT_NONE;
	uint32_t test = FACT_TEST_TRUTH;
	bool negated = false;
};

class graph_builder {
public:
	graph_builder(unit &u, const FunctionDecl *fn, fact_function *out)
		: u(u), fn(fn), out(out), l(u, fn, out), p(u, l) {}

	void build();

private:
	uint32_t add(fact_node *node, SourceLocation where)
	{
		node->loc = u.loc(where);
		g_ptr_array_add(out->nodes, node);
		return out->nodes->len - 1;
	}
	fact_node *at(uint32_t node) { return (fact_node *)g_ptr_array_index(out->nodes, node); }
	void link(uint32_t from, uint32_t to) { g_array_append_val(at(from)->next, to); }
	// Appends a node behind the block's last one.
	fact_node *append(uint32_t kind, SourceLocation where)
	{
		uint32_t number = add(fact_node_new(kind), where);

		link(last, number);
		last = number;
		return at(number);
	}

	void find_conditions(const CFG &cfg);
	condition condition_of(const Expr *e);
	void statement(const Stmt *s);
	void call(const CallExpr *e);
	void access(const Expr *lvalue, bool write);
	void store(const BinaryOperator *op);
	void define(const VarDecl *var, const Expr *value, SourceLocation where);
	void declare(const VarDecl *var);
	void block(const CFGBlock *b);
	fact_value value(const Expr *e);
	fact_value argument(const Expr *e);
	uint32_t result_var(const CallExpr *e);

	unit &u;
	const FunctionDecl *fn;
	fact_function *out;
	locals l;
	paths p;
	uint32_t last = 0;
	std::map<const CallExpr *, uint32_t> results;
	// A condition over local variables only, as a variable of its own.
	std::map<std::string, uint32_t> predicates;
	std::map<const VarDecl *, std::set<uint32_t>> predicates_of;
	std::vector<uint32_t> block_start;
};

const VarDecl *as_variable(const Expr *e)
{
	const auto *ref = dyn_cast<DeclRefExpr>(strip(e));

	return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

// The local variables of an expression that consists of nothing but them,
// constants and operators without effect.
class predicate_visitor : public RecursiveASTVisitor<predicate_visitor> {
public:
	explicit predicate_visitor(const locals &l) : l(l) {}

	bool VisitExpr(Expr *e)
	{
		if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
			const auto *var = dyn_cast<VarDecl>(ref->getDecl());

			if (isa<EnumConstantDecl>(ref->getDecl()))
				return true;
			if (var && l.is_local(var) && !l.is_escaping(var) && !var->getType()->isArrayType())
				vars.insert(var);
			else
				pure = false;
		} else if (const auto *op = dyn_cast<BinaryOperator>(e)) {
			pure &= !op->isAssignmentOp();
		} else if (const auto *op = dyn_cast<UnaryOperator>(e)) {
			pure &= op->isArithmeticOp() && !op->isIncrementDecrementOp();
		} else {
			pure &= isa<CastExpr>(e) || isa<ParenExpr>(e) || isa<IntegerLiteral>(e) ||
				isa<CharacterLiteral>(e) || isa<ConstantExpr>(e);
		}
		return pure;
	}
	const locals &l;
	std::set<const VarDecl *> vars;
	bool pure = true;
};

} // namespace

// Behind negations, comparisons with zero and branch hints.
const Expr *strip_condition(const Expr *e, bool &negated)
{
	for (;;) {
		e = strip(e);
		if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_LNot) {
			negated = !negated;
			e = op->getSubExpr();
		} else if (const auto *cmp = dyn_cast<BinaryOperator>(e);
			   cmp && (cmp->getOpcode() == BO_EQ || cmp->getOpcode() == BO_NE)) {
			const auto *literal = dyn_cast<IntegerLiteral>(strip(cmp->getRHS()));
			bool is_zero = literal && literal->getValue() == 0;
			bool is_true = literal && literal->getValue() == 1 &&
				       strip(cmp->getLHS())->getType()->isBooleanType();

			if (!is_zero && !is_true)
				return e;
			if ((cmp->getOpcode() == BO_EQ) == is_zero)
				negated = !negated;
			e = cmp->getLHS();
		} else if (const auto *call = dyn_cast<CallExpr>(e);
			   call && call->getDirectCallee() && call->getNumArgs() == 2 &&
			   call->getDirectCallee()->getName() == "__builtin_expect") {
			e = call->getArg(0);
		} else {
			return e;
		}
	}
}

namespace {

uint32_t graph_builder::result_var(const CallExpr *e)
{
	auto found = results.find(e);

	if (found != results.end())
		return found->second;
	return results[e] = l.fresh_var("result");
}

condition graph_builder::condition_of(const Expr *e)
{
	condition c;

	e = strip_condition(e, c.negated);
	if (const auto *op = dyn_cast<BinaryOperator>(e)) {
		if (op->getOpcode() == BO_Assign)
			e = op->getLHS();
		const auto *zero = dyn_cast<IntegerLiteral>(strip(op->getRHS()));

		if (zero && zero->getValue() == 0 && op->isRelationalOp()) {
			bool below = op->getOpcode() == BO_LT || op->getOpcode() == BO_GE;

			c.test = below ? FACT_TEST_NEGATIVE : FACT_TEST_POSITIVE;
			if (op->getOpcode() == BO_GE || op->getOpcode() == BO_LE)
				c.negated = !c.negated;
			e = strip(op->getLHS());
			if (const auto *set = dyn_cast<BinaryOperator>(e); set && set->isAssignmentOp())
				e = set->getLHS();
		}
	}
	if (const VarDecl *var = as_variable(e)) {
		if (l.is_local(var) && !l.is_escaping(var))
			c.var = l.var(var);
		return c;
	}
	if (const auto *call = dyn_cast<CallExpr>(e)) {
		c.var = result_var(call);
		return c;
	}
	if (c.test != FACT_TEST_TRUTH)
		return c;
	predicate_visitor visitor(l);

	visitor.TraverseStmt(const_cast<Expr *>(e));
	if (!visitor.pure || visitor.vars.empty())
		return c;
	const auto *cmp = dyn_cast<BinaryOperator>(e);
	std::string text;
	llvm::raw_string_ostream stream(text);
	PrintingPolicy policy(u.context.getLangOpts());

	// `a != b` is the negation of `a == b`.
	if (cmp && (cmp->getOpcode() == BO_NE || cmp->getOpcode() == BO_EQ)) {
		strip(cmp->getLHS())->printPretty(stream, nullptr, policy);
		stream << " == ";
		strip(cmp->getRHS())->printPretty(stream, nullptr, policy);
		if (cmp->getOpcode() == BO_NE)
			c.negated = !c.negated;
	} else {
		e->printPretty(stream, nullptr, policy);
	}
	if (!predicates.count(text)) {
		predicates[text] = l.fresh_var(text);
		for (const VarDecl *var : visitor.vars)
			predicates_of[var].insert(predicates[text]);
	}
	c.var = predicates[text];
	return c;
}

void graph_builder::find_conditions(const CFG &cfg)
{
	for (const CFGBlock *b : cfg)
		if (b->succ_size() == 2)
			if (const auto *e = dyn_cast_or_null<Expr>(b->getTerminatorCondition()))
				(void)condition_of(e);
}

fact_value graph_builder::value(const Expr *e)
{
	fact_value unknown = { FACT_VALUE_UNKNOWN, 0 };
	bool negated = false;

	if (!e)
		return unknown;
	Expr::EvalResult result;

	if (e->getType()->isIntegralOrEnumerationType() && e->EvaluateAsInt(result, u.context))
		return { uint32_t(result.Val.getInt() == 0 ? FACT_VALUE_ZERO :
				  result.Val.getInt().isNegative() ? FACT_VALUE_NEGATIVE : FACT_VALUE_POSITIVE), 0 };
	if (e->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return { FACT_VALUE_ZERO, 0 };
	e = strip_condition(e, negated);
	if (const auto *op = dyn_cast<BinaryOperator>(e); op && op->getOpcode() == BO_Assign)
		e = strip(op->getLHS());
	uint32_t kind = negated ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR;

	if (const auto *either = dyn_cast<ConditionalOperator>(e)) {
		// `c ? 0 : -EBUSY` is known where `c` is.
		fact_value yes = value(either->getTrueExpr()), no = value(either->getFalseExpr());
		auto nonzero = [](const fact_value &v) {
			return v.kind == FACT_VALUE_NEGATIVE || v.kind == FACT_VALUE_POSITIVE;
		};
		bool inverse = yes.kind == FACT_VALUE_ZERO && nonzero(no);
		bool same = nonzero(yes) && no.kind == FACT_VALUE_ZERO;
		bool negative = !negated && (yes.kind == FACT_VALUE_NEGATIVE || no.kind == FACT_VALUE_NEGATIVE);
		condition c = condition_of(either->getCond());

		if ((!inverse && !same) || c.var == FACT_NONE || c.test != FACT_TEST_TRUTH)
			return unknown;
		bool flip = inverse != (c.negated != negated);

		if (negative)
			return { uint32_t(flip ? FACT_VALUE_NEGATIVE_UNLESS : FACT_VALUE_NEGATIVE_IF), c.var };
		return { uint32_t(flip ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR), c.var };
	}
	if (const auto *call = dyn_cast<CallExpr>(e))
		return { kind, result_var(call) };
	if (const VarDecl *var = as_variable(e))
		if (l.is_local(var) && !l.is_escaping(var) && var->getType()->isScalarType())
			return { kind, l.var(var) };
	return unknown;
}

fact_value graph_builder::argument(const Expr *e)
{
	if (auto function = u.function_value(e))
		return *function;
	if (e->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return { FACT_VALUE_ZERO, 0 };
	if (e->getType()->isPointerType())
		return { FACT_VALUE_PATH, p.pointee(e) };
	return value(e);
}

void graph_builder::call(const CallExpr *e)
{
	const FunctionDecl *callee = e->getDirectCallee();

	if (callee && callee->getBuiltinID() && callee->getName().starts_with("__"))
		return;
	fact_value target;

	if (callee)
		target = { FACT_VALUE_FUNCTION, u.function(callee) };
	else if (auto value = u.function_value(e->getCallee());
		 value && (value->kind == FACT_VALUE_FUNCTION || value->kind == FACT_VALUE_SLOT))
		target = *value;
	else
		target = { FACT_VALUE_SLOT, u.unknown_slot(e->getCallee()) };
	std::vector<fact_value> args;

	for (unsigned i = 0; i < e->getNumArgs() && i < 64; i++) {
		args.push_back(argument(e->getArg(i)));
		// A parameter that takes a function may say in which state it is called.
		if (callee && i < callee->getNumParams() &&
		    is_function_pointer(callee->getParamDecl(i)->getType()))
			(void)u.param_slot(callee, i);
	}
	fact_node *node = append(FACT_NODE_CALL, e->getExprLoc());

	node->value = target;
	for (const fact_value &arg : args)
		g_array_append_val(node->args, arg);
	if (!e->getType()->isVoidType())
		node->var = result_var(e);
}

// The guarded data that `lvalue` is, or is a part of.  What lies behind a pointer is
// no part of where the pointer is stored.
void graph_builder::access(const Expr *lvalue, bool write)
{
	for (const Expr *e = lvalue;;) {
		const ValueDecl *decl = nullptr;
		const Expr *base = nullptr;

		e = e->IgnoreParens();
		if (const auto *member = dyn_cast<MemberExpr>(e)) {
			decl = member->getMemberDecl();
			base = member->isArrow() ? nullptr : member->getBase();
		} else if (const auto *element = dyn_cast<ArraySubscriptExpr>(e)) {
			const auto *decay = dyn_cast<ImplicitCastExpr>(element->getBase()->IgnoreParens());

			if (decay && decay->getCastKind() == CK_ArrayToPointerDecay)
				base = decay->getSubExpr();
		} else if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
			const auto *var = dyn_cast<VarDecl>(ref->getDecl());

			decl = var && !l.is_local(var) ? var : nullptr;
		}
		if (decl && is_guarded(decl)) {
			uint32_t path = p.object(e);
			fact_node *node = append(FACT_NODE_ACCESS, e->getExprLoc());

			node->value = { FACT_VALUE_PATH, path };
			node->test = write;
		}
		if (!base)
			return;
		e = base;
	}
}

// A pointer to what this function has, put where others may find it.
void graph_builder::store(const BinaryOperator *op)
{
	const VarDecl *var = as_variable(op->getLHS());

	if (op->getOpcode() != BO_Assign || !op->getLHS()->getType()->isPointerType() ||
	    is_function_pointer(op->getLHS()->getType()) || (var && l.is_local(var)))
		return;
	auto root = [&](uint32_t path) {
		while (g_array_index(u.facts->paths, fact_path, path).parent != FACT_NONE)
			path = g_array_index(u.facts->paths, fact_path, path).parent;
		return path;
	};
	uint32_t value = p.pointee(op->getRHS()), target = p.object(op->getLHS());
	uint32_t kind = g_array_index(u.facts->paths, fact_path, root(value)).kind;

	if (root(value) == root(target) || kind == FACT_PATH_GLOBAL || kind == FACT_PATH_UNKNOWN)
		return;
	fact_node *node = append(FACT_NODE_STORE, op->getOperatorLoc());
	fact_value into = { FACT_VALUE_PATH, target };

	node->value = { FACT_VALUE_PATH, value };
	g_array_append_val(node->args, into);
}

void graph_builder::define(const VarDecl *var, const Expr *value_expr, SourceLocation where)
{
	if (!var || !l.is_local(var))
		return;
	uint32_t number = l.var(var);

	if (var->getType()->isPointerType() && !is_function_pointer(var->getType())) {
		bool alias = is_lock_pointer(var->getType()) && value_expr;
		uint32_t path = alias ? p.pointee(value_expr) : FACT_NONE;
		fact_node *node = append(alias ? FACT_NODE_BIND : FACT_NODE_KILL, where);

		node->var = number;
		if (alias)
			node->value = { FACT_VALUE_PATH, path };
	}
	for (uint32_t predicate : predicates_of[var]) {
		fact_node *node = append(FACT_NODE_SET, where);

		node->var = predicate;
	}
	if (var->getType()->isScalarType() && !l.is_escaping(var)) {
		fact_value v = value(value_expr);
		fact_node *node = append(FACT_NODE_SET, where);

		node->var = number;
		node->value = v;
	}
}

void graph_builder::declare(const VarDecl *var)
{
	if (var->hasInit())
		define(var, var->getInit(), var->getLocation());
	if (const auto *cleanup = var->getAttr<CleanupAttr>()) {
		// What runs at the end of the scope is not followed; say so.
		uint32_t slot = u.unknown_slot(cleanup->getFunctionDecl()->getNameAsString() + " (cleanup)");

		append(FACT_NODE_CALL, var->getLocation())->value = { FACT_VALUE_SLOT, slot };
	}
}

void graph_builder::statement(const Stmt *s)
{
	if (const auto *e = dyn_cast<CallExpr>(s)) {
		call(e);
	} else if (const auto *op = dyn_cast<BinaryOperator>(s)) {
		if (op->isAssignmentOp()) {
			access(op->getLHS(), true);
			store(op);
			define(as_variable(op->getLHS()), op->getOpcode() == BO_Assign ? op->getRHS() : nullptr,
			       op->getOperatorLoc());
		}
	} else if (const auto *cast = dyn_cast<ImplicitCastExpr>(s)) {
		if (cast->getCastKind() == CK_LValueToRValue)
			access(cast->getSubExpr(), false);
	} else if (const auto *op = dyn_cast<UnaryOperator>(s)) {
		if (op->isIncrementDecrementOp()) {
			access(op->getSubExpr(), true);
			define(as_variable(op->getSubExpr()), nullptr, op->getOperatorLoc());
		}
	} else if (const auto *declaration = dyn_cast<DeclStmt>(s)) {
		for (const Decl *decl : declaration->decls())
			if (const auto *var = dyn_cast<VarDecl>(decl))
				declare(var);
	} else if (const auto *assembly = dyn_cast<GCCAsmStmt>(s)) {
		for (unsigned i = 0; i < assembly->getNumOutputs(); i++)
			define(as_variable(assembly->getOutputExpr(i)), nullptr, assembly->getAsmLoc());
	} else if (const auto *ret = dyn_cast<ReturnStmt>(s)) {
		fact_value v = value(ret->getRetValue());
		fact_node *node = append(FACT_NODE_RETURN, ret->getReturnLoc());

		node->value = v;
		if (ret->getRetValue() && is_function_pointer(fn->getReturnType()))
			u.assign(u.return_slot(fn), ret->getRetValue());
	}
}

void graph_builder::block(const CFGBlock *b)
{
	last = block_start[b->getBlockID()];
	for (const CFGElement &element : *b)
		if (auto s = element.getAs<CFGStmt>())
			statement(s->getStmt());
	if (at(last)->kind == FACT_NODE_RETURN || b->hasNoReturnElement())
		return;
	std::vector<uint32_t> next;

	for (const CFGBlock::AdjacentBlock &to : b->succs())
		if (to.isReachable())
			next.push_back(block_start[to.getReachableBlock()->getBlockID()]);
	const auto *e = dyn_cast_or_null<Expr>(b->getTerminatorCondition());

	if (next.size() == 2 && b->succ_size() == 2 && e) {
		condition c = condition_of(e);

		if (c.var != FACT_NONE) {
			fact_node *branch = append(FACT_NODE_BRANCH, e->getExprLoc());

			branch->var = c.var;
			branch->test = c.test;
			if (c.negated)
				std::swap(next[0], next[1]);
		}
	}
	for (uint32_t to : next)
		link(last, to);
}

void graph_builder::build()
{
	CFG::BuildOptions options;

	options.setAllAlwaysAdd();
	options.PruneTriviallyFalseEdges = true;
	std::unique_ptr<CFG> cfg = CFG::buildCFG(fn, fn->getBody(), &u.context, options);

	out->flags |= FACT_FUNCTION_BODY;
	if (!cfg) {
		u.error(fn->getLocation(), "no control-flow graph can be built for this function");
		return;
	}
	find_conditions(*cfg);
	uint32_t entry = add(fact_node_new(FACT_NODE_NOP), fn->getLocation());

	block_start.resize(cfg->getNumBlockIDs());
	for (const CFGBlock *b : *cfg) {
		bool is_exit = b == &cfg->getExit();

		block_start[b->getBlockID()] = add(fact_node_new(is_exit ? FACT_NODE_RETURN : FACT_NODE_NOP),
						   is_exit ? fn->getBody()->getEndLoc() : fn->getLocation());
	}
	link(entry, block_start[cfg->getEntry().getBlockID()]);
	for (const CFGBlock *b : *cfg)
		if (b != &cfg->getExit())
			block(b);
	reduce_graph(u, out);
}

} // namespace

void build_graph(unit &u, const FunctionDecl *fn, fact_function *out)
{
	graph_builder(u, fn, out).build();
}

} // namespace hf
