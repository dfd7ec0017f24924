/* SPDX-License-Identifier: MIT
 *
 * procfs_process.c: the files of /proc/PID.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>

#include "procfs.h"

#define TICK_NS (NSEC_PER_SEC / 100)
#define PAGE_KIB (PAGE_SIZE / 1024)

/* The terminal's number: of /dev/console. */
#define TERMINAL FILE_DEV(5, 1)

static int write_cmdline(struct proc_text *t, int pid)
{
	char *text = kmalloc(PAGE_SIZE);
	ssize_t len;

	if (!text)
		return -ENOMEM;
	len = process_arguments(pid, text, PAGE_SIZE);
	if (len > 0)
		proc_add(t, text, (size_t)len);
	kfree(text);
	return len == -ESRCH ? -ESRCH : 0;
}

static int write_comm(struct proc_text *t, int pid)
{
	struct process_info p;
	int err = process_info_get(pid, &p);

	if (!err)
		proc_print(t, "%s\n", p.name);
	return err;
}

static bool print_range(void *arg, uint64_t start, uint64_t end, unsigned rights)
{
	proc_print(arg, "%012llx-%012llx %c%c%cp 00000000 00:00 0\n", (unsigned long long)start,
		   (unsigned long long)end, rights & 1 ? 'r' : '-', rights & 2 ? 'w' : '-',
		   rights & 4 ? 'x' : '-');
	return true;
}

static int write_maps(struct proc_text *t, int pid)
{
	return process_ranges(pid, print_range, t);
}

static int write_limits(struct proc_text *t, int pid)
{
	if (!process_exists(pid))
		return -ESRCH;
	proc_print(t, "%-26s%-21s%-21s%s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
	proc_print(t, "%-26s%-21u%-21u%s\n", "Max open files", 64, 64, "files");
	proc_print(t, "%-26s%-21u%-21u%s\n", "Max stack size", 524288, 524288, "bytes");
	return 0;
}

/* proc(5), /proc/PID/stat: the numbers in its order. */
static int write_stat(struct proc_text *t, int pid)
{
	struct process_info p;
	int err = process_info_get(pid, &p);
	int terminal = err || p.terminal_group < 0 ? 0 : (int)TERMINAL;

	if (err)
		return err;
	proc_print(t, "%d (%s) %c %d %d %d %d %d 0 0 0 0 0 ", p.pid, p.name, p.state, p.parent,
		   p.group, p.session, terminal, p.terminal_group);
	/* utime stime cutime cstime priority nice threads 0 starttime vsize rss rsslim */
	proc_print(t, "%llu 0 %llu 0 20 0 %u 0 %llu %zu %zu %llu ",
		   (unsigned long long)(p.run_ns / TICK_NS),
		   (unsigned long long)(p.children_run_ns / TICK_NS), p.threads,
		   (unsigned long long)(p.start_ns / TICK_NS), p.pages * PAGE_SIZE, p.pages,
		   (unsigned long long)INT64_MAX);
	/* from startcode to exit_code: nothing is told */
	for (unsigned i = 26; i <= 52; i++)
		proc_print(t, i < 52 ? "0 " : "0\n");
	return 0;
}

static int write_statm(struct proc_text *t, int pid)
{
	struct process_info p;
	int err = process_info_get(pid, &p);

	if (!err)
		proc_print(t, "%zu %zu 0 0 0 0 0\n", p.pages, p.pages);
	return err;
}

static const char *state_text(char state)
{
	switch (state) {
	case 'R':
		return "running";
	case 'T':
		return "stopped";
	case 'Z':
		return "zombie";
	default:
		return "sleeping";
	}
}

static int write_status(struct proc_text *t, int pid)
{
	struct process_info p;
	int err = process_info_get(pid, &p);

	if (err)
		return err;
	proc_print(t, "Name:\t%s\nState:\t%c (%s)\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n", p.name, p.state,
		   state_text(p.state), p.pid, p.pid, p.parent);
	proc_print(t, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmSize:\t%8zu kB\nVmRSS:\t%8zu kB\n"
		   "Threads:\t%u\n", p.pages * PAGE_KIB, p.pages * PAGE_KIB, p.threads);
	return 0;
}

const struct proc_file proc_process_files[] = {
	{ "cmdline", write_cmdline },
	{ "comm", write_comm },
	{ "limits", write_limits },
	{ "maps", write_maps },
	{ "stat", write_stat },
	{ "statm", write_statm },
	{ "status", write_status },
	{ NULL, NULL },
};
