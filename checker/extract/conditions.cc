// SPDX-License-Identifier: MIT
//
// conditions.cc: see conditions.hh.
#include "conditions.hh"

#include <clang/AST/RecursiveASTVisitor.h>
#include <llvm/ADT/StringExtras.h>

using namespace clang;

namespace hf {

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
			   call && call->getDirectCallee() && call->getNumArgs() >= 2 &&
			   call->getDirectCallee()->getName().starts_with("__builtin_expect")) {
			e = call->getArg(0);
		} else {
			return e;
		}
	}
}

namespace {

bool is_logical(const Expr *e)
{
	const auto *op = dyn_cast<BinaryOperator>(e);

	return op && op->isLogicalOp();
}

// The half that is evaluated last.
const Expr *last_half(const Expr *e)
{
	for (;;) {
		const auto *op = dyn_cast<BinaryOperator>(e->IgnoreParens());

		if (!op || !op->isLogicalOp())
			return e->IgnoreParens();
		e = op->getRHS();
	}
}

// The local variables and the memory that an expression without effect reads.
class predicate_visitor : public RecursiveASTVisitor<predicate_visitor> {
public:
	predicate_visitor(unit &u, locals &l) : u(u), l(l) {}

	bool VisitExpr(Expr *e)
	{
		if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
			const auto *var = dyn_cast<VarDecl>(ref->getDecl());

			if (isa<EnumConstantDecl>(ref->getDecl()))
				return true;
			pure &= var && variable(var);
		} else if (const auto *member = dyn_cast<MemberExpr>(e)) {
			const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());

			pure &= field && readable_field(u, field, places);
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
	std::set<uint32_t> vars;
	std::vector<memory_place> places;
	bool pure = true;

private:
	bool variable(const VarDecl *var)
	{
		QualType type = var->getType();

		if (type->isArrayType() || type.isVolatileQualified() || type->isAtomicType())
			return false;
		if (!l.is_local(var)) {
			places.push_back(variable_place(u, var));
			return true;
		}
		if (l.is_escaping(var) && !type->isRecordType())
			return false;
		vars.insert(l.var(var));
		return true;
	}
	unit &u;
	locals &l;
};

} // namespace

uint32_t conditions::result(const Expr *e)
{
	auto found = results.find(e);

	if (found != results.end())
		return found->second;
	uint32_t var = l.result(e);

	if (const auto *either = dyn_cast<ConditionalOperator>(e)) {
		received[either->getTrueExpr()->IgnoreParens()].push_back(var);
		received[either->getFalseExpr()->IgnoreParens()].push_back(var);
	} else if (is_logical(e)) {
		received[last_half(e)].push_back(var);
	}
	return results[e] = var;
}

std::vector<uint32_t> conditions::receivers(const Stmt *e) const
{
	auto found = received.find(e);

	return found == received.end() ? std::vector<uint32_t>() : found->second;
}

uint32_t conditions::meeting_in(const CFGBlock *b) const
{
	auto found = meetings.find(b);

	return found == meetings.end() ? FACT_NONE : found->second;
}

// ---- predicates --------------------------------------------------------------

bool conditions::read_by(const Expr *e, predicate &p, std::string &text)
{
	predicate_visitor visitor(u, l);
	llvm::raw_string_ostream stream(text);

	visitor.TraverseStmt(const_cast<Expr *>(e));
	if (!visitor.pure || (visitor.vars.empty() && visitor.places.empty()))
		return false;
	p = { visitor.vars, visitor.places };
	// Two variables of one name are two.
	e->printPretty(stream, nullptr, PrintingPolicy(u.context.getLangOpts()));
	for (uint32_t var : p.vars)
		stream << '#' << var;
	for (const memory_place &place : p.memory)
		stream << '#' << place.key;
	return true;
}

uint32_t conditions::predicate_var(const std::string &text, const predicate &p)
{
	auto found = predicates.find(text);

	if (found != predicates.end())
		return found->second;
	uint32_t var = l.fresh_var(text.substr(0, text.find('#')));

	for (uint32_t on : p.vars)
		dependents[on].insert(var);
	for (const memory_place &place : p.memory) {
		fact_reading read = { var, u.string(place.key), place.size_bytes };

		g_array_append_val(out->reads, read);
	}
	reads[var] = p.memory;
	return predicates[text] = var;
}

