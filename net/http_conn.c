/* SPDX-License-Identifier: MIT
 *
 * http_conn.c: serves one HTTP connection: a page of the kernel's own, or a file
 * below /www.
 *
 * A connection and its buffers belong to one thread; no lock is held over a read
 * or a write.  Every wait has a deadline, and every size a bound:
 *
 *   a request's head   HTTP_HEAD_MAX bytes, HEAD_TIME_NS from its first byte on
 *   its content        CONTENT_MAX bytes, read and thrown away
 *   between requests   IDLE_TIME_NS, or IDLE_CROWDED_NS if others wait
 *   an answer          WRITE_TIME_NS for each HTTP_OUT_BYTES of it
 */
#include <kernel/errno.h>
#include <kernel/file.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "http_conn.h"
#include "http_pages.h"
#include "http_parse.h"

#define ROOT "/www"
#define INDEX "index.html"

#define HEAD_TIME_NS (10 * NSEC_PER_SEC)
#define IDLE_TIME_NS (5 * NSEC_PER_SEC)
#define IDLE_CROWDED_NS (100 * NSEC_PER_MSEC)
#define WRITE_TIME_NS (20 * NSEC_PER_SEC)
#define LINGER_TIME_NS (1 * NSEC_PER_SEC)
#define CONTENT_MAX 65536u

static uint64_t requests;               /* atomic */

uint64_t http_request_count(void)
{
	return __atomic_load_n(&requests, __ATOMIC_RELAXED);
}

static void deadline_in(struct http_conn *c, uint64_t ns)
{
	c->stream->deadline_ns = clock_ns() + ns;
}

/* Drops the first n bytes of what came in. */
static void in_consume(struct http_conn *c, size_t n)
{
	c->in_len -= n;
	memmove(c->in, c->in + n, c->in_len);
}

/* Reads more.  0, or -E...; -EPIPE at the end. */
static int in_fill(struct http_conn *c)
{
	ssize_t n = stream_read(c->stream, c->in + c->in_len, sizeof(c->in) - c->in_len);

	if (n <= 0)
		return n < 0 ? (int)n : -EPIPE;
	c->in_len += (size_t)n;
	return 0;
}

/* Reads until a whole head is there.  0 with its length, -E... when the connection
 * is over, or the status to refuse it with. */
static int head_read(struct http_conn *c, bool first, size_t *len)
{
	thread_step("http: wait for a request");
	if (c->in_len == 0) {
		int err;

		deadline_in(c, first ? HEAD_TIME_NS :
			       c->crowded() ? IDLE_CROWDED_NS : IDLE_TIME_NS);
		err = in_fill(c);
		if (err)
			return err;
	}
	thread_step("http: read a request");
	if (!first)
		deadline_in(c, HEAD_TIME_NS);
	while ((*len = http_head_length(c->in, c->in_len)) == 0) {
		int err;

		if (c->in_len == sizeof(c->in))
			return HTTP_HEAD_TOO_LARGE;
		err = in_fill(c);
		if (err)
			return err == -ETIMEDOUT ? HTTP_REQUEST_TIMEOUT : err;
	}
	return 0;
}

/* The content of a request means nothing to this server, but the next request
 * stands behind it. */
static int content_skip(struct http_conn *c, uint64_t len)
{
	while (len > 0) {
		size_t n = len < c->in_len ? (size_t)len : c->in_len;
		int err;

		in_consume(c, n);
		len -= n;
		if (len == 0)
			break;
		err = in_fill(c);
		if (err)
			return err;
	}
	return 0;
}

/* Writes an answer's head to c->out and returns its length. */
static size_t head_write(struct http_conn *c, const struct http_request *r,
			 enum http_status status, const char *type, uint64_t content_len)
{
	int n = snprintf(c->out, sizeof(c->out),
			 "HTTP/1.1 %d %s\r\n"
			 "Server: holdfast\r\n"
			 "Content-Type: %s\r\n"
			 "Content-Length: %llu\r\n"
			 "Connection: %s\r\n"
			 "%s\r\n",
			 status, http_status_text(status), type,
			 (unsigned long long)content_len,
			 r->keep_alive ? "keep-alive" : "close",
			 status == HTTP_METHOD_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "");

	__atomic_fetch_add(&requests, 1, __ATOMIC_RELAXED);
	return (size_t)n;
}

static int out_send(struct http_conn *c, size_t len)
{
	thread_step("http: send");
	deadline_in(c, WRITE_TIME_NS);
	return stream_write(c->stream, c->out, len);
}

/* A whole answer from memory. */
static int answer_text(struct http_conn *c, const struct http_request *r,
		       enum http_status status, const char *text, size_t len)
{
	size_t used = head_write(c, r, status, "text/plain; charset=utf-8", len);

	if (r->head_only)
		len = 0;
	for (;;) {
		size_t n = sizeof(c->out) - used < len ? sizeof(c->out) - used : len;
		int err;

		memcpy(c->out + used, text, n);
		err = out_send(c, used + n);
		text += n;
		len -= n;
		used = 0;
		if (err || len == 0)
			return err;
	}
}

