/* SPDX-License-Identifier: MIT
 *
 * It is waited for when the mutex is released.
 */
#include "linux.h"

struct link { struct work_struct reset; struct mutex config; };

static void link_reset(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, reset);

	mutex_lock(&link->config);
	msleep(1);
	mutex_unlock(&link->config);
}

void link_init(struct link *link)
{
	INIT_WORK(&link->reset, link_reset);
}

void link_down(struct link *link)
{
	mutex_lock(&link->config);
	mutex_unlock(&link->config);
	cancel_work_sync(&link->reset);
}
