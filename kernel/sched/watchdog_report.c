/* SPDX-License-Identifier: MIT
 *
 * watchdog_report.c: what becomes of a finding: the last report of the machine, or one
 * that it goes on from.  Takes no lock and allocates nothing.
 */
#include <kernel/init.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include "watchdog.h"
#include "kernel/base/report.h"

enum policy { BY_KIND, REPORT, PANIC };

static enum policy policy(void)
{
	const char *wanted = command_line_get("watchdog");

	return !wanted ? BY_KIND : !strcmp(wanted, "panic") ? PANIC :
	       !strcmp(wanted, "report") ? REPORT : BY_KIND;
}

void watchdog_report(enum watchdog_kind kind, void (*detail)(const void *arg), const void *arg,
		     const char *format, ...)
{
	enum policy p = policy();
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (p == PANIC || (p == BY_KIND && kind == WATCHDOG_STUCK)) {
		report_begin();
		report_line("WATCHDOG: %s", text);
		if (detail)
			detail(arg);
		report_end();
	}
	report_line("WATCHDOG: %s", text);
	if (detail)
		detail(arg);
	report_cpus();
}