static int answer_status(struct http_conn *c, const struct http_request *r,
			 enum http_status status)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%d %s\n", status, http_status_text(status));

	return answer_text(c, r, status, text, (size_t)n);
}

static const char *file_type(const char *path)
{
	static const struct { const char *suffix, *type; } types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".css", "text/css" },
		{ ".js", "text/javascript" },
		{ ".json", "application/json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < ARRAY_LEN(types); i++)
		if (strcmp(dot, types[i].suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

/* Sends `size` bytes of f behind the head of `used` bytes in c->out.  The length is
 * promised already: a file that got shorter ends the connection with -EIO. */
static int file_send(struct http_conn *c, struct file *f, uint64_t size, size_t used)
{
	uint64_t offset = 0;

	do {
		size_t cap = sizeof(c->out) - used;
		ssize_t n = 0;
		int err;

		if (offset < size) {
			thread_step("http: read a file");
			n = file_pread(f, c->out + used,
				       size - offset < cap ? (size_t)(size - offset) : cap, offset);
			if (n <= 0)
				return -EIO;
		}
		err = out_send(c, used + (size_t)n);
		if (err)
			return err;
		offset += (uint64_t)n;
		used = 0;
	} while (offset < size);
	return 0;
}

static int answer_open_file(struct http_conn *c, const struct http_request *r, struct file *f,
			    const char *path)
{
	struct file_stat st;
	int err = file_stat(f, &st);
	size_t used;

	if (err)
		return answer_status(c, r, HTTP_SERVER_ERROR);
	if ((st.mode & S_IFMT) != S_IFREG)
		return answer_status(c, r, HTTP_NOT_FOUND);
	used = head_write(c, r, HTTP_OK, file_type(path), st.size);
	return file_send(c, f, r->head_only ? 0 : st.size, used);
}

static int answer_file(struct http_conn *c, const struct http_request *r)
{
	char path[sizeof(ROOT) + HTTP_PATH_MAX + sizeof(INDEX)];
	size_t len = strlen(r->path);
	struct file *f;
	int err;

	snprintf(path, sizeof(path), ROOT "%s%s", r->path, r->path[len - 1] == '/' ? INDEX : "");
	thread_step("http: open a file");
	err = file_open(path, O_RDONLY, &f);
	if (err)
		return answer_status(c, r, err == -ENOENT || err == -ENOTDIR || err == -EISDIR ||
						   err == -ENAMETOOLONG ?
					   HTTP_NOT_FOUND : HTTP_SERVER_ERROR);
	err = answer_open_file(c, r, f, path);
	file_put(f);
	return err;
}

static int answer(struct http_conn *c, const struct http_request *r)
{
	const struct http_page *page = http_page_find(r->path);
	struct page_text text;
	int err;

	if (!page)
		return answer_file(c, r);
	err = http_page_make(page, &text);
	if (err)
		return answer_status(c, r, HTTP_SERVER_ERROR);
	err = answer_text(c, r, HTTP_OK, text.text, text.len);
	http_page_free(&text);
	return err;
}

/* Refuses what was read and ends.  What the peer still sends is read for a moment:
 * closing over unread bytes would reset the connection and lose the answer. */
static void refuse(struct http_conn *c, enum http_status status)
{
	const struct http_request r = { .keep_alive = false };
	size_t drained = 0;

	if (answer_status(c, &r, status) != 0)
		return;
	deadline_in(c, LINGER_TIME_NS);
	stream_finish(c->stream);
	while (drained < CONTENT_MAX) {
		ssize_t n = stream_read(c->stream, c->in, sizeof(c->in));

		if (n <= 0)
			break;
		drained += (size_t)n;
	}
}

/* One request and its answer.  0: the connection may go on.  A positive result is
 * the status to refuse it with. */
static int serve_one(struct http_conn *c, bool first)
{
	struct http_request r;
	enum http_status status;
	size_t len;
	int err = head_read(c, first, &len);

	if (err)
		return err;
	status = http_parse(c->in, len, &r);
	if (status != HTTP_OK)
		return status;
	if (r.content_length > CONTENT_MAX)
		return HTTP_CONTENT_TOO_LARGE;
	in_consume(c, len);
	err = content_skip(c, r.content_length);
	if (err)
		return err;
	err = answer(c, &r);
	if (err)
		return err;
	return r.keep_alive ? 0 : -EPIPE;
}

void http_serve(struct http_conn *c)
{
	bool first = true;
	int result;

	c->in_len = 0;
	do {
		result = serve_one(c, first);
		first = false;
	} while (result == 0);

	if (result > 0) {
		refuse(c, (enum http_status)result);
	} else if (result == -EPIPE) {
		deadline_in(c, LINGER_TIME_NS);
		stream_finish(c->stream);
	}
	stream_close(c->stream);
	c->stream = NULL;
}
