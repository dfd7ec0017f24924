/* SPDX-License-Identifier: MIT
 *
 * host_stress.c: many threads on a cache that is smaller than what they hold; and a
 * device with a bad spot.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/errno.h>
#include <kernel/file.h>

#include "host.h"

struct reader {
	const char *path;
	const uint8_t *expect;
	size_t len;
	unsigned seed;
	bool failed;
};

static void *read_at_random(void *arg)
{
	struct reader *r = arg;
	uint8_t *buf = malloc(200000);

	for (unsigned i = 0; i < 300 && !r->failed; i++) {
		uint64_t offset = (uint64_t)rand_r(&r->seed) % (r->len + 10000);
		size_t len = (size_t)rand_r(&r->seed) % (i % 4 ? 5000 : 200000);
		size_t want = offset >= r->len ? 0 : len < r->len - offset ? len : r->len - offset;
		struct file *f;

		if (file_open(r->path, O_RDONLY, &f) != 0) {
			r->failed = true;
			break;
		}
		r->failed = file_pread(f, buf, len, offset) != (ssize_t)want ||
			    memcmp(buf, r->expect + offset, want) != 0;
		file_put(f);
	}
	free(buf);
	return NULL;
}

/* stress IMAGE PATH COPY: PATH in the image has the bytes of the file COPY. */
int host_stress(int argc, char **argv)
{
	enum { READERS = 24 };          /* the cache has 8 chunks */
	struct reader readers[READERS];
	pthread_t ids[READERS];
	struct host_device dev;
	uint8_t *image, *expect;
	size_t len;
	int failed = 0;

	if (argc != 3)
		host_die("stress IMAGE PATH COPY");
	image = host_file_load(argv[0], &len);
	host_device_create(&dev, image, len, 3);
	if (host_mount(&dev, 0) != 0)
		host_die("mount");
	expect = host_file_load(argv[2], &len);
	for (unsigned i = 0; i < READERS; i++) {
		readers[i] = (struct reader){ argv[1], expect, len, i, false };
		pthread_create(&ids[i], NULL, read_at_random, &readers[i]);
	}
	for (unsigned i = 0; i < READERS; i++) {
		pthread_join(ids[i], NULL);
		failed += readers[i].failed;
	}
	printf("%u requests, %d of %d readers failed\n", dev.requests, failed, READERS);
	return failed ? 1 : 0;
}

/* faults IMAGE PATH COPY: the middle of the file is on a bad spot for a while. */
int host_faults(int argc, char **argv)
{
	struct host_device dev;
	uint8_t *expect, *image, *buf, *spot = NULL;
	size_t len, image_len;
	struct file *f;

	if (argc != 3)
		host_die("faults IMAGE PATH COPY");
	image = host_file_load(argv[0], &image_len);
	host_device_create(&dev, image, image_len, 1);
	if (host_mount(&dev, 1 << 20) != 0)
		host_die("mount");
	expect = host_file_load(argv[2], &len);
	for (size_t i = 0; i + 512 <= image_len && !spot; i += 512)
		if (memcmp(image + i, expect + (len / 2 & ~511ul), 512) == 0)
			spot = image + i;
	if (!spot)
		host_die("the file's middle is not in the image");
	dev.bad_from = (uint64_t)(spot - image);
	dev.bad_to = dev.bad_from + 1;

	buf = malloc(len);
	if (file_open(argv[1], O_RDONLY, &f) != 0)
		host_die("open");
	/* Some bytes before the spot, then the error, and at other places no error. */
	ssize_t n = file_read(f, buf, len);
	if (n < 0 || (size_t)n >= len || memcmp(buf, expect, (size_t)n) != 0)
		host_die("read up to the bad spot: %zd", n);
	if ((n = file_read(f, buf, len)) != -EIO)
		host_die("read at the bad spot: %zd", n);
	if ((n = file_pread(f, buf, 100, len - 100)) != 100 ||
	    memcmp(buf, expect + len - 100, 100) != 0)
		host_die("read behind the bad spot: %zd", n);
	/* The error is not remembered once the device is well. */
	dev.bad_to = dev.bad_from = 0;
	if ((n = file_pread(f, buf, len, 0)) != (ssize_t)len || memcmp(buf, expect, len) != 0)
		host_die("read of the repaired device: %zd", n);
	file_put(f);
	printf("%u requests\n", dev.requests);
	return 0;
}
