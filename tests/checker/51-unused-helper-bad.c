/* SPDX-License-Identifier: MIT
 *
 * A helper of the file itself that nobody calls is judged.
 *
 * args: --all
 * expect: lock-imbalance: `own_helper` returns with spinlock
 * count: 1
 */
#include "case.h"
#include "51-unused-helper.h"

void own_helper(spinlock_t *l)
{
	spin_lock(l);
}
