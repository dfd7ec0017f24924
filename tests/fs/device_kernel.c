/* SPDX-License-Identifier: MIT
 *
 * device_kernel.c: what the drivers need of the kernel, and the device.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/irq.h>
#include <kernel/panic.h>
#include <kernel/platform.h>
#include <kernel/print.h>
#include <kernel/spinlock.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include <kernel/watchdog.h>

#include "device.h"

struct desc { uint64_t addr; uint32_t len; uint16_t flags, next; };

static uint32_t regs[0x200 / 4];
static uint16_t avail_seen, used_idx;
static void (*handler)(void *arg);
static void *handler_arg;
static int locks_held, failures;
void (*device_while_asleep)(void);

/* ---- the device ---------------------------------------------------------- */

void device_reset(unsigned id, uint32_t features, uint32_t queue_max)
{
	memset(regs, 0, sizeof(regs));
	regs[0] = 0x74726976;
	regs[1] = 2;
	regs[2] = id;
	regs[4] = features;
	regs[0x34 / 4] = queue_max;
	avail_seen = used_idx = 0;
	handler = NULL;
}

void device_config(unsigned offset, uint32_t value) { regs[(0x100 + offset) / 4] = value; }
uint32_t device_status(void) { return regs[0x70 / 4]; }

static void *ring(unsigned reg)
{
	return (void *)(uintptr_t)((uint64_t)regs[reg / 4 + 1] << 32 | regs[reg / 4]);
}

bool device_next(struct device_chain *out)
{
	struct desc *desc = ring(0x80);
	uint16_t *avail = ring(0x90), at;

	if (!avail || avail[1] == avail_seen)
		return false;
	at = avail[2 + avail_seen++ % regs[0x38 / 4]];
	out->head = at;
	out->n = 0;
	for (;;) {
		out->part[out->n].data = (uint8_t *)(uintptr_t)desc[at].addr;
		out->part[out->n].len = desc[at].len;
		out->part[out->n++].writable = desc[at].flags & 2;
		if (!(desc[at].flags & 1))
			return true;
		at = desc[at].next;
	}
}

void device_use(uint32_t id, uint32_t len)
{
	uint8_t *used = ring(0xa0);
	uint32_t *entry = (uint32_t *)(used + 4) + used_idx % regs[0x38 / 4] * 2;

	entry[0] = id;
	entry[1] = len;
	device_skip(1);
}

void device_skip(unsigned entries)
{
	used_idx += entries;
	((uint16_t *)ring(0xa0))[1] = used_idx;
}

void device_interrupt(void)
{
	regs[0x60 / 4] = 1;
	handler(handler_arg);
}

/* ---- the kernel ---------------------------------------------------------- */

void *kmalloc(size_t size) { return malloc(size); }
void *kzalloc(size_t size) { return calloc(1, size); }
void kfree(void *p) { free(p); }
uint64_t virt_to_phys(const void *p) { return (uintptr_t)p; }
void page_free(void *p, unsigned order) { (void)order; free(p); }

void *page_alloc(unsigned order)
{
	void *p = aligned_alloc(PAGE_SIZE, PAGE_SIZE << order);

	return p ? memset(p, 0, PAGE_SIZE << order) : NULL;
}

void kprintf(enum log_level level, const char *format, ...)
{
	va_list args;

	(void)level;
	/* Printing under a spinlock is what nobody may do. */
	if (locks_held)
		abort();
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

int watchdog_watch(struct watch *w, const char *name, struct thread *thread)
{
	*w = (struct watch){ .name = name, .thread = thread };
	return 0;
}

void panic(const char *format, ...) { fprintf(stderr, "panic: %s\n", format); abort(); }

static void hold(struct spin_core *core)
{
	if (core->now_serving++)
		abort();
	locks_held++;
}

static void drop(struct spin_core *core)
{
	if (--core->now_serving)
		abort();
	locks_held--;
}

void spin_lock(spinlock_t *l) { hold(&l->core); }
void spin_unlock(spinlock_t *l) { drop(&l->core); }
void irq_spin_lock(irq_spinlock_t *l) { hold(&l->core); }
void irq_spin_unlock(irq_spinlock_t *l) { drop(&l->core); }

void wait_queue_init(struct wait_queue *q) { list_init(&q->waiters); }
void wait_prepare(struct wait_queue *q, struct waiter *w) { (void)q, (void)w; }
void wait_finish(struct wait_queue *q, struct waiter *w) { (void)q, (void)w; }
void wake_all(struct wait_queue *q) { (void)q; }

int wait_sleep(struct wait_queue *q, struct waiter *w, uint64_t deadline_ns)
{
	(void)q, (void)w, (void)deadline_ns;
	if (locks_held)
		abort();
	device_while_asleep();
	return 0;
}

uint64_t clock_ns(void) { return 1; }
volatile void *mmio_map(uint64_t phys, size_t len) { (void)phys, (void)len; return regs; }

int irq_register(unsigned irq, const char *name, void (*fn)(void *arg), void *arg)
{
	(void)irq, (void)name;
	handler = fn;
	handler_arg = arg;
	return 0;
}

int platform_virtio_slot(unsigned i, uint64_t *phys, unsigned *irq)
{
	*phys = 0xa000000;
	*irq = 48;
	return i == 0 ? 0 : -ENODEV;
}

/* ---- results ------------------------------------------------------------- */

void expect(const char *name, bool condition, const char *why)
{
	static const char *last;

	if (!condition) {
		printf("FAIL %s: not true: %s\n", name, why);
		failures++;
	} else if (last != name) {
		printf("ok %s\n", name);
	}
	last = name;
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	test_block();
	test_random();
	return failures ? 1 : 0;
}
