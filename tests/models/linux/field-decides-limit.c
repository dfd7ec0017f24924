/* SPDX-License-Identifier: MIT
 *
 * Whether the lock is taken stands in a field, that nobody writes meanwhile, and the other functions that are
 * called could, for all that is seen.
 */
#include "linux.h"

struct map { struct mutex lock; bool shared; int entries; };
void map_changed(struct map *map);

void map_add(struct map *map)
{
	if (map->shared)
		mutex_lock(&map->lock);
	map->entries++;
	map_changed(map);
	if (map->shared)
		mutex_unlock(&map->lock); // expect: lock-imbalance
} // expect: lock-imbalance
