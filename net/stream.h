/* SPDX-License-Identifier: MIT
 *
 * stream.h: a connection's bytes, whatever carries them (TCP, TLS over TCP).
 *
 * One thread uses a stream at a time.  Every call may sleep and none holds a lock
 * when it returns.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <kernel/base.h>

struct stream;

struct stream_ops {
	/* At least one byte, 0 at the end, or -E....  */
	ssize_t (*read)(struct stream *s, void *buf, size_t cap) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
	/* All of it or -E...; returns when the last byte is queued to be sent. */
	int (*write)(struct stream *s, const void *buf,
		     size_t len) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
	/* Nothing more will be written; reading goes on. */
	void (*finish)(struct stream *s) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
	/* Ends the connection and frees the stream. */
	void (*close)(struct stream *s) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
};

struct stream {
	const struct stream_ops *ops;
	uint64_t deadline_ns;   /* clock_ns() time after which calls return -ETIMEDOUT */
};

static inline ssize_t stream_read(struct stream *s, void *buf, size_t cap)
{
	return s->ops->read(s, buf, cap);
}

static inline int stream_write(struct stream *s, const void *buf, size_t len)
{
	return s->ops->write(s, buf, len);
}

static inline void stream_finish(struct stream *s)
{
	s->ops->finish(s);
}

static inline void stream_close(struct stream *s)
{
	s->ops->close(s);
}

#endif
