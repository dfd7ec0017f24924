/* SPDX-License-Identifier: MIT
 *
 * report_cache.h: reports of earlier runs, by what they follow from.
 */
#ifndef CHECKER_REPORT_CACHE_H
#define CHECKER_REPORT_CACHE_H

#include <glib.h>
#include <stdbool.h>

struct kept_report {
	int status;                     /* the exit status */
	char *remarks;                  /* for standard error */
	char *text;
	gsize len_bytes;
};

/* The report of that key, a name of hexadecimal digits.  False if there is none, or none that is whole. */
bool report_cache_find(const char *folder, const char *key, struct kept_report *report);
/* Keeps it, in place of the one that was asked for longest ago.  What can't be written costs
 * time in the next run. */
void report_cache_add(const char *folder, const char *key, const struct kept_report *report);

#endif
