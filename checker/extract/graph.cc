// SPDX-License-Identifier: MIT
//
// graph.cc: one function body as an event graph: clang's CFG with everything
// dropped that no rule can need.  What remains: calls, returns, what is known of
// local variables that branches test, and where local pointers change.
#include "guesses.hh"
#include "conditions.hh"
#include "macros.hh"

#include <clang/AST/Attr.h>

using namespace clang;

namespace hf {

namespace {

// Cleanups in the bodies of cleanups; deeper ones are calls.
const unsigned max_cleanups = 3;

class graph_builder {
public:
	graph_builder(unit &u, const FunctionDecl *fn, fact_function *out)
		: u(u), fn(fn), out(out), l(u, fn, out), p(u, l), tests(u, l, out), guesses(makes_guesses(u, fn)) {}

	void build();

private:
	uint32_t add(fact_node *node, SourceLocation where)
	{
		places[node] = place.isValid() ? place : where;
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

	void touch(uint32_t path, uint32_t how, SourceLocation where)
	{
		if (!touched.is_new(last, path, how))
			return;
		fact_node *node = append(FACT_NODE_ACCESS, where);

		node->value = { FACT_VALUE_PATH, path };
		node->test = how;
		touched.last = last;
	}

	CFG *graph_of(const FunctionDecl *of);
	void find(const CFG &cfg, unsigned depth);
	void find_marks(const FunctionDecl *of, const CFG &cfg);
	void marked(const macro_use &use, SourceLocation where, const Expr *result = nullptr);
	void add_limits(const Expr *condition);
	// The body's nodes; the first one, and where it ends.
	std::pair<uint32_t, uint32_t> body(const FunctionDecl *of);
	void block(const CFGBlock *b, const std::vector<uint32_t> &start);
	void ways_out(const CFGBlock *b, const std::vector<uint32_t> &start);
	void choose(const CFGBlock *b, const SwitchStmt *s, const std::vector<uint32_t> &start);
	uint32_t behind(const std::vector<known_value> &known, uint32_t to);
	void branch(const condition &c, const Expr *e, uint32_t yes, uint32_t no);
	void statement(const Stmt *s);
	void cleanup(const VarDecl *var);
	void call(const CallExpr *e);
	void access(const Expr *lvalue, uint32_t how);
	void access_pointee(const Expr *pointer, bool write);
	void store(const BinaryOperator *op);
	void write(const Expr *lvalue, SourceLocation where);
	void write(const std::set<std::string> &keys, SourceLocation where);
	void forget(const std::set<uint32_t> &predicates, SourceLocation where);
	void set(uint32_t var, const fact_value &value, SourceLocation where);
	// `moves`: a pointer, within what it points to.
	void define(const VarDecl *var, const Expr *value, SourceLocation where, bool moves = false);
	void define_fields(const VarDecl *var, const Expr *value, SourceLocation where);
	void define_field(uint32_t field, const fact_value &value, SourceLocation where);
	fact_value argument(const Expr *e);

	unit &u;
	const FunctionDecl *fn;
	fact_function *out;
	locals l;
	paths p;
	conditions tests;
	uint32_t last = 0;
	const bool guesses;
	touched_paths touched;
	// In the body of a cleanup function, which belongs to its variable.
	SourceLocation place;
	unsigned depth = 0;
	std::map<const FunctionDecl *, std::unique_ptr<CFG>> graphs;
	const ReturnStmt *returning = nullptr;
	fact_value returned = { FACT_VALUE_UNKNOWN, 0 };
	std::set<std::string> written;
	std::vector<postponed> later;
	llvm::DenseMap<const fact_node *, SourceLocation> places;
	// What stands in front of a statement, and is gone.
	std::map<const Stmt *, std::vector<macro_use *>> marks;
	// What stands behind a call, and speaks of its result.
	std::map<const Stmt *, std::vector<macro_use *>> tries;
	std::map<const macro_use *, const FunctionDecl *> bodies_of;
	bool polls_something = false;
	std::set<const VarDecl *> counters;
};

fact_value graph_builder::argument(const Expr *e)
{
	if (auto function = u.function_value(e))
		return *function;
	if (e->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return { FACT_VALUE_ZERO, 0 };
	if (e->getType()->isPointerType())
		return { FACT_VALUE_PATH, p.pointee(e) };
	// A lock that is no pointer: the variable itself.
	if (is_handle(strip(e)->getType()))
		return { FACT_VALUE_PATH, p.handle(e) };
	return tests.argument(e);
}

void graph_builder::call(const CallExpr *e)
{
	const FunctionDecl *callee = e->getDirectCallee();

	if (!is_followed(e)) {
		write(keys_behind(u, l, e), e->getExprLoc());
		return;
	}
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
		    is_function_pointer(callee->getParamDecl(i)->getType())) {
			(void)u.param_slot(callee, i);
			note_callback(u, e, i);
		}
	}
	for (unsigned i = 0; guesses && i < e->getNumArgs(); i++)
		if (const Expr *data = given_data(u, e->getArg(i)))
			access(data, how_given(e->getArg(i)));
	for (const given_object &object : guesses ? objects_given(u, p, e) : std::vector<given_object>())
		touch(object.path, object.how, e->getExprLoc());
	if (callee && writes_arguments(callee))
		write(keys_behind(u, l, e), e->getExprLoc());
	if (is_lock_pointer(e->getType()))
		append(FACT_NODE_KILL, e->getExprLoc())->var = tests.result(e);
	fact_node *node = append(FACT_NODE_CALL, e->getExprLoc());