// What a predicate is about, in terms that other functions have too: a place in memory, or the
// variable `subject`.
void conditions::say_what(uint32_t predicate, const Expr *e, uint32_t subject, const fact_value &is)
{
	for (guint i = 0; i < out->predicates->len; i++)
		if (g_array_index(out->predicates, fact_predicate, i).var == predicate)
			return;
	fact_predicate p = { predicate, UINT32_MAX, { FACT_VALUE_VAR, subject }, is };
	const auto *bits = dyn_cast<BinaryOperator>(strip(e));
	Expr::EvalResult mask;

	if (bits && bits->getOpcode() == BO_And && bits->getRHS()->EvaluateAsInt(mask, u.context) &&
	    mask.Val.getInt().getActiveBits() <= 32) {
		p.mask = uint32_t(mask.Val.getInt().extOrTrunc(64).getRawData()[0]);
		e = bits->getLHS();
		p.of.id = subject = this->subject(strip(e));
	}
	if (subject == FACT_NONE) {
		const VarDecl *var = l.variable(e);

		e = strip(e);
		if (!isa<MemberExpr>(e) && !(isa<DeclRefExpr>(e) && var && !l.is_local(var)))
			return;
		p.of = { FACT_VALUE_PATH, paths(u, l).object(e) };
	}
	g_array_append_val(out->predicates, p);
}

const std::set<uint32_t> &conditions::depending_on(uint32_t var)
{
	return dependents[var];
}

std::set<uint32_t> conditions::reading(const std::string &key) const
{
	std::set<uint32_t> found;

	for (const auto &read : reads)
		for (const memory_place &place : read.second)
			if (is_written_by(place, key))
				found.insert(read.first);
	return found;
}

std::vector<known_value> conditions::consequences(const condition &c, bool truth) const
{
	std::vector<known_value> known;
	auto found = group_of.find(c.var);

	if (found == group_of.end())
		return known;
	const group &g = groups.at(found->second);
	auto zero = g.find(0);
	bool is_truth = zero != g.end() && zero->second == c.var;

	// It has one value: not zero, or no other than this.
	if (truth == is_truth)
		return known;
	for (const auto &other : g) {
		if (other.second == c.var)
			continue;
		known.push_back({ other.second, uint32_t(other.first ? FACT_VALUE_ZERO : FACT_VALUE_NONZERO) });
	}
	return known;
}

// ---- conditions --------------------------------------------------------------

// The variable whose value `e` is, or FACT_NONE.
uint32_t conditions::subject(const Expr *e)
{
	if (const VarDecl *var = l.variable(e))
		return l.is_local(var) && !l.is_escaping(var) && var->getType()->isScalarType() ? l.var(var) :
											      FACT_NONE;
	if (const auto *call = dyn_cast<CallExpr>(e))
		return is_followed(call) ? result(call) : FACT_NONE;
	if (uint32_t field = l.field(e); field != FACT_NONE)
		return field;
	return isa<ConditionalOperator>(e) || is_logical(e) || asked.count(e) ? result(e) : FACT_NONE;
}

static uint32_t constant_kind(const llvm::APSInt &n)
{
	return n == 0 ? FACT_VALUE_ZERO : n.isNegative() ? FACT_VALUE_NEGATIVE :
	       n == 1 ? FACT_VALUE_ONE : FACT_VALUE_POSITIVE;
}

// With its bits, where they are few enough to be kept.
static fact_value constant_value(const llvm::APSInt &number)
{
	fact_value v = { constant_kind(number), 0 };

	// All of 64 bits are as well all of 32: both mean `for ever`.
	if ((v.kind == FACT_VALUE_POSITIVE || v.kind == FACT_VALUE_NEGATIVE) &&
	    (number.getActiveBits() <= 32 || number.isNegative() || number.isAllOnes()))
		v.id = uint32_t(number.extOrTrunc(64).getRawData()[0]);
	return v;
}

static const Expr *assigned(const Expr *e)
{
	const auto *op = dyn_cast<BinaryOperator>(e = strip(e));

	return op && op->isAssignmentOp() ? strip(op->getLHS()) : e;
}

