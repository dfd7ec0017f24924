/* SPDX-License-Identifier: MIT
 *
 * stack.c: kernel stacks.  They lie in a GiB of their own, cut into slots of which the
 * upper half is the stack and the lower half is never mapped (asm.h, STACK_BIT): an
 * overrun is an exception, not another thread's data.
 *
 * To unmap a page all CPUs must forget it, which costs far more than a thread's start,
 * so some freed stacks stay mapped for the next threads, in a list through their
 * lowest words, until someone needs the memory.
 *
 * stack_lock guards the list, the bits of the slots and the entries of the level-2
 * table, up to the moment at which all CPUs have forgotten what was removed.  The
 * entries of a slot belong to who took its bit.
 */
#include <kernel/heap.h>
#include <kernel/spinlock.h>
#include <kernel/string.h>
#include "kernel/arch/asm.h"
#include "map.h"
#include "page.h"
#include "stack.h"

#define STACK_ORDER 4
#define STACK_PAGES (1u << STACK_ORDER)
#define SLOT_BYTES (2ul * STACK_BYTES)
#define SLOTS ((STACKS_END - STACKS_START) / SLOT_BYTES)
#define SLOTS_PER_TABLE ((2ul << 20) / SLOT_BYTES)
#define KEPT_MAX 16

_Static_assert(STACK_BYTES == PAGE_SIZE << STACK_ORDER, "stack size");
_Static_assert(STACK_BYTES == 1ul << STACK_BIT, "asm.h");

struct kept {
	struct kept *next;
};

/* Pages on their way back, by their address in the kernel's map of RAM. */
struct block {
	struct block *next;
	unsigned order;
};

static DEFINE_SPINLOCK(stack_lock, no_preempt);
static uint64_t slot_taken[SLOTS / 64] HF_GUARDED_BY(stack_lock);
static struct kept *kept HF_GUARDED_BY(stack_lock);
static unsigned kept_count HF_GUARDED_BY(stack_lock);
static size_t slot_count HF_GUARDED_BY(stack_lock), table_count HF_GUARDED_BY(stack_lock);

static char *stack_of(size_t slot)
{
	return (char *)(STACKS_START + slot * SLOT_BYTES + STACK_BYTES);
}

static size_t slot_of(const char *stack)
{
	return ((uint64_t)stack - STACKS_START) / SLOT_BYTES;
}

/* The first entry of the stack's pages; its table exists. */
static uint64_t *entries_of(size_t slot)
{
	uint64_t *table = map_entry_target(READ_ONCE(map_stacks_l2[slot / SLOTS_PER_TABLE]));

	return &table[slot % SLOTS_PER_TABLE * 2 * STACK_PAGES + STACK_PAGES];
}

/* The lowest free slot; false: there is none. */
static bool take_slot(size_t *slot)
{
	bool found = false;

	spin_lock(&stack_lock);
	for (size_t i = 0; i < SLOTS && !found; i += 64)
		if (~slot_taken[i / 64]) {
			*slot = i + (size_t)__builtin_ctzll(~slot_taken[i / 64]);
			slot_taken[i / 64] |= 1ull << *slot % 64;
			slot_count++;
			found = true;
		}
	spin_unlock(&stack_lock);
	return found;
}

/* The slot's table, made if there is none.  False: no memory. */
static bool ensure_table(size_t slot)
{
	uint64_t *entry = &map_stacks_l2[slot / SLOTS_PER_TABLE];
	void *table;

	if (READ_ONCE(*entry))
		return true;
	table = page_alloc(0);
	if (!table)
		return false;
	spin_lock(&stack_lock);
	if (!*entry) {
		__asm__ volatile("dsb ishst" ::: "memory");
		WRITE_ONCE(*entry, map_table_entry(table));
		table_count++;
		table = NULL;
	}
	spin_unlock(&stack_lock);
	if (table)                      /* another thread was faster */
		page_free(table, 0);
	return true;
}

