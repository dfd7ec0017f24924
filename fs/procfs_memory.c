/* SPDX-License-Identifier: MIT
 *
 * procfs_memory.c: what the memory is used for: /proc/meminfo, slabinfo.
 */
#include <kernel/heap.h>

#include "procfs.h"

static size_t kib(size_t pages)
{
	return pages * (PAGE_SIZE / 1024);
}

int proc_meminfo(struct proc_text *t, int pid)
{
	struct memory_stat s;

	(void)pid;
	memory_stat(&s);
	proc_print(t, "MemTotal:       %8zu kB\nMemFree:        %8zu kB\nMemAvailable:   %8zu kB\n",
		   kib(s.pages), kib(s.pages_free), kib(s.pages_free + s.pages_kept));
	proc_print(t, "Buffers:        %8u kB\nCached:         %8u kB\nSwapTotal:      %8u kB\n"
		   "SwapFree:       %8u kB\nShmem:          %8u kB\nSlab:           %8zu kB\n"
		   "KernelStack:    %8zu kB\n",
		   0, 0, 0, 0, 0, kib(s.pages_cached), kib(s.pages_stacks));
	return 0;
}

/* One line for each cache: objects in use, and that there is room for; how long they are; how many go into a slab, and
 * its pages. */
int proc_slabinfo(struct proc_text *t, int pid)
{
	struct kmem_cache_stat c;

	(void)pid;
	proc_print(t, "slabinfo - version: 2.1\n"
		   "# name <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\n");
	for (unsigned i = 0; kmem_cache_stat(i, &c); i++)
		proc_print(t, "%s %zu %zu %zu %u %u\n", c.name, c.objects,
			   c.pages / c.slab_pages * c.per_slab, c.object_bytes, c.per_slab, c.slab_pages);
	return 0;
}
