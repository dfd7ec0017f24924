/* SPDX-License-Identifier: MIT
 *
 * A kernel whose primitives all have bodies: nothing is known by its name alone.
 */
#ifndef BODIES_H
#define BODIES_H

#include <stdatomic.h>
#include <stddef.h>

struct thread {
	struct thread *next;
	unsigned wakes_at;
};

typedef struct {
	atomic_flag held;
	const char *name;
} klock_t;

typedef struct {
	struct thread *owner, *waiters;
} rt_mtx;

typedef struct {
	int count;
	struct thread *waiters;
} rt_sem;

extern struct thread *current;
extern void switch_to(struct thread *from, struct thread *to);

static inline void irq_off(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void irq_on(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void klock_acquire(klock_t *l)
{
	while (atomic_flag_test_and_set_explicit(&l->held, memory_order_acquire))
		__asm__ volatile("pause");
}

static inline _Bool klock_try_acquire(klock_t *l)
{
	return !atomic_flag_test_and_set_explicit(&l->held, memory_order_acquire);
}

static inline void klock_release(klock_t *l)
{
	atomic_flag_clear_explicit(&l->held, memory_order_release);
}

static inline void klock_acquire_irq(klock_t *l)
{
	irq_off();
	klock_acquire(l);
}

static inline void klock_release_irq(klock_t *l)
{
	klock_release(l);
	irq_on();
}

static inline void reschedule(void)
{
	irq_off();
	switch_to(current, current->next);
	irq_on();
}

static inline void rt_wait_on(struct thread **waiters)
{
	irq_off();
	current->next = *waiters;
	*waiters = current;
	reschedule();
	irq_on();
}

static inline int rt_mtx_take(rt_mtx *m)
{
	irq_off();
	while (m->owner)
		rt_wait_on(&m->waiters);
	m->owner = current;
	irq_on();
	return 0;
}

static inline void rt_mtx_give(rt_mtx *m)
{
	irq_off();
	m->owner = NULL;
	irq_on();
}

static inline void rt_sem_pend(rt_sem *s)
{
	irq_off();
	while (!s->count)
		rt_wait_on(&s->waiters);
	s->count--;
	irq_on();
}

static inline void rt_sem_post(rt_sem *s)
{
	irq_off();
	s->count++;
	irq_on();
}

struct isr_entry {
	void (*fn)(void *arg);
	void *arg;
};
extern struct isr_entry isr_table[16];

static inline void isr_install(int line, void (*fn)(void *arg), void *arg)
{
	isr_table[line].fn = fn;
	isr_table[line].arg = arg;
}

#endif
