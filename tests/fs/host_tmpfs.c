/* SPDX-License-Identifier: MIT
 *
 * host_tmpfs.c: memory mounted on a directory of an image: changes of the name space and what
 * each refuses, data with holes and limits, and many threads at once; afterwards everything is
 * given back.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/errno.h>
#include <kernel/file.h>

#include "../../fs/tmpfs.h"
#include "host.h"

enum { LIMIT_PAGES = 64 };

#define EXPECT(condition) \
	do { \
		if (!(condition)) \
			host_die("line %d: not true: %s", __LINE__, #condition); \
	} while (0)

static const struct file_at *at(const char *path)
{
	static _Thread_local struct file_at places[2];
	static _Thread_local unsigned next;
	struct file_at *place = &places[next++ % 2];

	*place = (struct file_at){ .path = path };
	return place;
}

static int make_dir(const char *path)
{
	return file_system_root()->make(at(path), S_IFDIR | 0755, 0, NULL);
}

static int make_link(const char *path, const char *target)
{
	return file_system_root()->make(at(path), S_IFLNK | 0777, 0, target);
}

static int unlink_at(const char *path)
{
	return file_system_root()->remove(at(path), false);
}

static int remove_dir(const char *path)
{
	return file_system_root()->remove(at(path), true);
}

static int rename_to(const char *from, const char *to)
{
	return file_system_root()->rename(at(from), at(to), true);
}

static int open_at(const char *path, unsigned flags, struct file **out)
{
	return file_open_at(at(path), flags, 0640, out);
}

/* Writes a file as a whole. */
static int put_file(const char *path, const char *text)
{
	struct file *f;
	int err = open_at(path, O_CREAT | O_TRUNC | O_WRONLY, &f);
	ssize_t n;

	if (err)
		return err;
	n = file_write(f, text, strlen(text));
	file_put(f);
	return n == (ssize_t)strlen(text) ? 0 : -EIO;
}

static bool file_is(const char *path, const char *text)
{
	char buf[64] = "";
	struct file *f;
	ssize_t n;

	if (open_at(path, O_RDONLY, &f))
		return false;
	n = file_read(f, buf, sizeof(buf) - 1);
	file_put(f);
	return n == (ssize_t)strlen(text) && !strcmp(buf, text);
}

static void test_names(void)
{
	struct file_stat st;
	struct file *f;

	EXPECT(open_at("/tmp/f", O_RDWR, &f) == -ENOENT && put_file("/tmp/f", "one") == 0);
	EXPECT(file_is("/tmp/f", "one") && file_is("/tmp/../tmp/./f", "one"));
	EXPECT(open_at("/tmp/f", O_CREAT | O_EXCL | O_RDWR, &f) == -EEXIST);
	EXPECT(open_at("/tmp/g/", O_CREAT | O_RDWR, &f) == -EISDIR);
	EXPECT(open_at("/new", O_CREAT | O_RDWR, &f) == -EROFS && make_dir("/new") == -EROFS);
	EXPECT(make_dir("/tmp/d/") == 0 && make_dir("/tmp/d") == -EEXIST);
	EXPECT(make_dir("/tmp/none/d") == -ENOENT && make_dir("/tmp/f/d") == -ENOTDIR);
	EXPECT(make_link("/tmp/l", "d/../f") == 0 && file_is("/tmp/l", "one"));
	EXPECT(make_link("/tmp/new", "made") == 0 && put_file("/tmp/new", "two") == 0);
	EXPECT(file_is("/tmp/made", "two") && unlink_at("/tmp/new") == 0 && unlink_at("/tmp/made") == 0);
	EXPECT(unlink_at("/tmp/d") == -EISDIR && remove_dir("/tmp/f") == -ENOTDIR);
	EXPECT(remove_dir("/tmp") == -EBUSY && remove_dir("/tmp/d/.") == -EINVAL);
	EXPECT(unlink_at("/tmp/none") == -ENOENT && unlink_at("/tmp/f/") == -ENOTDIR);
	EXPECT(file_system_root()->link(at("/tmp/f"), 0, at("/tmp/d/h")) == 0);
	EXPECT(file_system_root()->link(at("/tmp/d"), 0, at("/tmp/e")) == -EPERM);
	EXPECT(file_system_root()->link(at("/f"), 0, at("/tmp/e")) == -EXDEV);
	EXPECT(file_stat_path("/tmp/f", &st) == 0 && st.nlink == 2 && st.size == 3);
	EXPECT(remove_dir("/tmp/d") == -ENOTEMPTY && unlink_at("/tmp/d/h") == 0);
	EXPECT(file_stat_path("/tmp/f", &st) == 0 && st.nlink == 1);
	EXPECT(remove_dir("/tmp/d") == 0 && unlink_at("/tmp/l") == 0 && unlink_at("/tmp/f") == 0);
}

