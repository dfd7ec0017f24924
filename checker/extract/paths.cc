// SPDX-License-Identifier: MIT
//
// paths.cc: turns expressions into access paths.  A pointer stands for the object
// that it points to.  Aliases that are given one value only, casts, container_of
// and anonymous members are seen through here, so that nobody behind the facts
// has to know of them.
#include "extract.hh"

#include <clang/AST/Attr.h>
#include <clang/AST/RecursiveASTVisitor.h>

using namespace clang;

namespace hf {

static const unsigned max_depth = 24;
static const unsigned max_steps = 16;

const Expr *strip(const Expr *e)
{
	for (;;) {
		e = e->IgnoreParenCasts();
		if (const auto *statement = dyn_cast<StmtExpr>(e)) {
			const CompoundStmt *body = statement->getSubStmt();
			const auto *last = body->body_empty() ? nullptr : dyn_cast<Expr>(body->body_back());

			if (!last)
				return e;
			e = last;
		} else if (const auto *op = dyn_cast<BinaryOperator>(e); op && op->getOpcode() == BO_Comma) {
			e = op->getRHS();
		} else if (const auto *choice = dyn_cast<ChooseExpr>(e)) {
			e = choice->getChosenSubExpr();
		} else if (const auto *generic = dyn_cast<GenericSelectionExpr>(e)) {
			e = generic->getResultExpr();
		} else {
			return e;
		}
	}
}

bool is_function_pointer(QualType type)
{
	type = type.getCanonicalType();
	while (const auto *array = dyn_cast<ArrayType>(type.getTypePtr()))
		type = array->getElementType().getCanonicalType();
	return type->isFunctionPointerType();
}

bool is_followed(const CallExpr *e)
{
	const FunctionDecl *callee = e->getDirectCallee();

	return !callee || !callee->getBuiltinID() || !callee->getName().starts_with("__") ||
	       callee->hasAttr<ReturnsTwiceAttr>();
}

uint32_t root_of(const unit &u, uint32_t path)
{
	while (g_array_index(u.facts->paths, fact_path, path).parent != FACT_NONE)
		path = g_array_index(u.facts->paths, fact_path, path).parent;
	return path;
}

bool is_lock_pointer(QualType type)
{
	return type->isPointerType() && lock_kind(type->getPointeeType());
}

// ---- local variables ---------------------------------------------------------

class usage_visitor : public RecursiveASTVisitor<usage_visitor> {
public:
	explicit usage_visitor(locals &l) : l(l) {}

	bool VisitVarDecl(VarDecl *var)
	{
		if (var->hasInit())
			define(var, var->getInit());
		return true;
	}
	bool VisitBinaryOperator(BinaryOperator *op)
	{
		if (!op->isAssignmentOp())
			return true;
		if (const VarDecl *var = referenced(op->getLHS()))
			define(var, op->getOpcode() == BO_Assign ? op->getRHS() : nullptr);
		return true;
	}
	bool VisitUnaryOperator(UnaryOperator *op)
	{
		const VarDecl *var = referenced(op->getSubExpr());

		if (var && op->getOpcode() == UO_AddrOf)
			l.uses[var].address_taken = true;
		if (const VarDecl *record = op->getOpcode() == UO_AddrOf ? record_of(op->getSubExpr()) : nullptr)
			l.uses[record].field_address_taken = true;
		if (var && op->isIncrementDecrementOp())
			define(var, nullptr);
		return true;
	}
	bool VisitGCCAsmStmt(GCCAsmStmt *statement)
	{
		for (unsigned i = 0; i < statement->getNumOutputs(); i++)
			if (const VarDecl *var = referenced(statement->getOutputExpr(i)))
				define(var, nullptr);
		return true;
	}

private:
	static const VarDecl *referenced(const Expr *e)
	{
		const auto *ref = dyn_cast<DeclRefExpr>(e->IgnoreParenCasts());

		return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
	}
	// The variable that a member belongs to.
	static const VarDecl *record_of(const Expr *e)
	{
		for (e = e->IgnoreParenCasts(); const auto *member = dyn_cast<MemberExpr>(e);) {
			if (member->isArrow())
				return nullptr;
			e = member->getBase()->IgnoreParenCasts();
		}
		return referenced(e);
	}
	void define(const VarDecl *var, const Expr *value)
	{
		l.uses[var].definitions++;
		l.uses[var].definition = value;
	}
	locals &l;
};

locals::locals(unit &u, const FunctionDecl *fn, fact_function *out) : u(u), out(out)
{
	for (const ParmVarDecl *param : fn->parameters())
		var(param);
	usage_visitor(*this).TraverseStmt(fn->getBody());
	bodies.insert(fn);
}

void locals::add_body(const FunctionDecl *fn, const VarDecl *pointee)
{
	if (bodies.insert(fn).second)
		usage_visitor(*this).TraverseStmt(fn->getBody());
	points_to[fn->getParamDecl(0)] = pointee;
}

const VarDecl *locals::pointed_to(const Expr *pointer) const
{
	const auto *ref = dyn_cast<DeclRefExpr>(strip(pointer));
	const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;

	return var ? points_to_variable(var) : nullptr;
}

const VarDecl *locals::points_to_variable(const VarDecl *pointer) const
{
	auto found = points_to.find(pointer);

	return found == points_to.end() ? nullptr : found->second;
}

const VarDecl *locals::variable(const Expr *e) const
{
	e = strip(e);
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_Deref)
		return pointed_to(op->getSubExpr());
	const auto *ref = dyn_cast<DeclRefExpr>(e);

