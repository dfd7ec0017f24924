/* SPDX-License-Identifier: MIT
 *
 * One order everywhere, and each way out leaves.
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
	guard_enter(&accounts);
	guard_enter(&audit);
	int sum = balance;

	guard_leave(&audit);
	guard_leave(&accounts);
	return sum;
}

static int peek(void)
{
	int count;

	if (!guard_try_enter(&audit))
		return -1;
	count = entries;
	guard_leave(&audit);
	return count;
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
