/* SPDX-License-Identifier: MIT
 *
 * address_space.c: whose TLB follows which tables.
 *
 * Who comes says so in cpu.space and then looks at `known`; who changes tables clears `known`
 * and then looks at every cpu.space.  So of two that meet, one sees the other: either the newcomer finds
 * its bit cleared and empties its TLB, or the other finds it there and tells all CPUs
 * (tests/kernel/model/address_space.pml).
 */
#include <kernel/preempt.h>
#include "address_space.h"
#include "sched.h"
#include "kernel/mm/map.h"

#define ASID_MASK (0xffffull << 48)

static void flush_asid_here(uint64_t ttbr0)
{
	__asm__ volatile("tlbi aside1, %0\n\tdsb nsh\n\tisb" :: "r"(ttbr0 & ASID_MASK) : "memory");
}

void address_space_enter(struct address_space *space)
{
	struct cpu *cpu = this_cpu();
	const uint32_t me = 1u << cpu->index;
	uint64_t ttbr0;

	if (cpu->space == space)
		return;
	/* The kernel's own threads keep the ASID, with which nothing can be found in the empty
	 * tables: to change it costs more than the tables, in an emulator the whole TLB. */
	ttbr0 = space ? space->ttbr0 : map_empty() | (sysreg_read(ttbr0_el1) & ASID_MASK);
	__atomic_store_n(&cpu->space, space, __ATOMIC_SEQ_CST);
	if (space && !(__atomic_fetch_or(&space->known, me, __ATOMIC_SEQ_CST) & me))
		flush_asid_here(space->ttbr0);
	sysreg_write(ttbr0_el1, ttbr0);
	isb();
}

enum reach { NOBODY, THIS_CPU, ALL_CPUS };

/* Who must be told now that the tables have changed. */
static enum reach reach_of(struct address_space *space) HF_REQUIRES_STATE(no_preempt);
static enum reach reach_of(struct address_space *space)
{
	const struct cpu *cpu = this_cpu();
	const bool here = cpu->space == space;
	uint32_t before;

	/* The change can be seen by whoever finds its bit cleared. */
	__asm__ volatile("dsb ishst" ::: "memory");
	before = __atomic_fetch_and(&space->known, here ? 1u << cpu->index : 0, __ATOMIC_SEQ_CST);
	for (unsigned i = 0; i < MAX_CPUS; i++) {
		if (&cpus[i] == cpu || __atomic_load_n(&cpus[i].space, __ATOMIC_SEQ_CST) != space)
			continue;
		/* All are told, so what they knew they know again. */
		__atomic_fetch_or(&space->known, before, __ATOMIC_SEQ_CST);
		return ALL_CPUS;
	}
	return here ? THIS_CPU : NOBODY;
}

void address_space_flush_page(struct address_space *space, uint64_t addr)
{
	const uint64_t operand = (space->ttbr0 & ASID_MASK) | addr >> 12;
	enum reach reach;

	preempt_disable();
	reach = reach_of(space);
	if (reach == ALL_CPUS)
		__asm__ volatile("tlbi vae1is, %0\n\tdsb ish\n\tisb" :: "r"(operand) : "memory");
	else if (reach == THIS_CPU)
		__asm__ volatile("tlbi vae1, %0\n\tdsb nsh\n\tisb" :: "r"(operand) : "memory");
	preempt_enable();
}

void address_space_flush(struct address_space *space)
{
	enum reach reach;

	preempt_disable();
	reach = reach_of(space);
	if (reach == ALL_CPUS)
		__asm__ volatile("tlbi aside1is, %0\n\tdsb ish\n\tisb"
				 :: "r"(space->ttbr0 & ASID_MASK) : "memory");
	else if (reach == THIS_CPU)
		flush_asid_here(space->ttbr0);
	preempt_enable();
}

void address_space_flush_all(void)
{
	__asm__ volatile("dsb ishst\n\ttlbi vmalle1is\n\tdsb ish\n\tisb" ::: "memory");
}
