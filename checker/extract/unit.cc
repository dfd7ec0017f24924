// SPDX-License-Identifier: MIT
//
// unit.cc: walks one translation unit: its locks, its functions, and every place
// where a function's address is stored.
#include "macros.hh"

#include <clang/AST/Attr.h>
#include <clang/AST/PrettyPrinter.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Lex/Lexer.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/SourceManager.h>
#include <array>
#include <set>

using namespace clang;

namespace hf {

// Of one function; later ones are not followed.
static const unsigned max_params = 64;

fact_loc unit::loc(SourceLocation where)
{
	const SourceManager &sm = context.getSourceManager();
	token_watch::position at = watch.locate(where);
	auto known = files.find(at.file);

	if (known == files.end())
		known = files.insert({ at.file, fact_add_string(facts, at.file->path.c_str()) }).first;
	if (at.id.isInvalid())
		return { known->second, 0, 0 };
	return { known->second, sm.getLineNumber(at.id, at.offset), sm.getColumnNumber(at.id, at.offset) };
}

uint32_t unit::macro(SourceLocation where)
{
	const SourceManager &sm = context.getSourceManager();
	std::vector<fact_macro> innermost_first;
	uint32_t outer = FACT_NONE;

	if (!where.isMacroID())
		return FACT_NONE;
	auto known = macros_of.find(where.getRawEncoding());

	if (known != macros_of.end())
		return known->second;
	SourceLocation asked = where;

	while (where.isMacroID()) {
		// An argument is written where the macro is used.
		if (sm.isMacroArgExpansion(where)) {
			where = sm.getImmediateSpellingLoc(where);
			continue;
		}
		std::string text = Lexer::getImmediateMacroName(where, sm, context.getLangOpts()).str();
		SourceLocation at = sm.getSpellingLoc(where);
		const source &file = watch.file_of(at);
		fact_loc place = { string(""), 0, 0 };

		// What units may share doesn't depend on the command line, nor on a main file.
		if (file.is_file && (!header || !file.is_main))
			place = { string(file.path), sm.getSpellingLineNumber(at), sm.getSpellingColumnNumber(at) };
		innermost_first.push_back({ string(text), place, FACT_NONE });
		where = sm.getImmediateExpansionRange(where).getBegin();
	}
	while (!innermost_first.empty()) {
		fact_macro m = innermost_first.back();
		auto key = std::make_tuple(m.name, m.loc.file, m.loc.line, m.loc.col, outer);
		auto found = macros.find(key);

		innermost_first.pop_back();
		if (found == macros.end()) {
			m.outer = outer;
			g_array_append_val(facts->macros, m);
			found = macros.emplace(key, facts->macros->len - 1).first;
		}
		outer = found->second;
	}
	macros_of[asked.getRawEncoding()] = outer;
	return outer;
}

void unit::error(SourceLocation where, const std::string &text)
{
	DiagnosticsEngine &diagnostics = context.getDiagnostics();

	diagnostics.Report(where, diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "%0")) << text;
}

uint32_t unit::function(const FunctionDecl *fn)
{
	const FunctionDecl *canonical = fn->getCanonicalDecl();
	auto found = functions.find(canonical);

	if (found != functions.end())
		return found->second;
	uint32_t id = facts->functions->len;
	fact_function *out = fact_function_new();

	functions[canonical] = id;
	g_ptr_array_add(facts->functions, out);
	decls.push_back(fn);
	out->key = string(name.function(fn));
	out->name = string(fn->getNameAsString());
	out->loc = loc(shown_declaration(fn)->getLocation());
	out->param_count = std::min(fn->getNumParams(), max_params);
	if (!header)
		read_contracts(*this, fn, out);
	if (const FunctionDecl *definition = fn->getDefinition(); definition && definition->isInlineSpecified()) {
		const source &s = watch.file_of(definition->getLocation());

		// A header speaks of its own functions only; nobody else may, if nobody calls them.
		if (header ? &s == header : !s.is_main)
			out->flags |= FACT_FUNCTION_HEADER;
	}
	return id;
}

const FunctionDecl *unit::body_of(const FunctionDecl *fn)
{
	const FunctionDecl *definition = fn->getDefinition();

	if (definition && definition->hasSkippedBody())
		wanted_headers.insert(name.file_of(definition->getLocation()));
	return definition && definition->getBody() ? definition : nullptr;
}

