// SPDX-License-Identifier: MIT
//
// files.hh: the files that an extractor which stays reads, as they were when it read them first.
#ifndef EXTRACT_FILES_HH
#define EXTRACT_FILES_HH

#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/Support/VirtualFileSystem.h>

namespace hf {

// Of the current folder: names may be relative to it.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> kept_files();

} // namespace hf
#endif
