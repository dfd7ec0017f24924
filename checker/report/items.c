// SPDX-License-Identifier: MIT
/*
 * items.c: what all reports do with a report's lists.
 */
#include "report.h"

#include <string.h>
#include <unistd.h>

const char *report_path(const char *file)
{
	static char cwd[4096];
	size_t len;

	if (!cwd[0] && !getcwd(cwd, sizeof(cwd)))
		return file;
	len = strlen(cwd);
	return !strncmp(file, cwd, len) && file[len] == '/' ? file + len + 1 : file;
}

void report_add_item(GPtrArray *items, const char *file, uint32_t line, const char *text,
		     const char *detail)
{
	struct report_item *item = g_new0(struct report_item, 1);

	item->file = file;
	item->line = line;
	item->text = text;
	item->detail = detail;
	g_ptr_array_add(items, item);
}

void report_unseen(const struct report *r, struct report_list lists[REPORT_LISTS])
{
	const struct report_list all[REPORT_LISTS] = {
		{ "indirect calls without a known target", r->unresolved_calls },
		{ "functions without body and contract", r->unresolved_functions },
		{ "locks that are not known", r->unresolved_locks },
		{ "saved masks that are not known", r->unresolved_saves },
		{ "annotations that are not understood", r->unread },
		{ "assumed of unseen callers", r->assumed },
		{ "functions given up", r->given_up },
		{ "functions followed for one held lock at a time", r->in_parts },
		{ "assumed of unknown code", r->steady },
		{ "files that failed", r->failed },
		{ "declarations that contradict each other", r->contradictions },
	};

	g_assert(!all[REPORT_LISTS - 1].title);
	memcpy(lists, all, sizeof(all));
}

bool report_is_complete(const struct report *r)
{
	return !r->failed->len && !r->contradictions->len;
}

unsigned report_stale(const struct report *r)
{
	unsigned stale = 0;

	for (guint i = 0; r->baseline && i < r->baseline->len; i++)
		stale += !report_baseline(r, i)->is_matched;
	return stale;
}
