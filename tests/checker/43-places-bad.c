/* SPDX-License-Identifier: MIT
 *
 * A lock has its class wherever it lies and however it is reached: two of each pair
 * are taken in both orders.
 *
 * expect: lock-order: m -> outer.in.lock -> m
 * expect: lock-order: m -> both.raw -> m
 * expect: lock-order: m -> cells -> m
 * expect: lock-order: m -> runq.lock -> m
 * expect: lock-order: m -> wrapped.inner -> m
 * expect: lock-order: m -> stack_lock_of.here -> m
 * chain: per_cpu_a: acquires `runq.lock`
 * count: 6
 */
#include "case.h"

extern unsigned long cpu_offset[];
unsigned long this_offset(void);
#define PER_CPU(var, cpu) (*(__typeof__(var) *)((unsigned long)&(var) + cpu_offset[cpu]))
#define PER_CPU_PTR(ptr, cpu) ({ unsigned long p_ = (unsigned long)(ptr); (__typeof__(ptr))(p_ + cpu_offset[cpu]); })
#define THIS_CPU_PTR(ptr) ((__typeof__(ptr))((char *)(ptr) + this_offset()))

static spinlock_t m HF_HELD_IN(no_preempt);

struct outer { int n; struct { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); } in; struct outer *next; };
void deep_a(struct outer *o) { spin_lock(&o->next->next->in.lock); spin_lock(&m); spin_unlock(&m); spin_unlock(&o->next->next->in.lock); }
void deep_b(struct outer *o) { spin_lock(&m); spin_lock(&o->in.lock); spin_unlock(&o->in.lock); spin_unlock(&m); }

struct both { union { spinlock_t raw HF_HELD_IN(no_preempt); struct { int v; } words; }; };
void union_a(struct both *b) { spin_lock(&b->raw); spin_lock(&m); spin_unlock(&m); spin_unlock(&b->raw); }
void union_b(void *p) { spin_lock(&m); spin_lock(&((struct both *)p)->raw); spin_unlock(&((struct both *)p)->raw); spin_unlock(&m); }

static spinlock_t cells[8] HF_HELD_IN(no_preempt);
void array_a(int i) { spin_lock(&cells[i]); spin_lock(&m); spin_unlock(&m); spin_unlock(&cells[i]); }
void array_b(int i) { spin_lock(&m); spin_lock(cells + i); spin_unlock(cells + i); spin_unlock(&m); }

struct runq { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int n; };
static struct runq runqs;
void per_cpu_a(int cpu) { spin_lock(&PER_CPU(runqs, cpu).lock); spin_lock(&m); spin_unlock(&m); spin_unlock(&PER_CPU(runqs, cpu).lock); }
void per_cpu_b(void)
{
	struct runq *mine = THIS_CPU_PTR(&runqs);

	spin_lock(&m);
	spin_lock(&mine->lock);
	spin_unlock(&mine->lock);
	spin_unlock(&m);
}

typedef spinlock_t wrapped_lock;
typedef struct { wrapped_lock inner HF_HELD_IN(no_preempt); } wrapped;
#define INNER(w) (&(w)->inner)
void typedef_a(wrapped *w) { spin_lock(INNER(w)); spin_lock(&m); spin_unlock(&m); spin_unlock(INNER(w)); }
void typedef_b(wrapped *w)
{
	wrapped_lock *l = (wrapped_lock *)w;

	l = &w->inner;
	spin_lock(&m);
	spin_lock(l);
	spin_unlock(l);
	spin_unlock(&m);
}

static void lock_both(spinlock_t *first, spinlock_t *second)
{
	spin_lock(first);
	spin_lock(second);
	spin_unlock(second);
	spin_unlock(first);
}
struct stack_lock_of { HF_LOCK_FIELD(spinlock_t, here, no_preempt); };
struct parent { int n; struct stack_lock_of child; };
static void by_parent(struct parent *p) { lock_both(&p->child.here, &m); }
static void by_child(struct stack_lock_of *c) { lock_both(&m, &c->here); }
void down(struct parent *p) { by_parent(p); by_child(&p->child); }

static spinlock_t percpu_lock HF_HELD_IN(no_preempt);
void ptr_a(int cpu) { spin_lock(PER_CPU_PTR(&percpu_lock, cpu)); spin_unlock(PER_CPU_PTR(&percpu_lock, cpu)); }
