/* SPDX-License-Identifier: MIT
 *
 * map.c: the kernel half: virtual = physical + KERNEL_OFFSET, for RAM and devices
 * alike, so that there is one address for each page and one set of permissions:
 * text is not writable, nothing else is executable (W^X).  RAM is mapped in 2 MiB
 * blocks but for the blocks that the kernel image lies in.
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

/* For the devices' GiB, up to 8 GiB of RAM, and the image's blocks. */
#define POOL_TABLES 24

typedef uint64_t table[512];
static table pool[POOL_TABLES] __attribute__((aligned(4096)));
static unsigned pool_used;
static uint64_t *kernel_l0, *devices_l2;
static table empty_l0 __attribute__((aligned(4096)));

extern char _text_start[], _rodata_start[], _data_start[], _end[];

/* head.S */
void mmu_install(uint64_t ttbr1, uint64_t ttbr0)
	HF_TRUST("assembly that exchanges the page tables");

uint64_t virt_to_phys(const void *p)
{
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
		t[i] = virt_to_phys(table_new()) | DESC_TABLE | DESC_VALID;
	return phys_to_virt(t[i] & 0xfffffffff000ul);
}

static uint64_t *l2_of(uint64_t phys)
{
	return descend(descend(kernel_l0, phys >> 39 & 511), phys >> 30 & 511);
}

static uint64_t page_kind(uint64_t phys)
{
	char *p = phys_to_virt(phys);

	return p >= _text_start && p < _rodata_start ? PAGES_TEXT :
	       p >= _rodata_start && p < _data_start ? PAGES_RODATA : PAGES_DATA;
}

static void map_block(uint64_t phys)
{
	uint64_t *l2 = l2_of(phys);
	uint64_t *l3;

	if (phys + BLOCK_BYTES <= virt_to_phys(_text_start) || phys >= virt_to_phys(_data_start)) {
		l2[phys >> 21 & 511] = phys | PAGES_DATA;
		return;
	}
	l3 = descend(l2, phys >> 21 & 511);
	for (unsigned i = 0; i < 512; i++, phys += PAGE_SIZE)
		l3[i] = phys | page_kind(phys) | DESC_PAGE;
}

void map_init(uint64_t ram_phys, uint64_t ram_len)
{
	if (ram_phys % BLOCK_BYTES || ram_phys < GIB)
		panic("RAM at %#lx", (unsigned long)ram_phys);
	kernel_l0 = table_new();
	devices_l2 = l2_of(0);
	for (uint64_t at = 0; at + BLOCK_BYTES <= ram_len; at += BLOCK_BYTES)
		map_block(ram_phys + at);
}

void map_use(void)
{
	__asm__ volatile("dsb ish" ::: "memory");
	mmu_install(virt_to_phys(kernel_l0), map_empty());
}

uint64_t map_empty(void)
{
	return virt_to_phys(empty_l0);
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
