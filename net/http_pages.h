/* SPDX-License-Identifier: MIT
 *
 * http_pages.h: the pages that the kernel itself writes: /lockdep and /status.
 */
#ifndef NET_HTTP_PAGES_H
#define NET_HTTP_PAGES_H

#include <kernel/base.h>

struct http_page;

/* A page's text in memory. */
struct page_text {
	char *text;
	size_t len;             /* what the page wanted to write; at most cap is there */
	size_t cap;
};

/* NULL: the path names none. */
const struct http_page *http_page_find(const char *path);

/* Writes the page.  0 or -ENOMEM; then freed by http_page_free. */
int http_page_make(const struct http_page *page,
		   struct page_text *out) __must_check HF_MAY_BLOCK;
void http_page_free(struct page_text *text);

#endif