	node->value = target;
	for (const fact_value &arg : args)
		g_array_append_val(node->args, arg);
	if (e->getType()->isVoidType())
		return;
	node->var = tests.result(e);
	forget(tests.depending_on(node->var), e->getExprLoc());
}

// The guarded data that `lvalue` is, or is a part of.  What lies behind a pointer is
// no part of where the pointer is stored.
void graph_builder::access(const Expr *lvalue, uint32_t how)
{
	for (const Expr *e = lvalue;;) {
		const ValueDecl *decl = nullptr;
		const Expr *base = nullptr, *pointer = nullptr;

		e = e->IgnoreParens();
		if (const auto *member = dyn_cast<MemberExpr>(e)) {
			decl = member->getMemberDecl();
			base = member->isArrow() ? nullptr : member->getBase();
			pointer = member->isArrow() ? member->getBase() : nullptr;
		} else if (const auto *element = dyn_cast<ArraySubscriptExpr>(e)) {
			const auto *decay = dyn_cast<ImplicitCastExpr>(element->getBase()->IgnoreParens());

			if (decay && decay->getCastKind() == CK_ArrayToPointerDecay)
				base = decay->getSubExpr();
			else
				pointer = element->getBase();
		} else if (const auto *op = dyn_cast<UnaryOperator>(e)) {
			pointer = op->getOpcode() == UO_Deref ? op->getSubExpr() : nullptr;
		} else if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
			const auto *var = dyn_cast<VarDecl>(ref->getDecl());

			decl = var && !l.is_local(var) ? var : nullptr;
		}
		if (decl && ((guesses && is_guessed(decl, e == lvalue->IgnoreParens() ? how : 0)) || is_guarded(decl)))
			touch(p.object(e), how, e->getExprLoc());
		if (pointer)
			access_pointee(pointer, how & FACT_ACCESS_WRITE);
		if (!base)
			return;
		e = base;
	}
}

// Where the pointer was read from may guard what it points to.
void graph_builder::access_pointee(const Expr *pointer, bool write)
{
	const ValueDecl *decl = pointer_source(pointer);
	const auto *var = dyn_cast_or_null<VarDecl>(decl);

	if (!decl || (var && l.is_local(var)) || !is_pointee_guarded(decl))
		return;
	touch(p.object(pointer), FACT_ACCESS_POINTEE | (write ? FACT_ACCESS_WRITE : 0), pointer->getExprLoc());
}

// A pointer to what this function has, put where others may find it.
void graph_builder::store(const BinaryOperator *op)
{
	const VarDecl *var = l.variable(op->getLHS());

	if (op->getOpcode() != BO_Assign || !op->getLHS()->getType()->isPointerType() ||
	    is_function_pointer(op->getLHS()->getType()) || (var && l.is_local(var)))
		return;
	uint32_t value = p.pointee(op->getRHS()), target = p.object(op->getLHS());
	uint32_t kind = g_array_index(u.facts->paths, fact_path, root_of(u, value)).kind;

	if (root_of(u, value) == root_of(u, target) || kind == FACT_PATH_GLOBAL || kind == FACT_PATH_UNKNOWN)
		return;
	fact_node *node = append(FACT_NODE_STORE, op->getOperatorLoc());
	fact_value into = { FACT_VALUE_PATH, target };

	node->value = { FACT_VALUE_PATH, value };
	g_array_append_val(node->args, into);
}

void graph_builder::set(uint32_t var, const fact_value &value, SourceLocation where)
{
	fact_node *node = append(FACT_NODE_SET, where);

	node->var = var;
	node->value = value;
}

// What branches have read of that memory is no longer known.
void graph_builder::write(const std::set<std::string> &keys, SourceLocation where)
{
	std::set<uint32_t> predicates;

	for (const std::string &key : keys) {
		written.insert(key);
		predicates.merge(tests.reading(key));
	}
	forget(predicates, where);
}

void graph_builder::forget(const std::set<uint32_t> &predicates, SourceLocation where)
{
	if (predicates.empty())
		return;
	(void)append(FACT_NODE_NOP, where);
	later.push_back({ last, {} });
	for (uint32_t predicate : predicates)
		later.back().known.push_back({ predicate, FACT_VALUE_UNKNOWN });
}

void graph_builder::write(const Expr *lvalue, SourceLocation where)
{
	std::set<std::string> keys;

	written_keys(u, l, lvalue, keys);
	write(keys, where);
}

void graph_builder::define(const VarDecl *var, const Expr *value_expr, SourceLocation where, bool moves)
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
	forget(tests.depending_on(number), where);
	if (var->getType()->isScalarType() && !l.is_escaping(var))
		set(number, moves && var->getType()->isPointerType() ? fact_value{ FACT_VALUE_NONZERO, 0 } :
								       tests.value(value_expr), where);
	if (var->getType()->isRecordType())
		define_fields(var, value_expr, where);
}

