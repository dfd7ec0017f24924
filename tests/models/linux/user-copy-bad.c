/* SPDX-License-Identifier: MIT
 *
 * Copies from and to user memory under a spinlock, with preemption off, in a handler.
 */
#include "linux.h"

struct state { int level, limit; };
static DEFINE_SPINLOCK(lock);
static struct state state;

static long state_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	unsigned long left;

	spin_lock_irq(&lock);
	left = copy_to_user((void __user *)arg, &state, sizeof(state)); // expect: block-in-atomic: `copy_to_user` may block while spinlock `lock`
	spin_unlock_irq(&lock);
	return left ? -EFAULT : 0;
}

const struct file_operations state_fops = { .unlocked_ioctl = state_ioctl };

int state_peek(const void __user *from)
{
	struct state next;
	int error = 0;

	preempt_disable();
	if (copy_from_user(&next, from, sizeof(next))) // expect: block-in-atomic: `copy_from_user` may block while in state no_preempt
		error = -EFAULT;
	preempt_enable();
	return error;
}

/* Faults are on again. */
int state_peek_late(const void __user *from)
{
	struct state next;
	unsigned long left;

	preempt_disable();
	pagefault_disable();
	pagefault_enable();
	left = copy_from_user(&next, from, sizeof(next)); // expect: block-in-atomic: while in state no_preempt
	preempt_enable();
	return left ? -EFAULT : 0;
}
