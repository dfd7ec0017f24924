// SPDX-License-Identifier: MIT
//
// llvm.hh: what is not the same in all LLVM versions that the extractor builds with (19 to 22).
#ifndef HF_EXTRACT_LLVM_HH
#define HF_EXTRACT_LLVM_HH

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/Basic/Version.h>
#if CLANG_VERSION_MAJOR < 22
#include <clang/Driver/Options.h>
#else
#include <clang/Options/Options.h>
#endif
#include <llvm/Option/OptTable.h>
#include <optional>

namespace hf {

#if CLANG_VERSION_MAJOR < 22
namespace driver_options = clang::driver::options;
using clang::driver::getDriverOptTable;
#else
namespace driver_options = clang::options;
using clang::getDriverOptTable;
#endif

// From 22 on a type names the declaration that it was written with, not the definition.
inline const clang::TagDecl *tag_of(const clang::TagType *type)
{
	const clang::TagDecl *definition = type->getDecl()->getDefinition();

	return definition ? definition : type->getDecl();
}

inline const clang::RecordDecl *record_of(const clang::RecordType *type)
{
	return llvm::cast<clang::RecordDecl>(tag_of(type));
}

// The record, if the type is written as its name.
inline const clang::RecordDecl *record_written(clang::QualType t)
{
#if CLANG_VERSION_MAJOR < 22
	const auto *elaborated = llvm::dyn_cast<clang::ElaboratedType>(t);
	const auto *type = elaborated ? llvm::dyn_cast<clang::RecordType>(elaborated->getNamedType()) : nullptr;
#else
	const auto *type = llvm::dyn_cast<clang::RecordType>(t);
#endif

	return type ? record_of(type) : nullptr;
}

inline clang::QualType type_of(clang::ASTContext &context, const clang::RecordDecl *record)
{
#if CLANG_VERSION_MAJOR < 22
	return context.getRecordType(record);
#else
	return context.getCanonicalTagType(record);
#endif
}

inline unsigned bit_width(clang::ASTContext &context, const clang::FieldDecl *field)
{
#if CLANG_VERSION_MAJOR < 20
	return field->getBitWidthValue(context);
#else
	(void)context;
	return field->getBitWidthValue();
#endif
}

// __atomic_test_and_set and __atomic_clear are calls of builtins before 20.
inline bool is_flag_set(const clang::AtomicExpr *e)
{
#if CLANG_VERSION_MAJOR < 20
	(void)e;
	return false;
#else
	return e->getOp() == clang::AtomicExpr::AO__atomic_test_and_set;
#endif
}

inline bool is_flag_clear(const clang::AtomicExpr *e)
{
#if CLANG_VERSION_MAJOR < 20
	(void)e;
	return false;
#else
	return e->getOp() == clang::AtomicExpr::AO__atomic_clear;
#endif
}

struct try_attribute {
	const clang::Expr *success;
	llvm::ArrayRef<clang::Expr *> locks;
};

template <typename attribute> llvm::ArrayRef<clang::Expr *> locks_of(const attribute *a)
{
	return { a->args_begin(), a->args_end() };
}

// From 22 on the older names are spellings of one attribute.
inline std::optional<try_attribute> try_of(const clang::Attr *attr)
{
	if (const auto *a = llvm::dyn_cast<clang::TryAcquireCapabilityAttr>(attr))
		return try_attribute{ a->getSuccessValue(), locks_of(a) };
#if CLANG_VERSION_MAJOR < 22
	if (const auto *a = llvm::dyn_cast<clang::ExclusiveTrylockFunctionAttr>(attr))
		return try_attribute{ a->getSuccessValue(), locks_of(a) };
	if (const auto *a = llvm::dyn_cast<clang::SharedTrylockFunctionAttr>(attr))
		return try_attribute{ a->getSuccessValue(), locks_of(a) };
#endif
	return std::nullopt;
}

inline std::optional<llvm::ArrayRef<clang::Expr *>> asserted_by(const clang::Attr *attr)
{
	if (const auto *a = llvm::dyn_cast<clang::AssertCapabilityAttr>(attr))
		return locks_of(a);
#if CLANG_VERSION_MAJOR < 22
	if (const auto *a = llvm::dyn_cast<clang::AssertExclusiveLockAttr>(attr))
		return locks_of(a);
	if (const auto *a = llvm::dyn_cast<clang::AssertSharedLockAttr>(attr))
		return locks_of(a);
#endif
	return std::nullopt;
}

} // namespace hf

#endif