void graph_builder::define_fields(const VarDecl *var, const Expr *value_expr, SourceLocation where)
{
	for (const auto &known : l.fields_of(var))
		define_field(known.second, tests.field_value(value_expr, known.first), where);
}

void graph_builder::define_field(uint32_t field, const fact_value &value, SourceLocation where)
{
	forget(tests.depending_on(field), where);
	set(field, value, where);
}

// What a cleanup function does at the end of its variable's scope is a part of this
// function: it sees the variable, and not just a pointer to it.
void graph_builder::cleanup(const VarDecl *var)
{
	const FunctionDecl *callee = var->getAttr<CleanupAttr>()->getFunctionDecl();
	const FunctionDecl *definition = u.body_of(callee);

	if (definition && depth < max_cleanups && graph_of(definition)) {
		SourceLocation outer = place;
		uint32_t before = last;

		place = place.isValid() ? place : var->getLocation();
		l.add_body(definition, var);
		((fact_function *)g_ptr_array_index(u.facts->functions, u.function(definition)))->flags |=
			FACT_FUNCTION_INLINED;
		depth++;
		std::pair<uint32_t, uint32_t> inner = body(definition);

		depth--;
		link(before, inner.first);
		last = inner.second;
		place = outer;
		return;
	}
	fact_value object = { FACT_VALUE_PATH, fact_add_path(u.facts, FACT_PATH_LOCAL_OBJECT, FACT_NONE, l.var(var),
							     u.string(u.name.variable(var))) };
	fact_node *node = append(FACT_NODE_CALL, var->getLocation());

	node->value = { FACT_VALUE_FUNCTION, u.function(callee) };
	g_array_append_val(node->args, object);
}

// The call that a macro's statement amounts to.
void graph_builder::marked(const macro_use &use, SourceLocation where, const Expr *result)
{
	std::optional<std::vector<marked_call>> calls = marked_calls(u, p, bodies_of[&use], use);
	uint32_t var = result ? tests.result(result) : FACT_NONE;

	if (!calls) {
		u.unread(use.loc, use.text);
		return;
	}
	for (const marked_call &call : *calls) {
		fact_node *node = append(FACT_NODE_CALL, where);
		fact_value lock = { FACT_VALUE_PATH, call.lock };

		node->value = { FACT_VALUE_FUNCTION, call.function };
		node->var = var;
		if (call.lock != FACT_NONE)
			g_array_append_val(node->args, lock);
	}
}