void unit::unread(SourceLocation where, const std::string &text)
{
	fact_unread u = { string(text), loc(where) };

	g_array_append_val(facts->unread, u);
}

uint32_t unit::marked_function(const std::string &macro, const char *key, const fact_contract &c)
{
	// One question may be about several states.
	std::string text = macro + ": " + key + (c.op == FACT_OP_TELLS ? "" : std::string(" ") + fact_text(facts, c.text));

	if (c.op == FACT_OP_TRY)
		text += c.success == FACT_SUCCESS_ZERO ? " zero" : c.success == FACT_SUCCESS_ONE ? " one" : " nonzero";
	if (c.waits)
		text += ", checked";
	if (c.condition)
		text += ", maybe";
	auto found = marked.find(text);

	if (found != marked.end()) {
		if (c.op == FACT_OP_TELLS)
			add_contract((fact_function *)g_ptr_array_index(facts->functions, found->second), c);
		return found->second;
	}
	fact_function *out = fact_function_new();

	out->key = string(text);
	out->name = string(macro);
	out->loc = { string(""), 0, 0 };
	out->param_count = 1;
	out->flags = FACT_FUNCTION_MODELLED;
	if (!strcmp(key, "delays"))
		out->flags |= FACT_FUNCTION_MAY_BLOCK | FACT_FUNCTION_DELAYS;
	else if (c.op == FACT_OP_BLOCK && !c.condition)
		out->flags |= FACT_FUNCTION_MAY_BLOCK;
	else
		g_array_append_val(out->contracts, c);
	g_array_append_val(out->vars, out->name);
	g_ptr_array_add(facts->functions, out);
	decls.push_back(nullptr);
	return marked[text] = facts->functions->len - 1;
}

bool unit::promises(uint32_t function, llvm::StringRef what) const
{
	if (!decls[function])
		return false;
	for (const FunctionDecl *decl : decls[function]->redecls())
		if (annotation(decl, what))
			return true;
	return false;
}

// Where a function is: its definition, but what a header's facts say must not depend on
// who else defines it.
const FunctionDecl *unit::shown_declaration(const FunctionDecl *fn)
{
	const FunctionDecl *definition = fn->getDefinition();

	if (definition && (!header || &watch.file_of(definition->getLocation()) == header))
		return definition;
	const FunctionDecl *first = nullptr;

	// One inside a body is not seen where that body is skipped.
	for (const FunctionDecl *decl = fn->getMostRecentDecl(); decl; decl = decl->getPreviousDecl())
		if (!decl->getLexicalDeclContext()->isFunctionOrMethod())
			first = decl;
	return first ? first : fn->getCanonicalDecl();
}

void unit::finish()
{
	for (const auto &like : made_as)
		if (auto kind = made.find(like.second); kind != made.end())
			add_made(like.first, kind->second);
	for (guint i = 0; i < facts->functions->len; i++) {
		auto *fn = (fact_function *)g_ptr_array_index(facts->functions, i);
		const FunctionDecl *shown = decls[i] ? shown_declaration(decls[i]) : nullptr;

		for (unsigned p = fn->vars->len; shown && p < fn->param_count; p++) {
			uint32_t text = string(shown->getParamDecl(p)->getNameAsString());

			g_array_append_val(fn->vars, text);
		}
	}
}

// ---- function pointers -------------------------------------------------------

