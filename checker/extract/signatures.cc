// SPDX-License-Identifier: MIT
//
// signatures.cc: what shows of a declaration in the facts of a body that names it.
//
// Given a body's tokens, its syntax tree follows from what its names are and from their
// types.  Of a type: whether it is a pointer, a function, a number, which record it is, and which typedefs
// with annotations it came by; of a record: its members; sizes and offsets only where
// the body asks for them.  Of a function also where it is declared.  An attribute that only a
// later declaration has may stand before or behind the body, so then nothing is shared.
#include "llvm.hh"
#include "signatures.hh"

#include <clang/AST/Attr.h>
#include <clang/AST/RecordLayout.h>
#include <clang/AST/StmtVisitor.h>
#include <clang/Basic/SourceManager.h>

using namespace clang;

namespace hf {

static const uint64_t record_mark = 0x5bd1e995a3c59ac3, layout_mark = 0x2127599bf4325c37,
		      tag_mark = 0x165667b19e3779f9;
// Of a name that only the body, or the compiler, declares.
static const uint64_t undeclared = 1;

static uint64_t hash_name(const NamedDecl *decl)
{
	const IdentifierInfo *id = decl->getIdentifier();

	return id ? hash_text(id->getName()) : 0;
}

signature_table::signature_table(ASTContext &context, token_watch &watch)
	: context(context), watch(watch), name(context, watch)
{
	const SourceManager &sm = context.getSourceManager();

	decls.reserve(1 << 16);
	known.reserve(1 << 13);
	main_path = watch.file_of(sm.getLocForStartOfFile(sm.getMainFileID())).path_hash;
	for (const Decl *decl : context.getTranslationUnitDecl()->decls()) {
		if (const auto *named = dyn_cast<NamedDecl>(decl); named && !isa<TagDecl>(decl))
			add(name_key(named), decl->getCanonicalDecl());
		else if (isa<EnumDecl>(decl))
			for (const Decl *constant : cast<EnumDecl>(decl)->decls())
				if (isa<EnumConstantDecl>(constant))
					add(name_key(cast<NamedDecl>(constant)), constant);
		if (const auto *record = dyn_cast<RecordDecl>(decl))
			add_record(record);
	}
}

void signature_table::add(uint64_t key, const Decl *decl)
{
	auto added = decls.insert({ key, decl });

	if (!added.second && added.first->second != decl)
		added.first->second = nullptr;
}

// Enumerators inside of records are names of the whole unit.
void signature_table::add_record(const RecordDecl *record)
{
	if (record->getIdentifier())
		add(name_key(record) ^ tag_mark, record->getCanonicalDecl());
	if (record->isThisDeclarationADefinition()) {
		uint64_t key = record_key(record);

		add(key, record);
		add(key ^ layout_mark, record);
	}
	for (const Decl *decl : record->decls()) {
		if (const auto *inner = dyn_cast<RecordDecl>(decl))
			add_record(inner);
		else if (const auto *list = dyn_cast<EnumDecl>(decl))
			for (const Decl *constant : list->decls())
				if (isa<EnumConstantDecl>(constant))
					add(name_key(cast<NamedDecl>(constant)), constant);
	}
}

uint64_t signature_table::name_key(const NamedDecl *decl)
{
	const IdentifierInfo *id = decl->getIdentifier();

	if (!id)
		return 1;
	uint64_t &hash = identifiers[id];

	return hash ? hash : hash = hash_text(id->getName());
}

uint64_t signature_table::place(SourceLocation loc)
{
	token_watch::position at = watch.locate(loc);

	return hash_mix(hash_mix(at.file->path_hash, at.file->content), at.offset);
}

uint64_t signature_table::record_key(const RecordDecl *record)
{
	return hash_mix(hash_mix(place(record->getLocation()), hash_name(record)), record_mark);
}

// Those that facts, the control-flow graph or constants depend on.
uint64_t signature_table::attributes(const Decl *decl)
{
	uint64_t hash = 0;

	if (!decl->hasAttrs())
		return hash;
	for (const Attr *attr : decl->attrs()) {
		if (attr->isInherited())
			continue;
		if (const auto *annotate = dyn_cast<AnnotateAttr>(attr)) {
			hash = hash_mix(hash, hash_text(annotate->getAnnotation()));
			for (const Expr *argument : annotate->args())
				if (const auto *text = dyn_cast<StringLiteral>(argument->IgnoreParenImpCasts()))
					hash = hash_mix(hash, hash_text(text->getBytes()));
		} else if (isa<NoReturnAttr, C11NoReturnAttr, CXX11NoReturnAttr, AnalyzerNoReturnAttr, WeakAttr,
			       WeakImportAttr, WeakRefAttr, RestrictAttr, CleanupAttr, TransparentUnionAttr,
			       ReturnsTwiceAttr>(attr)) {
			hash = hash_mix(hash, attr->getKind() + 1);
		} else if (isa<CapabilityAttr, GuardedByAttr, PtGuardedByAttr, GuardedVarAttr, PtGuardedVarAttr>(attr)) {
			std::string text;
			llvm::raw_string_ostream stream(text);

			attr->printPretty(stream, PrintingPolicy(context.getLangOpts()));
			hash = hash_mix(hash, hash_text(text));
		}
	}
	return hash;
}

uint64_t signature_table::type(QualType t)
{
	auto found = types.find(t.getAsOpaquePtr());

	if (found != types.end())
		return found->second;
	const Type *p = t.getTypePtr();
	uint64_t hash = hash_mix(t.getLocalFastQualifiers(), t.getLocalQualifiers().getAsOpaqueValue());

	if (const auto *alias = dyn_cast<TypedefType>(p)) {
		hash = hash_mix(hash, attributes(alias->getDecl()));
		hash = hash_mix(hash, type(alias->getDecl()->getUnderlyingType()));
	} else if (const auto *of = dyn_cast<RecordType>(p)) {
		const RecordDecl *record = record_of(of);

		// Which of two records of that name: those members say that are named.
		hash = hash_mix(hash, hash_name(record));
		hash = hash_mix(hash_mix(hash, record->isUnion()),
				record->isThisDeclarationADefinition() ? attributes(record) : 0);
	} else if (const auto *list = dyn_cast<EnumType>(p)) {
		QualType number = cast<EnumDecl>(tag_of(list))->getIntegerType();

		hash = hash_mix(hash, number.isNull() ? 7 : type(number));
	} else if (const auto *builtin = dyn_cast<BuiltinType>(p)) {
		hash = hash_mix(hash, builtin->getKind() + 16);
	} else if (const auto *pointer = dyn_cast<PointerType>(p)) {
		hash = hash_mix(hash_mix(hash, 1), type(pointer->getPointeeType()));
	} else if (const auto *array = dyn_cast<ArrayType>(p)) {
		hash = hash_mix(hash_mix(hash, 2), type(array->getElementType()));
		if (const auto *constant = dyn_cast<ConstantArrayType>(array))
			hash = hash_mix(hash, constant->getSize().getZExtValue());
	} else if (const auto *fn = dyn_cast<FunctionType>(p)) {
		hash = hash_mix(hash_mix(hash, 3), type(fn->getReturnType()));
		hash = hash_mix(hash, fn->getNoReturnAttr());
		if (const auto *proto = dyn_cast<FunctionProtoType>(fn)) {
			hash = hash_mix(hash, proto->isVariadic());
			for (QualType param : proto->param_types())
				hash = hash_mix(hash, type(param));
		}
	} else if (const auto *vector = dyn_cast<VectorType>(p)) {
		hash = hash_mix(hash_mix(hash, 4 + vector->getNumElements()), type(vector->getElementType()));
	} else {
		QualType next = t.getSingleStepDesugaredType(context);

		// Whatever else has no sugar is written in full.
		hash = hash_mix(hash, next == t ? hash_text(t.getAsString()) : type(next));
	}
	return types[t.getAsOpaquePtr()] = hash;
}

// What all declarations of a name say together.  Where a later one says more, it matters
// whether the body stands before it, so this unit's is like no other's.
uint64_t signature_table::redeclarations(const NamedDecl *decl)
{
	const auto *first = cast<NamedDecl>(decl->getCanonicalDecl());
	QualType of = cast<ValueDecl>(first)->getType();
	uint64_t hash = hash_mix(type(of), attributes(first)), others = 0;

	for (const Decl *other : first->redecls()) {
		if (other == first)
			continue;
		uint64_t more = attributes(other);
		QualType again = cast<ValueDecl>(other)->getType();

		if (more)
			others += hash_mix(more, place(other->getLocation()));
		if (!context.hasSameType(of, again))
			others += hash_mix(type(again), place(other->getLocation()));
	}
	if (others)
		hash = hash_mix(hash_mix(hash, others), main_path);
	return hash;
}

uint64_t signature_table::function(const FunctionDecl *fn)
{
	const FunctionDecl *definition = fn->getDefinition(), *first = nullptr;
	uint64_t hash = hash_mix(redeclarations(fn), hash_text(name.function(fn)));

	for (const FunctionDecl *decl = fn->getMostRecentDecl(); decl; decl = decl->getPreviousDecl())
		if (!decl->getLexicalDeclContext()->isFunctionOrMethod())
			first = decl;
	if (!first)
		first = fn->getCanonicalDecl();
	for (const FunctionDecl *shown : { first, definition }) {
		if (!shown || (shown == definition && is_in_main(definition)))
			continue;
		hash = hash_mix(hash, place(shown->getLocation()));
		for (const ParmVarDecl *param : shown->parameters())
			hash = hash_mix(hash_mix(hash, hash_name(param)),
					hash_mix(type(param->getOriginalType()), attributes(param)));
	}
	return hash_mix(hash, fn->getBuiltinID());
}

uint64_t signature_table::variable(const VarDecl *var)
{
	uint64_t hash = hash_mix(redeclarations(var), hash_text(name.variable(var)));
	const Expr *value = var->getType().isConstQualified() ? var->getAnyInitializer() : nullptr;
	Expr::EvalResult result;

	// Constants may decide a branch.
	if (value && !value->isValueDependent()) {
		if (value->getType()->isIntegralOrEnumerationType() && value->EvaluateAsInt(result, context))
			hash = hash_mix(hash, result.Val.getInt().getExtValue());
		else
			hash = hash_mix(hash, place(value->getExprLoc()));
	}
	return hash;
}

uint64_t signature_table::record(const RecordDecl *record)
{
	uint64_t hash = hash_mix(hash_text(name.record(record)), attributes(record));

	for (const Decl *decl : record->decls()) {
		if (const auto *inner = dyn_cast<RecordDecl>(decl); inner && inner->isThisDeclarationADefinition())
			hash = hash_mix(hash, this->record(inner));
		const auto *field = dyn_cast<FieldDecl>(decl);

		if (!field)
			continue;
		hash = hash_mix(hash_mix(hash, hash_name(field)), type(field->getType()));
		hash = hash_mix(hash, attributes(field));
		if (field->isBitField())
			hash = hash_mix(hash, bit_width(context, field) + 1);
	}
	return hash_mix(hash, record->isUnion());
}

uint64_t signature_table::layout(const RecordDecl *record)
{
	const ASTRecordLayout &layout = context.getASTRecordLayout(record);
	uint64_t hash = hash_mix(layout.getSize().getQuantity(), layout.getAlignment().getQuantity());

	for (unsigned i = 0; i < layout.getFieldCount(); i++)
		hash = hash_mix(hash, layout.getFieldOffset(i));
	return hash;
}

std::optional<uint64_t> signature_table::of(uint64_t key)
{
	auto memo = known.find(key);

	if (memo != known.end())
		return memo->second;
	auto found = decls.find(key);
	uint64_t hash;

	if (found == decls.end())
		return undeclared;
	const Decl *decl = found->second;

	if (!decl)
		return std::nullopt;
	if (decl->isImplicit() && isa<FunctionDecl>(decl))
		return undeclared;
	if (const auto *fn = dyn_cast<FunctionDecl>(decl)) {
		hash = function(fn);
	} else if (const auto *var = dyn_cast<VarDecl>(decl)) {
		hash = variable(var);
	} else if (const auto *constant = dyn_cast<EnumConstantDecl>(decl)) {
		hash = hash_mix(type(constant->getType()), constant->getInitVal().getExtValue());
	} else if (const auto *alias = dyn_cast<TypedefNameDecl>(decl)) {
		hash = hash_mix(attributes(alias), type(alias->getUnderlyingType()));
	} else if (const auto *members = dyn_cast<RecordDecl>(decl)) {
		if (members->getIdentifier() && key == (name_key(members) ^ tag_mark))
			hash = type(type_of(context, members));
		else
			hash = key == record_key(members) ? record(members) : layout(members);
	} else {
		return std::nullopt;
	}
	hash = hash_mix(hash, decl->getKind());
	known[key] = hash;
	return hash;
}

// ---- what a body names ------------------------------------------------------------

class collector {
public:
	collector(signature_table &table, references &out) : table(table), out(out) {}

