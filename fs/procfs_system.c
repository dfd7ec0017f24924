/* SPDX-License-Identifier: MIT
 *
 * procfs_system.c: the files of /proc about the machine.
 */
#include <kernel/heap.h>
#include <kernel/init.h>
#include <kernel/irq.h>
#include <kernel/load.h>
#include <kernel/print.h>
#include <kernel/time.h>
#include <kernel/version.h>

#include "procfs.h"

/* /proc counts in pieces of 1/100 s, and memory in KiB. */
#define TICK_NS (NSEC_PER_SEC / 100)
static int write_cmdline(struct proc_text *t, int pid)
{
	const char *name, *value;

	(void)pid;
	for (unsigned i = 0; (name = command_line_option(i, &value)) != NULL; i++)
		proc_print(t, "%s%s%s%s", i ? " " : "", name, *value ? "=" : "", value);
	proc_print(t, "\n");
	return 0;
}

static int write_cpuinfo(struct proc_text *t, int pid)
{
	(void)pid;
	for (unsigned i = 0; i < cpu_online_count(); i++)
		proc_print(t, "processor\t: %u\nFeatures\t: fp asimd\nCPU architecture: 8\n\n", i);
	return 0;
}

static int write_filesystems(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "\text2\nnodev\ttmpfs\nnodev\tproc\n");
	return 0;
}

static int write_interrupts(struct proc_text *t, int pid)
{
	unsigned count = cpu_online_count();

	(void)pid;
	proc_print(t, "     ");
	for (unsigned cpu = 0; cpu < count; cpu++)
		proc_print(t, "       CPU%u", cpu);
	proc_print(t, "\n");
	for (unsigned irq = 0; irq < IRQ_IDS; irq++) {
		const char *name = irq_name(irq);

		if (!name)
			continue;
		proc_print(t, "%3u: ", irq);
		for (unsigned cpu = 0; cpu < count; cpu++)
			proc_print(t, " %10u", irq_count(irq, cpu));
		proc_print(t, "  %s\n", name);
	}
	return 0;
}

static int write_loadavg(struct proc_text *t, int pid)
{
	uint32_t averages[3];
	unsigned running, all;
	int last_pid;

	(void)pid;
	load_averages(averages);
	process_counts(&running, &all, &last_pid);
	for (unsigned i = 0; i < 3; i++)
		proc_print(t, "%u.%02u ", averages[i] / LOAD_ONE,
			   averages[i] % LOAD_ONE * 100 / LOAD_ONE);
	proc_print(t, "%u/%u %d\n", load_threads(), all, last_pid);
	return 0;
}

static int write_mounts(struct proc_text *t, int pid)
{
	const struct vfs_mount *m;

	(void)pid;
	for (unsigned i = 0; (m = vfs_mount_number(i)) != NULL; i++)
		proc_print(t, "%s %s %s %s 0 0\n", m->source, m->path, m->ops->type,
			   m->ops->read_only ? "ro" : "rw");
	return 0;
}

static void print_cpu_times(struct proc_text *t, const char *name, uint64_t idle_ns,
			    uint64_t all_ns)
{
	uint64_t busy_ns = all_ns > idle_ns ? all_ns - idle_ns : 0;

	/* user nice system idle iowait irq softirq steal guest guest_nice */
	proc_print(t, "%s %llu 0 0 %llu 0 0 0 0 0 0\n", name, (unsigned long long)(busy_ns / TICK_NS),
		   (unsigned long long)(idle_ns / TICK_NS));
}

static int write_stat(struct proc_text *t, int pid)
{
	uint64_t now_ns = clock_ns(), idle_ns = 0, switches = 0;
	unsigned running, all;
	int last_pid;

	(void)pid;
	for (unsigned i = 0; i < cpu_online_count(); i++) {
		idle_ns += cpu_idle_ns(i);
		switches += cpu_switches(i);
	}
	print_cpu_times(t, "cpu ", idle_ns, now_ns * cpu_online_count());
	for (unsigned i = 0; i < cpu_online_count(); i++) {
		char name[8];

		snprintf(name, sizeof(name), "cpu%u", i);
		print_cpu_times(t, name, cpu_idle_ns(i), now_ns);
	}
	process_counts(&running, &all, &last_pid);
	proc_print(t, "ctxt %llu\nbtime %llu\nprocesses %d\nprocs_running %u\nprocs_blocked 0\n",
		   (unsigned long long)switches,
		   (unsigned long long)(clock_unix_s() - now_ns / NSEC_PER_SEC), last_pid,
		   load_threads());
	return 0;
}

static int write_uptime(struct proc_text *t, int pid)
{
	uint64_t now_ns = clock_ns(), idle_ns = 0;

	(void)pid;
	for (unsigned i = 0; i < cpu_online_count(); i++)
		idle_ns += cpu_idle_ns(i);
	proc_print(t, "%llu.%02llu %llu.%02llu\n", (unsigned long long)(now_ns / NSEC_PER_SEC),
		   (unsigned long long)(now_ns / TICK_NS % 100),
		   (unsigned long long)(idle_ns / NSEC_PER_SEC),
		   (unsigned long long)(idle_ns / TICK_NS % 100));
	return 0;
}

static int write_version(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "%s version %s\n", KERNEL_NAME, KERNEL_RELEASE);
	return 0;
}

const struct proc_file proc_root_files[] = {
	{ "cmdline", write_cmdline },
	{ "cpuinfo", write_cpuinfo },
	{ "filesystems", write_filesystems },
	{ "interrupts", write_interrupts },
	{ "loadavg", write_loadavg },
	{ "lock_stat", proc_lock_stat },
	{ "lockdep", proc_lockdep },
	{ "lockdep_stats", proc_lockdep_stats },
	{ "meminfo", proc_meminfo },
	{ "mounts", write_mounts },
	{ "slabinfo", proc_slabinfo },
	{ "stat", write_stat },
	{ "uptime", write_uptime },
	{ "version", write_version },
	{ NULL, NULL },
};

static int write_file_nr(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "%u\t0\t%llu\n", file_open_count(), (unsigned long long)INT64_MAX);
	return 0;
}

static int write_inode_nr(struct proc_text *t, int pid)
{
	unsigned all, idle;

	(void)pid;
	vfs_lock_acquire();
	vfs_inode_counts(&all, &idle);
	vfs_lock_release();
	proc_print(t, "%u\t%u\n", all, idle);
	return 0;
}

static const struct proc_file sys_fs_files[] = {
	{ "file-nr", write_file_nr },
	{ "inode-nr", write_inode_nr },
	{ NULL, NULL },
};

static int write_hostname(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "%s\n", KERNEL_NODE);
	return 0;
}

static int write_osrelease(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "%s\n", KERNEL_RELEASE);
	return 0;
}

static int write_ostype(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "%s\n", KERNEL_NAME);
	return 0;
}

static int write_pid_max(struct proc_text *t, int pid)
{
	(void)pid;
	proc_print(t, "32768\n");
	return 0;
}

static const struct proc_file sys_kernel_files[] = {
	{ "hostname", write_hostname },
	{ "osrelease", write_osrelease },
	{ "ostype", write_ostype },
	{ "pid_max", write_pid_max },
	{ NULL, NULL },
};

const struct proc_folder proc_sys_folders[] = {
	{ "fs", sys_fs_files },
	{ "kernel", sys_kernel_files },
	{ NULL, NULL },
};
