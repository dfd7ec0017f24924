/* SPDX-License-Identifier: MIT
 *
 * http_parse.c: the head of an HTTP/1.x request.
 *
 * Strict where leniency has let requests be smuggled or files be reached: lines
 * end in CR LF, there is no space before a colon and no folded line, one
 * Content-Length, no Transfer-Encoding, and no path leaves the root.
 */
#include <kernel/string.h>
#include "http_parse.h"

/* A part of the head. */
struct slice {
	const char *at;
	size_t len;
};

size_t http_head_length(const char *text, size_t len)
{
	for (size_t i = 3; i < len; i++)
		if (text[i] == '\n' && memcmp(text + i - 3, "\r\n\r\n", 4) == 0)
			return i + 1;
	return 0;
}

static bool slice_is(struct slice s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool slice_is_nocase(struct slice s, const char *text)
{
	if (s.len != strlen(text))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (lower(s.at[i]) != lower(text[i]))
			return false;
	return true;
}

static struct slice slice_trim(struct slice s)
{
	while (s.len && (s.at[0] == ' ' || s.at[0] == '\t'))
		s.at++, s.len--;
	while (s.len && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
		s.len--;
	return s;
}

/* Cuts off what stands before `c`, and `c`.  False: there is none. */
static bool slice_cut(struct slice *rest, char c, struct slice *before)
{
	const char *at = memchr(rest->at, c, rest->len);

	if (!at)
		return false;
	*before = (struct slice){ rest->at, (size_t)(at - rest->at) };
	rest->at = at + 1;
	rest->len -= before->len + 1;
	return true;
}

/* RFC 9110, 5.6.2. */
static bool is_token(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c))
			return false;
	}
	return s.len > 0;
}

static bool has_controls(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 0x7f)
			return true;
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decodes (RFC 3986, 2.1) into out, which holds `cap` characters with the
 * terminating zero. */
static enum http_status path_decode(struct slice s, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		int c = (unsigned char)s.at[i];

		if (c == '%') {
			int high = i + 2 < s.len ? hex_digit(s.at[i + 1]) : -1;
			int low = i + 2 < s.len ? hex_digit(s.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return HTTP_BAD_REQUEST;
			c = high << 4 | low;
			i += 2;
		}
		if (c < ' ' || c == 0x7f)
			return HTTP_BAD_REQUEST;
		if (n + 1 >= cap)
			return HTTP_URI_TOO_LONG;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return HTTP_OK;
}

/* Removes "." and empty parts of a decoded path; ".." is refused: no link that
 * this server hands out needs it. */
static enum http_status path_normalise(char *path)
{
	char *to = path;
	const char *from = path;

	while (*from == '/') {
		const char *part = from + 1, *end = part;

		while (*end && *end != '/')
			end++;
		if (end - part == 2 && part[0] == '.' && part[1] == '.')
			return HTTP_BAD_REQUEST;
		if (end != part && !(end - part == 1 && part[0] == '.')) {
			*to++ = '/';
			memmove(to, part, (size_t)(end - part));
			to += end - part;
		} else if (*end == '\0') {
			*to++ = '/';
		}
		from = end;
	}
	*to = '\0';
	return HTTP_OK;
}

/* The origin form, "/path?query", or the absolute form, "http://host/path". */
static enum http_status target_parse(struct slice target, struct http_request *out)
{
	struct slice path = target, before;
	enum http_status status;

	if (target.len > 7 && slice_is_nocase((struct slice){ target.at, 7 }, "http://"))
		path = (struct slice){ target.at + 7, target.len - 7 };
	else if (target.len > 8 && slice_is_nocase((struct slice){ target.at, 8 }, "https://"))
		path = (struct slice){ target.at + 8, target.len - 8 };
	if (path.at != target.at) {
		const char *root = memchr(path.at, '/', path.len);

		if (!root)
			path = (struct slice){ "/", 1 };
		else
			path = (struct slice){ root, path.len - (size_t)(root - path.at) };
	}
	if (slice_cut(&path, '?', &before))
		path = before;
	if (path.len == 0 || path.at[0] != '/')
		return HTTP_BAD_REQUEST;
	status = path_decode(path, out->path, sizeof(out->path));
	return status == HTTP_OK ? path_normalise(out->path) : status;
}

static enum http_status version_parse(struct slice version, struct http_request *out)
{
	if (version.len != 8 || memcmp(version.at, "HTTP/", 5) != 0 || version.at[6] != '.')
		return HTTP_BAD_REQUEST;
	if (version.at[5] != '1')
		return HTTP_VERSION_NOT_SUPPORTED;
	out->keep_alive = version.at[7] != '0';
	return HTTP_OK;
}

static enum http_status request_line_parse(struct slice line, struct http_request *out)
{
	struct slice method, target;
	enum http_status status;

	if (!slice_cut(&line, ' ', &method) || !slice_cut(&line, ' ', &target) ||
	    !is_token(method))
		return HTTP_BAD_REQUEST;
	status = version_parse(line, out);
	if (status != HTTP_OK)
		return status;
	out->head_only = slice_is(method, "HEAD");
	if (!out->head_only && !slice_is(method, "GET"))
		return HTTP_METHOD_NOT_ALLOWED;
	return target_parse(target, out);
}

static enum http_status length_parse(struct slice value, uint64_t *out)
{
	uint64_t n = 0;

	if (value.len == 0)
		return HTTP_BAD_REQUEST;
	if (value.len > 18)
		return HTTP_CONTENT_TOO_LARGE;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return HTTP_BAD_REQUEST;
		n = n * 10 + (uint64_t)(value.at[i] - '0');
	}
	*out = n;
	return HTTP_OK;
}

