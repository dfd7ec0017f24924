/* SPDX-License-Identifier: MIT
 *
 * A thread takes the lock of a socket and sleeps, a softirq its spinlock.
 */
#include "linux.h"

static int sent;

static int sock_close(struct sock *sk)
{
	int error = 0;

	lock_sock(sk);
	if (sk->sk_err)
		error = -EIO;
	else
		msleep(1);
	release_sock(sk);
	return error;
}

int sock_shut(struct sock *sk)
{
	return sock_close(sk);
}

int sock_count(struct sock *sk)
{
	bool slow = lock_sock_fast(sk);
	int n = sent;

	unlock_sock_fast(sk, slow);
	return n;
}

static void sock_timer(struct timer_list *t)
{
	struct sock *sk = (struct sock *)t->next;

	bh_lock_sock(sk);
	if (!sk->sk_lock.owned)
		sent++;
	bh_unlock_sock(sk);
}

void sock_init(struct timer_list *timer)
{
	timer_setup(timer, sock_timer, 0);
}
