/* SPDX-License-Identifier: MIT
 *
 * backtrace.c: walks frame records.  The stack walked may belong to a thread that
 * is running: every record is checked before it is read, and the chain only
 * goes up, so it ends whatever it reads.
 */
#include "backtrace.h"
#include "kernel/sched/sched.h"

struct record {
	uint64_t next, pc;
};

static bool on_stack(const struct thread *t, uint64_t at)
{
	return at % 8 == 0 && at >= (uint64_t)t->stack &&
	       at + sizeof(struct record) <= (uint64_t)t->stack + STACK_BYTES;
}

unsigned backtrace(const struct thread *t, const void *record, const void **pcs, unsigned cap)
{
	uint64_t at = (uint64_t)record;
	unsigned n = 0;

	while (n < cap && on_stack(t, at)) {
		const struct record *r = (const struct record *)at;
		uint64_t next = READ_ONCE(r->next), pc = READ_ONCE(r->pc);

		if (pc == 0)
			break;
		pcs[n++] = (const void *)pc;
		if (next <= at)
			break;
		at = next;
	}
	return n;
}

const void *backtrace_switched_out(const struct thread *t)
{
	return (const void *)READ_ONCE(t->sp);
}
