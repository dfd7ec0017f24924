/* SPDX-License-Identifier: MIT
 *
 * Balanced: by an unwind label, by a result, by contract, by a callee and its
 * counterpart, in a loop, in a release and reacquire; a panic may hold anything.
 */
#include "case.h"

struct q { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); struct q *next; };

static spinlock_t s HF_HELD_IN(no_preempt);
static mutex_t m HF_HELD_IN(preemptible);
int work(void) HF_TRUST("test: no locks");
__attribute__((noreturn)) void thread_exit(void) HF_MAY_BLOCK;
__attribute__((noreturn)) void panic(void) HF_TRUST("test: stops");

int unwind(void)
{
	int error = -1;

	spin_lock(&s);
	if (work())
		goto out;
	error = 0;
out:
	spin_unlock(&s);
	return error;
}

static int begin(void)
{
	mutex_lock(&m);
	if (work()) {
		mutex_unlock(&m);
		return -1;
	}
	return 0;
}
static int try_begin(void) { return spin_trylock(&s) ? 0 : -16; }

void by_result(void)
{
	if (begin() < 0)
		return;
	if (work())
		panic();
	mutex_unlock(&m);
	int error = try_begin();

	if (error < 0)
		thread_exit();
	spin_unlock(&s);
}

static int count_or_error(void)
{
	spin_lock(&s);
	if (work()) {
		spin_unlock(&s);
		return -1;
	}
	return 1;
}
void by_sign(void)
{
	if (count_or_error() > 0)
		spin_unlock(&s);
}

static void both(struct q *q) { mutex_lock(&m); spin_lock(&q->lock); }
static void neither(struct q *q) { spin_unlock(&q->lock); mutex_unlock(&m); }
void pair(struct q *q) { both(q); work(); neither(q); }

void put(struct q *q) HF_RELEASES(q->lock);
void put(struct q *q) { spin_unlock(&q->lock); }
void take(struct q *q) HF_ACQUIRES(q->lock);
void take(struct q *q) { spin_lock(&q->lock); }
void keep(struct q *q) HF_REQUIRES(q->lock);
void keep(struct q *q)
{
	spin_unlock(&q->lock);
	work();
	spin_lock(&q->lock);
}
void all(struct q *q) { take(q); keep(q); put(q); }

void rounds(struct q *list)
{
	for (struct q *q = list; q; q = q->next) {
		spin_lock(&q->lock);
		if (work()) {
			spin_unlock(&q->lock);
			continue;
		}
		spin_unlock(&q->lock);
	}
}
