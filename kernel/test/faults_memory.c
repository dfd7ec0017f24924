/* SPDX-License-Identifier: MIT
 *
 * faults_memory.c: memory used wrongly, and what comes close to it.
 */
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "faults.h"
#include "kernel/arch/asm.h"
#include "kernel/irq/ipi.h"
#include "kernel/mm/cache.h"

/* Text and constants are not writable. */
void fault_write_text(void)
{
	WRITE_ONCE(*(uint32_t *)(uintptr_t)&fault_run, 0);
}

static __attribute__((noinline)) unsigned recurse(unsigned depth)
{
	volatile char frame[256];

	memset((char *)frame, 1, sizeof(frame));
	return depth ? recurse(depth - 1) + (unsigned)frame[depth % 8] : 0;
}

#define FRAMES_ALL_STACK (STACK_BYTES / 256)
#define FRAMES_HALF_STACK (STACK_BYTES / 1024)

/* Over the end of this thread's stack. */
void fault_stack(void)
{
	(void)recurse(FRAMES_ALL_STACK);
}

static void recurse_in_handler(void *arg)
{
	(void)arg;
	(void)recurse(FRAMES_ALL_STACK);
}

/* The same on the stack of a CPU that idles: of the first, the one that it booted on. */
void fault_stack_idle(void)
{
	thread_sleep_ns(50 * NSEC_PER_MSEC);    /* it comes to idle */
	cpu_call_others(recurse_in_handler, NULL);
}

void fault_use_after_free(void)
{
	char *p = kmalloc(100);

	kfree(p);
	WRITE_ONCE(p[50], 1);
	/* Whoever gets it next. */
	kfree(kmalloc(100));
}

void fault_double_free(void)
{
	char *p = kmalloc(100), *q = kmalloc(100);

	kfree(p);
	kfree(q);
	kfree(p);
}

/* Not faults: what comes close to those above. */
void fault_memory_well_used(void)
{
	char *p = kmalloc(100), *q = kmalloc(100);

	WRITE_ONCE(p[96], 1);
	kfree(p);
	kfree(q);
	p = kmalloc(100);
	kfree(p);
	(void)recurse(FRAMES_HALF_STACK);
}

/* As if memory were asked for in a handler: what the checker would not let pass. */
static void ask_in_handler(void *arg)
{
	(void)arg;
	memory_check_context();
}

void fault_alloc_in_irq(void)
{
	cpu_call(&cpus[0], ask_in_handler, NULL);
}

static void ask_in_deferred(struct timeout *t)
{
	(void)t;
	memory_check_context();
}

void fault_alloc_in_deferred(void)
{
	static struct timeout soon;

	timeout_set(&soon, clock_ns(), ask_in_deferred);
	delay_us(100000);
}