uint32_t unit::slot(uint32_t kind, uint32_t a, uint32_t b, const ValueDecl *decl,
		    const std::string &text)
{
	auto key = std::make_tuple(kind, a, b);
	auto found = slots.find(key);

	if (found != slots.end())
		return found->second;
	fact_slot s = { kind, a, b, FACT_NONE, 0, string(text), FACT_NONE, FACT_NONE, 0 };

	// Other declarations may say more of a parameter or a variable: see above.
	bool is_said_elsewhere = header && (kind == FACT_SLOT_PARAM || kind == FACT_SLOT_GLOBAL);

	if (decl && !is_said_elsewhere) {
		std::vector<const Decl *> decls = { decl };

		// A parameter may be annotated on any declaration of its function.
		if (const auto *param = dyn_cast<ParmVarDecl>(decl))
			if (const auto *fn = dyn_cast<FunctionDecl>(param->getDeclContext()))
				for (const FunctionDecl *other : fn->redecls())
					decls.push_back(other->getParamDecl(param->getFunctionScopeIndex()));
		for (const Decl *d : decls) {
			if (auto state = annotation(d, "hf.called_in"))
				s.called_in = string(*state);
			if (annotation(d, "hf.may_block"))
				s.may_block = 1;
			QualType type = cast<ValueDecl>(d)->getType();

			if (auto state = type_annotation(type, "hf.called_in"))
				s.called_in = string(*state);
			if (type_annotation(type, "hf.may_block"))
				s.may_block = 1;
			if (s.with == FACT_NONE)
				read_called_with(*this, d, type, s);
			for (const char *what : { "hf.acquires", "hf.releases", "hf.try_acquires",
						  "hf.enters", "hf.leaves", "hf.requires", "hf.excludes",
						  "hf.requires_state", "hf.effect" })
				if (annotation(d, what))
					error(d->getLocation(), std::string("a function pointer can carry "
					      "HF_CALLED_IN and HF_MAY_BLOCK only, not ") + what);
		}
	}
	uint32_t id = facts->slots->len;

	g_array_append_val(facts->slots, s);
	return slots[key] = id;
}

uint32_t unit::field_slot(const FieldDecl *field)
{
	std::string record = name.record(field->getParent());

	return slot(FACT_SLOT_FIELD, string(record), string(field->getNameAsString()), field,
		    field->getNameAsString());
}

uint32_t unit::param_slot(const FunctionDecl *fn, unsigned param)
{
	const ParmVarDecl *decl = fn->getParamDecl(param);

	if (param >= max_params)
		return unknown_slot(decl->getNameAsString());
	return slot(FACT_SLOT_PARAM, function(fn), param, decl, decl->getNameAsString());
}

uint32_t unit::variable_slot(const VarDecl *var)
{
	std::string text = var->getNameAsString();

	if (const auto *param = dyn_cast<ParmVarDecl>(var))
		if (const auto *fn = dyn_cast<FunctionDecl>(param->getDeclContext()))
			return param_slot(fn, param->getFunctionScopeIndex());
	const auto *fn = dyn_cast_or_null<FunctionDecl>(var->getParentFunctionOrMethod());

	if (!fn || !var->hasLocalStorage())
		return slot(FACT_SLOT_GLOBAL, string(name.variable(var)), 0, var, text);
	auto number = local_slots.emplace(var, local_slots.size()).first->second;

	return slot(FACT_SLOT_LOCAL, function(fn), number, var, text);
}

uint32_t unit::return_slot(const FunctionDecl *fn)
{
	return slot(FACT_SLOT_RETURN, function(fn), 0, nullptr, fn->getNameAsString() + "()");
}

// Strings may differ where the code is the same.
class string_hider : public PrinterHelper {
public:
	bool handledStmt(Stmt *s, llvm::raw_ostream &out) override
	{
		if (!isa<StringLiteral>(s))
			return false;
		out << "\"...\"";
		return true;
	}
};

static std::string source_text(ASTContext &context, const Expr *e)
{
	std::string text;
	llvm::raw_string_ostream stream(text);

	string_hider hider;

	e->printPretty(stream, &hider, PrintingPolicy(context.getLangOpts()));
	return text;
}

uint32_t unit::unknown_slot(const std::string &text)
{
	return slot(FACT_SLOT_UNKNOWN, facts->slots->len, 0, nullptr, text);
}

uint32_t unit::state_slot(const std::string &text, const std::string &state)
{
	uint32_t id = unknown_slot(text);

	g_array_index(facts->slots, fact_slot, id).called_in = string(state);
	return id;
}

uint32_t unit::unknown_slot(const Expr *e)
{
	return unknown_slot(source_text(context, e));
}

// The slot that the lvalue `place` is, behind indices and dereferences.
std::optional<uint32_t> unit::place_slot(const Expr *place)
{
	for (;;) {
		place = strip(place);
		if (const auto *element = dyn_cast<ArraySubscriptExpr>(place)) {
			place = element->getBase();
		} else if (const auto *op = dyn_cast<UnaryOperator>(place);
			   op && (op->getOpcode() == UO_Deref || op->getOpcode() == UO_AddrOf)) {
			place = op->getSubExpr();
		} else if (const auto *member = dyn_cast<MemberExpr>(place)) {
			const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());

			if (!field)
				return std::nullopt;
			return field_slot(field);
		} else if (const auto *ref = dyn_cast<DeclRefExpr>(place)) {
			const auto *var = dyn_cast<VarDecl>(ref->getDecl());

			if (!var)
				return std::nullopt;
			return variable_slot(var);
		} else {
			return std::nullopt;
		}
	}
}

