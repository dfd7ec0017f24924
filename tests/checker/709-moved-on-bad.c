/* SPDX-License-Identifier: MIT
 *
 * A lock is released through a pointer that a loop moves on, where nobody takes such a lock.
 *
 * args: --model 700-guesses.ini
 * expect: lock-imbalance: `drop` releases mutex `link.lock`, which is not held
 * count: 1
 */
#include "700-guesses.h"

struct link { struct sleeper lock; struct link *next; int key; };

struct link *link_first(void);

int drop(int key)
{
	struct link *l = link_first();

	while (l) {
		if (l->key == key) {
			sleeper_give(&l->lock);
			return 0;
		}
		l = l->next;
	}
	return -1;
}
