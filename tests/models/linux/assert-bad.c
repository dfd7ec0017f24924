/* SPDX-License-Identifier: MIT
 *
 * What lockdep_assert_held() asserts, a thread doesn't do: without the lock, with another one, with another
 * object's.
 */
#include "linux.h"

struct tree { struct mutex lock; spinlock_t cache; int nodes; };

static void tree_insert(struct tree *tree)
{
	lockdep_assert_held(&tree->lock); // expect: requires: `lockdep_assert_held` requires mutex `tree.lock`, which is not held
	tree->nodes++;
}

static void tree_forget(struct tree *tree)
{
	lockdep_assert_held(&tree->cache); // expect: requires: `lockdep_assert_held` requires spinlock `tree.cache`, which is not held
	tree->nodes--;
}

static int tree_worker(void *data)
{
	struct tree *tree = data;

	tree_insert(tree);
	mutex_lock(&tree->lock);
	tree_forget(tree);
	mutex_unlock(&tree->lock);
	return 0;
}

void *tree_start(struct tree *tree)
{
	return kthread_run(tree_worker, tree, "tree");
}

void tree_move(struct tree *to, struct tree *from)
{
	mutex_lock(&to->lock);
	lockdep_assert_held(&from->lock); // expect: requires: but only another one of them is held
	from->nodes--;
	to->nodes++;
	mutex_unlock(&to->lock);
}