condition conditions::equals(const Expr *e, const llvm::APSInt &constant)
{
	condition c;
	predicate p;
	std::string text;

	e = assigned(e);
	if (constant == 0 || (constant == 1 && e->getType()->isBooleanType())) {
		c = of(e);
		c.negated ^= constant == 0;
		return c;
	}
	uint32_t var = subject(e);

	if (var != FACT_NONE) {
		p.vars.insert(var);
		text = fact_text(u.facts, g_array_index(out->vars, uint32_t, var)) + ("#" + std::to_string(var));
	} else if (!read_by(e, p, text)) {
		return c;
	}
	std::string name = text.substr(0, text.find('#'));
	std::string whole = name + " == " + llvm::toString(constant, 10) + text.substr(name.size());

	c.var = predicate_var(whole, p);
	say_what(c.var, e, var, constant_value(constant));
	groups[text][(int64_t)constant.getRawData()[0]] = c.var;
	group_of[c.var] = text;
	if (var == FACT_NONE)
		return c;
	c.compared = var;
	c.test = constant == 1 ? FACT_TEST_IS_ONE : constant.isNegative() ? FACT_TEST_IS_NEGATIVE :
						    FACT_TEST_IS_POSITIVE;
	return c;
}

condition conditions::of(const Expr *e)
{
	condition c;

	e = strip_condition(e, c.negated);
	if (const Expr *stored = l.stored_in(e)) {
		condition same = of(stored);

		same.negated ^= c.negated;
		return same;
	}
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf) {
		c.is_true = true;
		return c;
	}
	if (const auto *op = dyn_cast<BinaryOperator>(e)) {
		Expr::EvalResult right;

		if (op->getOpcode() == BO_EQ || op->getOpcode() == BO_NE) {
			if (op->getRHS()->getType()->isIntegralOrEnumerationType() &&
			    op->getRHS()->EvaluateAsInt(right, u.context) &&
			    right.Val.getInt().getSignificantBits() <= 63) {
				condition same = equals(op->getLHS(), right.Val.getInt());

				same.negated ^= c.negated ^ (op->getOpcode() == BO_NE);
				return same;
			}
		} else if (op->isAssignmentOp()) {
			e = strip(op->getLHS());
		} else if (const auto *zero = dyn_cast<IntegerLiteral>(strip(op->getRHS()));
			   zero && zero->getValue() == 0 && op->isRelationalOp()) {
			bool below = op->getOpcode() == BO_LT || op->getOpcode() == BO_GE;
			uint32_t var = subject(assigned(op->getLHS()));

			if (var != FACT_NONE) {
				c.var = var;
				c.test = below ? FACT_TEST_NEGATIVE : FACT_TEST_POSITIVE;
				c.negated ^= op->getOpcode() == BO_GE || op->getOpcode() == BO_LE;
				return c;
			}
		}
	}
	c.var = subject(e);
	predicate p;
	std::string text;

	if (c.var != FACT_NONE || !read_by(e, p, text))
		return c;
	const auto *cmp = dyn_cast<BinaryOperator>(e);

	// `a != b` is the negation of `a == b`.
	if (cmp && cmp->getOpcode() == BO_NE) {
		std::string name = text.substr(0, text.find('#'));
		PrintingPolicy policy(u.context.getLangOpts());
		std::string equal;
		llvm::raw_string_ostream stream(equal);

		cmp->getLHS()->printPretty(stream, nullptr, policy);
		stream << " == ";
		cmp->getRHS()->printPretty(stream, nullptr, policy);
		text = equal + text.substr(name.size());
		c.negated = !c.negated;
	}
	c.var = predicate_var(text, p);
	if (!cmp || !cmp->isComparisonOp())
		say_what(c.var, e, FACT_NONE, { FACT_VALUE_NONZERO, 0 });
	groups[text][0] = c.var;
	group_of[c.var] = text;
	return c;
}

condition conditions::of_block(const CFGBlock *b)
{
	const auto *e = dyn_cast_or_null<Expr>(b->getTerminatorCondition());

	if (!e)
		return condition();
	e = e->IgnoreParens();
	// Evaluated in this block as a whole, or its last half only?
	for (const CFGElement &element : *b)
		if (auto s = element.getAs<CFGStmt>(); s && s->getStmt() == e)
			return of(e);
	return of(is_logical(e) ? last_half(e) : e);
}

