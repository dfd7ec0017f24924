// SPDX-License-Identifier: MIT
//
// files.cc: what the kernel would say again and again.
//
// A file of Linux includes a thousand others, and looks for each in several folders.  To open and
// read them is a twentieth of reading the file, and most are the same for all files of a tree.  So what a
// name stands for, or that there is nothing, is asked once, and text that is asked for a second time
// stays.  That a file changes meanwhile is not seen; whoever keeps facts goes by the files' content at
// that run's first look, too (content.c).
//
// Nothing that clang makes of a file is here.
#include "files.hh"

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>

using namespace llvm;

namespace hf {

namespace {

struct kept_file {
	vfs::Status status;
	std::string name;               // the real one
	std::unique_ptr<MemoryBuffer> text;
};

class opened_file : public vfs::File {
public:
	opened_file(const kept_file &file, const Twine &path)
		: file(file), status_here(vfs::Status::copyWithNewName(file.status, path))
	{
	}

	ErrorOr<vfs::Status> status() override { return status_here; }
	ErrorOr<std::string> getName() override { return file.name; }
	ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &name, int64_t, bool, bool) override
	{
		SmallString<256> text;

		return MemoryBuffer::getMemBuffer(file.text->getBuffer(), name.toStringRef(text));
	}
	std::error_code close() override { return std::error_code(); }

private:
	const kept_file &file;
	vfs::Status status_here;
};

class file_keeper : public vfs::ProxyFileSystem {
public:
	file_keeper() : vfs::ProxyFileSystem(vfs::getRealFileSystem()) {}

	ErrorOr<vfs::Status> status(const Twine &path) override
	{
		SmallString<256> text;
		auto known = statuses.try_emplace(path.toStringRef(text), std::error_code());

		if (known.second)
			known.first->second = getUnderlyingFS().status(path);
		return known.first->second;
	}
	bool exists(const Twine &path) override
	{
		ErrorOr<vfs::Status> found = status(path);

		return found && found->exists();
	}
	vfs::directory_iterator dir_begin(const Twine &path, std::error_code &error) override
	{
		if (ErrorOr<vfs::Status> found = status(path); !found) {
			error = found.getError();
			return {};
		}
		return getUnderlyingFS().dir_begin(path, error);
	}
	ErrorOr<std::unique_ptr<vfs::File>> openFileForRead(const Twine &path) override
	{
		SmallString<256> text;
		StringRef name = path.toStringRef(text);

		if (auto known = files.find(name); known != files.end())
			return std::make_unique<opened_file>(known->second, path);
		auto asked = opened.try_emplace(name, std::error_code());

		// A name that nothing stands for.
		if (!asked.second && asked.first->second)
			return asked.first->second;
		auto file = getUnderlyingFS().openFileForRead(path);

		if (!file) {
			asked.first->second = file.getError();
			return file;
		}
		return asked.second ? std::move(file) : keep(name, std::move(*file));
	}

private:
	ErrorOr<std::unique_ptr<vfs::File>> keep(StringRef path, std::unique_ptr<vfs::File> file)
	{
		ErrorOr<vfs::Status> status = file->status();
		ErrorOr<std::string> name = file->getName();

		if (!status || !status->isRegularFile() || !name)
			return file;
		auto text = file->getBuffer(path, int64_t(status->getSize()));

		if (!text)
			return text.getError();
		kept_file &kept = files[path];

		kept = { *status, *name, std::move(*text) };
		return std::make_unique<opened_file>(kept, path);
	}

	StringMap<ErrorOr<vfs::Status>> statuses;
	StringMap<std::error_code> opened;
	StringMap<kept_file> files;
};

} // namespace

IntrusiveRefCntPtr<vfs::FileSystem> kept_files()
{
	static std::string folder;
	static IntrusiveRefCntPtr<vfs::FileSystem> files;
	SmallString<256> now;

	if (sys::fs::current_path(now) || !files || folder != now) {
		folder = std::string(now);
		files = makeIntrusiveRefCnt<file_keeper>();
	}
	return files;
}

} // namespace hf
