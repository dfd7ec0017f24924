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
// A store's files are replaced while this runs, so of those only what was not replaced is taken from here.
//
// What a text itself says is noted beside it; nothing that clang makes of a file is here.
#include "files.hh"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <glib.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/Support/FileSystem.h>
#include <unistd.h>

namespace hf {

namespace {

struct kept_file {
	llvm::vfs::Status status;
	std::string name;               // the real one
	std::unique_ptr<llvm::MemoryBuffer> text;
	text_notes notes;
};

class opened_file : public llvm::vfs::File {
public:
	opened_file(const kept_file &file, const llvm::Twine &path)
		: file(file), status_here(llvm::vfs::Status::copyWithNewName(file.status, path))
	{
	}

	llvm::ErrorOr<llvm::vfs::Status> status() override { return status_here; }
	llvm::ErrorOr<std::string> getName() override { return file.name; }
	llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, int64_t, bool,
								     bool) override
	{
		llvm::SmallString<256> text;

		return llvm::MemoryBuffer::getMemBuffer(file.text->getBuffer(), name.toStringRef(text));
	}
	std::error_code close() override { return std::error_code(); }

private:
	const kept_file &file;
	llvm::vfs::Status status_here;
};

class file_keeper : public llvm::vfs::ProxyFileSystem {
public:
	explicit file_keeper(const std::string &folder)
		: llvm::vfs::ProxyFileSystem(llvm::vfs::getRealFileSystem()), folder(folder) {}

	// It is asked for with each name.
	llvm::ErrorOr<std::string> getCurrentWorkingDirectory() const override { return folder; }
	llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override
	{
		llvm::SmallString<256> text;
		auto known = statuses.try_emplace(path.toStringRef(text), std::error_code());

		if (known.second)
			known.first->second = getUnderlyingFS().status(path);
		return known.first->second;
	}
	bool exists(const llvm::Twine &path) override
	{
		llvm::ErrorOr<llvm::vfs::Status> found = status(path);

		return found && found->exists();
	}
	llvm::vfs::directory_iterator dir_begin(const llvm::Twine &path, std::error_code &error) override
	{
		if (llvm::ErrorOr<llvm::vfs::Status> found = status(path); !found) {
			error = found.getError();
			return {};
		}
		return getUnderlyingFS().dir_begin(path, error);
	}
	llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override
	{
		llvm::SmallString<256> text;
		llvm::StringRef name = path.toStringRef(text);

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

	text_notes *notes_on(llvm::StringRef text)
	{
		auto known = by_text.find(text.data());

		return known == by_text.end() ? nullptr : &known->second->notes;
	}

private:
	llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> keep(llvm::StringRef path, std::unique_ptr<llvm::vfs::File> file)
	{
		llvm::ErrorOr<llvm::vfs::Status> status = file->status();
		llvm::ErrorOr<std::string> name = file->getName();

		if (!status || !status->isRegularFile() || !name)
			return file;
		// Read, not mapped: whoever writes to it later doesn't change it here.
		auto text = file->getBuffer(path, int64_t(status->getSize()), true, true);

		if (!text)
			return text.getError();
		kept_file &kept = files[path];

		kept = { *status, *name, std::move(*text), {} };
		by_text[kept.text->getBufferStart()] = &kept;
		return std::make_unique<opened_file>(kept, path);
	}

	std::string folder;
	llvm::StringMap<llvm::ErrorOr<llvm::vfs::Status>> statuses;
	llvm::StringMap<std::error_code> opened;
	llvm::StringMap<kept_file> files;
	llvm::DenseMap<const char *, kept_file *> by_text;
};

} // namespace

static bool is_keeping;
static llvm::IntrusiveRefCntPtr<file_keeper> keeper;

void keep_files()
{
	is_keeping = true;
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> source_files()
{
	static std::string folder;
	llvm::SmallString<256> now;

	if (!is_keeping)
		return llvm::vfs::getRealFileSystem();
	if (llvm::sys::fs::current_path(now) || !keeper || folder != now) {
		folder = std::string(now);
		keeper = llvm::makeIntrusiveRefCnt<file_keeper>(folder);
	}
	return keeper;
}

text_notes *notes_on(llvm::StringRef text)
{
	return keeper ? keeper->notes_on(text) : nullptr;
}

static std::shared_ptr<const llvm::MemoryBuffer> read_file(const std::string &path)
{
	auto text = llvm::MemoryBuffer::getFile(path, false, false);

	return text ? std::move(*text) : nullptr;
}

std::shared_ptr<const llvm::MemoryBuffer> stored_file(const std::string &path)
{
	struct version {
		llvm::sys::fs::file_status status;
		std::shared_ptr<const llvm::MemoryBuffer> text;
	};
	static llvm::StringMap<version> versions;
	llvm::sys::fs::file_status now;

	if (!is_keeping)
		return read_file(path);
	if (llvm::sys::fs::status(path, now))
		return nullptr;
	version &known = versions[path];

	// It is read after it was looked at: what is older than it says is read again, never the other way round.
	if (!known.text || known.status.getUniqueID() != now.getUniqueID() || known.status.getSize() != now.getSize() ||
	    known.status.getLastModificationTime() != now.getLastModificationTime())
		known = { now, read_file(path) };
	return known.text;
}

bool replace_stored(const std::string &path, llvm::StringRef content)
{
	std::string fresh = path + ".XXXXXX";
	int fd = g_mkstemp_full(fresh.data(), O_WRONLY | O_CLOEXEC, 0666);
	bool ok = fd >= 0;

	while (ok && !content.empty()) {
		ssize_t done = write(fd, content.data(), content.size());

		ok = done > 0 || (done < 0 && errno == EINTR);
		content = content.drop_front(done > 0 ? done : 0);
	}
	if (fd >= 0 && (close(fd) || !ok || rename(fresh.c_str(), path.c_str()))) {
		(void)unlink(fresh.c_str());
		ok = false;
	}
	return ok;
}

} // namespace hf