void conditions::find_value(const Expr *e)
{
	if (!e)
		return;
	if (const auto *list = dyn_cast<InitListExpr>(strip(e)); list && e->getType()->isRecordType())
		for (const Expr *init : list->inits())
			find_value(init);
	if (e->getType()->isScalarType() || e->getType()->isRecordType())
		(void)value(e);
}

void conditions::find(const CFG &cfg)
{
	for (const CFGBlock *b : cfg)
		for (const CFGElement &element : *b) {
			auto s = element.getAs<CFGStmt>();

			if (!s)
				continue;
			if (const auto *call = dyn_cast<CallExpr>(s->getStmt()))
				for (const Expr *arg : call->arguments())
					find_value(arg);
			else if (const auto *op = dyn_cast<BinaryOperator>(s->getStmt()))
				find_value(op->isAssignmentOp() ? op->getRHS() : nullptr);
			else if (const auto *ret = dyn_cast<ReturnStmt>(s->getStmt()))
				find_value(ret->getRetValue());
			else if (const auto *declaration = dyn_cast<DeclStmt>(s->getStmt()))
				for (const Decl *decl : declaration->decls())
					if (const auto *var = dyn_cast<VarDecl>(decl))
						find_value(var->getInit());
		}
	for (const CFGBlock *b : cfg) {
		if (b->succ_size() == 2)
			(void)of_block(b);
		const auto *choice = dyn_cast_or_null<SwitchStmt>(b->getTerminatorStmt());

		for (const SwitchCase *label = choice ? choice->getSwitchCaseList() : nullptr; label;
		     label = label->getNextSwitchCase())
			if (const auto *one = dyn_cast<CaseStmt>(label); one && !one->getRHS())
				(void)equals(choice->getCond(), one->getLHS()->EvaluateKnownConstInt(u.context));
	}
	for (const CFGBlock *b : cfg)
		for (const CFGElement &element : *b)
			if (auto s = element.getAs<CFGStmt>())
				if (const auto *e = dyn_cast<Expr>(s->getStmt());
				    e && is_logical(e) && results.count(e))
					meetings[b] = results[e];
}

// ---- values ------------------------------------------------------------------

// The field of a record that has no other, and is a number.
static const FieldDecl *only_number(QualType type)
{
	const RecordDecl *record = type->getAsRecordDecl();

	record = record ? record->getDefinition() : nullptr;
	if (!record || record->isUnion() || record->field_empty() || std::next(record->field_begin()) != record->field_end())
		return nullptr;
	return record->field_begin()->getType()->isIntegralOrEnumerationType() ? *record->field_begin() : nullptr;
}

fact_value conditions::field_value(const Expr *record, const FieldDecl *field)
{
	fact_value unknown = { FACT_VALUE_UNKNOWN, 0 };
	const Expr *e = record ? strip(record) : nullptr;

	if (e && isa<CompoundLiteralExpr>(e))
		e = strip(cast<CompoundLiteralExpr>(e)->getInitializer());
	if (const auto *list = dyn_cast_or_null<InitListExpr>(e)) {
		const InitListExpr *semantic = list->isSemanticForm() ? list : list->getSemanticForm();
		unsigned i = field->getFieldIndex();

		// Bit-fields without a name have no place in the list.
		for (const FieldDecl *other : field->getParent()->fields())
			if (other->isUnnamedBitField())
				return unknown;
		if (!semantic || i >= semantic->getNumInits())
			return unknown;
		return isa<ImplicitValueInitExpr>(semantic->getInit(i)) ? fact_value{ FACT_VALUE_ZERO, 0 } :
			value(semantic->getInit(i));
	}
	if (const auto *ref = dyn_cast_or_null<DeclRefExpr>(e)) {
		const auto *var = dyn_cast<VarDecl>(ref->getDecl());

		if (!var)
			return unknown;
		if (!l.is_local(var))
			return var->getType().isConstQualified() && var->getAnyInitializer() ?
				field_value(var->getAnyInitializer(), field) : unknown;
		if (const Expr *definition = l.only_definition(var); definition && !isa<DeclRefExpr>(strip(definition))) {
			fact_value v = field_value(definition, field);

			if (!fact_value_has_var(v.kind) && v.kind != FACT_VALUE_UNKNOWN)
				return v;
		}
		uint32_t own = l.field(var, field);

		return own == FACT_NONE ? unknown : fact_value{ FACT_VALUE_VAR, own };
	}
	// A call's result, where it is nothing but that.
	if (const auto *call = dyn_cast_or_null<CallExpr>(e); call && is_followed(call) && only_number(call->getType()))
		return { FACT_VALUE_VAR, result(call) };
	return unknown;
}