void graph_builder::statement(const Stmt *s)
{
	if (auto found = marks.find(s); found != marks.end())
		for (const macro_use *use : found->second)
			marked(*use, s->getBeginLoc());
	if (const auto *e = dyn_cast<CallExpr>(s)) {
		call(e);
	} else if (const auto *op = dyn_cast<BinaryOperator>(s)) {
		if (op->isAssignmentOp()) {
			access(op->getLHS(), FACT_ACCESS_WRITE);
			store(op);
			write(op->getLHS(), op->getOperatorLoc());
			const Expr *value = op->getOpcode() == BO_Assign ? op->getRHS() : nullptr;

			define(l.variable(op->getLHS()), value, op->getOperatorLoc(), !value);
			if (uint32_t field = l.field(op->getLHS()); field != FACT_NONE)
				define_field(field, tests.value(value), op->getOperatorLoc());
		}
	} else if (const auto *cast = dyn_cast<ImplicitCastExpr>(s)) {
		if (cast->getCastKind() == CK_LValueToRValue)
			access(cast->getSubExpr(), 0);
	} else if (const auto *op = dyn_cast<UnaryOperator>(s)) {
		if (op->isIncrementDecrementOp()) {
			access(op->getSubExpr(), FACT_ACCESS_WRITE);
			write(op->getSubExpr(), op->getOperatorLoc());
			define(l.variable(op->getSubExpr()), nullptr, op->getOperatorLoc(), true);
			if (uint32_t field = l.field(op->getSubExpr()); field != FACT_NONE)
				define_field(field, { FACT_VALUE_UNKNOWN, 0 }, op->getOperatorLoc());
		}
	} else if (const auto *declaration = dyn_cast<DeclStmt>(s)) {
		for (const Decl *decl : declaration->decls())
			if (const auto *var = dyn_cast<VarDecl>(decl); var && var->hasInit())
				define(var, var->getInit(), var->getLocation());
	} else if (const auto *assembly = dyn_cast<GCCAsmStmt>(s)) {
		for (unsigned i = 0; i < assembly->getNumOutputs(); i++) {
			write(assembly->getOutputExpr(i), assembly->getAsmLoc());
			define(l.variable(assembly->getOutputExpr(i)), nullptr, assembly->getAsmLoc());
			if (uint32_t field = l.field(assembly->getOutputExpr(i)); field != FACT_NONE)
				define_field(field, { FACT_VALUE_UNKNOWN, 0 }, assembly->getAsmLoc());
		}
	} else if (const auto *ret = dyn_cast<ReturnStmt>(s)) {
		// What is cleaned up comes behind it.
		returning = ret;
		returned = tests.value(ret->getRetValue());
		if (ret->getRetValue() && is_function_pointer(fn->getReturnType()) && place.isInvalid())
			u.assign(u.return_slot(fn), ret->getRetValue());
	}
	if (auto found = tries.find(s); found != tries.end())
		for (const macro_use *use : found->second)
			marked(*use, s->getBeginLoc(), cast<Expr>(s));
	for (uint32_t var : tests.receivers(s))
		set(var, tests.value(cast<Expr>(s)), cast<Expr>(s)->getExprLoc());
}

// ---- blocks ------------------------------------------------------------------

// A node that says what is known, in front of `to`.
uint32_t graph_builder::behind(const std::vector<known_value> &known, uint32_t to)
{
	if (known.empty())
		return to;
	uint32_t node = add(fact_node_new(FACT_NODE_NOP), places[at(last)]);

	link(node, to);
	later.push_back({ node, known });
	return node;
}

void graph_builder::branch(const condition &c, const Expr *e, uint32_t yes, uint32_t no)
{
	fact_node *node = append(FACT_NODE_BRANCH, e->getExprLoc());

	node->var = c.var;
	node->test = c.test;
	if (c.compared != FACT_NONE)
		node->value = { FACT_VALUE_VAR, c.compared };
	if (c.negated)
		std::swap(yes, no);
	yes = behind(tests.consequences(c, true), yes);
	no = behind(tests.consequences(c, false), no);
	link(last, yes);
	link(last, no);
}

