/* SPDX-License-Identifier: MIT
 *
 * host.h: the file system on the host: fs/ and kernel/base/file.c as they are, over
 * stand-ins for the rest of the kernel (host_kernel.c) and a block device that is
 * an array (host_device.c).
 */
#ifndef TESTS_FS_HOST_H
#define TESTS_FS_HOST_H

#include <kernel/base.h>
#include <kernel/block.h>

struct host_device {
	struct block_device block;
	uint8_t *image;
	/* Requests that touch these bytes fail. */
	uint64_t bad_from, bad_to;
	unsigned requests;              /* atomic: so far */
};

/* A device over image[0, len), which stays the caller's.  With `threads` > 0 that
 * many serve it, out of order; with 0 a request is done when submit returns. */
void host_device_create(struct host_device *dev, uint8_t *image, size_t len, unsigned threads);

/* Mounts the device as the root, with a cache of `cache_bytes`.  0 or -E.... */
int host_mount(struct host_device *dev, size_t cache_bytes);

/* A file as a whole; ends the program on an error. */
uint8_t *host_file_load(const char *path, size_t *len);

__noreturn void host_die(const char *format, ...) __printf(1, 2);

/* Reads the rest of the file from `at` on, in pieces of up to `piece` bytes, as it
 * comes; returns what is summed up: length and CRC-32, or -E.... */
struct file;
int host_file_sum(struct file *f, size_t piece, uint64_t *len, uint32_t *crc);
uint32_t host_crc32(uint32_t crc, const uint8_t *p, size_t len);

/* The tests: each gets the rest of the command line.  0: passed. */
int host_list(int argc, char **argv);
int host_stat(int argc, char **argv);
int host_stress(int argc, char **argv);
int host_faults(int argc, char **argv);
int host_file(int argc, char **argv);
int host_fuzz(int argc, char **argv);
int host_tmpfs(int argc, char **argv);

#endif