/* Connection is a list; only these two options mean something here. */
static void connection_parse(struct slice value, struct http_request *out)
{
	struct slice option;

	do {
		if (!slice_cut(&value, ',', &option)) {
			option = value;
			value.len = 0;
		}
		option = slice_trim(option);
		if (slice_is_nocase(option, "close"))
			out->keep_alive = false;
		else if (slice_is_nocase(option, "keep-alive"))
			out->keep_alive = true;
	} while (value.len);
}

struct seen {
	unsigned host, content_length;
};

static enum http_status field_parse(struct slice line, struct http_request *out,
				    struct seen *seen)
{
	struct slice name;

	if (!slice_cut(&line, ':', &name) || !is_token(name))
		return HTTP_BAD_REQUEST;
	line = slice_trim(line);
	if (has_controls(line))
		return HTTP_BAD_REQUEST;
	if (slice_is_nocase(name, "Host"))
		seen->host++;
	else if (slice_is_nocase(name, "Connection"))
		connection_parse(line, out);
	else if (slice_is_nocase(name, "Transfer-Encoding"))
		return HTTP_NOT_IMPLEMENTED;
	else if (slice_is_nocase(name, "Content-Length"))
		return seen->content_length++ ? HTTP_BAD_REQUEST :
						length_parse(line, &out->content_length);
	return HTTP_OK;
}

/* The next line without its CR LF. */
static bool line_cut(struct slice *rest, struct slice *line)
{
	if (!slice_cut(rest, '\n', line) || line->len == 0 || line->at[line->len - 1] != '\r')
		return false;
	line->len--;
	return true;
}

enum http_status http_parse(const char *head, size_t len, struct http_request *out)
{
	struct slice rest = { head, len }, line;
	struct seen seen = { 0 };
	enum http_status status;
	bool needs_host;

	*out = (struct http_request){ 0 };
	if (!line_cut(&rest, &line))
		return HTTP_BAD_REQUEST;
	status = request_line_parse(line, out);
	if (status != HTTP_OK)
		return status;
	needs_host = out->keep_alive;           /* HTTP/1.1 */
	for (;;) {
		if (!line_cut(&rest, &line))
			return HTTP_BAD_REQUEST;
		if (line.len == 0)
			break;
		status = field_parse(line, out, &seen);
		if (status != HTTP_OK)
			return status;
	}
	if (seen.host > 1 || (needs_host && seen.host == 0))
		return HTTP_BAD_REQUEST;
	return HTTP_OK;
}

const char *http_status_text(enum http_status status)
{
	switch (status) {
	case HTTP_OK: return "OK";
	case HTTP_BAD_REQUEST: return "Bad Request";
	case HTTP_NOT_FOUND: return "Not Found";
	case HTTP_METHOD_NOT_ALLOWED: return "Method Not Allowed";
	case HTTP_REQUEST_TIMEOUT: return "Request Timeout";
	case HTTP_CONTENT_TOO_LARGE: return "Content Too Large";
	case HTTP_URI_TOO_LONG: return "URI Too Long";
	case HTTP_HEAD_TOO_LARGE: return "Request Header Fields Too Large";
	case HTTP_SERVER_ERROR: return "Internal Server Error";
	case HTTP_NOT_IMPLEMENTED: return "Not Implemented";
	case HTTP_VERSION_NOT_SUPPORTED: return "HTTP Version Not Supported";
	}
	return "Unknown";
}