std::optional<fact_value> unit::function_value(const Expr *e)
{
	bool typed = is_function_pointer(e->getType()) || e->getType()->isFunctionType();
	const Expr *inner = strip(e);

	while (const auto *op = dyn_cast<UnaryOperator>(inner)) {
		if (op->getOpcode() != UO_AddrOf && op->getOpcode() != UO_Deref)
			break;
		if (op->getOpcode() == UO_Deref && !is_function_pointer(op->getSubExpr()->getType()))
			break;
		inner = strip(op->getSubExpr());
	}
	if (const auto *ref = dyn_cast<DeclRefExpr>(inner))
		if (const auto *fn = dyn_cast<FunctionDecl>(ref->getDecl()))
			return fact_value{ FACT_VALUE_FUNCTION, function(fn) };
	if (!typed)
		return std::nullopt;
	if (inner->isNullPointerConstant(context, Expr::NPC_ValueDependentIsNotNull))
		return fact_value{ FACT_VALUE_ZERO, 0 };
	if (const auto *either = dyn_cast<ConditionalOperator>(inner)) {
		uint32_t both = unknown_slot(either);

		assign(both, either->getTrueExpr());
		assign(both, either->getFalseExpr());
		return fact_value{ FACT_VALUE_SLOT, both };
	}
	if (const auto *call = dyn_cast<CallExpr>(inner); call && call->getDirectCallee())
		return fact_value{ FACT_VALUE_SLOT, return_slot(call->getDirectCallee()) };
	if (auto place = place_slot(inner))
		return fact_value{ FACT_VALUE_SLOT, *place };
	return fact_value{ FACT_VALUE_SLOT, unknown_slot(inner) };
}

void unit::assign(uint32_t slot, const Expr *value)
{
	std::optional<fact_value> v = function_value(value);

	if (ignores_stores || !v || (v->kind != FACT_VALUE_FUNCTION && v->kind != FACT_VALUE_SLOT))
		return;
	fact_assign a = { slot, *v, loc(value->getExprLoc()) };

	g_array_append_val(facts->assigns, a);
}

void unit::assign_variable(const VarDecl *var, const Expr *value)
{
	if (is_function_pointer(var->getType()) && !isa<InitListExpr>(strip(value)))
		assign(variable_slot(var), value);
}

// ---- the walk ----------------------------------------------------------------

namespace {

class unit_visitor : public RecursiveASTVisitor<unit_visitor> {
public:
	unit_visitor(unit &u, const Stmt *body) : u(u), body(body) {}

