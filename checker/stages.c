// SPDX-License-Identifier: MIT
/*
 * stages.c: shows and times the stages.
 */
#include "stages.h"

#include <glib.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

struct moment {
	double clock, cpu;              /* seconds */
	long memory_kb;
};

struct timed_stage {
	const char *name;
	struct moment took;
};

static struct {
	bool keeps_times, is_shown;
	const char *name;               /* of the stage that runs, or NULL */
	struct moment began;
	GArray *times;                  /* struct timed_stage */
} now;

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct moment moment(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (struct moment){ (double)g_get_monotonic_time() / 1e6, seconds(use.ru_utime) + seconds(use.ru_stime),
				use.ru_maxrss };
}

void stages_begin(bool keeps_times)
{
	now.keeps_times = keeps_times;
	now.is_shown = isatty(STDERR_FILENO);
	now.times = g_array_new(FALSE, FALSE, sizeof(struct timed_stage));
}

void stage(const char *name)
{
	struct moment at = moment();

	if (!now.times)
		return;
	if (now.name) {
		struct timed_stage done = { now.name, { at.clock - now.began.clock, at.cpu - now.began.cpu, at.memory_kb } };

		g_array_append_val(now.times, done);
	}
	if (now.is_shown && (name || now.name))
		fprintf(stderr, "\r\033[K%s", name ? name : "");
	now.name = name;
	now.began = at;
}

void stages_print(void)
{
	for (guint i = 0; now.keeps_times && i < now.times->len; i++) {
		const struct timed_stage *s = &g_array_index(now.times, struct timed_stage, i);

		fprintf(stderr, "holdfast: %s: %.2f s, %.2f s of CPU time, %.0f MB at most\n", s->name, s->took.clock,
			s->took.cpu, (double)s->took.memory_kb / 1024);
	}
}
