/* SPDX-License-Identifier: MIT
 *
 * A work item is waited for under the mutex that its function takes: neither goes on.
 */
#include "linux.h"

struct link { struct work_struct reset; struct mutex config; };

static void link_reset(struct work_struct *work)
{
	struct link *link = container_of(work, struct link, reset);

	mutex_lock(&link->config); // expect: lock-order
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
	cancel_work_sync(&link->reset);
	mutex_unlock(&link->config);
}
