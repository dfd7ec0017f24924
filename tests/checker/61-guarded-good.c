/* SPDX-License-Identifier: MIT
 *
 * The guard held: here, by the caller, by contract, through an alias; any of two to
 * read, both to write.  An object that nobody else has yet needs none, in a helper
 * as little as here.
 */
#include "case.h"

struct link { struct link *next; };
struct queue {
	int head HF_GUARDED_BY(lock);
	int slots[4] HF_GUARDED_BY(lock);
	int mode HF_GUARDED_BY(lock) HF_GUARDED_BY(config_lock);
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct link list HF_GUARDED_BY(lock);
	struct queue *next;
};
struct owner { struct queue *q; };

mutex_t config_lock HF_HELD_IN(preemptible);
static struct queue *all;
void *allocate(unsigned n) __attribute__((malloc)) HF_TRUST("test: memory");

static int peek(struct queue *q) { return q->head; }
int get(struct queue *q)
{
	spin_lock(&q->lock);
	int head = peek(q);

	spin_unlock(&q->lock);
	return head;
}

void api(struct queue *q) HF_REQUIRES(q->lock);
void api(struct queue *q) { q->slots[q->head] = peek(q); }

void alias(struct owner *o)
{
	spinlock_t *l = &o->q->lock;
	struct queue *q = o->q;

	spin_lock(l);
	q->head++;
	spin_unlock(l);
}

int any(struct queue *q)
{
	mutex_lock(&config_lock);
	int mode = q->mode;

	spin_lock(&q->lock);
	q->mode = mode + 1;
	spin_unlock(&q->lock);
	mutex_unlock(&config_lock);
	spin_lock(&q->lock);
	mode += q->mode;
	spin_unlock(&q->lock);
	return mode;
}

/* Two objects that point to each other are still known to nobody else. */
static void link_init(struct link *l) { l->next = l; }
static void join(struct queue *a, struct queue *b) { a->next = b; b->next = a; }
static void init(struct queue *q)
{
	q->head = 0;
	link_init(&q->list);
	q->mode = 1;
}

int create(int n)
{
	struct queue *q = allocate(sizeof(*q)), *second;

	if (!q)
		return -12;
	second = allocate(sizeof(*q));
	init(q);
	if (second)
		join(q, second);
	q->head = n;
	all = q;
	return 0;
}

int on_stack(void)
{
	struct queue q;

	init(&q);
	return q.head;
}
