/* SPDX-License-Identifier: MIT
 *
 * futex.h: words of programs that threads wait at.
 */
#ifndef KERNEL_PROC_FUTEX_H
#define KERNEL_PROC_FUTEX_H

#include <kernel/base.h>

struct task;

/* What the end of the calling thread t owes to others: the locks on its robust list, and the
 * word that says that it is gone.  Its address space is still there. */
void futex_task_ends(struct task *t) HF_MAY_BLOCK;

#endif
