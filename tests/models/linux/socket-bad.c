/* SPDX-License-Identifier: MIT
 *
 * The lock of a socket belongs to a thread; its spinlock belongs to softirqs; the fast form is a spinlock.
 */
#include "linux.h"

static int sent;

static int sock_close(struct sock *sk)
{
	lock_sock(sk);
	if (sk->sk_err)
		return -EIO; // expect: lock-imbalance: `sock_close` returns with
	sk->sk_err = 0;
	release_sock(sk);
	return 0;
}

int sock_shut(struct sock *sk)
{
	return sock_close(sk);
}

int sock_count(struct sock *sk)
{
	bool slow = lock_sock_fast(sk);

	msleep(1); // expect: block-in-atomic
	unlock_sock_fast(sk, slow);
	return sent;
}

static void sock_timer(struct timer_list *t)
{
	struct sock *sk = (struct sock *)t->next;

	bh_lock_sock(sk);
	lock_sock(sk); // expect: block-in-atomic: `lock_sock` may block
	sent++;
	release_sock(sk);
	bh_unlock_sock(sk);
}

void sock_init(struct timer_list *timer)
{
	timer_setup(timer, sock_timer, 0);
}
