/* SPDX-License-Identifier: MIT
 *
 * Effects where they are forbidden: in a handler, through a helper, under a spinning
 * lock, with preemption off, through a pointer, under any lock.
 *
 * expect: effect-in-context: `get_memory` allocates or frees memory while in state in_irq
 * expect: effect-in-context: `copy_in` touches user memory, which may fault while in state no_preempt
 * expect: effect-in-context: `plugin` calls foreign code while mutex `big` is held
 * expect: slow-in-atomic: `flush` takes long while spinlock `s` is held
 * expect: slow-in-atomic: `say` prints to the console while spinlock `s` is held
 * chain: helper: calls get_memory, which allocates or frees memory
 * count: 5
 */
#include "case.h"

void *get_memory(unsigned n) HF_EFFECT(allocates);
int copy_in(void *to, const void *user) HF_EFFECT(user_copy);
void plugin(void) HF_EFFECT(calls_out);
void flush(void) HF_EFFECT(slow);
void say(const char *text) HF_EFFECT(prints);

static spinlock_t s HF_HELD_IN(no_preempt);
static mutex_t big HF_HELD_IN(preemptible);

static void *helper(void) { return get_memory(8); }
static void handler(void *arg) { (void)arg; helper(); }
void start(void) { irq_attach(1, handler); }

int masked(void *to, const void *user)
{
	preempt_disable();
	int error = copy_in(to, user);

	preempt_enable();
	return error;
}

void foreign(void)
{
	mutex_lock(&big);
	plugin();
	mutex_unlock(&big);
}

static void (*const out)(const char *text) = say;
void under_lock(void)
{
	spin_lock(&s);
	flush();
	out("x");
	spin_unlock(&s);
}