	return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

uint32_t locals::result(const Expr *e)
{
	auto found = results.find(e);

	if (found != results.end())
		return found->second;
	return results[e] = fresh_var("result");
}

uint32_t locals::fresh_var(const std::string &name)
{
	uint32_t text = u.string(name);

	g_array_append_val(out->vars, text);
	return out->vars->len - 1;
}

uint32_t locals::var(const VarDecl *var)
{
	auto found = vars.find(var);

	if (found != vars.end())
		return found->second;
	return vars[var] = fresh_var(var->getNameAsString());
}

bool locals::is_local(const VarDecl *var) const
{
	return var->hasLocalStorage();
}

const Expr *locals::only_definition(const VarDecl *var) const
{
	auto found = uses.find(var);

	if (isa<ParmVarDecl>(var) || found == uses.end() || found->second.definitions != 1 ||
	    found->second.address_taken)
		return nullptr;
	return found->second.definition;
}

bool locals::is_escaping(const VarDecl *var) const
{
	auto found = uses.find(var);

	return var->getType().isVolatileQualified() ||
	       (found != uses.end() && found->second.address_taken);
}

uint32_t locals::field(const VarDecl *var, const FieldDecl *field)
{
	auto found = uses.find(var);
	bool is_shared = found != uses.end() && (found->second.address_taken || found->second.field_address_taken);

	if (is_shared || !var->hasLocalStorage() || var->hasAttr<CleanupAttr>() || var->getType().isVolatileQualified() ||
	    !field->getType()->isScalarType() || field->getType().isVolatileQualified() ||
	    field->getType()->isAtomicType() || field->getParent()->isUnion() ||
	    var->getType()->getAsRecordDecl() != field->getParent())
		return FACT_NONE;
	auto known = fields.find({ var, field });

	if (known != fields.end())
		return known->second;
	bool is_alone = std::next(field->getParent()->field_begin()) == field->getParent()->field_end();

	// A parameter with one number in it is that number, so that it is known what it was given.
	if (isa<ParmVarDecl>(var) && is_alone)
		return fields[{ var, field }] = this->var(var);
	return fields[{ var, field }] = fresh_var(var->getNameAsString() + "." + field->getNameAsString());
}

uint32_t locals::field(const Expr *e)
{
	const auto *member = dyn_cast<MemberExpr>(strip(e));
	const auto *ref = member && !member->isArrow() ? dyn_cast<DeclRefExpr>(member->getBase()->IgnoreParens()) : nullptr;
	const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
	const auto *of = member ? dyn_cast<FieldDecl>(member->getMemberDecl()) : nullptr;

	return var && of ? field(var, of) : FACT_NONE;
}

std::vector<std::pair<const FieldDecl *, uint32_t>> locals::fields_of(const VarDecl *var) const
{
	std::vector<std::pair<const FieldDecl *, uint32_t>> found;

	for (const auto &known : fields)
		if (known.first.first == var)
			found.push_back({ known.first.second, known.second });
	// By their numbers: addresses say nothing.
	llvm::sort(found, [](const auto &a, const auto &b) { return a.second < b.second; });
	return found;
}

bool locals::is_reassigned_param(const VarDecl *var) const
{
	auto found = uses.find(var);

	return isa<ParmVarDecl>(var) && found != uses.end() &&
	       (found->second.definitions || found->second.address_taken);
}

// ---- paths -------------------------------------------------------------------

uint32_t paths::step(uint32_t parent, uint32_t kind, uint32_t a, uint32_t b)
{
	unsigned steps = 0;

	for (uint32_t p = parent; p != FACT_NONE; p = g_array_index(u.facts->paths, fact_path, p).parent)
		steps++;
	if (steps >= max_steps)
		parent = unknown();
	return fact_add_path(u.facts, kind, parent, a, b);
}

uint32_t paths::index(uint32_t parent)
{
	if (g_array_index(u.facts->paths, fact_path, parent).kind == FACT_PATH_INDEX)
		return parent;
	return step(parent, FACT_PATH_INDEX);
}

uint32_t unit::field_path(uint32_t parent, const FieldDecl *field)
{
	// The anonymous members around a field are no steps of their own.
	if (is_part_without_name(field))
		return parent;
	return fact_add_path(facts, FACT_PATH_FIELD, parent, string(name.record(field->getParent())),
			 string(field->getNameAsString()));
}

uint32_t paths::variable_pointee(const VarDecl *var, unsigned depth)
{
	if (const VarDecl *object = l.points_to_variable(var))
		return fact_add_path(u.facts, FACT_PATH_LOCAL_OBJECT, FACT_NONE, l.var(object),
				     u.string(u.name.variable(object)));
	if (!l.is_local(var)) {
		uint32_t key = u.string(u.name.variable(var));
		uint32_t object = fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE, key, 0);

		return is_handle(var->getType()) ? object : step(object, FACT_PATH_DEREF);
	}
	if (const Expr *definition = l.only_definition(var)) {
		uint32_t alias = pointee(definition, depth + 1);
		uint32_t root = alias;

		while (g_array_index(u.facts->paths, fact_path, root).parent != FACT_NONE)
			root = g_array_index(u.facts->paths, fact_path, root).parent;
		if (g_array_index(u.facts->paths, fact_path, root).kind != FACT_PATH_UNKNOWN)
			return alias;
	}
	if (isa<ParmVarDecl>(var) && !l.is_reassigned_param(var))
		return fact_add_path(u.facts, FACT_PATH_PARAM, FACT_NONE, l.var(var), 0);
	if (is_handle(var->getType()))
		return variable_object(var);
	return fact_add_path(u.facts, FACT_PATH_LOCAL_PTR, FACT_NONE, l.var(var), 0);
}