fact_value conditions::value(const Expr *e)
{
	fact_value unknown = { FACT_VALUE_UNKNOWN, 0 };
	bool negated = false;
	Expr::EvalResult constant;

	if (!e)
		return unknown;
	if (e->getType()->isRecordType()) {
		const FieldDecl *field = only_number(e->getType());

		return field ? field_value(e, field) : unknown;
	}
	if (e->getType()->isIntegralOrEnumerationType() && e->EvaluateAsInt(constant, u.context))
		return constant_value(constant.Val.getInt());
	if (e->isNullPointerConstant(u.context, Expr::NPC_ValueDependentIsNotNull))
		return { FACT_VALUE_ZERO, 0 };
	e = strip_condition(e, negated);
	// A number as a pointer, an object's address.
	if (const auto *number = dyn_cast<IntegerLiteral>(e); number && !negated)
		return { uint32_t(number->getValue() == 0 ? FACT_VALUE_ZERO : FACT_VALUE_NONZERO), 0 };
	if (const auto *op = dyn_cast<UnaryOperator>(e); op && op->getOpcode() == UO_AddrOf && !negated)
		return { FACT_VALUE_NONZERO, 0 };
	// A pointer into an object leads somewhere: an array as one, or one plus a number.  What a member lies in may be
	// asked for with no member.
	if (const auto *op = dyn_cast<BinaryOperator>(e);
	    !negated && (e->getType()->isArrayType() || (op && op->getOpcode() == BO_Add && op->getType()->isPointerType())))
		return { FACT_VALUE_NONZERO, 0 };
	e = assigned(e);
	uint32_t kind = negated ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR;

	if (const auto *either = dyn_cast<ConditionalOperator>(e)) {
		// `c ? 0 : -EBUSY` is known where `c` is.
		fact_value yes = value(either->getTrueExpr()), no = value(either->getFalseExpr());
		auto nonzero = [](const fact_value &v) {
			return v.kind == FACT_VALUE_NEGATIVE || v.kind == FACT_VALUE_POSITIVE ||
			       v.kind == FACT_VALUE_ONE;
		};
		bool inverse = yes.kind == FACT_VALUE_ZERO && nonzero(no);
		bool same = nonzero(yes) && no.kind == FACT_VALUE_ZERO;
		bool negative = !negated && (yes.kind == FACT_VALUE_NEGATIVE || no.kind == FACT_VALUE_NEGATIVE);
		condition c = of(either->getCond());

		if ((!inverse && !same) || c.var == FACT_NONE || c.test != FACT_TEST_TRUTH)
			return { kind, result(either) };
		bool flip = inverse != (c.negated != negated);

		if (negative)
			return { uint32_t(flip ? FACT_VALUE_NEGATIVE_UNLESS : FACT_VALUE_NEGATIVE_IF), c.var };
		return { uint32_t(flip ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR), c.var };
	}
	uint32_t var = subject(e);

	if (var != FACT_NONE)
		return { kind, var };
	// A comparison's truth.
	if (const auto *op = dyn_cast<BinaryOperator>(e); op && op->isComparisonOp()) {
		condition c = of(op);

		if (c.var != FACT_NONE && c.test == FACT_TEST_TRUTH)
			return { uint32_t(c.negated != negated ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR), c.var };
	}
	return unknown;
}

fact_value conditions::argument(const Expr *e)
{
	fact_value known = value(e);
	const VarDecl *var = known.kind == FACT_VALUE_VAR ? l.variable(e) : nullptr;
	const Expr *definition = var && l.is_local(var) ? l.only_definition(var) : nullptr;
	Expr::EvalResult constant;

	if (definition && definition->getType()->isIntegralOrEnumerationType() &&
	    definition->EvaluateAsInt(constant, u.context))
		return value(definition);
	return known;
}

} // namespace hf