// One test after the other, in the order of the labels.
void graph_builder::choose(const CFGBlock *b, const SwitchStmt *s, const std::vector<uint32_t> &start)
{
	std::vector<std::pair<const CaseStmt *, uint32_t>> labels;
	std::vector<uint32_t> others;

	for (const CFGBlock::AdjacentBlock &to : b->succs()) {
		if (!to.isReachable())
			continue;
		uint32_t node = start[to.getReachableBlock()->getBlockID()];
		const auto *label = dyn_cast_or_null<CaseStmt>(to.getReachableBlock()->getLabel());

		if (label && !label->getRHS())
			labels.push_back({ label, node });
		else
			others.push_back(node);
	}
	std::reverse(labels.begin(), labels.end());
	for (const auto &label : labels) {
		condition c = tests.equals(s->getCond(), label.first->getLHS()->EvaluateKnownConstInt(u.context));
		uint32_t next = add(fact_node_new(FACT_NODE_NOP), label.first->getCaseLoc());

		if (c.var != FACT_NONE) {
			branch(c, label.first->getLHS(), label.second, next);
		} else {
			link(last, label.second);
			link(last, next);
		}
		last = next;
	}
	for (uint32_t node : others)
		link(last, node);
}

void graph_builder::ways_out(const CFGBlock *b, const std::vector<uint32_t> &start)
{
	const auto *e = dyn_cast_or_null<Expr>(b->getTerminatorCondition());
	const auto *logical = dyn_cast_or_null<BinaryOperator>(b->getTerminatorStmt());
	std::vector<uint32_t> next;
	unsigned way = 0;

	if (const auto *s = dyn_cast_or_null<SwitchStmt>(b->getTerminatorStmt())) {
		choose(b, s, start);
		return;
	}
	for (const CFGBlock::AdjacentBlock &to : b->succs()) {
		bool is_true = way++ == 0;

		if (!to.isReachable())
			continue;
		uint32_t node = start[to.getReachableBlock()->getBlockID()];
		uint32_t var = logical ? tests.meeting_in(to.getReachableBlock()) : FACT_NONE;

		// The shorter way of `&&` or `||`, and with it its result.
		if (var != FACT_NONE)
			node = behind({ { var, uint32_t(is_true ? FACT_VALUE_ONE : FACT_VALUE_ZERO) } }, node);
		next.push_back(node);
	}
	if (next.size() == 2 && b->succ_size() == 2 && e) {
		if (polls_something)
			add_limits(e);
		condition c = tests.of_block(b);

		if (c.is_true) {
			link(last, next[c.negated]);
			return;
		}
		if (c.var != FACT_NONE) {
			branch(c, e, next[0], next[1]);
			return;
		}
	}
	for (uint32_t to : next)
		link(last, to);
}

void graph_builder::block(const CFGBlock *b, const std::vector<uint32_t> &start)
{
	const ReturnStmt *outer = returning;

	returning = nullptr;
	last = start[b->getBlockID()];
	for (const CFGElement &element : *b) {
		if (auto s = element.getAs<CFGStmt>())
			statement(s->getStmt());
		else if (auto c = element.getAs<CFGCleanupFunction>())
			cleanup(c->getVarDecl());
	}
	if (returning && place.isInvalid()) {
		fact_node *node = append(FACT_NODE_RETURN, returning->getReturnLoc());
		const Expr *result = returning->getRetValue();

		node->value = returned;
		if (result && is_lock_pointer(fn->getReturnType()) && node->value.kind != FACT_VALUE_ZERO) {
			fact_value path = { FACT_VALUE_PATH, p.pointee(result) };

			g_array_append_val(node->args, path);
		}
	} else if (!b->hasNoReturnElement()) {
		ways_out(b, start);
	}
	returning = outer;
}

CFG *graph_builder::graph_of(const FunctionDecl *of)
{
	if (graphs.count(of))
		return graphs[of].get();
	CFG::BuildOptions options;

	options.setAllAlwaysAdd();
	options.PruneTriviallyFalseEdges = true;
	// Cleanup functions, too.
	options.AddImplicitDtors = true;
	graphs[of] = CFG::buildCFG(of, of->getBody(), &u.context, options);
	if (graphs[of])
		find_marks(of, *graphs[of]);
	return graphs[of].get();
}

