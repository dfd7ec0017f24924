/* SPDX-License-Identifier: MIT
 *
 * The same, where it is taken: in the same round, or by a caller.
 *
 * args: --model 700-guesses.ini
 * count: 0
 */
#include "700-guesses.h"

struct link { struct sleeper lock; struct link *next; int key; };

struct link *link_first(void);

static struct link *find(int key)
{
	struct link *l = link_first();

	while (l) {
		sleeper_take(&l->lock);
		if (l->key == key)
			return l;
		sleeper_give(&l->lock);
		l = l->next;
	}
	return 0;
}

static void leave(int key)
{
	struct link *l = link_first();

	while (l) {
		if (l->key == key) {
			sleeper_give(&l->lock);
			return;
		}
		l = l->next;
	}
}

void use(int key)
{
	struct link *l = find(key);

	if (l) {
		l->key++;
		leave(key);
	}
}
