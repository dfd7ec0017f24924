/* SPDX-License-Identifier: MIT
 *
 * rules.c: the table of rules.  Their order is the order of reports when one
 * call breaks several.
 */
#include "rules.h"

static const struct {
	void (*check)(struct lockdep_event *ev);
	unsigned events;                /* enum lockdep_event_kind */
} rules[] = {
	{ lockdep_rule_imbalance, LOCKDEP_EVENT_RELEASE },
	{ lockdep_rule_recursion, LOCKDEP_EVENT_ACQUIRE },
	{ lockdep_rule_nesting, LOCKDEP_EVENT_ACQUIRE },
	{ lockdep_rule_inversion, LOCKDEP_EVENT_ACQUIRE | LOCKDEP_EVENT_OPENED },
	{ lockdep_rule_mismatch, LOCKDEP_EVENT_ACQUIRE | LOCKDEP_EVENT_OPENED },
	{ lockdep_rule_block, LOCKDEP_EVENT_ACQUIRE | LOCKDEP_EVENT_BLOCK },
	{ lockdep_rule_order, LOCKDEP_EVENT_ACQUIRE },
};

static const char *const names[LOCKDEP_RULE_COUNT] = {
	[LOCKDEP_RULE_NONE] = "none",
	[LOCKDEP_RULE_PREEMPT_INVERSION] = "preempt-inversion",
	[LOCKDEP_RULE_IRQ_INVERSION] = "irq-inversion",
	[LOCKDEP_RULE_BLOCK_IN_ATOMIC] = "block-in-atomic",
	[LOCKDEP_RULE_LOCK_ORDER] = "lock-order",
	[LOCKDEP_RULE_CONTEXT_MISMATCH] = "context-mismatch",
	[LOCKDEP_RULE_LOCK_RECURSION] = "lock-recursion",
	[LOCKDEP_RULE_LOCK_IMBALANCE] = "lock-imbalance",
	[LOCKDEP_RULE_REQUIRES] = "requires",
	[LOCKDEP_RULE_SLOW_IN_ATOMIC] = "slow-in-atomic",
	[LOCKDEP_RULE_USER] = "user",
};

const char *lockdep_rule_name(enum lockdep_rule rule)
{
	return names[rule];
}

void lockdep_rules_check(struct lockdep_event *ev)
{
	for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].events & ev->kind)
			rules[i].check(ev);
}