static void test_rename(void)
{
	EXPECT(put_file("/tmp/a", "a") == 0 && put_file("/tmp/b", "b") == 0);
	EXPECT(make_dir("/tmp/d") == 0 && make_dir("/tmp/d/e") == 0 && make_dir("/tmp/x") == 0);
	EXPECT(file_system_root()->rename(at("/tmp/a"), at("/tmp/b"), false) == -EEXIST);
	EXPECT(rename_to("/tmp/a", "/tmp/b") == 0 && file_is("/tmp/b", "a"));
	EXPECT(rename_to("/tmp/a", "/tmp/b") == -ENOENT && rename_to("/tmp/b", "/tmp/b") == 0);
	EXPECT(rename_to("/tmp/d", "/tmp/d/e/f") == -EINVAL && rename_to("/tmp/d", "/tmp/b") == -ENOTDIR);
	EXPECT(rename_to("/tmp/b", "/tmp/d") == -EISDIR && rename_to("/tmp/x", "/tmp/d") == -ENOTEMPTY);
	EXPECT(rename_to("/tmp/d/e", "/tmp/d") == -ENOTEMPTY && rename_to("/tmp/b", "/f") == -EXDEV);
	EXPECT(rename_to("/tmp", "/x") == -EXDEV || rename_to("/tmp", "/x") == -EBUSY);
	EXPECT(rename_to("/tmp/d", "/tmp/x") == 0 && make_dir("/tmp/x/../y") == 0);
	EXPECT(rename_to("/tmp/x/e", "/tmp/y/z") == 0 && rename_to("/tmp/y/z/..", "/tmp/q") == -EBUSY);
	EXPECT(put_file("/tmp/y/z/../f", "f") == 0 && file_is("/tmp/y/f", "f"));
	EXPECT(unlink_at("/tmp/y/f") == 0 && remove_dir("/tmp/y/z") == 0 && remove_dir("/tmp/y") == 0);
	EXPECT(remove_dir("/tmp/x") == 0 && unlink_at("/tmp/b") == 0);
}

static void test_removed(void)
{
	struct file *dir, *f;
	struct file_at in;
	char buf[8];

	EXPECT(make_dir("/tmp/d") == 0 && open_at("/tmp/d", O_DIRECTORY, &dir) == 0);
	EXPECT(put_file("/tmp/d/f", "kept") == 0 && open_at("/tmp/d/f", O_RDONLY, &f) == 0);
	EXPECT(unlink_at("/tmp/d/f") == 0 && file_read(f, buf, 8) == 4 && !memcmp(buf, "kept", 4));
	in = (struct file_at){ .dir = dir, .path = "g" };
	EXPECT(file_system_root()->path_of(dir, buf, 8) == 6 && !strcmp(buf, "/tmp/d"));
	EXPECT(file_system_root()->path_of(dir, buf, 6) == -ERANGE);
	EXPECT(remove_dir("/tmp/d") == 0 && file_system_root()->path_of(dir, buf, 8) == -ENOENT);
	EXPECT(file_system_root()->make(&in, S_IFDIR, 0, NULL) == -ENOENT);
	in.dir = f;
	EXPECT(file_system_root()->make(&in, S_IFDIR, 0, NULL) == -ENOTDIR);
	file_put(f);
	file_put(dir);
}

