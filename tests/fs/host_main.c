/* SPDX-License-Identifier: MIT
 *
 * host_main.c: fs-host COMMAND IMAGE ...; the commands `list` and `stat`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/errno.h>

#include "host.h"
#include "../../fs/bcache.h"
#include "../../fs/ext2.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "list", host_list }, { "stat", host_stat }, { "stress", host_stress },
	{ "faults", host_faults }, { "file", host_file },
	{ "fuzz", host_fuzz }, { "tmpfs", host_tmpfs },
};

int host_mount(struct host_device *dev, size_t cache_bytes)
{
	struct vfs_mount *mount;
	struct bcache *cache;
	int err = bcache_create(&dev->block, cache_bytes, &cache);

	if (!err)
		err = ext2_mount(cache, &mount);
	if (!err)
		err = vfs_mount_root(mount);
	return err;
}

uint8_t *host_file_load(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;

	if (!f || fseek(f, 0, SEEK_END) != 0)
		host_die("cannot read %s", path);
	*len = (size_t)ftell(f);
	rewind(f);
	data = malloc(*len ? *len : 1);
	if (!data || fread(data, 1, *len, f) != *len)
		host_die("cannot read %s", path);
	fclose(f);
	return data;
}

uint32_t host_crc32(uint32_t crc, const uint8_t *p, size_t len)
{
	static uint32_t table[256];

	if (!table[1])
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t c = i;

			for (int k = 0; k < 8; k++)
				c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
			table[i] = c;
		}
	crc = ~crc;
	while (len--)
		crc = table[(crc ^ *p++) & 255] ^ crc >> 8;
	return ~crc;
}

int host_file_sum(struct file *f, size_t piece, uint64_t *len, uint32_t *crc)
{
	uint8_t *buf = malloc(piece);
	ssize_t n;

	*len = 0;
	*crc = 0;
	while ((n = file_read(f, buf, piece)) > 0) {
		*crc = host_crc32(*crc, buf, (size_t)n);
		*len += (uint64_t)n;
	}
	free(buf);
	return (int)n;
}

/* ---- list: the whole tree, one line for each name ------------------------ */

struct entries {
	struct { char name[256]; uint64_t ino; uint32_t mode; } *at;
	size_t count;
	bool full;                      /* refuse every other one, to be asked again */
	bool refused;
};

static bool collect(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		    uint64_t next)
{
	struct entries *list = arg;

	(void)next;
	if (list->full && !list->refused && list->count % 3 == 2) {
		list->refused = true;
		return false;
	}
	list->refused = false;
	list->at = realloc(list->at, (list->count + 1) * sizeof(list->at[0]));
	memcpy(list->at[list->count].name, name, len);
	list->at[list->count].name[len] = 0;
	list->at[list->count].ino = ino;
	list->at[list->count].mode = mode;
	list->count++;
	return true;
}

static void list_link(const char *path, struct file *dir, uint64_t ino)
{
	struct { struct vfs_inode *inode; } *open = dir->private_data;
	char target[VFS_PATH_MAX];
	struct vfs_inode *link;
	size_t len = 0;
	int err;

	vfs_lock_acquire();
	err = vfs_inode_get(open->inode->mount, ino, &link);
	if (!err) {
		err = link->mount->ops->readlink(link, target, sizeof(target), &len);
		vfs_inode_put(link);
	}
	vfs_lock_release();
	printf("%s l %d %.*s\n", path, -err, (int)len, target);
}

static void list_file(const char *path)
{
	struct file_stat st;
	struct file *f;
	uint64_t len = 0;
	uint32_t crc = 0;
	int err = file_open(path, O_RDONLY, &f);

	if (err) {
		printf("%s ? %d\n", path, -err);
		return;
	}
	err = file_stat(f, &st);
	if (!err)
		err = host_file_sum(f, 4093 + st.ino % 7 * 8192, &len, &crc);
	printf("%s f %d %o %u %llu %08x\n", path, -err, st.mode & 07777, st.nlink,
	       (unsigned long long)len, crc);
	if (!err && len != st.size)
		host_die("%s: %llu bytes of %llu", path, (unsigned long long)len,
			 (unsigned long long)st.size);
	file_put(f);
}

static void list_directory(const char *path)
{
	struct entries list = { .full = true };
	struct file_stat st;
	struct file *dir;
	int err = file_open(path[0] ? path : "/", O_DIRECTORY, &dir);

	if (err) {
		printf("%s/ ? %d\n", path, -err);
		return;
	}
	do {
		err = file_readdir(dir, collect, &list);
	} while (!err && list.refused);
	if (file_stat(dir, &st) != 0)
		host_die("stat %s", path);
	printf("%s/ d %d %o %u\n", path, -err, st.mode & 07777, st.nlink);
	for (size_t i = 0; i < list.count; i++) {
		char *name = list.at[i].name, *full;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		full = malloc(strlen(path) + strlen(name) + 2);
		sprintf(full, "%s/%s", path, name);
		switch (list.at[i].mode) {
		case S_IFDIR: list_directory(full); break;
		case S_IFREG: list_file(full); break;
		case S_IFLNK: list_link(full, dir, list.at[i].ino); break;
		default: printf("%s o\n", full);
		}
		free(full);
	}
	free(list.at);
	file_put(dir);
}

/* list IMAGE CACHE-BYTES */
int host_list(int argc, char **argv)
{
	struct host_device dev;
	uint8_t *image;
	size_t len;
	int err;

	if (argc != 2)
		host_die("list IMAGE CACHE-BYTES");
	image = host_file_load(argv[0], &len);
	host_device_create(&dev, image, len, 2);
	err = host_mount(&dev, strtoul(argv[1], NULL, 0));
	if (err)
		host_die("mount: %d", err);
	list_directory("");
	return 0;
}

/* stat IMAGE PATH...: for each the error, or type and size; alone: mounts. */
int host_stat(int argc, char **argv)
{
	struct host_device dev;
	struct file_stat st;
	uint8_t *image;
	size_t len;
	int err;

	image = host_file_load(argv[0], &len);
	host_device_create(&dev, image, len, 0);
	err = host_mount(&dev, 1 << 20);
	if (err) {
		printf("mount %d\n", -err);
		return 0;
	}
	for (int i = 1; i < argc; i++) {
		err = file_stat_path(argv[i], &st);
		if (err)
			printf("%d\n", -err);
		else
			printf("%o %llu\n", st.mode >> 12, (unsigned long long)st.size);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3)
		for (size_t i = 0; i < ARRAY_LEN(commands); i++)
			if (strcmp(argv[1], commands[i].name) == 0)
				return commands[i].run(argc - 2, argv + 2);
	host_die("usage: fs-host list|stat|stress|faults|file|fuzz IMAGE ...");
}