	void declaration(const ValueDecl *decl);
	void type(QualType t);
	void record(const RecordDecl *record, bool is_laid_out);
	void walk(const Stmt *s);

private:
	void sized(QualType t)
	{
		const RecordDecl *record = t->getBaseElementTypeUnsafe()->getAsRecordDecl();

		if (record && record->getDefinition())
			this->record(record->getDefinition(), true);
		type(t);
	}

	// A record by its name.
	void tag(const RecordDecl *record)
	{
		if (!record->getParentFunctionOrMethod() && record->getIdentifier())
			out.keys.insert(table.name_key(record) ^ tag_mark);
	}

	signature_table &table;
	references &out;
};

void collector::declaration(const ValueDecl *decl)
{
	const auto *fn = dyn_cast<FunctionDecl>(decl);
	const auto *var = dyn_cast<VarDecl>(decl);

	if (!fn && decl->getParentFunctionOrMethod() && (!var || !var->hasExternalFormalLinkage()))
		return;
	const auto *first = cast<ValueDecl>(decl->getCanonicalDecl());

	if (table.is_in_main(first))
		out.is_of_main = true;
	if (const FunctionDecl *definition = fn ? fn->getDefinition() : nullptr) {
		const source &file = table.watch.file_of(definition->getLocation());

		if (!file.is_main)
			out.headers.insert(&file);
		else if (!fn->hasExternalFormalLinkage())
			out.is_of_main = true;
	}
	out.keys.insert(table.name_key(first));
}

void collector::record(const RecordDecl *record, bool is_laid_out)
{
	while (record->isAnonymousStructOrUnion())
		record = cast<RecordDecl>(record->getDeclContext());
	// One of the body's own.
	if (record->getParentFunctionOrMethod())
		return;
	if (table.is_in_main(record))
		out.is_of_main = true;
	uint64_t key = table.record_key(record);

	out.keys.insert(key);
	if (is_laid_out)
		out.keys.insert(key ^ layout_mark);
}

// The names that a type is written with.
void collector::type(QualType t)
{
	for (;;) {
		const Type *p = t.getTypePtr();

		if (isa<BuiltinType>(p) || !out.types.insert(p).second)
			return;
		if (const auto *alias = dyn_cast<TypedefType>(p)) {
			const TypedefNameDecl *decl = alias->getDecl();

			if (decl->getParentFunctionOrMethod()) {
				t = decl->getUnderlyingType();
				continue;
			}
			if (table.is_in_main(decl))
				out.is_of_main = true;
			out.keys.insert(table.name_key(cast<NamedDecl>(decl->getCanonicalDecl())));
			return;
		}
		if (const auto *tag = dyn_cast<TagType>(p)) {
			const TagDecl *decl = tag_of(tag);
			const auto *of = dyn_cast<RecordDecl>(decl);

			if (of && of->isThisDeclarationADefinition())
				record(of, false);
			else if (!decl->getParentFunctionOrMethod() && table.is_in_main(decl))
				out.is_of_main = true;
			return;
		}
		if (const auto *expression = dyn_cast<TypeOfExprType>(p)) {
			walk(expression->getUnderlyingExpr());
			return;
		}
		if (const auto *fn = dyn_cast<FunctionProtoType>(p))
			for (QualType param : fn->param_types())
				type(param);
		if (const auto *fn = dyn_cast<FunctionType>(p)) {
			t = fn->getReturnType();
		} else if (const auto *pointer = dyn_cast<PointerType>(p)) {
			t = pointer->getPointeeType();
			// A record behind a pointer is its name, until a member is named.
			if (const RecordDecl *record = record_written(t)) {
				tag(record);
				return;
			}
		} else if (const auto *array = dyn_cast<ArrayType>(p)) {
			if (const auto *variable = dyn_cast<VariableArrayType>(p))
				walk(variable->getSizeExpr());
			t = array->getElementType();
		} else {
			QualType next = t.getSingleStepDesugaredType(table.context);

			if (next == t)
				return;
			t = next;
		}
	}
}

void collector::walk(const Stmt *s)
{
	if (!s)
		return;
	if (const auto *ref = dyn_cast<DeclRefExpr>(s)) {
		declaration(ref->getDecl());
		return;
	}
	if (const auto *member = dyn_cast<MemberExpr>(s)) {
		const Expr *base = member->getBase()->IgnoreParenCasts();
		bool is_constant = !member->isArrow() || isa<IntegerLiteral>(base);

		if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl()))
			record(field->getParent(), is_constant);
	} else if (const auto *cast = dyn_cast<ExplicitCastExpr>(s)) {
		type(cast->getTypeAsWritten());
	} else if (const auto *load = dyn_cast<ImplicitCastExpr>(s)) {
		// What is in a record counts where it is handed on as a whole (conditions.cc).
		const RecordDecl *of = load->getCastKind() == CK_LValueToRValue ? load->getType()->getAsRecordDecl() : nullptr;

		if (of && of->getDefinition())
			record(of->getDefinition(), false);
	} else if (const auto *trait = dyn_cast<UnaryExprOrTypeTraitExpr>(s)) {
		sized(trait->getTypeOfArgument());
	} else if (const auto *offset = dyn_cast<OffsetOfExpr>(s)) {
		type(offset->getTypeSourceInfo()->getType());
		for (unsigned i = 0; i < offset->getNumComponents(); i++)
			if (offset->getComponent(i).getKind() == OffsetOfNode::Field)
				record(offset->getComponent(i).getField()->getParent(), true);
	} else if (const auto *list = dyn_cast<InitListExpr>(s)) {
		if (const RecordDecl *of = list->getType()->getAsRecordDecl())
			record(of->getDefinition() ? of->getDefinition() : of, false);
	} else if (const auto *literal = dyn_cast<CompoundLiteralExpr>(s)) {
		type(literal->getTypeSourceInfo()->getType());
	} else if (const auto *argument = dyn_cast<VAArgExpr>(s)) {
		type(argument->getType());
	} else if (const auto *traits = dyn_cast<TypeTraitExpr>(s)) {
		for (const TypeSourceInfo *info : traits->getArgs())
			type(info->getType());
	} else if (const auto *generic = dyn_cast<GenericSelectionExpr>(s)) {
		for (const auto &association : generic->associations())
			if (const TypeSourceInfo *info = association.getTypeSourceInfo())
				type(info->getType());
	} else if (const auto *declarations = dyn_cast<DeclStmt>(s)) {
		for (const Decl *decl : declarations->decls()) {
			if (const auto *value = dyn_cast<ValueDecl>(decl))
				type(value->getType());
			if (isa<FunctionDecl>(decl))
				declaration(llvm::cast<ValueDecl>(decl));
			if (const auto *members = dyn_cast<RecordDecl>(decl))
				for (const FieldDecl *field : members->fields())
					type(field->getType());
			if (const auto *cleanup = decl->getAttr<CleanupAttr>())
				declaration(cleanup->getFunctionDecl());
		}
	}
	for (const Stmt *child : s->children())
		walk(child);
}

