// SPDX-License-Identifier: MIT
//
// files.hh: the files that an extractor which stays reads, and what it still has of them.
#ifndef EXTRACT_FILES_HH
#define EXTRACT_FILES_HH

#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/VirtualFileSystem.h>
#include <memory>
#include <optional>
#include <string>

namespace hf {

// From here on this process reads one file after the other.  Before, nothing is kept.
void keep_files();
// Sources, for who is in the current folder: names may be relative to it.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> source_files();
// What was found out about a text of those that stay.
struct text_notes {
	std::optional<uint64_t> hash;
	std::optional<bool> may_have_context;   // macros.cc
};
// Null for another text.
text_notes *notes_on(llvm::StringRef text);
// What `find` says of the text; asked once where the text stays.
template <class value, class finder>
value noted(llvm::StringRef text, std::optional<value> text_notes::*note, finder find)
{
	text_notes *notes = notes_on(text);

	if (!notes)
		return find(text);
	if (!(notes->*note))
		notes->*note = find(text);
	return *(notes->*note);
}
// A file of a store, as it is now: other processes replace them.  Null if there is none.
std::shared_ptr<const llvm::MemoryBuffer> stored_file(const std::string &path);
// All of it at once, for whoever reads it meanwhile.  It need not outlive a power failure: what is damaged is made anew.
bool replace_stored(const std::string &path, llvm::StringRef content);

} // namespace hf
#endif
