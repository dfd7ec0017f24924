/* SPDX-License-Identifier: MIT
 *
 * The same effects where their rows allow them: in a thread, under a mutex, allocating
 * with only preemption off, printing with no lock held.
 */
#include "case.h"

void *get_memory(unsigned n) HF_EFFECT(allocates);
int copy_in(void *to, const void *user) HF_EFFECT(user_copy);
void plugin(void) HF_EFFECT(calls_out);
void flush(void) HF_EFFECT(slow);
void say(const char *text) HF_EFFECT(prints);

static spinlock_t s HF_HELD_IN(no_preempt);
static mutex_t big HF_HELD_IN(preemptible);

int f(void *to, const void *user)
{
	mutex_lock(&big);
	get_memory(8);
	flush();
	say("x");
	int error = copy_in(to, user);

	mutex_unlock(&big);
	spin_lock(&s);
	spin_unlock(&s);
	plugin();
	preempt_disable();
	get_memory(8);
	preempt_enable();
	unsigned long flags = irq_save();

	say("x");
	irq_restore(flags);
	return error;
}

void maybe(bool locked)
{
	if (locked)
		spin_lock(&s);
	if (!locked)
		flush();
	if (locked)
		spin_unlock(&s);
}
