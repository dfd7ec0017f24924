/* SPDX-License-Identifier: MIT
 *
 * Guarded data without the guard: a field, a part of it, an array, a variable, by the
 * lock of another object, behind an unlock, after publication, and one of two guards
 * on a write.
 *
 * expect: guarded-by: `queue.head` is read without `queue.lock`
 * expect: guarded-by: `queue.head` is written while another `queue.lock` than its own is held
 * expect: guarded-by: `queue.slots` is written without `queue.lock`
 * expect: guarded-by: `queue.range` is read without `queue.lock`
 * expect: guarded-by: `total` is written without `total_lock`
 * expect: guarded-by: `queue.mode` is written without `config_lock`
 * expect: guarded-by: `queue.mode` is read without `queue.lock`
 * expect: guarded-by: `queue.tail` is written without `queue.lock`
 * expect: guarded-by: `queue.tail` is read without `queue.lock`
 * chain: peek: reads it
 * count: 9
 */
#include "case.h"

struct queue {
	int head HF_GUARDED_BY(lock);           /* declared before its lock */
	int tail HF_GUARDED_BY(lock);
	int slots[4] HF_GUARDED_BY(lock);
	struct { int from, to; } range HF_GUARDED_BY(lock);
	int mode HF_GUARDED_BY(lock) HF_GUARDED_BY(config_lock);
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct queue *next;
};

mutex_t config_lock HF_HELD_IN(preemptible);
static spinlock_t total_lock HF_HELD_IN(no_preempt);
static int total HF_GUARDED_BY(total_lock);
static struct queue *all;
void *allocate(unsigned n) __attribute__((malloc)) HF_TRUST("test: memory");

static int peek(struct queue *q) { return q->head; }
int get(struct queue *q) { return peek(q); }

void other(struct queue *a, struct queue *b)
{
	spin_lock(&a->lock);
	b->head = 1;
	spin_unlock(&a->lock);
}

void element(struct queue *q, int i) { q->slots[i] = 1; }
int part(struct queue *q) { return q->range.to; }

void behind(void)
{
	spin_lock(&total_lock);
	spin_unlock(&total_lock);
	total++;
}

void one_of_two(struct queue *q)
{
	spin_lock(&q->lock);
	q->mode = 1;
	spin_unlock(&q->lock);
}
int none_of_two(struct queue *q) { return q->mode; }

static void publish(struct queue *q) { all = q; }
void published(void)
{
	struct queue *q = allocate(sizeof(*q));

	publish(q);
	q->tail = 1;
}
int published_itself(struct queue *into)
{
	struct queue q = { .next = 0 };

	into->next = &q;
	return q.tail;
}