void signature_table::collect(const FunctionDecl *fn, references &out)
{
	collector c(*this, out);

	out.keys.insert(name_key(fn));
	if (is_in_main(fn->getCanonicalDecl()))
		out.is_of_main = true;
	for (const ParmVarDecl *param : fn->parameters())
		c.type(param->getOriginalType());
	c.walk(fn->getBody());
}

// Contracts are not looked at while a body is walked; what else a header's functions find
// on a declaration in the main file must count.
uint64_t hash_late_annotations(unit &u)
{
	static const llvm::StringRef contracts[] = {
		"hf.acquires", "hf.releases", "hf.requires", "hf.excludes",
		"hf.requires_state", "hf.effect", "hf.may_block", "hf.called_in", "hf.trust", "hf.held_in",
		"hf.lock_class",
	};
	uint64_t hash = 0;

	for (const Decl *decl : u.context.getTranslationUnitDecl()->decls()) {
		if (!decl->hasAttrs() || !decl->getPreviousDecl())
			continue;
		// Whether what a pointer points to is a lock is known where it is declared in full.
		if (!isa<TagDecl>(decl) && !u.watch.file_of(decl->getLocation()).is_main)
			continue;
		if (const auto *fn = dyn_cast<FunctionDecl>(decl); fn && returned_capability(fn))
			hash = hash_mix(hash, hash_text(fn->getNameAsString() + " " + *returned_capability(fn)));
		for (const auto *attr : decl->specific_attrs<AnnotateAttr>())
			if (!attr->isInherited() && llvm::find(contracts, attr->getAnnotation()) == std::end(contracts))
				hash = hash_mix(hash_mix(hash, hash_text(cast<NamedDecl>(decl)->getName())),
						hash_text(attr->getAnnotation()));
	}
	return hash;
}

} // namespace hf
