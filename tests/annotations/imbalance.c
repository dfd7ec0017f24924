/* SPDX-License-Identifier: MIT
 *
 * Two functions that leave with what they took, and their correct twins.  clang's thread
 * safety analysis and sparse must name `wrong`, and must not name `right`.
 */
#include <holdfast.h>

typedef struct HF_LOCK_TYPE(spin) spinlock { int word; } spinlock_t;
void spin_lock(spinlock_t *l) HF_ACQUIRES(l);
void spin_unlock(spinlock_t *l) HF_RELEASES(l);
extern spinlock_t table_lock;

void wrong(int early);
void wrong(int early)
{
	spin_lock(&table_lock);
	if (early)
		return;
	spin_unlock(&table_lock);
}

void right(int early);
void right(int early)
{
	spin_lock(&table_lock);
	if (early) {
		spin_unlock(&table_lock);
		return;
	}
	spin_unlock(&table_lock);
}
