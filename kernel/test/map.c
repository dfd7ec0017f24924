/* SPDX-License-Identifier: MIT
 *
 * map.c: the kernel's map as the hardware has it: the tables are walked from the root
 * that TTBR1_EL1 holds (Arm ARM DDI 0487, D8.3).
 */
#include <kernel/heap.h>
#include "kernel/arch/asm.h"
#include "kernel/mm/map.h"
#include "kernel/sched/sched.h"
#include "tests.h"

enum { VALID = 1ul << 0, TABLE = 1ul << 1, READ_ONLY = 1ul << 7 };
#define NO_KERNEL_EXEC (1ul << 53)
#define NO_USER_EXEC   (1ul << 54)
#define LEVELS 4

extern char _text_start[], _rodata_start[], _data_start[];

/* Of the leaves under a table. */
struct census {
	uint64_t executable, writable, both, user_executable;   /* bytes */
};

static void count_leaf(struct census *c, uint64_t entry, uint64_t bytes)
{
	bool x = !(entry & NO_KERNEL_EXEC), w = !(entry & READ_ONLY);

	c->executable += x ? bytes : 0;
	c->writable += w ? bytes : 0;
	c->both += x && w ? bytes : 0;
	c->user_executable += entry & NO_USER_EXEC ? 0 : bytes;
}

static void count_leaves(struct census *c, const uint64_t *table, unsigned level)
{
	for (unsigned i = 0; i < 512; i++) {
		uint64_t entry = READ_ONCE(table[i]);

		if (!(entry & VALID))
			continue;
		if (level < LEVELS - 1 && entry & TABLE)
			count_leaves(c, map_entry_target(entry), level + 1);
		else
			count_leaf(c, entry, PAGE_SIZE << 9 * (LEVELS - 1 - level));
	}
}

static const uint64_t *root(void)
{
	return map_entry_target(sysreg_read(ttbr1_el1));
}

const char *test_write_xor_execute(void)
{
	struct census c = { 0 };

	count_leaves(&c, root(), 0);
	if (c.executable != (uint64_t)(_rodata_start - _text_start))
		return "something beside the text is executable";
	if (c.both)
		return "something is writable and executable";
	if (c.user_executable)
		return "processes may execute a part of the kernel";
	return c.writable < page_count_free() * PAGE_SIZE ? "less is mapped than is free" : NULL;
}

/* The entry that maps an address, 0: none. */
static uint64_t entry_of(const void *address)
{
	const uint64_t *table = root();

	for (unsigned level = 0;; level++) {
		uint64_t entry = READ_ONCE(table[(uint64_t)address >> (39 - 9 * level) & 511]);

		if (!(entry & VALID))
			return 0;
		if (level == LEVELS - 1 || !(entry & TABLE))
			return entry;
		table = map_entry_target(entry);
	}
}

static const char *stack_is_guarded(const struct thread *t)
{
	for (unsigned at = 0; at < STACK_BYTES; at += PAGE_SIZE)
		if (!entry_of(t->stack + at))
			return "a part of a stack is not mapped";
	return entry_of(t->stack - 1) ? "something is mapped below a stack" : NULL;
}

const char *test_stack_guards(void)
{
	const char *wrong = stack_is_guarded(current_thread());

	for (unsigned i = 0; i < cpu_count && !wrong; i++)
		wrong = stack_is_guarded(cpus[i].idle);
	return wrong;
}