	bool VisitRecordDecl(RecordDecl *record)
	{
		if (!record->isCompleteDefinition())
			return true;
		for (const FieldDecl *field : record->fields()) {
			if (auto kind = lock_kind(field->getType()); kind && !is_part_without_name(field))
				add_lock(field, *kind, u.string(u.name.record(record)),
					 field->getNameAsString());
			read_orders_of(field);
			if (is_guarded(field) || is_pointee_guarded(field))
				read_guards(u, field);
		}
		return true;
	}
	bool VisitVarDecl(VarDecl *var)
	{
		if (var->hasAttrs())
			read_rows(u, var);
		if (!isa<ParmVarDecl>(var))
			if (auto kind = lock_kind(var->getType()))
				add_lock(var, *kind, FACT_NONE, u.name.variable(var));
		read_orders_of(var);
		if (!var->hasLocalStorage() && (is_guarded(var) || is_pointee_guarded(var)))
			read_guards(u, var);
		if (var->hasInit() && !var->hasLocalStorage() && is_lock_pointer(var->getType()))
			add_pointer(u, var, var->getInit());
		if (var->hasInit()) {
			note_made(u, var, var->getInit());
			u.assign_variable(var, var->getInit());
			array_of_functions(var);
		}
		return true;
	}
	bool VisitBinaryOperator(BinaryOperator *op)
	{
		if (op->getOpcode() != BO_Assign)
			return true;
		if (is_lock_pointer(op->getLHS()->getType()))
			add_pointer(u, op->getLHS(), op->getRHS());
		note_made(u, op->getLHS(), op->getRHS());
		auto value = u.function_value(op->getRHS());

		if (!value || (value->kind != FACT_VALUE_FUNCTION &&
			       !is_function_pointer(op->getLHS()->getType())))
			return true;
		const Expr *place = strip(op->getLHS());

		while (const auto *element = dyn_cast<ArraySubscriptExpr>(place))
			place = strip(element->getBase());
		if (const auto *member = dyn_cast<MemberExpr>(place)) {
			const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl());

			if (field && !note_set_up(u, body, member, op->getRHS()))
				u.assign(u.field_slot(field), op->getRHS());
		} else if (const auto *ref = dyn_cast<DeclRefExpr>(place)) {
			if (const auto *var = dyn_cast<VarDecl>(ref->getDecl()))
				u.assign(u.variable_slot(var), op->getRHS());
		}
		return true;
	}
	bool VisitCallExpr(CallExpr *call)
	{
		note_made(u, call);
		return true;
	}
	bool VisitUnaryOperator(UnaryOperator *op)
	{
		if (op->getOpcode() == UO_AddrOf)
			if (auto key = taken_key(u, op->getSubExpr()); key && taken.insert(*key).second) {
				uint32_t text = u.string(*key);

				g_array_append_val(u.facts->taken, text);
			}
		return true;
	}
	bool VisitInitListExpr(InitListExpr *list)
	{
		InitListExpr *semantic = list->isSemanticForm() ? list : list->getSemanticForm();

		if (semantic)
			initialise(semantic);
		return true;
	}
	// Types say nothing but where they are declared.
	bool TraverseTypeLoc(TypeLoc, bool = true) { return true; }

