/* SPDX-License-Identifier: MIT
 *
 * 97-header-helper.h: inline functions that are halves of a critical section.
 */
#ifndef HEADER_HELPER_H
#define HEADER_HELPER_H

#include "case.h"

struct table {
	spinlock_t lock HF_HELD_IN(no_preempt);
	int rows;
};

static inline void table_lock(struct table *t)
{
	spin_lock(&t->lock);
}

static inline void table_unlock(struct table *t)
{
	spin_unlock(&t->lock);
}

#endif
