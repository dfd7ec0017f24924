/* SPDX-License-Identifier: MIT
 *
 * condition.c: see condition.h.
 */
#include <kernel/condition.h>

void condition_init(struct condition *c)
{
	wait_queue_init(&c->queue);
}

int condition_wait(struct condition *c, mutex_t *m, uint64_t deadline_ns)
{
	struct waiter w;
	int error;

	/* On the queue before the mutex is free: no signal is missed. */
	wait_prepare(&c->queue, &w);
	mutex_unlock(m);
	error = wait_sleep(&c->queue, &w, deadline_ns);
	mutex_lock(m);
	return error;
}

void condition_signal(struct condition *c)
{
	wake_one(&c->queue);
}

void condition_broadcast(struct condition *c)
{
	wake_all(&c->queue);
}

void semaphore_init(struct semaphore *s, uint32_t count)
{
	s->count = count;
	wait_queue_init(&s->queue);
}

bool semaphore_try_down(struct semaphore *s)
{
	uint32_t count = __atomic_load_n(&s->count, __ATOMIC_RELAXED);

	while (count)
		if (__atomic_compare_exchange_n(&s->count, &count, count - 1, true,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return true;
	return false;
}

void semaphore_down(struct semaphore *s)
{
	wait_event(&s->queue, semaphore_try_down(s));
}

void semaphore_up(struct semaphore *s)
{
	__atomic_fetch_add(&s->count, 1, __ATOMIC_RELEASE);
	wake_one(&s->queue);
}

void completion_init(struct completion *c)
{
	c->done = false;
	wait_queue_init(&c->queue);
}

/* `done` is set under the queue's lock, which the waiter takes once more before it returns: then
 * nothing here touches the completion any more. */
void completion_done(struct completion *c)
{
	irq_spin_lock(&c->queue.lock);
	__atomic_store_n(&c->done, true, __ATOMIC_RELEASE);
	wake_all_locked(&c->queue);
	irq_spin_unlock(&c->queue.lock);
}

void completion_wait(struct completion *c)
{
	wait_event(&c->queue, __atomic_load_n(&c->done, __ATOMIC_ACQUIRE));
}
