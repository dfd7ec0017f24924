/* SPDX-License-Identifier: MIT
 *
 * Where some loop takes the locks of all elements, one name stands for several that are held: which of them are given back
 * isn't known, here and anywhere.
 */
#include "case.h"

struct board { mutex_t gate HF_NESTS("their number"); int busy; };

static struct board boards[4];

void shut(int count)
{
	for (int i = 0; i < count; i++)
		mutex_lock(&boards[i].gate);
	for (int i = 0; i < count; i++)
		mutex_unlock(&boards[i].gate);
}

void one(int i)
{
	mutex_lock(&boards[i].gate);
	if (boards[i].busy)
		return;
	mutex_unlock(&boards[i].gate);
}
