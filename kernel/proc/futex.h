/* SPDX-License-Identifier: MIT
 *
 * futex.h: words of programs that threads wait at.
 */
#ifndef KERNEL_PROC_FUTEX_H
#define KERNEL_PROC_FUTEX_H

#include "vm.h"

struct task;

/* What threads that wait at one word have in common: the word itself where processes share
 * it, else its address in one address space. */
struct futex_key {
	const void *space;                      /* NULL: shared memory */
	uint64_t at;
};

/* `own`: the program says that it does not share the word.  -EINVAL (not a word's address),
 * -EFAULT. */
int futex_key_of(user_addr_t addr, bool own, struct futex_key *out) HF_MAY_BLOCK;

/* Waits at the word while it is `value`, for a wake-up with a bit of `bits`.  -EAGAIN: it has
 * another value; -ETIMEDOUT at the deadline (0: none); -EINTR; -EFAULT. */
int futex_wait(user_addr_t addr, const struct futex_key *key, uint32_t value, uint32_t bits,
	       uint64_t deadline_ns) HF_MAY_BLOCK;
/* Wakes up to `count`; how many. */
int futex_wake(const struct futex_key *key, unsigned count, uint32_t bits);
/* Wakes up to `count` and lets up to `move` of the others wait at `to`; how many in all. */
int futex_requeue(const struct futex_key *from, const struct futex_key *to, unsigned count,
		  unsigned move);

/* What the end of the calling thread t owes to others: the locks on its robust list, and the
 * word that says that it is gone.  Its address space is still there. */
void futex_task_ends(struct task *t) HF_MAY_BLOCK;

#endif