/* The table of this slot, if no other slot needs it any more; NULL. */
static struct block *drop_table_locked(size_t slot) HF_REQUIRES(stack_lock);
static struct block *drop_table_locked(size_t slot)
{
	uint64_t *entry = &map_stacks_l2[slot / SLOTS_PER_TABLE];
	uint64_t others = ((1ull << SLOTS_PER_TABLE) - 1) << slot % 64 / SLOTS_PER_TABLE * SLOTS_PER_TABLE;
	struct block *table;

	if (!*entry || slot_taken[slot / 64] & others)
		return NULL;
	table = map_entry_target(*entry);
	WRITE_ONCE(*entry, 0);
	table_count--;
	table->order = 0;
	return table;
}

/* A slot that found no memory. */
static void give_slot(size_t slot) HF_EFFECT(allocates);
static void give_slot(size_t slot)
{
	struct block *table;

	spin_lock(&stack_lock);
	slot_taken[slot / 64] &= ~(1ull << slot % 64);
	slot_count--;
	table = drop_table_locked(slot);
	if (table)
		map_flush();
	spin_unlock(&stack_lock);
	if (table)
		page_free(table, 0);
}

static void map_slot(size_t slot, char *pages)
{
	uint64_t *entries = entries_of(slot);

	for (unsigned i = 0; i < STACK_PAGES; i++)
		WRITE_ONCE(entries[i], map_data_entry(pages + i * PAGE_SIZE));
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
}

static char *take_kept(void)
{
	struct kept *k;

	spin_lock(&stack_lock);
	k = kept;
	if (k) {
		kept = k->next;
		kept_count--;
	}
	spin_unlock(&stack_lock);
	return (char *)k;
}

char *stack_alloc(void)
{
	char *stack = take_kept(), *pages;
	size_t slot;

	if (stack || !take_slot(&slot))
		return stack;
	pages = ensure_table(slot) ? page_take(STACK_ORDER) : NULL;
	if (!pages) {
		give_slot(slot);
		return NULL;
	}
	map_slot(slot, pages);
	return stack_of(slot);
}

void stack_free(char *stack)
{
	struct kept *k = (struct kept *)stack;
	bool many;

	spin_lock(&stack_lock);
	k->next = kept;
	kept = k;
	many = ++kept_count > KEPT_MAX;
	spin_unlock(&stack_lock);
	if (many)
		(void)stack_trim();
}

size_t stack_count_kept(void)
{
	return READ_ONCE(kept_count);
}

size_t stack_count_pages(void)
{
	return READ_ONCE(slot_count) * STACK_PAGES + READ_ONCE(table_count);
}

/* Ends the mapping of a stack and returns its pages. */
static struct block *unmap_locked(size_t slot) HF_REQUIRES(stack_lock);
static struct block *unmap_locked(size_t slot)
{
	uint64_t *entries = entries_of(slot);
	struct block *pages = map_entry_target(entries[0]);

	for (unsigned i = 0; i < STACK_PAGES; i++)
		WRITE_ONCE(entries[i], 0);
	slot_taken[slot / 64] &= ~(1ull << slot % 64);
	slot_count--;
	pages->order = STACK_ORDER;
	return pages;
}

/* All that is kept, as page blocks that no CPU translates to any more. */
static struct block *unmap_kept(void)
{
	struct block *all = NULL, *one;
	struct kept *next;

	spin_lock(&stack_lock);
	for (struct kept *k = kept; k; k = next) {
		size_t slot = slot_of((char *)k);

		next = k->next;
		one = unmap_locked(slot);
		one->next = all;
		all = one;
		one = drop_table_locked(slot);
		if (one) {
			one->next = all;
			all = one;
		}
	}
	kept = NULL;
	kept_count = 0;
	if (all)
		map_flush();
	spin_unlock(&stack_lock);
	return all;
}

bool stack_trim(void)
{
	struct block *list = unmap_kept();
	bool any = list != NULL;

	while (list) {
		struct block *next = list->next;

		page_free(list, list->order);
		list = next;
	}
	return any;
}
