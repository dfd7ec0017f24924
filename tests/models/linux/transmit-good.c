/* SPDX-License-Identifier: MIT
 *
 * What sends a packet spins; opening and stopping the device sleep, and mask softirqs for its lock.
 */
#include "linux.h"

struct nic { spinlock_t tx_lock; struct mutex config; struct napi_struct napi; struct work_struct reset; int queued; };

static netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (!copy)
		return NETDEV_TX_BUSY;
	spin_lock(&nic->tx_lock);
	nic->queued += skb->len;
	if (nic->queued > 65536)
		netif_stop_queue(dev);
	spin_unlock(&nic->tx_lock);
	kfree_skb(copy);
	return NETDEV_TX_OK;
}

static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	spin_lock(&nic->tx_lock);
	nic->queued++;
	spin_unlock(&nic->tx_lock);
}

static void nic_tx_timeout(struct net_device *dev, unsigned int queue)
{
	struct nic *nic = netdev_priv(dev);

	schedule_work(&nic->reset);
}

static void nic_reset(struct work_struct *work)
{
	struct nic *nic = container_of(work, struct nic, reset);

	rtnl_lock();
	napi_disable(&nic->napi);
	spin_lock_bh(&nic->tx_lock);
	nic->queued = 0;
	spin_unlock_bh(&nic->tx_lock);
	rtnl_unlock();
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *nic = container_of(napi, struct nic, napi);

	spin_lock(&nic->tx_lock);
	nic->queued--;
	spin_unlock(&nic->tx_lock);
	return 0;
}

static int nic_open(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	nic->napi.poll = nic_poll;
	INIT_WORK(&nic->reset, nic_reset);
	mutex_lock(&nic->config);
	msleep(5);
	mutex_unlock(&nic->config);
	return 0;
}

static int nic_stop(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	napi_disable(&nic->napi);
	spin_lock_bh(&nic->tx_lock);
	nic->queued = 0;
	spin_unlock_bh(&nic->tx_lock);
	return 0;
}

const struct net_device_ops nic_ops = {
	.ndo_open = nic_open,
	.ndo_start_xmit = nic_start_xmit,
	.ndo_set_rx_mode = nic_set_rx_mode,
	.ndo_tx_timeout = nic_tx_timeout,
	.ndo_stop = nic_stop,
};
