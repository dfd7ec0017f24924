/* SPDX-License-Identifier: MIT
 *
 * pagetable.c: translation tables of an address space: finding and
 * freeing entries, and what the walker and the caches must be told.
 *
 * Entries are not global: they carry the address space's ASID.  A page without any
 * permission stays a valid entry that only EL1 could use, so that a later
 * change of permission finds it again.
 */
#include "pagetable.h"

#include <kernel/heap.h>

enum { ENTRIES = 512, MAIR_NORMAL = 1 };

#define ENTRY_VALID   (1ull << 0)
#define ENTRY_TABLE   (1ull << 1)               /* a table above, a page at the last level */
#define ENTRY_ATTR(i) ((uint64_t)(i) << 2)      /* index into MAIR_EL1 */
#define ENTRY_EL0     (1ull << 6)
#define ENTRY_RDONLY  (1ull << 7)
#define ENTRY_INNER   (3ull << 8)               /* inner shareable */
#define ENTRY_AF      (1ull << 10)
#define ENTRY_NG      (1ull << 11)
#define ENTRY_PXN     (1ull << 53)
#define ENTRY_UXN     (1ull << 54)
#define ENTRY_ADDRESS 0x0000fffffffff000ull
/* ... of a present entry: ignored while TCR_EL1 does not give it to the hardware. */
#define ENTRY_NO_WRITE (1ull << 59)

/* An entry that is not valid is all software's. */
#define RESERVED_MARK       (1ull << 63)
#define RESERVED_PROT_SHIFT 4

static unsigned index_at(user_addr_t addr, unsigned level)
{
	return addr >> (12 + 9 * (VM_LEVELS - 1 - level)) & (ENTRIES - 1);
}

/* How much an entry of that level's tables covers. */
static uint64_t span_at(unsigned level)
{
	return 1ull << (12 + 9 * (VM_LEVELS - 1 - level));
}

static uint64_t *table_of(uint64_t entry)
{
	return phys_to_virt(entry & ENTRY_ADDRESS);
}

uint64_t *pagetable_find(uint64_t *root, user_addr_t addr, bool create)
{
	uint64_t *table = root;

	for (unsigned level = 0; level < VM_LEVELS - 1; level++) {
		uint64_t *entry = &table[index_at(addr, level)];

		if (!(*entry & ENTRY_VALID)) {
			uint64_t *below;

			if (!create)
				return NULL;
			below = page_alloc(0);
			if (!below)
				return NULL;
			/* The zeroes must be there before the walker can get at them. */
			pagetable_publish();
			*entry = virt_to_phys(below) | ENTRY_TABLE | ENTRY_VALID;
		}
		table = table_of(*entry);
	}
	return &table[index_at(addr, VM_LEVELS - 1)];
}

uint64_t pagetable_entry(void *page, unsigned prot, uint64_t bits)
{
	uint64_t entry = virt_to_phys(page) | ENTRY_VALID | ENTRY_TABLE | ENTRY_INNER |
			 ENTRY_AF | ENTRY_NG | ENTRY_PXN | ENTRY_ATTR(MAIR_NORMAL) | bits;

	if (prot & (VM_READ | VM_WRITE | VM_EXEC))
		entry |= ENTRY_EL0;
	if (!(prot & VM_WRITE) || (bits & PTE_COPY))
		entry |= ENTRY_RDONLY;
	/* The hardware's bit is set in two cases; this one is the program's. */
	if (!(prot & VM_WRITE))
		entry |= ENTRY_NO_WRITE;
	if (!(prot & VM_EXEC))
		entry |= ENTRY_UXN;
	return entry;
}

void *pagetable_page(uint64_t entry)
{
	return phys_to_virt(entry & ENTRY_ADDRESS);
}

bool pagetable_present(uint64_t entry)
{
	return entry & ENTRY_VALID;
}

uint64_t pagetable_reserved_entry(unsigned prot, uint64_t bits)
{
	return RESERVED_MARK | bits | (uint64_t)prot << RESERVED_PROT_SHIFT;
}

bool pagetable_reserved(uint64_t entry)
{
	return !(entry & ENTRY_VALID) && (entry & RESERVED_MARK);
}

uint64_t pagetable_hidden_entry(uint64_t entry)
{
	return entry & ~ENTRY_VALID;
}

bool pagetable_hidden(uint64_t entry)
{
	return entry && !(entry & (ENTRY_VALID | RESERVED_MARK));
}

unsigned pagetable_prot(uint64_t entry)
{
	unsigned prot = 0;

	if (pagetable_reserved(entry))
		return entry >> RESERVED_PROT_SHIFT & 7;
	if (!(entry & ENTRY_EL0))
		return 0;
	prot = VM_READ;
	if (!(entry & ENTRY_NO_WRITE))
		prot |= VM_WRITE;
	if (!(entry & ENTRY_UXN))
		prot |= VM_EXEC;
	return prot;
}

/* The entry for addr in the lowest table that is there for it, and that table's level. */
static uint64_t *descend(uint64_t *root, user_addr_t addr, unsigned *level)
{
	uint64_t *entry = &root[index_at(addr, 0)];

	for (*level = 0; *level < VM_LEVELS - 1 && (*entry & ENTRY_VALID);)
		entry = &table_of(*entry)[index_at(addr, ++*level)];
	return entry;
}

uint64_t *pagetable_next(uint64_t *root, user_addr_t *addr, user_addr_t end)
{
	while (*addr < end) {
		unsigned level;
		uint64_t *entry = descend(root, *addr, &level);
		const uint64_t span = span_at(level);

		/* To the end of this table without looking for it again. */
		for (; !*entry; entry++) {
			*addr = (*addr & ~(span - 1)) + span;
			if (*addr >= end || !index_at(*addr, level))
				break;
		}
		if (*addr < end && level == VM_LEVELS - 1 && *entry)
			return entry;
	}
	return NULL;
}

static void free_tables(uint64_t *table, unsigned level, void (*leave)(uint64_t entry))
{
	for (unsigned i = 0; i < ENTRIES; i++) {
		if (!table[i])
			continue;
		if (level < VM_LEVELS - 1)
			free_tables(table_of(table[i]), level + 1, leave);
		else
			leave(table[i]);
	}
	page_free(table, 0);
}

void pagetable_free(uint64_t *root, void (*leave)(uint64_t entry))
{
	free_tables(root, 0, leave);
}

void pagetable_publish(void)
{
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
}

void pagetable_clean_code(void *page)
{
	uint64_t ctr;
	size_t line;

	/* The smallest data-cache line of the machine (CTR_EL0.DminLine, in words). */
	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	line = 4ul << (ctr >> 16 & 15);
	for (size_t at = 0; at < PAGE_SIZE; at += line)
		__asm__ volatile("dc cvau, %0" :: "r"((char *)page + at) : "memory");
}

void pagetable_sync_code(void)
{
	/* By address would not do: an instruction cache may be indexed by the
	 * program's address, and this is the kernel's. */
	__asm__ volatile("dsb ish\n\tic ialluis\n\tdsb ish\n\tisb" ::: "memory");
}
