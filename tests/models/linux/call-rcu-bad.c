/* SPDX-License-Identifier: MIT
 *
 * What call_rcu() calls is a softirq: it must not sleep, and its locks need softirqs off elsewhere.
 */
#include "linux.h"

struct rule { struct rcu_head rcu; void *area; };
static DEFINE_MUTEX(rules_lock);
static DEFINE_SPINLOCK(free_lock);
static int rules, freed;

static void rule_free(struct rcu_head *head)
{
	struct rule *rule = container_of(head, struct rule, rcu);

	mutex_lock(&rules_lock); // expect: block-in-atomic: while in state in_softirq
	rules--;
	mutex_unlock(&rules_lock);
	kfree(rule);
}

static void rule_count(struct rcu_head *head)
{
	spin_lock(&free_lock);
	freed++;
	spin_unlock(&free_lock);
	kfree(container_of(head, struct rule, rcu));
}

void rule_drop(struct rule *rule, bool counted)
{
	call_rcu(&rule->rcu, counted ? rule_count : rule_free);
}

int rules_freed(void)
{
	int n;

	spin_lock(&free_lock); // expect: irq-inversion
	n = freed;
	spin_unlock(&free_lock);
	return n;
}
