/* SPDX-License-Identifier: MIT
 *
 * http_pages.c: the pages that the kernel itself writes.
 *
 * A page goes to memory first: its length is needed before it, and lockdep's
 * tables must not be held up by a slow client.  Where the text outgrows the memory
 * it is written once more into as much as it wanted.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/spinlock.h>           /* lockdep.h with it */
#include <kernel/string.h>
#include <kernel/time.h>
#include "http_conn.h"
#include "http_pages.h"
#include "ssh_keys.h"

#define TEXT_FIRST_BYTES 16384u
#define TEXT_MAX_BYTES (1024u * 1024u)

struct http_page {
	const char *path;
	void (*write)(struct page_text *t) HF_CALLED_IN(in_thread);
};

/* Also what lockdep_dump calls: neither allocates nor locks. */
static void text_add(void *arg, const char *text, size_t len)
{
	struct page_text *t = arg;

	if (t->len < t->cap)
		memcpy(t->text + t->len, text, len < t->cap - t->len ? len : t->cap - t->len);
	t->len += len;
}

__printf(2, 3)
static void text_print(struct page_text *t, const char *format, ...)
{
	char line[160];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_add(t, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static void page_lockdep(struct page_text *t)
{
	char line[160];

	lockdep_summary(line, sizeof(line));
	text_print(t, "%s\n\n", line);
	lockdep_dump(text_add, t);
}

/* Empty but for its head unless the command line says lock_stat. */
static void page_lock_stat(struct page_text *t)
{
	lockdep_dump_times(text_add, t);
}

static void page_lockdep_json(struct page_text *t)
{
	lockdep_dump_as(LOCKDEP_JSON, text_add, t);
}

static void page_status(struct page_text *t)
{
	char line[160];

	text_print(t, "uptime %llu s\n", (unsigned long long)(clock_ns() / NSEC_PER_SEC));
	text_print(t, "free pages %zu\n", page_count_free());
	text_print(t, "http requests %llu\n", (unsigned long long)http_request_count());
	text_print(t, "authorised keys %u\n", ssh_keys_count());
	lockdep_summary(line, sizeof(line));
	text_print(t, "%s\n", line);
}

/* The kernel's log, as dmesg would print it. */
static void page_log(struct page_text *t)
{
	char piece[512];
	uint64_t cursor = 0, end = log_end();
	size_t len;

	/* No further than the log was at first: it may grow as fast as it is read. */
	while (cursor < end && (len = log_read(&cursor, piece, sizeof(piece))) > 0)
		text_add(t, piece, len);
}

static const struct http_page pages[] = {
	{ "/log", page_log },
	{ "/lock_stat", page_lock_stat },
	{ "/lockdep", page_lockdep },
	{ "/lockdep.json", page_lockdep_json },
	{ "/status", page_status },
};

const struct http_page *http_page_find(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		if (strcmp(path, pages[i].path) == 0)
			return &pages[i];
	return NULL;
}

int http_page_make(const struct http_page *page, struct page_text *out)
{
	size_t cap = TEXT_FIRST_BYTES;

	for (;;) {
		*out = (struct page_text){ .text = kmalloc(cap), .cap = cap };
		if (!out->text)
			return -ENOMEM;
		page->write(out);
		if (out->len <= cap)
			return 0;
		kfree(out->text);
		if (out->len > TEXT_MAX_BYTES)
			return -ENOMEM;
		/* It may have grown a little meanwhile. */
		cap = out->len + out->len / 4;
	}
}

void http_page_free(struct page_text *text)
{
	kfree(text->text);
}
