/* SPDX-License-Identifier: MIT
 *
 * http_conn.h: one HTTP connection: requests come in, answers go out, one after the
 * other.
 */
#ifndef NET_HTTP_CONN_H
#define NET_HTTP_CONN_H

#include "stream.h"

#define HTTP_HEAD_MAX 8192u
#define HTTP_OUT_BYTES 32768u

/* One thread's buffers; used for one connection after the other. */
struct http_conn {
	struct stream *stream;
	/* Does another connection wait for a thread?  Then this one idles less long. */
	bool (*crowded)(void) HF_CALLED_IN(in_thread);
	size_t in_len;
	char in[HTTP_HEAD_MAX];
	char out[HTTP_OUT_BYTES];
};

/* Serves requests on c->stream until the connection ends, then closes it. */
void http_serve(struct http_conn *c) HF_MAY_BLOCK;

/* How many requests were answered since boot. */
uint64_t http_request_count(void);

#endif
