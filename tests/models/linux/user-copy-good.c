/* SPDX-License-Identifier: MIT
 *
 * Copies of the state under the lock, copies to the user outside; what must not fault doesn't.
 */
#include "linux.h"

struct state { int level, limit; };
static DEFINE_SPINLOCK(lock);
static struct state state;

static long state_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct state now;

	spin_lock_irq(&lock);
	now = state;
	spin_unlock_irq(&lock);
	return copy_to_user((void __user *)arg, &now, sizeof(now)) ? -EFAULT : 0;
}

const struct file_operations state_fops = { .unlocked_ioctl = state_ioctl };

int state_peek(const void __user *from)
{
	struct state next;
	int error = 0;

	preempt_disable();
	if (copy_from_user_nofault(&next, from, sizeof(next)))
		error = -EFAULT;
	preempt_enable();
	return error;
}

/* Fails where it would have to wait. */
int state_peek_fast(const void __user *from)
{
	struct state next;
	unsigned long left;

	preempt_disable();
	pagefault_disable();
	left = copy_from_user(&next, from, sizeof(next));
	pagefault_enable();
	preempt_enable();
	return left ? -EFAULT : 0;
}
