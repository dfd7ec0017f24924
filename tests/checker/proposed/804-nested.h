/* SPDX-License-Identifier: MIT
 *
 * A kernel whose locks count how often interrupts were turned off, and whose wait gives a lock back meanwhile.
 */
#ifndef NESTED_H
#define NESTED_H

struct cpu {
	int depth, was_on;
};

struct gate {
	unsigned shut;
	struct cpu *by;
};

struct desk {
	struct gate inner;
	unsigned taken;
};

struct task {
	struct gate gate;
	void *waits_for;
	struct frame *frame;
};

extern struct cpu *this_cpu(void);
extern struct task *this_task(void);
extern void swtch(struct frame *from, struct frame *to);
extern void gate_wake(void *why);
extern struct frame *idle;

static inline unsigned long status_read(void)
{
	unsigned long s;

	__asm__ volatile("csrr %0, sstatus" : "=r"(s));
	return s;
}

static inline void status_write(unsigned long s)
{
	__asm__ volatile("csrw sstatus, %0" : : "r"(s));
}

static inline void irq_mask_off(void)
{
	status_write(status_read() & ~2ul);
}

static inline void irq_mask_on(void)
{
	status_write(status_read() | 2);
}

static inline void level_push(void)
{
	int was_on = (status_read() & 2) != 0;

	irq_mask_off();
	if (!this_cpu()->depth)
		this_cpu()->was_on = was_on;
	this_cpu()->depth++;
}

static inline void level_pop(void)
{
	struct cpu *c = this_cpu();

	if (!--c->depth && c->was_on)
		irq_mask_on();
}

static inline void gate_take(struct gate *g)
{
	level_push();
	while (__sync_lock_test_and_set(&g->shut, 1))
		;
	g->by = this_cpu();
}

static inline void gate_give(struct gate *g)
{
	g->by = 0;
	__sync_lock_release(&g->shut);
	level_pop();
}

static inline void gate_wait(void *why, struct gate *g)
{
	struct task *t = this_task();

	gate_take(&t->gate);
	gate_give(g);
	t->waits_for = why;
	swtch(t->frame, idle);
	t->waits_for = 0;
	gate_give(&t->gate);
	gate_take(g);
}

static inline void desk_take(struct desk *d)
{
	gate_take(&d->inner);
	while (d->taken)
		gate_wait(d, &d->inner);
	d->taken = 1;
	gate_give(&d->inner);
}

static inline void desk_give(struct desk *d)
{
	gate_take(&d->inner);
	d->taken = 0;
	gate_wake(d);
	gate_give(&d->inner);
}

#endif
