/* SPDX-License-Identifier: MIT
 *
 * pure_test.c: what of net/ is pure functions, on the host and under its sanitizers:
 * the request parser, against values and against thousands of damaged requests, and
 * the checksum, against the definition in RFC 1071.
 *
 * Prints `ok NAME` or `FAIL NAME: why`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "net/http_parse.h"

uint16_t net_checksum(const void *data, int len);

static int failures;

static void result(const char *name, const char *wrong)
{
	if (wrong)
		printf("FAIL %s: %s\n", name, wrong);
	else
		printf("ok %s\n", name);
	failures += wrong != NULL;
}

static const struct {
	const char *text;
	unsigned status;
	const char *path;
	bool head_only, keep_alive;
	uint64_t content_length;
} requests[] = {
	{ "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/", false, true, 0 },
	{ "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/a", true, true, 0 },
	{ "GET / HTTP/1.0\r\n\r\n", 200, "/", false, false, 0 },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, "/", false, true, 0 },
	{ "GET / HTTP/1.1\r\nhost:a\r\nconnection: x , CLOSE\r\n\r\n", 200, "/", false, false, 0 },
	{ "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", 200, "/", false, true, 12 },
	{ "GET /a/./b//c/ HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/a/b/c/", false, true, 0 },
	{ "GET /a/. HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/a/", false, true, 0 },
	{ "GET /... HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/...", false, true, 0 },
	{ "GET /%41%2fb?%zz HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/A/b", false, true, 0 },
	{ "GET http://h HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/", false, true, 0 },
	{ "GET HTTPS://h/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 200, "/x", false, true, 0 },
	{ "GET /a/.. HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET /%2e. HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET / HTTP/11\r\nHost: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET / HTTP/1.1\r\n: a\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, NULL, false, false, 0 },
	{ "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413, NULL, false, false, 0 },
	{ "get / HTTP/1.1\r\nHost: a\r\n\r\n", 405, NULL, false, false, 0 },
};

static void test_values(void)
{
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		const char *text = requests[i].text;
		size_t len = strlen(text);
		struct http_request r;
		unsigned status = http_parse(text, len, &r);
		char why[400];

		if (http_head_length(text, len) != len) {
			result("http_head_length", text);
			return;
		}
		if (status == requests[i].status &&
		    (status != 200 || (strcmp(r.path, requests[i].path) == 0 &&
				       r.head_only == requests[i].head_only &&
				       r.keep_alive == requests[i].keep_alive &&
				       r.content_length == requests[i].content_length)))
			continue;
		snprintf(why, sizeof(why), "status %u, path %s: %s", status, r.path, text);
		result("http_parse", why);
		return;
	}
	result("http_parse", NULL);
}

static const char *path_wrong(const char *path)
{
	if (path[0] != '/')
		return "not absolute";
	for (const char *p = path; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return "a control character";
		if (strncmp(p, "/../", 4) == 0 || strcmp(p, "/..") == 0)
			return "leaves the root";
		if (strncmp(p, "//", 2) == 0)
			return "an empty part";
	}
	return NULL;
}

/* In memory of exactly the right size, so that the sanitizer sees one byte too far. */
static const char *parse_exactly(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct http_request r;
	const char *wrong = NULL;

	memcpy(copy, text, len);
	if (http_parse(copy, len, &r) == HTTP_OK)
		wrong = path_wrong(r.path);
	(void)http_head_length(copy, len);
	free(copy);
	return wrong;
}

static void test_damaged(void)
{
	static const char bits[] = "/.%\r\n: ?2eEfF,\0\x7f\xff" "GHC0";
	char text[512];

	srand(1);
	for (int n = 0; n < 200000; n++) {
		const char *from = requests[(size_t)rand() % ARRAY_LEN(requests)].text;
		size_t len = strlen(from);
		const char *wrong;

		memcpy(text, from, len);
		for (int changes = rand() % 6; changes; changes--)
			text[(size_t)rand() % len] = bits[(size_t)rand() % (sizeof(bits) - 1)];
		if (rand() % 4 == 0)
			len = (size_t)rand() % (len + 1);
		wrong = parse_exactly(text, len);
		if (wrong) {
			result("damaged requests", wrong);
			return;
		}
	}
	result("damaged requests", NULL);
}

/* RFC 1071, section 1, on 16-bit words as this machine has them. */
static uint16_t checksum_by_definition(const unsigned char *p, int len)
{
	uint32_t sum = 0;

	for (int i = 0; i < len; i++)
		sum += i % 2 ? (uint32_t)p[i] << 8 : p[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void test_checksum(void)
{
	_Alignas(8) static unsigned char buf[2100];
	char why[80];

	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = (unsigned char)(rand() % 3 ? 0xff : rand());
	for (int start = 0; start < 9; start++) {
		for (int len = 0; len < 2000; len++) {
			uint16_t want = checksum_by_definition(buf + start, len);
			uint16_t got = net_checksum(buf + start, len);

			if (got == want)
				continue;
			snprintf(why, sizeof(why), "%d bytes from %d: %04x, not %04x", len, start, got, want);
			result("checksum", why);
			return;
		}
	}
	result("checksum", NULL);
}

int main(void)
{
	test_values();
	test_damaged();
	test_checksum();
	return failures ? 1 : 0;
}