uint32_t paths::variable(const VarDecl *var)
{
	bool is_pointer = var->getType()->isPointerType() || (is_handle(var->getType()) && l.is_local(var));

	return is_pointer ? variable_pointee(var, 0) : variable_object(var);
}

uint32_t paths::handle(const Expr *e)
{
	const auto *ref = dyn_cast<DeclRefExpr>(strip(e));
	const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;

	return var && l.is_local(var) ? variable_pointee(var, 0) : object(e);
}

uint32_t paths::variable_object(const VarDecl *var)
{
	uint32_t key = u.string(u.name.variable(var));

	if (!l.is_local(var))
		return fact_add_path(u.facts, FACT_PATH_GLOBAL, FACT_NONE, key, 0);
	return fact_add_path(u.facts, FACT_PATH_LOCAL_OBJECT, FACT_NONE, l.var(var), key);
}

// (type *)((char *)ptr - offsetof(type, member))
uint32_t paths::container_of(const BinaryOperator *minus, unsigned depth)
{
	const auto *offset = dyn_cast<OffsetOfExpr>(strip(minus->getRHS()));
	uint32_t member = pointee(minus->getLHS(), depth + 1);

	if (!offset)
		return index(member);
	for (unsigned i = offset->getNumComponents(); i-- > 0;) {
		const OffsetOfNode &node = offset->getComponent(i);

		if (node.getKind() == OffsetOfNode::Array)
			continue;
		if (node.getKind() != OffsetOfNode::Field)
			return unknown();
		const FieldDecl *field = node.getField();

		if (is_part_without_name(field))
			continue;
		uint32_t record = u.string(u.name.record(field->getParent()));
		uint32_t text = u.string(field->getNameAsString());
		const fact_path *p = &g_array_index(u.facts->paths, fact_path, member);

		if (p->kind == FACT_PATH_FIELD && p->a == record && p->b == text)
			member = p->parent;
		else
			member = step(member, FACT_PATH_UP, record, text);
	}
	return member;
}

// `path`, which begins at a parameter of the callee, as it is at this call.
uint32_t paths::at_call(uint32_t path, const CallExpr *call, unsigned depth)
{
	const fact_path p = g_array_index(u.facts->paths, fact_path, path);

	if (p.kind == FACT_PATH_PARAM)
		return p.a < call->getNumArgs() ? pointee(call->getArg(p.a), depth + 1) : unknown();
	if (p.parent == FACT_NONE)
		return path;
	return step(at_call(p.parent, call, depth), p.kind, p.a, p.b);
}

