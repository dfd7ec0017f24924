/* SPDX-License-Identifier: MIT
 *
 * expect: lock-order: accounts
 * expect: lock-imbalance: audit
 */
#include "802-wrapper.h"

static struct guard accounts, audit;
static struct event paid;
static int balance, entries;

static void pay(int amount)
{
	guard_enter(&accounts);
	guard_enter(&audit);
	entries++;
	guard_leave(&audit);
	balance += amount;
	guard_leave(&accounts);
}

static int report(void)
{
	guard_enter(&audit);
	guard_enter(&accounts);
	int sum = balance;

	guard_leave(&accounts);
	guard_leave(&audit);
	return sum;
}

static int peek(void)
{
	if (!guard_try_enter(&audit))
		return -1;
	if (!entries)
		return 0;
	guard_leave(&audit);
	return entries;
}

static void *worker(void *arg)
{
	guard_enter(&accounts);
	while (!balance)
		event_wait(&paid, &accounts);
	guard_leave(&accounts);
	pay(1);
	return report() + peek() ? arg : NULL;
}

int main(void)
{
	pthread_t thread;

	guard_init(&accounts, "accounts");
	guard_init(&audit, "audit");
	pthread_create(&thread, NULL, worker, NULL);
	return pthread_join(thread, NULL);
}