	void declaration(Decl *decl)
	{
		if (auto *record = dyn_cast<RecordDecl>(decl)) {
			VisitRecordDecl(record);
			for (Decl *inner : record->decls())
				if (isa<RecordDecl>(inner))
					declaration(inner);
		} else if (auto *var = dyn_cast<VarDecl>(decl)) {
			VisitVarDecl(var);
			if (is_function_pointer(var->getType()))
				annotated_slot(var);
			if (var->hasInit())
				TraverseStmt(var->getInit());
		} else if (auto *fn = dyn_cast<FunctionDecl>(decl)) {
			function_declaration(fn);
		}
	}

private:
	// What is declared is said by each unit, whoever refers to it.
	void function_declaration(FunctionDecl *fn)
	{
		auto says_something = [](const Attr *attr) {
			const auto *annotate = dyn_cast<AnnotateAttr>(attr);

			return annotate ? annotate->getAnnotation().starts_with("hf.") :
					  isa<RestrictAttr>(attr) || is_capability(attr);
		};

		if (has_model(fn) || has_marks(fn) || (fn->hasAttrs() && llvm::any_of(fn->getAttrs(), says_something)))
			u.function(fn);
		for (ParmVarDecl *param : fn->parameters())
			if (is_function_pointer(param->getType()))
				annotated_slot(param);
	}
	void annotated_slot(VarDecl *var)
	{
		for (const char *what : { "hf.called_in", "hf.may_block", "hf.called_with" })
			if (annotation(var, what) || type_annotation(var->getType(), what))
				u.variable_slot(var);
	}
	// As reports name its class.
	static std::string class_name(const DeclaratorDecl *lock)
	{
		if (auto own = annotation(lock, "hf.lock_class"))
			return *own;
		const auto *field = dyn_cast<FieldDecl>(lock);
		const auto *fn = dyn_cast_or_null<FunctionDecl>(lock->getParentFunctionOrMethod());

		return (field ? plain_record_name(field->getParent()) + "." : fn ? fn->getNameAsString() + "." : "") +
		       lock->getNameAsString();
	}
	void read_orders_of(const DeclaratorDecl *decl)
	{
		for (const lock_order &order : read_orders(u, decl)) {
			const auto *field = dyn_cast<FieldDecl>(order.lock);
			auto kind = lock_kind(order.lock->getType());
			std::string earlier = class_name(order.earlier);

			if (kind)
				add_lock(order.lock, *kind, field ? u.string(u.name.record(field->getParent())) : FACT_NONE,
					 field ? field->getNameAsString() : u.name.variable(cast<VarDecl>(order.lock)),
					 &earlier);
		}
	}
	void add_lock(const DeclaratorDecl *decl, const std::string &kind, uint32_t record,
		      const std::string &name, const std::string *earlier = nullptr)
	{
		auto own = annotation(decl, "hf.lock_type");

		if ((own ? *own : kind) == by_creator)
			return;
		fact_lock lock = { record, u.string(name), u.string(own ? *own : kind), FACT_NONE, FACT_NONE, FACT_NONE,
				   FACT_NONE, own || is_modelled_kind(decl->getType()), own.has_value(),
				   u.loc(decl->getLocation()) };

		if (auto state = annotation(decl, "hf.held_in"))
			lock.held_in = u.string(*state);
		if (auto name_of_class = annotation(decl, "hf.lock_class"))
			lock.class_name = u.string(*name_of_class);
		if (auto after = annotation(decl, "hf.acquired_after"))
			lock.after = u.string(*after);
		if (earlier)
			lock.after = u.string(*earlier);
		if (auto nests = annotation(decl, "hf.nests"))
			lock.nests = u.string(*nests);
		if (!locks.insert({ lock.record, lock.name, lock.held_in, lock.class_name, lock.after,
				    lock.nests }).second)
			return;
		g_array_append_val(u.facts->locks, lock);
	}
	void array_of_functions(const VarDecl *var)
	{
		const auto *list = dyn_cast<InitListExpr>(strip(var->getInit()));

		if (!list || !is_function_pointer(var->getType()))
			return;
		if (const InitListExpr *semantic = list->getSemanticForm())
			list = semantic;
		for (const Expr *element : list->inits())
			u.assign(u.variable_slot(var), element);
	}
	void initialise(const InitListExpr *list)
	{
		const RecordDecl *record = list->getType()->getAsRecordDecl();

		if (!seen.insert(list).second)
			return;
		// Lists inside an array are only all there in the semantic form.
		for (const Expr *element : list->inits())
			if (const auto *inner = dyn_cast<InitListExpr>(element); inner && !record)
				initialise(inner);
		if (!record)
			return;
		if (record->isUnion()) {
			if (const FieldDecl *field = list->getInitializedFieldInUnion())
				if (list->getNumInits())
					initialise_field(field, list->getInit(0));
			return;
		}
		unsigned i = 0;

		for (const FieldDecl *field : record->fields()) {
			if (field->isUnnamedBitField())
				continue;
			if (i >= list->getNumInits())
				break;
			initialise_field(field, list->getInit(i++));
		}
	}
	void initialise_field(const FieldDecl *field, const Expr *value)
	{
		const auto *inner = dyn_cast<InitListExpr>(strip(value));

		if (inner && !is_function_pointer(field->getType())) {
			initialise(inner);
			return;
		}
		if (inner) {
			for (const Expr *element : inner->inits())
				u.assign(u.field_slot(field), element);
			return;
		}
		if (is_lock_pointer(field->getType()))
			add_pointer(u, field, value);
		auto v = u.function_value(value);

		if (v && (v->kind == FACT_VALUE_FUNCTION || is_function_pointer(field->getType())))
			u.assign(u.field_slot(field), value);
	}

	unit &u;
	const Stmt *body;               // what is walked, of a function
	std::set<std::string> taken;
	std::set<const InitListExpr *> seen;
	std::set<std::array<uint32_t, 6>> locks;
};

} // namespace

void walk_declarations(unit &u)
{
	unit_visitor visitor(u, nullptr);

	for (Decl *decl : u.context.getTranslationUnitDecl()->decls())
		visitor.declaration(decl);
}

void walk_function(unit &u, const FunctionDecl *fn)
{
	uint32_t id = u.function(fn);

	// A model that says what a function does says so of what it does with callbacks, too.
	for (const modelled_text &m : modelled(fn, "body"))
		u.ignores_stores |= m.text == "trust";
	unit_visitor(u, fn->getBody()).TraverseStmt(fn->getBody());
	build_graph(u, fn, (fact_function *)g_ptr_array_index(u.facts->functions, id));
	u.ignores_stores = false;
}

} // namespace hf
