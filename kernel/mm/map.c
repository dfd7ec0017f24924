/* SPDX-License-Identifier: MIT
 *
 * map.c: the kernel half: virtual = physical + KERNEL_OFFSET, for RAM and devices
 * alike, so that there is one address for each page and one set of permissions:
 * text is not writable, nothing else is executable (W^X).  RAM is mapped in 2 MiB
 * blocks but for the blocks that the kernel image lies in.  Only stacks have another
 * address, in a part of their own, so that nothing lies below them (stack.c).
 *
 * The tables are built once, by the first CPU, before the page allocator exists;
 * they come from a pool in the image.  Afterwards only mmio_map writes to them,
 * with single stores that are the same whoever makes them: no lock.
 */
#include <kernel/heap.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>
#include "kernel/arch/asm.h"
#include "kernel/arch/sysreg.h"
#include "map.h"

#define BLOCK_BYTES (2ul << 20)
#define GIB (1ul << 30)

/* Arm ARM DDI 0487, D8.3: descriptors, stage 1. */
enum {
	DESC_VALID = 1ul << 0, DESC_TABLE = 1ul << 1, DESC_PAGE = 1ul << 1,
	DESC_NORMAL = 1ul << 2, DESC_READ_ONLY = 1ul << 7, DESC_INNER = 3ul << 8,
	DESC_ACCESSED = 1ul << 10,
};
#define DESC_NO_KERNEL_EXEC (1ul << 53)
#define DESC_NO_USER_EXEC   (1ul << 54)

#define PAGES_ANY    (DESC_VALID | DESC_ACCESSED | DESC_INNER | DESC_NORMAL | DESC_NO_USER_EXEC)
#define PAGES_TEXT   (PAGES_ANY | DESC_READ_ONLY)
#define PAGES_RODATA (PAGES_ANY | DESC_READ_ONLY | DESC_NO_KERNEL_EXEC)
#define PAGES_DATA   (PAGES_ANY | DESC_NO_KERNEL_EXEC)
#define BLOCK_DEVICE (DESC_VALID | DESC_ACCESSED | DESC_NO_KERNEL_EXEC | DESC_NO_USER_EXEC)

/* For the devices' GiB, up to 8 GiB of RAM, the image's blocks, and the stacks. */
#define POOL_TABLES 24

typedef uint64_t table[512];
static table pool[POOL_TABLES] __attribute__((aligned(4096)));
static unsigned pool_used;
static uint64_t *devices_l2;
static table empty_l0 __attribute__((aligned(4096)));
uint64_t *map_stacks_l2;

/* What every CPU has in TTBR1 and, without a process, in TTBR0: head.S loads them where
 * there is no stack yet.  Constant after map_init. */
struct map_roots map_roots;

extern char _text_start[], _rodata_start[], _data_start[], _end[], boot_guard[], boot_stack[];

/* head.S */
void mmu_install(uint64_t ttbr1, uint64_t ttbr0)
	HF_TRUST("assembly that exchanges the page tables");

uint64_t virt_to_phys(const void *p)
{
	KASSERT((uint64_t)p < STACKS_START);    /* a stack is no memory for devices */
	return (uint64_t)p - KERNEL_OFFSET;
}

void *phys_to_virt(uint64_t phys)
{
	return (void *)(phys + KERNEL_OFFSET);
}

static uint64_t *table_new(void)
{
	if (pool_used == POOL_TABLES)
		panic("more RAM than the kernel has page tables for");
	return pool[pool_used++];
}

/* The table behind entry i of `t`, made if there is none. */
static uint64_t *descend(uint64_t *t, unsigned i)
{
	if (!t[i])
		t[i] = map_table_entry(table_new());
	return map_entry_target(t[i]);
}

static uint64_t *l2_of(uint64_t address)
{
	uint64_t *l0 = phys_to_virt(map_roots.ttbr1);

	return descend(descend(l0, address >> 39 & 511), address >> 30 & 511);
}

/* 0: not mapped. */
static uint64_t page_entry(uint64_t phys)
{
	char *p = phys_to_virt(phys);

	if (p >= boot_guard && p < boot_stack)
		return 0;
	return phys | DESC_PAGE | (p >= _text_start && p < _rodata_start ? PAGES_TEXT :
				   p >= _rodata_start && p < _data_start ? PAGES_RODATA : PAGES_DATA);
}

/* Has the block parts with different permissions? */
static bool block_is_mixed(uint64_t phys)
{
	char *start = phys_to_virt(phys), *end = start + BLOCK_BYTES;

	return (end > _text_start && start < _data_start) ||
	       (end > boot_guard && start < boot_stack);
}

static void map_block(uint64_t phys)
{
	uint64_t *l2 = l2_of(phys);
	uint64_t *l3;

	if (!block_is_mixed(phys)) {
		l2[phys >> 21 & 511] = phys | PAGES_DATA;
		return;
	}
	l3 = descend(l2, phys >> 21 & 511);
	for (unsigned i = 0; i < 512; i++, phys += PAGE_SIZE)
		l3[i] = page_entry(phys);
}

uint64_t map_init(uint64_t ram_phys, uint64_t ram_len)
{
	uint64_t at;

	if (ram_phys % BLOCK_BYTES || ram_phys < GIB)
		panic("RAM at %#lx", (unsigned long)ram_phys);
	map_roots = (struct map_roots){ virt_to_phys(table_new()), virt_to_phys(empty_l0) };
	devices_l2 = l2_of(0);
	map_stacks_l2 = l2_of(STACKS_START);
	for (at = 0; at + BLOCK_BYTES <= ram_len; at += BLOCK_BYTES)
		map_block(ram_phys + at);
	return at;
}

void map_use(void)
{
	__asm__ volatile("dsb ish" ::: "memory");
	mmu_install(map_roots.ttbr1, map_roots.ttbr0);
}

uint64_t map_empty(void)
{
	return map_roots.ttbr0;
}

uint64_t map_table_entry(const void *t)
{
	return virt_to_phys(t) | DESC_TABLE | DESC_VALID;
}

uint64_t map_data_entry(const void *page)
{
	return virt_to_phys(page) | PAGES_DATA | DESC_PAGE;
}

void *map_entry_target(uint64_t entry)
{
	return phys_to_virt(entry & 0xfffffffff000ul);
}

void map_flush(void)
{
	__asm__ volatile("dsb ishst\n\ttlbi vmalle1is\n\tdsb ish\n\tisb" ::: "memory");
}

volatile void *mmio_map(uint64_t phys, size_t len)
{
	/* QEMU's virt has all its devices below the first GiB. */
	KASSERT(phys + len <= GIB);
	for (uint64_t at = phys / BLOCK_BYTES * BLOCK_BYTES; at < phys + len; at += BLOCK_BYTES)
		WRITE_ONCE(devices_l2[at >> 21], at | BLOCK_DEVICE);
	__asm__ volatile("dsb ish\n\tisb" ::: "memory");
	return phys_to_virt(phys);
}
