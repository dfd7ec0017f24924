/* SPDX-License-Identifier: MIT
 *
 * network.h: packets, devices, sockets.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "waiting.h"

struct sk_buff { struct sk_buff *next; unsigned int len; };
struct sk_buff_head { struct sk_buff *next; u32 qlen; spinlock_t lock; };
struct sk_buff *__alloc_skb(unsigned int size, gfp_t priority, int flags, int node);
static inline struct sk_buff *alloc_skb(unsigned int size, gfp_t priority) { return __alloc_skb(size, priority, 0, -1); }
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t priority);
void kfree_skb(struct sk_buff *skb);
void dev_kfree_skb_any(struct sk_buff *skb);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);

typedef enum { NETDEV_TX_OK = 0, NETDEV_TX_BUSY = 0x10 } netdev_tx_t;
struct net_device { void *priv; };
#define netdev_priv(dev) ((dev)->priv)
struct net_device_ops {
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
};
struct napi_struct { int (*poll)(struct napi_struct *napi, int budget); };
void netif_napi_add(struct net_device *dev, struct napi_struct *napi, int (*poll)(struct napi_struct *, int));
void napi_disable(struct napi_struct *n);
bool napi_schedule_prep(struct napi_struct *n);
void netif_stop_queue(struct net_device *dev);
void netif_wake_queue(struct net_device *dev);

typedef struct { spinlock_t slock; int owned; wait_queue_head_t wq; } socket_lock_t;
struct sock { socket_lock_t sk_lock; int sk_err; };
void lock_sock_nested(struct sock *sk, int subclass);
static inline void lock_sock(struct sock *sk) { lock_sock_nested(sk, 0); }
void release_sock(struct sock *sk);
#define bh_lock_sock(sk) spin_lock(&((sk)->sk_lock.slock))
#define bh_unlock_sock(sk) spin_unlock(&((sk)->sk_lock.slock))
bool lock_sock_fast(struct sock *sk);
void unlock_sock_fast(struct sock *sk, bool slow);

#endif
