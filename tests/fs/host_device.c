/* SPDX-License-Identifier: MIT
 *
 * host_device.c: a block device that is an array, served by threads in random
 * order or at once.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

enum { QUEUE_MAX = 1024 };

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t queue_filled = PTHREAD_COND_INITIALIZER;
static struct block_request *queue[QUEUE_MAX];
static unsigned queue_len;

static void serve(struct host_device *dev, struct block_request *req)
{
	uint64_t from = req->sector * dev->block.sector_bytes, to = from + req->len_bytes;

	req->status = from < dev->bad_to && to > dev->bad_from ? -5 /* EIO */ : 0;
	if (!req->status)
		memcpy(req->data, dev->image + from, req->len_bytes);
	req->done(req);
}

static void *server(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)&seed;

	for (;;) {
		struct block_request *req;
		unsigned pick;

		pthread_mutex_lock(&queue_lock);
		while (!queue_len)
			pthread_cond_wait(&queue_filled, &queue_lock);
		pick = (unsigned)rand_r(&seed) % queue_len;
		req = queue[pick];
		queue[pick] = queue[--queue_len];
		pthread_mutex_unlock(&queue_lock);
		usleep((unsigned)rand_r(&seed) % 64);
		serve(arg, req);
	}
	return NULL;
}

static int submit_queued(struct block_device *block, struct block_request *req)
{
	struct host_device *dev = block->driver;

	__atomic_fetch_add(&dev->requests, 1, __ATOMIC_RELAXED);
	pthread_mutex_lock(&queue_lock);
	if (queue_len == QUEUE_MAX)
		abort();
	queue[queue_len++] = req;
	pthread_cond_signal(&queue_filled);
	pthread_mutex_unlock(&queue_lock);
	return 0;
}

static int submit_at_once(struct block_device *block, struct block_request *req)
{
	struct host_device *dev = block->driver;

	__atomic_fetch_add(&dev->requests, 1, __ATOMIC_RELAXED);
	serve(dev, req);
	return 0;
}

/* The check of kernel/dev/block.c, but a bug in what is tested here. */
int block_submit(struct block_device *dev, struct block_request *req)
{
	uint64_t end = req->sector + req->len_bytes / dev->sector_bytes;

	if (!req->len_bytes || req->len_bytes % dev->sector_bytes ||
	    req->len_bytes > dev->request_max_bytes || end > dev->sector_count)
		host_die("a request that the device cannot do: sector %llu, %zu bytes",
			 (unsigned long long)req->sector, req->len_bytes);
	return dev->submit(dev, req);
}

void host_device_create(struct host_device *dev, uint8_t *image, size_t len, unsigned threads)
{
	memset(dev, 0, sizeof(*dev));
	dev->image = image;
	dev->block = (struct block_device){
		.name = "host",
		.sector_bytes = 512,
		.request_max_bytes = 65536,
		.sector_count = len / 512,
		.submit = threads ? submit_queued : submit_at_once,
		.driver = dev,
	};
	while (threads--) {
		pthread_t id;

		if (pthread_create(&id, NULL, server, dev) != 0)
			host_die("no thread");
		pthread_detach(id);
	}
}
