// SPDX-License-Identifier: MIT
//
// survey.cc: each line is words with tabs between them.
//
//   fn NAME FILE LINE FLAGS RESULT        a function: flags d(efined), s(tatic), y (of the system);
//                                         its result: v(oid), b(ool), i(nteger), p(ointer), o(ther).  Behind it:
//   param NAME TYPE FLAG                  in their order: the type that a model would name, of what it points to; a
//                                         flag: l (points to an object), f(unction pointer), v(oid pointer), i(nteger), o
//   asm TEXT                              inline assembly, in small letters
//   swap PARAM FIELD ISLOOP               reads and writes at once what a parameter leads to (0: something else)
//   clear PARAM FIELD                     stores 0 there, or what releases
//   call NAME PARAM FIELD                 a call whose first object is what a parameter leads to
//   keeps PARAM PLACE                     a function pointer is stored for later
//   through PLACE                         and called from there
//   busy                                  a loop that calls nothing
//   sites NAME COUNT                      calls of a function
//   balance NAME OTHER COUNT              those behind which, on all paths, the other one is called with the same object;
//                                         OTHER=zero, OTHER=nonzero: those where only this result leads there
//
// A function that several units have is the same in all of them, and counted once by who reads this.
#include "survey.hh"
#include "extract.hh"
#include "llvm.hh"

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>
#include <algorithm>

using namespace clang;

namespace {

std::string one_line(std::string text)
{
	for (char &c : text)
		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
	return text;
}

// ---- types ------------------------------------------------------------------

// As a model names it; empty for what it can't name.
std::string model_type(QualType type)
{
	if (const auto *record = type->getAs<RecordType>()) {
		const RecordDecl *decl = hf::record_of(record);

		if (!decl->getName().empty())
			return (decl->isUnion() ? "union " : "struct ") + decl->getNameAsString();
		if (const TypedefNameDecl *alias = decl->getTypedefNameForAnonDecl())
			return alias->getNameAsString();
		return "";
	}
	const auto *alias = type->getAs<TypedefType>();

	if (alias && type->isIntegerType() && !type->isBooleanType() && !type->isCharType())
		return alias->getDecl()->getNameAsString();
	return "";
}

char flag_of(QualType type)
{
	if (hf::is_function_pointer(type) || type->isFunctionType())
		return 'f';
	if (type->isVoidPointerType())
		return 'v';
	if (type->isPointerType())
		return 'l';
	return type->isIntegerType() ? 'i' : 'o';
}

char result_of(QualType type)
{
	if (type->isVoidType())
		return 'v';
	if (type->isPointerType())
		return 'p';
	if (type->isBooleanType())
		return 'b';
	return type->isIntegerType() ? 'i' : 'o';
}

// ---- expressions ------------------------------------------------------------

// Where an object comes from: a parameter's number from 1, or 0; and the field of what it points to, `*field` where that
// only points there.
struct origin {
	unsigned param = 0;
	std::string field;
};

origin origin_of(const Expr *e, const FunctionDecl *fn, unsigned depth = 0)
{
	origin o;

	for (; e && depth < 32; depth++) {
		e = e->IgnoreParenCasts();
		if (const auto *member = dyn_cast<MemberExpr>(e)) {
			o.field = (member->getType()->isPointerType() ? "*" : "") +
				  member->getMemberDecl()->getNameAsString();
			e = member->getBase();
		} else if (const auto *unary = dyn_cast<UnaryOperator>(e)) {
			e = unary->getSubExpr();
		} else if (const auto *element = dyn_cast<ArraySubscriptExpr>(e)) {
			e = element->getBase();
		} else {
			break;
		}
	}
	const auto *ref = dyn_cast_or_null<DeclRefExpr>(e);
	const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;

	if (const auto *param = dyn_cast_or_null<ParmVarDecl>(var)) {
		if (param->getFunctionScopeIndex() < fn->getNumParams())
			o.param = param->getFunctionScopeIndex() + 1;
	} else if (var && var->isLocalVarDecl() && var->getInit() && depth < 32) {
		origin earlier = origin_of(var->getInit(), fn, depth + 1);

		o.param = earlier.param;
		if (!earlier.field.empty())
			o.field = earlier.field;
	}
	return o;
}

// A function pointer's place that outlives the call: RECORD.FIELD or a global's name.
std::string place_of(const Expr *e)
{
	e = e->IgnoreParenCasts();
	while (const auto *unary = dyn_cast<UnaryOperator>(e))
		e = unary->getSubExpr()->IgnoreParenCasts();
	while (const auto *element = dyn_cast<ArraySubscriptExpr>(e))
		e = element->getBase()->IgnoreParenCasts();
	if (const auto *member = dyn_cast<MemberExpr>(e)) {
		const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());

		return field ? hf::plain_record_name(field->getParent()) + "." + field->getNameAsString() : "";
	}
	const auto *ref = dyn_cast<DeclRefExpr>(e);
	const auto *var = ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;

