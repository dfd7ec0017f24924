// SPDX-License-Identifier: MIT
//
// quiet.cc: clang writes `annotate` attributes into the module that it makes code of, where
// those of variables and fields are calls that optimisations stop at, those of functions
// keep functions alive that nothing else needs, and their texts are strings among the
// program's own.  So those that begin with "hf." are taken off each declaration before its
// code is made, and put back when all code is.
//
// A redeclaration inherits the annotations of the declaration before it, which it can't
// while they are off: that is made up for.
#include "quiet.hh"

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/Decl.h>
#include <clang/AST/DeclGroup.h>
#include <vector>

using namespace clang;

namespace hf {

namespace {

struct hidden {
	Decl *decl;
	AttrVec attrs;
};
std::vector<hidden> all;                // as they stand in the source

bool is_ours(const Attr *attr)
{
	const auto *annotation = dyn_cast<AnnotateAttr>(attr);

	return annotation && annotation->getAnnotation().starts_with("hf.");
}

void hide(Decl *decl)
{
	hidden h = { decl, {} };

	if (decl->hasAttrs()) {
		AttrVec &attrs = decl->getAttrs();

		llvm::copy_if(attrs, std::back_inserter(h.attrs), is_ours);
		llvm::erase_if(attrs, is_ours);
		if (attrs.empty())
			decl->dropAttrs();
	}
	if (!h.attrs.empty() || decl->getPreviousDecl() || isa<ParmVarDecl>(decl))
		all.push_back(std::move(h));
	if (auto *fn = dyn_cast<FunctionDecl>(decl)) {
		for (ParmVarDecl *param : fn->parameters())
			hide(param);
		// Its variables, in whatever block.
		for (Decl *inner : fn->decls())
			if (isa<VarDecl, FunctionDecl>(inner) && !isa<ParmVarDecl>(inner))
				hide(inner);
	}
}

class hider : public ASTConsumer {
public:
	bool HandleTopLevelDecl(DeclGroupRef group) override
	{
		for (Decl *decl : group)
			if (isa<VarDecl, FunctionDecl>(decl))
				hide(decl);
		return true;
	}
	void HandleTagDeclDefinition(TagDecl *tag) override
	{
		for (Decl *field : tag->decls())
			if (isa<FieldDecl>(field))
				hide(field);
	}
};

void inherit(Decl *decl, const Decl *from)
{
	for (const auto *attr : from->specific_attrs<AnnotateAttr>()) {
		bool is_there = false;

		for (const auto *own : decl->specific_attrs<AnnotateAttr>())
			is_there |= own->getAnnotation() == attr->getAnnotation();
		if (!is_ours(attr) || is_there)
			continue;
		AnnotateAttr *copy = attr->clone(decl->getASTContext());

		copy->setInherited(true);
		decl->addAttr(copy);
	}
}

} // namespace

std::unique_ptr<ASTConsumer> hide_annotations()
{
	return std::make_unique<hider>();
}

void show_annotations()
{
	for (const hidden &h : all) {
		const auto *param = dyn_cast<ParmVarDecl>(h.decl);
		const auto *fn = param ? dyn_cast<FunctionDecl>(param->getDeclContext()) : nullptr;
		const FunctionDecl *before = fn ? fn->getPreviousDecl() : nullptr;

		for (Attr *attr : h.attrs)
			h.decl->addAttr(attr);
		if (h.decl->getPreviousDecl())
			inherit(h.decl, h.decl->getPreviousDecl());
		if (before && param->getFunctionScopeIndex() < before->getNumParams())
			inherit(h.decl, before->getParamDecl(param->getFunctionScopeIndex()));
	}
	all.clear();
}

} // namespace hf
