/* SPDX-License-Identifier: MIT
 *
 * The callee asserts the lock of its argument, the caller holds that of another one.  Where the assertion
 * is in a function of its own, one object is as good as the other.
 */
#include "linux.h"

struct tree { struct mutex lock; int nodes; };

static void tree_insert(struct tree *tree)
{
	lockdep_assert_held(&tree->lock);
	tree->nodes++;
}

void tree_merge(struct tree *to, struct tree *from)
{
	mutex_lock(&to->lock);
	tree_insert(from);
	mutex_unlock(&to->lock);
}
