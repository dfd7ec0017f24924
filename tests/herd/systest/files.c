/* SPDX-License-Identifier: MIT
 *
 * files.c: system calls on files, directories, pipes and file numbers.
 */
#include "systest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char conf[] = "/etc/herd/enabled/systest.conf";
static const char conf_text[] = "command = /bin/systest\n";
static const char folder[] = "/etc/herd/enabled";

static void read_good(void)
{
	char text[64] = "";
	int fd = open(conf, O_RDONLY);

	EXPECT_TRUE(fd >= 0);
	EXPECT(read(fd, text, sizeof(text)), sizeof(conf_text) - 1);
	EXPECT(memcmp(text, conf_text, sizeof(conf_text) - 1), 0);
	EXPECT(read(fd, text, sizeof(text)), 0);
	EXPECT(pread(fd, text, 2, 1), 2);
	EXPECT(text[0], 'o');
	EXPECT_ERRNO(pread(fd, text, 2, -1), EINVAL);
	EXPECT(close(fd), 0);
}

static void bad_buffers(void)
{
	int fd = open(conf, O_RDONLY);

	EXPECT_ERRNO(read(fd, NULL, 4), EFAULT);
	EXPECT_ERRNO(read(fd, KERNEL_ADDRESS, 4), EFAULT);
	EXPECT_ERRNO(read(fd, OUTSIDE_ADDRESS, 4), EFAULT);
	EXPECT_ERRNO(read(fd, (void *)(uintptr_t)conf, 4), EFAULT);  /* read-only */
	EXPECT_ERRNO(read(fd, (void *)-2, 4), EFAULT);
	EXPECT_ERRNO(write(1, NULL, 4), EFAULT);
	EXPECT_ERRNO(write(1, KERNEL_ADDRESS, 4), EFAULT);
	EXPECT_ERRNO(write(1, (void *)-2, 4), EFAULT);
	EXPECT_ERRNO(syscall(SYS_fstat, fd, KERNEL_ADDRESS), EFAULT);
	EXPECT_ERRNO(syscall(SYS_getdents64, open(folder, O_RDONLY), KERNEL_ADDRESS, 512), EFAULT);
	EXPECT_ERRNO(syscall(SYS_pipe2, KERNEL_ADDRESS, 0), EFAULT);
	EXPECT(write(1, NULL, 0), 0);
	/* open twice above, pipe2 gave its two numbers back */
	EXPECT(close(fd + 1), 0);
	EXPECT_ERRNO(close(fd + 2), EBADF);
	EXPECT(close(fd), 0);
}

static void page_end(void)
{
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open(conf, O_RDONLY), ends[2];
	char *last = pages + 4096 - 4;

	EXPECT(munmap(pages + 4096, 4096), 0);
	EXPECT(pipe(ends), 0);
	memcpy(last, "/bin", 4);
	EXPECT_ERRNO(open(last, O_RDONLY), EFAULT);
	EXPECT_ERRNO(write(ends[1], last, 5), EFAULT);
	EXPECT(write(ends[1], last, 4), 4);
	EXPECT_ERRNO(read(fd, last, 5), EFAULT);
	EXPECT(pread(fd, last, 4, 0), 4);
	memcpy(last, "/et", 4);
	EXPECT_ERRNO(open(last, O_RDONLY), ENOENT);
	EXPECT(munmap(pages, 4096), 0);
	close(fd);
	close(ends[0]);
	close(ends[1]);
}

static void bad_paths(void)
{
	static char path[5000];
	struct stat st;

	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	EXPECT_ERRNO(open(NULL, O_RDONLY), EFAULT);
	EXPECT_ERRNO(open(KERNEL_ADDRESS, O_RDONLY), EFAULT);
	EXPECT_ERRNO(open("", O_RDONLY), ENOENT);
	EXPECT_ERRNO(open("/nowhere", O_RDONLY), ENOENT);
	EXPECT_ERRNO(open(path, O_RDONLY), ENAMETOOLONG);
	EXPECT_ERRNO(openat(77, "x", O_RDONLY), EBADF);
	EXPECT_ERRNO(openat(1, "x", O_RDONLY), ENOTDIR);
	EXPECT_ERRNO(stat("/nowhere", &st), ENOENT);
	EXPECT_ERRNO(syscall(SYS_newfstatat, AT_FDCWD, conf, &st, 0x40000000), EINVAL);
	EXPECT_ERRNO(syscall(SYS_newfstatat, AT_FDCWD, conf, NULL, 0), EFAULT);
	EXPECT_TRUE(close(open("etc/herd/enabled/systest.conf", O_RDONLY)) == 0);
}

