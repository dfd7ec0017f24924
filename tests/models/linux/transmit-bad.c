/* SPDX-License-Identifier: MIT
 *
 * What sends a packet is called with softirqs off, and must not sleep; so are a NAPI poll and the setting of the
 * receive mode.
 */
#include "linux.h"

struct nic { spinlock_t tx_lock; struct mutex config; struct napi_struct napi; struct i2c_client *phy; int queued; };

static netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	mutex_lock(&nic->config); // expect: block-in-atomic: `mutex_lock_nested` may block while in state in_softirq
	nic->queued += skb->len;
	mutex_unlock(&nic->config);
	return NETDEV_TX_OK;
}

static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	i2c_smbus_read_byte_data(nic->phy, 1); // expect: block-in-atomic: while in state no_softirq
}

static void nic_tx_timeout(struct net_device *dev, unsigned int queue)
{
	struct nic *nic = netdev_priv(dev);

	napi_disable(&nic->napi); // expect: block-in-atomic: `napi_disable`
	nic->queued = 0;
}

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *nic = container_of(napi, struct nic, napi);

	spin_lock(&nic->tx_lock);
	nic->queued--;
	spin_unlock(&nic->tx_lock);
	return 0;
}

static int nic_stop(struct net_device *dev)
{
	struct nic *nic = netdev_priv(dev);

	spin_lock(&nic->tx_lock); // expect: irq-inversion
	nic->queued = 0;
	spin_unlock(&nic->tx_lock);
	return 0;
}

void nic_setup(struct nic *nic)
{
	nic->napi.poll = nic_poll;
}

const struct net_device_ops nic_ops = {
	.ndo_start_xmit = nic_start_xmit,
	.ndo_set_rx_mode = nic_set_rx_mode,
	.ndo_tx_timeout = nic_tx_timeout,
	.ndo_stop = nic_stop,
};