	return var && var->hasGlobalStorage() ? var->getNameAsString() : "";
}

bool has_word(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> words)
{
	return std::any_of(words.begin(), words.end(), [&](llvm::StringRef w) { return name.contains(w); });
}

// Functions and builtins that read and write at once, by their names.
bool swaps(llvm::StringRef name)
{
	return has_word(name, { "cmpxchg", "compare_and_swap", "compare_exchange", "test_and_set", "atomic_exchange",
				"atomic_swap", "atomic_cas", "xchg" });
}

bool releases(llvm::StringRef name)
{
	return has_word(name, { "lock_release", "store_release", "atomic_clear", "atomic_store", "atomic_flag_clear" });
}

// LLVM's own type for it changed.
inline std::string asm_text(const StringLiteral *text)
{
	return text->getString().str();
}

inline std::string asm_text(const std::string &text)
{
	return text;
}

// ---- one function -----------------------------------------------------------

class body_visitor : public RecursiveASTVisitor<body_visitor> {
public:
	body_visitor(const FunctionDecl *fn, std::string &out) : fn(fn), out(out) {}

	bool TraverseStmt(Stmt *s)
	{
		bool is_loop = s && (isa<WhileStmt>(s) || isa<DoStmt>(s) || isa<ForStmt>(s));
		unsigned before = calls;

		loops += is_loop;
		bool goes_on = RecursiveASTVisitor::TraverseStmt(s);

		loops -= is_loop;
		if (is_loop && calls == before)
			out += "busy\n";
		return goes_on;
	}
	bool VisitGotoStmt(GotoStmt *)
	{
		has_goto = true;
		return true;
	}
	bool VisitGCCAsmStmt(GCCAsmStmt *s)
	{
		std::string text = asm_text(s->getAsmString());

		for (unsigned i = 0; i < s->getNumOutputs(); i++)
			add_asm_object(s->getOutputExpr(i), text);
		for (unsigned i = 0; i < s->getNumInputs(); i++)
			add_asm_object(s->getInputExpr(i), text);
		std::replace(text.begin(), text.end(), '\n', ';');
		out += "asm\t" + one_line(llvm::StringRef(text).lower()) + "\n";
		calls++;
		return true;
	}
	bool VisitAtomicExpr(AtomicExpr *e)
	{
		switch (e->getOp()) {
		case AtomicExpr::AO__c11_atomic_compare_exchange_strong:
		case AtomicExpr::AO__c11_atomic_compare_exchange_weak:
		case AtomicExpr::AO__c11_atomic_exchange:
		case AtomicExpr::AO__c11_atomic_fetch_add:
		case AtomicExpr::AO__atomic_compare_exchange:
		case AtomicExpr::AO__atomic_compare_exchange_n:
		case AtomicExpr::AO__atomic_exchange:
		case AtomicExpr::AO__atomic_exchange_n:
		case AtomicExpr::AO__atomic_fetch_add:
			add_swap(e->getPtr());
			break;
		case AtomicExpr::AO__c11_atomic_store:
		case AtomicExpr::AO__atomic_store:
		case AtomicExpr::AO__atomic_store_n:
			add_clear(e->getPtr());
			break;
		default:
			if (hf::is_flag_set(e))
				add_swap(e->getPtr());
			else if (hf::is_flag_clear(e))
				add_clear(e->getPtr());
		}
		return true;
	}
	bool VisitCallExpr(CallExpr *call)
	{
		const FunctionDecl *callee = call->getDirectCallee();

		if (!callee) {
			std::string place = place_of(call->getCallee());

			calls++;
			if (!place.empty())
				out += "through\t" + place + "\n";
			return true;
		}
		std::string name = callee->getNameAsString();
		const Expr *object = hf::object_of(call);

		if (callee->getBuiltinID() && !llvm::StringRef(name).starts_with("__"))
			return true;
		if (object && swaps(name))
			add_swap(object);
		else if (object && releases(name))
			add_clear(object);
		if (callee->getBuiltinID())
			return true;
		calls++;
		origin o = object ? origin_of(object, fn) : origin();

		out += "call\t" + name + "\t" + std::to_string(o.param) + "\t" + o.field + "\n";
		return true;
	}
	bool VisitBinaryOperator(BinaryOperator *e)
	{
		if (e->getOpcode() != BO_Assign)
			return true;
		const Expr *value = e->getRHS()->IgnoreParenCasts();
		Expr::EvalResult number;

		if (hf::is_function_pointer(e->getLHS()->getType())) {
			origin o = origin_of(value, fn);
			std::string place = place_of(e->getLHS());

			if (o.param && o.field.empty() && !place.empty())
				out += "keeps\t" + std::to_string(o.param) + "\t" + place + "\n";
		} else if (e->getLHS()->getType()->isIntegerType() &&
			   value->EvaluateAsInt(number, fn->getASTContext()) && number.Val.getInt().isZero()) {
			add_clear(e->getLHS());
		}
		return true;
	}

