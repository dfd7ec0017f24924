/* SPDX-License-Identifier: MIT
 *
 * What both need takes no mutex itself.
 */
#include "nuttx.h"

struct dev { mutex_t lock; int count; };

static int dev_flush(struct dev *priv)
{
	priv->count = 0;
	return OK;
}

int dev_close(struct dev *priv)
{
	int ret;

	nxmutex_lock(&priv->lock);
	ret = dev_flush(priv);
	nxmutex_unlock(&priv->lock);
	return ret;
}