static void test_data(void)
{
	const struct file_attr cut = { .set = FILE_SET_SIZE, .size = 5 };
	const struct file_attr longer = { .set = FILE_SET_SIZE, .size = 5000 };
	static char page[PAGE_SIZE];
	struct file_stat st;
	struct file *f, *g;
	char buf[16];
	unsigned n = 0;

	EXPECT(open_at("/tmp/f", O_CREAT | O_RDWR, &f) == 0);
	EXPECT(file_pwrite(f, "end", 3, 1000000) == 3 && file_stat(f, &st) == 0);
	EXPECT(st.size == 1000003 && st.blocks512 == 8 && st.mode == (S_IFREG | 0640));
	EXPECT(file_pread(f, buf, 16, 999999) == 4 && !memcmp(buf, "\0end", 4));
	EXPECT(file_write(f, "0123456789", 10) == 10 && file_setattr(f, &cut) == 0);
	EXPECT(file_setattr(f, &longer) == 0 && file_pread(f, buf, 16, 0) == 16);
	EXPECT(!memcmp(buf, "01234\0\0\0\0\0\0", 11));
	EXPECT(file_pwrite(f, "x", 1, 1ull << 40) == -EFBIG && file_setattr(f, &cut) == 0);
	EXPECT(open_at("/tmp/f", O_WRONLY | O_APPEND, &g) == 0 && file_write(g, "ab", 2) == 2);
	EXPECT(file_pwrite(f, "c", 1, 7) == 1 && file_write(g, "d", 1) == 1);
	EXPECT(file_pread(f, buf, 16, 0) == 9 && !memcmp(buf, "01234abcd", 9));
	EXPECT(file_read(g, buf, 1) == -EBADF);
	file_put(g);
	while (file_pwrite(f, page, PAGE_SIZE, n * PAGE_SIZE) == PAGE_SIZE)
		n++;
	EXPECT(n == LIMIT_PAGES && file_pwrite(f, page, 1, n * PAGE_SIZE) == -ENOSPC);
	EXPECT(file_setattr(f, &cut) == 0 && file_pwrite(f, page, 1, n * PAGE_SIZE) == 1);
	file_put(f);
	EXPECT(unlink_at("/tmp/f") == 0);
}

/* ---- many at once ---- */

static bool take_name(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		      uint64_t next_position)
{
	(void)name, (void)len, (void)ino, (void)mode, (void)next_position;
	(*(unsigned *)arg)++;
	return true;
}

static void look(void)
{
	unsigned names = 0;
	struct file *dir;

	EXPECT(open_at("/tmp", O_DIRECTORY, &dir) == 0);
	EXPECT(file_readdir(dir, take_name, &names) == 0 && names >= 2);
	file_put(dir);
}

static void *change_at_random(void *arg)
{
	unsigned seed = *(unsigned *)arg;
	char from[32], to[32], inside[48];

	for (unsigned i = 0; i < 400; i++) {
		snprintf(from, sizeof(from), "/tmp/n%d", rand_r(&seed) % 6);
		snprintf(to, sizeof(to), "/tmp/n%d", rand_r(&seed) % 6);
		snprintf(inside, sizeof(inside), "%s/f", from);
		switch (rand_r(&seed) % 8) {
		case 0: (void)make_dir(from); break;
		case 1: (void)put_file(inside, "some text"); break;
		case 2: (void)put_file(to, "other text"); break;
		case 3: (void)rename_to(from, to); break;
		case 4: (void)unlink_at(inside); break;
		case 5: (void)(remove_dir(from) && unlink_at(from)); break;
		case 6: (void)rename_to(from, inside); break;
		default: look(); break;
		}
	}
	return NULL;
}

static void test_stress(void)
{
	enum { THREADS = 8 };
	unsigned seeds[THREADS];
	pthread_t ids[THREADS];
	char path[48];

	for (unsigned i = 0; i < THREADS; i++) {
		seeds[i] = i + 1;
		pthread_create(&ids[i], NULL, change_at_random, &seeds[i]);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
	for (unsigned i = 0; i < 6; i++) {
		snprintf(path, sizeof(path), "/tmp/n%u/f", i);
		(void)unlink_at(path);
		path[strlen(path) - 2] = 0;
		(void)(remove_dir(path) && unlink_at(path));
	}
}

/* tmpfs IMAGE: the image has a directory /tmp and a file /f. */
int host_tmpfs(int argc, char **argv)
{
	struct file_system_stat all;
	struct host_device dev;
	struct vfs_mount *mount;
	uint8_t *image;
	size_t len;

	if (argc != 1)
		host_die("tmpfs IMAGE");
	image = host_file_load(argv[0], &len);
	host_device_create(&dev, image, len, 0);
	EXPECT(host_mount(&dev, 1 << 20) == 0);
	EXPECT(tmpfs_create("tmpfs", LIMIT_PAGES * PAGE_SIZE, 01777, &mount) == 0);
	EXPECT(vfs_mount_at(mount, "/none") == -ENOENT && vfs_mount_at(mount, "/f") == -ENOTDIR);
	EXPECT(vfs_mount_at(mount, "/tmp") == 0 && vfs_mount_at(mount, "/tmp") == -EBUSY);
	test_names();
	test_rename();
	test_removed();
	test_data();
	test_stress();
	EXPECT(file_system_root()->stat_system(at("/tmp"), &all) == 0);
	EXPECT(all.blocks_free == all.blocks && all.files_free == all.files - 1);
	EXPECT(file_open_count() == 0);
	return 0;
}