// Where the uses of macros are that say something: in front of the first statement that comes
// out of each.
void graph_builder::find_marks(const FunctionDecl *of, const CFG &cfg)
{
	const SourceManager &sm = u.context.getSourceManager();

	for (macro_use *use : marks_in(sm, of->getBody()->getSourceRange())) {
		// It is about a callback (callbacks.cc).
		if (use->says.empty() && !use->callbacks.empty())
			continue;
		if (has_answer(*use)) {
			const Expr *e = answer_of(expansion_of(sm, of->getBody(), *use), *use);

			bodies_of[use] = of;
			if (!e) {
				u.unread(use->loc, use->text);
				continue;
			}
			tests.ask(e);
			tries[e].push_back(use);
			continue;
		}

		bodies_of[use] = of;
		if (const Stmt *first = first_of(sm, cfg, *use))
			marks[first].push_back(use);
		else
			u.unread(use->loc, use->text);
	}
}

// Who polls in a loop should end some time.
void graph_builder::add_limits(const Expr *condition)
{
	limits found = limits_of(condition, counters);

	for (const VarDecl *var : found.counters)
		if (l.is_local(var) && !l.is_escaping(var))
			append(FACT_NODE_LIMIT, condition->getExprLoc())->var = l.var(var);
	if (found.by_time)
		append(FACT_NODE_LIMIT, condition->getExprLoc());
}

// What is tested in the body and in the cleanup functions that become parts of it.
void graph_builder::find(const CFG &cfg, unsigned level)
{
	for (const CFGBlock *b : cfg)
		for (const CFGElement &element : *b) {
			auto c = element.getAs<CFGCleanupFunction>();

			if (!c || level == max_cleanups)
				continue;
			const FunctionDecl *definition =
				u.body_of(c->getVarDecl()->getAttr<CleanupAttr>()->getFunctionDecl());

			if (!definition)
				continue;
			l.add_body(definition, c->getVarDecl());
			if (const CFG *inner = graph_of(definition))
				find(*inner, level + 1);
		}
	tests.find(cfg);
}

std::pair<uint32_t, uint32_t> graph_builder::body(const FunctionDecl *of)
{
	const CFG &cfg = *graph_of(of);
	bool is_own = of == fn;
	uint32_t entry = add(fact_node_new(FACT_NODE_NOP), of->getLocation()), exit = entry;
	std::vector<uint32_t> start(cfg.getNumBlockIDs());

	for (const CFGBlock *b : cfg) {
		bool is_exit = b == &cfg.getExit();
		uint32_t node = add(fact_node_new(is_exit && is_own ? FACT_NODE_RETURN : FACT_NODE_NOP),
				    is_exit ? of->getBody()->getEndLoc() : of->getLocation());

		start[b->getBlockID()] = node;
		if (is_exit)
			exit = node;
	}
	link(entry, start[cfg.getEntry().getBlockID()]);
	for (const CFGBlock *b : cfg)
		if (b != &cfg.getExit())
			block(b, start);
	return { entry, exit };
}

void graph_builder::build()
{
	out->flags |= FACT_FUNCTION_BODY;
	const CFG *cfg = graph_of(fn);

	if (!cfg) {
		u.error(fn->getLocation(), "no control-flow graph can be built for this function");
		return;
	}
	find(*cfg, 0);
	if ((polls_something = any_polls(*cfg)))
		counters = counters_of(fn);
	(void)body(fn);
	for (const std::string &key : written) {
		uint32_t text = u.string(key);

		g_array_append_val(out->writes, text);
	}
	say_asked(u, out, later, places);
	reduce_graph(u, out);
	// Only now, since most nodes are gone.
	for (guint i = 0; i < out->nodes->len; i++) {
		fact_node *node = at(i);

		node->loc = u.loc(places[node]);
		if (node->kind == FACT_NODE_CALL)
			node->macro = u.macro(places[node]);
	}
}

} // namespace

void build_graph(unit &u, const FunctionDecl *fn, fact_function *out)
{
	// A declaration without a prototype may have come first.
	out->param_count = std::min(fn->getNumParams(), uint32_t(FACT_MAX_PARAMS));
	graph_builder(u, fn, out).build();
}

} // namespace hf
