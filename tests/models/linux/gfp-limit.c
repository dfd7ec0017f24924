/* SPDX-License-Identifier: MIT
 *
 * Flags that are computed, of a variable or parameter that is a constant, or chosen by an argument that is: none
 * of these allocations may sleep.
 */
#include "linux.h"

static DEFINE_SPINLOCK(lock);
static void *slots[8];

static void *slot_new(gfp_t gfp)
{
	return kmalloc(64, gfp | __GFP_ZERO); // expect: block-in-atomic
}

static void *slot_add(gfp_t gfp)
{
	gfp |= __GFP_ZERO;
	return kmalloc(64, gfp); // expect: block-in-atomic
}

static void *slot_choose(bool atomic)
{
	return kmalloc(64, atomic ? GFP_ATOMIC : GFP_KERNEL); // expect: block-in-atomic
}

void slot_first(void)
{
	spin_lock(&lock);
	slots[0] = slot_new(GFP_ATOMIC);
	spin_unlock(&lock);
}

void slot_second(void)
{
	spin_lock(&lock);
	slots[1] = slot_add(GFP_ATOMIC);
	spin_unlock(&lock);
}

void slot_third(void)
{
	spin_lock(&lock);
	slots[2] = slot_choose(true);
	spin_unlock(&lock);
}
