/* SPDX-License-Identifier: MIT
 *
 * http_parse.h: the head of an HTTP/1.x request (RFC 9110, RFC 9112), as pure
 * functions over a buffer.
 */
#ifndef NET_HTTP_PARSE_H
#define NET_HTTP_PARSE_H

#include <kernel/base.h>

#define HTTP_PATH_MAX 256u

enum http_status {
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_METHOD_NOT_ALLOWED = 405,
	HTTP_REQUEST_TIMEOUT = 408,
	HTTP_CONTENT_TOO_LARGE = 413,
	HTTP_URI_TOO_LONG = 414,
	HTTP_HEAD_TOO_LARGE = 431,
	HTTP_SERVER_ERROR = 500,
	HTTP_NOT_IMPLEMENTED = 501,
	HTTP_VERSION_NOT_SUPPORTED = 505,
};

struct http_request {
	bool head_only;                 /* HEAD: as GET without the content */
	bool keep_alive;
	uint64_t content_length;
	char path[HTTP_PATH_MAX];       /* decoded, absolute, without query and "." parts */
};

/* The length of the head at the start of `text`, its empty line included; 0 while it
 * isn't complete. */
size_t http_head_length(const char *text, size_t len);

/* Parses a whole head.  HTTP_OK, or the status to refuse it with; the connection
 * cannot be used for another request then. */
enum http_status http_parse(const char *head, size_t len, struct http_request *out);

/* "Not Found" */
const char *http_status_text(enum http_status status);

#endif
