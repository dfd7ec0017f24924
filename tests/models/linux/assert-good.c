/* SPDX-License-Identifier: MIT
 *
 * What lockdep_assert_held() asserts, the callers do, also through a helper that asserts nothing.
 */
#include "linux.h"

struct tree { struct mutex lock; spinlock_t cache; int nodes; };

static void tree_insert(struct tree *tree)
{
	lockdep_assert_held(&tree->lock);
	tree->nodes++;
}

static void tree_insert_two(struct tree *tree)
{
	tree_insert(tree);
	tree_insert(tree);
}

static void tree_forget(struct tree *tree)
{
	lockdep_assert_held(&tree->cache);
	tree->nodes--;
}

static int tree_worker(void *data)
{
	struct tree *tree = data;

	mutex_lock(&tree->lock);
	tree_insert_two(tree);
	mutex_unlock(&tree->lock);
	if (mutex_trylock(&tree->lock)) {
		tree_insert(tree);
		mutex_unlock(&tree->lock);
	}
	spin_lock_irq(&tree->cache);
	tree_forget(tree);
	spin_unlock_irq(&tree->cache);
	return 0;
}

void *tree_start(struct tree *tree)
{
	return kthread_run(tree_worker, tree, "tree");
}

void tree_move(struct tree *to, struct tree *from)
{
	mutex_lock(&from->lock);
	lockdep_assert_held(&from->lock);
	from->nodes--;
	mutex_unlock(&from->lock);
	mutex_lock(&to->lock);
	tree_insert(to);
	mutex_unlock(&to->lock);
}