static void stat_and_seek(void)
{
	struct stat st;
	int fd = open(conf, O_RDONLY), ends[2];
	char c;

	EXPECT(stat(conf, &st), 0);
	EXPECT_TRUE(S_ISREG(st.st_mode));
	EXPECT(st.st_size, sizeof(conf_text) - 1);
	EXPECT(stat(folder, &st), 0);
	EXPECT_TRUE(S_ISDIR(st.st_mode));
	EXPECT(lseek(fd, -2, SEEK_END), sizeof(conf_text) - 3);
	EXPECT(read(fd, &c, 1), 1);
	EXPECT(c, 't');
	EXPECT(lseek(fd, -1, SEEK_CUR), sizeof(conf_text) - 3);
	EXPECT_ERRNO(lseek(fd, -1, SEEK_SET), EINVAL);
	EXPECT_ERRNO(lseek(fd, 0, 9), EINVAL);
	EXPECT_ERRNO(lseek(77, 0, SEEK_SET), EBADF);
	EXPECT(pipe(ends), 0);
	EXPECT_ERRNO(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	EXPECT(fstat(ends[0], &st), 0);
	EXPECT_TRUE(S_ISFIFO(st.st_mode));
	EXPECT_ERRNO(ioctl(fd, TIOCGWINSZ, &st), ENOTTY);
	EXPECT_ERRNO(ioctl(77, TIOCGWINSZ, &st), EBADF);
	close(fd);
	close(ends[0]);
	close(ends[1]);
}

static void directories(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char small[8], text[8];
	int seen = 0, fd;

	EXPECT_TRUE(dir);
	while (dir && (entry = readdir(dir)))
		seen += strcmp(entry->d_name, "systest.conf") == 0;
	EXPECT(seen, 1);
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	EXPECT_ERRNO(syscall(SYS_getdents64, fd, small, sizeof(small)), EINVAL);
	EXPECT_ERRNO(read(fd, text, sizeof(text)), EISDIR);
	close(fd);
	if (dir)
		closedir(dir);
	EXPECT_ERRNO(open(conf, O_RDONLY | O_DIRECTORY), ENOTDIR);
	fd = open(conf, O_RDONLY);
	EXPECT_ERRNO(syscall(SYS_getdents64, fd, text, sizeof(text)), ENOTDIR);
	close(fd);
}

static void numbers(void)
{
	int fd, other, count = 0;

	EXPECT_ERRNO(close(-1), EBADF);
	EXPECT_ERRNO(close(64), EBADF);
	EXPECT_ERRNO(read(0x7fffffff, &fd, 1), EBADF);
	fd = open(conf, O_RDONLY | O_CLOEXEC);
	EXPECT(fcntl(fd, F_GETFD), FD_CLOEXEC);
	other = dup(fd);
	EXPECT(fcntl(other, F_GETFD), 0);
	EXPECT(fcntl(other, F_SETFD, FD_CLOEXEC), 0);
	EXPECT(fcntl(other, F_GETFD), FD_CLOEXEC);
	EXPECT(lseek(fd, 5, SEEK_SET), 5);
	EXPECT(lseek(other, 0, SEEK_CUR), 5);
	EXPECT(dup2(fd, 40), 40);
	EXPECT(fcntl(fd, F_DUPFD, 40), 41);
	EXPECT_ERRNO(dup3(fd, fd, 0), EINVAL);
	EXPECT_ERRNO(dup3(fd, 64, 0), EBADF);
	EXPECT_ERRNO(dup3(fd, 42, O_DIRECTORY), EINVAL);
	EXPECT_ERRNO(dup3(50, 42, 0), EBADF);
	EXPECT_ERRNO(fcntl(fd, F_DUPFD, -1), EINVAL);
	EXPECT(close(40) | close(41) | close(other), 0);
	EXPECT_ERRNO(write(fd, "x", 1), EBADF);
	while (dup(fd) >= 0)
		count++;
	EXPECT(errno, EMFILE);
	EXPECT_ERRNO(open(conf, O_RDONLY), EMFILE);
	EXPECT_ERRNO(pipe((int[2]){ 0, 0 }), EMFILE);
	EXPECT(count, 64 - fd - 1);
	for (int i = 63; i > 2; i--)
		close(i);
}

static int broken_pipe;
static void write_broken_pipe(void) { (void)!write(broken_pipe, "x", 1); }

static void pipes(void)
{
	struct iovec parts[3] = { { "ab", 2 }, { NULL, 0 }, { "cd", 2 } };
	struct iovec bad[2] = { { "ef", 2 }, { KERNEL_ADDRESS, 2 } };
	int ends[2];
	char text[8];

	EXPECT_ERRNO(pipe2(ends, 0x40000000), EINVAL);
	EXPECT(pipe(ends), 0);
	EXPECT(writev(ends[1], parts, 3), 4);
	EXPECT(writev(ends[1], bad, 2), 2);
	EXPECT_ERRNO(writev(ends[1], KERNEL_ADDRESS, 1), EFAULT);
	EXPECT_ERRNO(writev(ends[1], parts, 1025), EINVAL);
	EXPECT(read(ends[0], text, sizeof(text)), 6);
	EXPECT(memcmp(text, "abcdef", 6), 0);
	EXPECT_ERRNO(write(ends[0], "x", 1), EBADF);
	EXPECT_ERRNO(read(ends[1], text, 1), EBADF);
	EXPECT(close(ends[1]), 0);
	EXPECT(read(ends[0], text, 1), 0);
	EXPECT(close(ends[0]), 0);
	EXPECT(pipe(ends), 0);
	EXPECT(close(ends[0]), 0);
	EXPECT_TRUE(signal(SIGPIPE, SIG_IGN) == SIG_DFL);
	EXPECT_ERRNO(write(ends[1], "x", 1), EPIPE);
	EXPECT_TRUE(signal(SIGPIPE, SIG_DFL) == SIG_IGN);
	broken_pipe = ends[1];
	EXPECT(status_of(write_broken_pipe), SIGPIPE);
	EXPECT(close(ends[1]), 0);
}

const struct test file_tests[] = {
	{ "file-read", read_good },
	{ "file-bad-buffers", bad_buffers },
	{ "file-page-end", page_end },
	{ "file-bad-paths", bad_paths },
	{ "file-stat-seek", stat_and_seek },
	{ "file-directories", directories },
	{ "file-numbers", numbers },
	{ "file-pipes", pipes },
	{ 0 },
};
