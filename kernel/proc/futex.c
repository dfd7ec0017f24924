/* SPDX-License-Identifier: MIT
 *
 * futex.c: words of programs that threads wait at.
 */
#include "futex.h"

#include "process.h"

void futex_task_ends(struct task *t)
{
	t->clear_tid = 0;
}
