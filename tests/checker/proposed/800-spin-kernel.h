/* SPDX-License-Identifier: MIT
 *
 * A small kernel with names of its own: tickets that spin, with and without interrupts, and a bell that rings.
 */
#ifndef SPIN_KERNEL_H
#define SPIN_KERNEL_H

struct door {
	volatile unsigned next, owner;
};

static inline unsigned long ears_close(void)
{
	unsigned long was;

	__asm__ volatile("mrs %0, daif\n\tmsr daifset, #3" : "=r"(was) : : "memory");
	return was;
}

static inline void ears_open(unsigned long was)
{
	__asm__ volatile("msr daif, %0" : : "r"(was) : "memory");
}

static inline void door_in(struct door *d)
{
	unsigned mine = __atomic_fetch_add(&d->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&d->owner, __ATOMIC_ACQUIRE) != mine)
		;
}

static inline void door_out(struct door *d)
{
	__atomic_store_n(&d->owner, d->owner + 1, __ATOMIC_RELEASE);
}

static inline unsigned long door_in_quiet(struct door *d)
{
	unsigned long was = ears_close();

	door_in(d);
	return was;
}

static inline void door_out_quiet(struct door *d, unsigned long was)
{
	door_out(d);
	ears_open(was);
}

void context_switch(void);
void nap_ms(unsigned ms);
void bell_attach_isr(int line, void (*handler)(void *), void *arg);

#endif
