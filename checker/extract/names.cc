// SPDX-License-Identifier: MIT
//
// names.cc: how functions, variables, records and places are called in the
// facts.  What has external linkage keeps its name; everything else is kept
// apart by the file that defines it: "name@/path/file.c".
#include "extract.hh"
#include "modelled.hh"

#include <clang/Basic/SourceManager.h>

using namespace clang;

namespace hf {

std::string names::with_file(std::string name, SourceLocation loc) const
{
	return name + "@" + file_of(loc);
}

// A record without a name is called after its typedef, or after the field that
// it is the type of: "outer.field".
std::string plain_record_name(const RecordDecl *record)
{
	const SourceManager &sm = record->getASTContext().getSourceManager();

	while (record->isAnonymousStructOrUnion())
		record = cast<RecordDecl>(record->getDeclContext());
	std::string text = record->getNameAsString();

	if (text.empty())
		if (const TypedefNameDecl *alias = record->getTypedefNameForAnonDecl())
			text = alias->getNameAsString();
	if (text.empty())
		if (const auto *outer = dyn_cast<RecordDecl>(record->getDeclContext()))
			for (const FieldDecl *field : outer->fields())
				if (field->getType()->getBaseElementTypeUnsafe()->getAsRecordDecl() == record)
					return plain_record_name(outer) + "." + field->getNameAsString();
	if (text.empty())
		text = "(unnamed at line " +
		       std::to_string(sm.getExpansionLineNumber(record->getLocation())) + ")";
	return text;
}

// C has no linkage for tags: the same name in two .c files is two types.
std::string names::record(const RecordDecl *record) const
{
	while (record->isAnonymousStructOrUnion())
		record = cast<RecordDecl>(record->getDeclContext());
	std::string text = plain_record_name(record);

	if (watch.file_of(record->getLocation()).is_main)
		return with_file(text, record->getLocation());
	return text;
}

std::string names::variable(const VarDecl *var) const
{
	std::string text = var->getNameAsString();

	if (const auto *fn = dyn_cast_or_null<FunctionDecl>(var->getParentFunctionOrMethod()))
		text = fn->getNameAsString() + "." + text;
	else if (var->hasExternalFormalLinkage() || modelled_lock(text))
		return text;
	return with_file(text, var->getLocation());
}

std::string names::function(const FunctionDecl *fn) const
{
	if (fn->hasExternalFormalLinkage())
		return fn->getNameAsString();
	const FunctionDecl *definition = fn->getDefinition();

	return with_file(fn->getNameAsString(), (definition ? definition : fn)->getLocation());
}

} // namespace hf
