/* SPDX-License-Identifier: MIT
 *
 * policy.c: what happens after a report, for each rule.  One byte each, atomic.
 */
#include "policy.h"

static uint8_t policies[LOCKDEP_RULE_COUNT];

enum lockdep_policy lockdep_policy_of(enum lockdep_rule rule)
{
	return (enum lockdep_policy)__atomic_load_n(&policies[rule], __ATOMIC_RELAXED);
}

bool lockdep_policy_any_refuses(void)
{
	for (unsigned rule = 0; rule < LOCKDEP_RULE_COUNT; rule++)
		if (lockdep_policy_of((enum lockdep_rule)rule) == LOCKDEP_REFUSE)
			return true;
	return false;
}

void lockdep_policy_set(enum lockdep_rule rule, enum lockdep_policy policy)
{
	for (unsigned each = 1; each < LOCKDEP_RULE_COUNT; each++)
		if (rule == LOCKDEP_RULE_NONE || each == rule)
			__atomic_store_n(&policies[each], (uint8_t)policy, __ATOMIC_RELAXED);
}

bool lockdep_refuses(enum lockdep_rule rule)
{
	return rule != LOCKDEP_RULE_NONE && lockdep_policy_of(rule) == LOCKDEP_REFUSE;
}
