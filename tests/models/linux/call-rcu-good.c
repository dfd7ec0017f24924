/* SPDX-License-Identifier: MIT
 *
 * What sleeps goes into work, a task's own work, or behind call_srcu(); a lock of the callback masks softirqs
 * elsewhere.
 */
#include "linux.h"

struct rule { struct rcu_head rcu; struct work_struct work; struct callback_head task; };
static DEFINE_MUTEX(rules_lock);
static DEFINE_SPINLOCK(free_lock);
static struct srcu_struct rules_srcu;
static int rules, freed;

static void rule_work(struct work_struct *work)
{
	struct rule *rule = container_of(work, struct rule, work);

	mutex_lock(&rules_lock);
	rules--;
	mutex_unlock(&rules_lock);
	kfree(rule);
}

static void rule_free(struct rcu_head *head)
{
	struct rule *rule = container_of(head, struct rule, rcu);

	INIT_WORK(&rule->work, rule_work);
	schedule_work(&rule->work);
}

static void rule_count(struct rcu_head *head)
{
	spin_lock(&free_lock);
	freed++;
	spin_unlock(&free_lock);
	kfree(container_of(head, struct rule, rcu));
}

static void rule_late(struct rcu_head *head)
{
	mutex_lock(&rules_lock);
	rules--;
	mutex_unlock(&rules_lock);
}

static void rule_mine(struct callback_head *task)
{
	mutex_lock(&rules_lock);
	rules--;
	mutex_unlock(&rules_lock);
}

void rule_drop(struct rule *rule, bool counted)
{
	call_rcu(&rule->rcu, counted ? rule_count : rule_free);
}

void rule_drop_late(struct rule *rule)
{
	init_task_work(&rule->task, rule_mine);
	task_work_add(current, &rule->task, 1);
	call_srcu(&rules_srcu, &rule->rcu, rule_late);
}

int rules_freed(void)
{
	int n;

	spin_lock_bh(&free_lock);
	n = freed;
	spin_unlock_bh(&free_lock);
	return n;
}