uint32_t paths::pointee(const Expr *pointer, unsigned depth)
{
	if (depth > max_depth)
		return unknown();
	// An array as a pointer: one of its elements.
	const Expr *e = pointer;

	while (true) {
		const Expr *inner = e->IgnoreParens();

		if (const auto *cast = dyn_cast<CastExpr>(inner)) {
			if (cast->getCastKind() == CK_ArrayToPointerDecay)
				return index(object(cast->getSubExpr(), depth + 1));
			e = cast->getSubExpr();
			continue;
		}
		const Expr *stripped = strip(inner);

		if (stripped == inner)
			break;
		e = stripped;
	}
	e = e->IgnoreParens();
	if (const auto *op = dyn_cast<UnaryOperator>(e)) {
		if (op->getOpcode() == UO_AddrOf)
			return object(op->getSubExpr(), depth + 1);
		if (const VarDecl *var = op->getOpcode() == UO_Deref ? l.pointed_to(op->getSubExpr()) : nullptr)
			return variable_pointee(var, depth + 1);
		if (op->getOpcode() == UO_Deref && is_handle(op->getType()))
			return pointee(op->getSubExpr(), depth + 1);
		if (op->getOpcode() == UO_Deref)
			return step(pointee(op->getSubExpr(), depth + 1), FACT_PATH_DEREF);
		if (op->isIncrementDecrementOp())
			return index(pointee(op->getSubExpr(), depth + 1));
		return unknown();
	}
	if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
		const auto *var = dyn_cast<VarDecl>(ref->getDecl());

		return var ? variable_pointee(var, depth) : unknown();
	}
	if (const auto *op = dyn_cast<BinaryOperator>(e)) {
		if (op->getOpcode() == BO_Sub)
			return container_of(op, depth);
		if (op->getOpcode() == BO_Add) {
			// An address may be a number: the side that was one, or a copy of one.
			auto is_address = [&](const Expr *side) {
				const Expr *e = strip(side);
				const auto *ref = dyn_cast<DeclRefExpr>(e);
				const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;

				return e->getType()->isPointerType() ||
				       (var && l.is_local(var) && l.only_definition(var));
			};
			bool right = op->getRHS()->getType()->isPointerType() ||
				     (is_address(op->getRHS()) && !is_address(op->getLHS()));

			return index(pointee(right ? op->getRHS() : op->getLHS(), depth + 1));
		}
		if (op->getOpcode() == BO_Assign)
			return pointee(op->getRHS(), depth + 1);
		return unknown();
	}
	if (const auto *either = dyn_cast<ConditionalOperator>(e)) {
		const Expr *yes = either->getTrueExpr(), *no = either->getFalseExpr();

		// What a null pointer leads to is nothing.
		if (yes->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
			return pointee(no, depth + 1);
		uint32_t first = pointee(yes, depth + 1);

		if (no->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
			return first;
		return first == pointee(no, depth + 1) ? first : unknown();
	}
	if (const Expr *stored = l.stored_in(e))
		return pointee(stored, depth + 1);
	// What a declaration says it returns.
	if (const auto *call = dyn_cast<CallExpr>(e); call && call->getDirectCallee())
		if (auto path = returned_path(u, call->getDirectCallee()))
			return at_call(*path, call, depth);
	// Which lock that is, the model finds out.
	if (const auto *call = dyn_cast<CallExpr>(e); call && is_followed(call) && is_lock_pointer(call->getType()))
		return fact_add_path(u.facts, FACT_PATH_LOCAL_PTR, FACT_NONE, l.result(call), 0);
	if (isa<MemberExpr>(e) || isa<ArraySubscriptExpr>(e))
		return is_handle(e->getType()) ? object(e, depth + 1) : step(object(e, depth + 1), FACT_PATH_DEREF);
	return unknown();
}

uint32_t paths::object(const Expr *lvalue, unsigned depth)
{
	const Expr *e = strip(lvalue);

	if (depth > max_depth)
		return unknown();
	if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
		const auto *var = dyn_cast<VarDecl>(ref->getDecl());

		return var ? variable_object(var) : unknown();
	}
	if (const auto *member = dyn_cast<MemberExpr>(e)) {
		const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());
		uint32_t base = member->isArrow() ? pointee(member->getBase(), depth + 1)
						  : object(member->getBase(), depth + 1);

		if (!field || is_part_without_name(field))
			return base;
		return step(base, FACT_PATH_FIELD, u.string(u.name.record(field->getParent())),
			    u.string(field->getNameAsString()));
	}
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_Deref)
		return pointee(op->getSubExpr(), depth + 1);
	if (const auto *element = dyn_cast<ArraySubscriptExpr>(e))
		return index(pointee(element->getBase(), depth + 1));
	return unknown();
}

} // namespace hf