	bool has_goto = false;

private:
	void add_swap(const Expr *object)
	{
		origin o = origin_of(object, fn);

		out += "swap\t" + std::to_string(o.param) + "\t" + o.field + "\t" +
		       (loops || has_goto ? "1" : "0") + "\n";
	}
	void add_clear(const Expr *object)
	{
		origin o = origin_of(object, fn);

		if (o.param)
			out += "clear\t" + std::to_string(o.param) + "\t" + o.field + "\n";
	}
	void add_asm_object(const Expr *operand, const std::string &text)
	{
		origin o = origin_of(operand, fn);

		if (!o.param)
			return;
		if (has_word(text, { "xchg", "stxr", "stlxr", "strex", "cas", "amoswap", "amoor", "sc.w", "swp", "bts" }))
			out += "swap\t" + std::to_string(o.param) + "\t" + o.field + "\t1\n";
		else if (has_word(text, { "stlr", "amoswap" }))
			out += "clear\t" + std::to_string(o.param) + "\t" + o.field + "\n";
	}

	const FunctionDecl *fn;
	std::string &out;
	unsigned loops = 0, calls = 0;
};

// ---- the translation unit ---------------------------------------------------

class unit_visitor : public RecursiveASTVisitor<unit_visitor> {
public:
	unit_visitor(ASTContext &context, std::string &out) : context(context), out(out) {}

	bool VisitFunctionDecl(FunctionDecl *fn)
	{
		bool has_body = fn->isThisDeclarationADefinition() && fn->getBody();

		if (has_body || (!fn->isDefined() && (fn->isUsed() || fn->isReferenced()) && fn->isFirstDecl()))
			write(fn, has_body);
		return true;
	}

private:
	void write(const FunctionDecl *fn, bool has_body)
	{
		const SourceManager &sm = context.getSourceManager();
		PresumedLoc loc = sm.getPresumedLoc(sm.getExpansionLoc(fn->getLocation()));
		bool is_system = sm.isInSystemHeader(sm.getExpansionLoc(fn->getLocation()));

		if (loc.isInvalid() || (is_system && has_body) || fn->getBuiltinID())
			return;
		out += "fn\t" + fn->getNameAsString() + "\t" + one_line(loc.getFilename()) + "\t" +
		       std::to_string(loc.getLine()) + "\t" + (has_body ? "d" : "") +
		       (fn->isExternallyVisible() ? "" : "s") + (is_system ? "y" : "") + "\t" +
		       result_of(fn->getReturnType()) + "\n";
		for (const ParmVarDecl *param : fn->parameters()) {
			QualType type = param->getType();
			char flag = flag_of(type);

			out += "param\t" + param->getNameAsString() + "\t" +
			       (flag == 'l' ? model_type(type->getPointeeType()) : "") + "\t" + flag + "\n";
		}
		if (!has_body)
			return;
		body_visitor(fn, out).TraverseStmt(fn->getBody());
		out += hf::survey_balance(fn, context);
	}

	ASTContext &context;
	std::string &out;
};

class consumer : public ASTConsumer {
public:
	explicit consumer(std::string &out) : out(out) {}

	void HandleTranslationUnit(ASTContext &context) override
	{
		if (!context.getDiagnostics().hasErrorOccurred())
			unit_visitor(context, out).TraverseDecl(context.getTranslationUnitDecl());
	}

private:
	std::string &out;
};

class action : public ASTFrontendAction {
public:
	explicit action(std::string &out) : out(out) {}

	std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &, llvm::StringRef) override
	{
		return std::make_unique<consumer>(out);
	}

private:
	std::string &out;
};

} // namespace

namespace hf {

const Expr *object_of(const CallExpr *call)
{
	for (const Expr *arg : call->arguments())
		if (flag_of(arg->IgnoreParenImpCasts()->getType()) == 'l')
			return arg;
	return nullptr;
}

std::unique_ptr<FrontendAction> survey_action(std::string &out)
{
	return std::make_unique<action>(out);
}

} // namespace hf
