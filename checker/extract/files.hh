// SPDX-License-Identifier: MIT
//
// files.hh: the files that an extractor which stays reads, and what it still has of them.
#ifndef EXTRACT_FILES_HH
#define EXTRACT_FILES_HH

#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/VirtualFileSystem.h>
#include <memory>
#include <string>

namespace hf {

// From here on this process reads one file after the other.  Before, nothing is kept.
void keep_files();
// Sources, for who is in the current folder: names may be relative to it.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> source_files();
// A file of a store, as it is now: other processes replace them.  Null if there is none.
std::shared_ptr<const llvm::MemoryBuffer> stored_file(const std::string &path);

} // namespace hf
#endif
