/* SPDX-License-Identifier: MIT
 *
 * A driver's operation calls one that takes the same mutex.
 */
#include "nuttx.h"

struct dev { mutex_t lock; int count; };

static int dev_flush(struct dev *priv)
{
	nxmutex_lock(&priv->lock); // expect: lock-recursion
	priv->count = 0;
	nxmutex_unlock(&priv->lock);
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
