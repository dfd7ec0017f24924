// SPDX-License-Identifier: MIT
/*
 * table.c: the list of rules.  Several ids may come from one function: the
 * contexts' table says which inversion is called what.
 */
#include "rules.h"

#include <string.h>

const struct rule rules[] = {
	{ "preempt-inversion", "a lock that is spun on with preemption off is held preemptibly",
	  rule_inversion },
	{ "irq-inversion", "a lock that an interrupt handler or deferred work spins on is held "
	  "where that can interrupt the holder", rule_inversion },
	{ "carried-inversion", "one of these through the lock order: A is spun on, A -> B, B is "
	  "held so that the holder can be interrupted", rule_carried_inversion },
	{ "block-in-atomic", "something sleeps where the CPU cannot be given back",
	  rule_block_in_atomic },
	{ "lock-order", "locks are taken in orders that form a cycle", rule_lock_order },
	{ "lock-recursion", "a lock is waited for by its own holder", rule_lock_recursion },
	{ "requires", "a call without the lock or the state that the callee requires, or with a "
	  "lock that it excludes", rule_requires },
	{ "guarded-by", "data are touched without what guards them", rule_guarded_by },
	{ "guard-guessed", "data that nearly everybody touches under a lock are touched without it",
	  rule_guard_guessed },
	{ "lock-imbalance", "a path ends with a lock that it should not hold, or releases what it "
	  "does not hold", rule_balance },
	{ "context-imbalance", "a mask is not lifted, or one is lifted that is not set, or not in "
	  "turn", rule_balance },
	{ "slow-in-atomic", "something that takes long where the CPU cannot be given back",
	  rule_effect },
	{ "effect-in-context", "an effect in a context that forbids it", rule_effect },
	{ "poll-loop", "something is asked for again and again, without a wait, a yield or a bound",
	  rule_poll_loop },
	{ "context-mismatch", "a lock is used otherwise than its declaration says",
	  rule_context_mismatch },
	{ "uneven-mask", "a lock that others take with a mask is taken without, by who can't be called under one",
	  rule_uneven_mask },
	{ "unresolved", "something the checker cannot see (with --require-closed)",
	  rule_unresolved },
};
const unsigned rule_count = G_N_ELEMENTS(rules);

static bool is_wanted(void *user, const char *id)
{
	char **wanted = user;

	return !wanted || g_strv_contains((const char *const *)wanted, id);
}

static bool check_wanted(char **wanted, GError **error)
{
	for (unsigned i = 0; wanted && wanted[i]; i++) {
		bool known = false;

		for (unsigned k = 0; k < rule_count; k++)
			known |= !strcmp(rules[k].id, wanted[i]);
		if (!known) {
			g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
				    "--rules: there is no rule `%s` (holdfast explain lists them)", wanted[i]);
			return false;
		}
	}
	return true;
}

static GPtrArray *run_all(struct analysis *a, bool require_closed)
{
	struct rule_run r = { .a = a, .m = a->m, .require_closed = require_closed };

	r.findings = g_ptr_array_new();
	r.inverted = g_new0(uint32_t, a->m->classes->len + 1);
	r.index = class_index_new(a);
	r.contained = contained_new(a);
	for (unsigned i = 0; i < rule_count; i++)
		if (!i || rules[i].run != rules[i - 1].run)
			rules[i].run(&r);
	g_free(r.inverted);
	class_index_free(r.index);
	contained_free(r.contained);
	for (guint i = 0; i < r.findings->len; i++)
		doubt_length(&r, g_ptr_array_index(r.findings, i), MAX_STEPS);
	findings_sort(r.findings);
	return r.findings;
}

static GPtrArray *resolve(struct analysis *a, bool require_closed, char **wanted)
{
	GPtrArray *here = run_all(a, require_closed);

	return a->unrepaired ? cascade_resolve(resolve(a->unrepaired, require_closed, wanted), here, is_wanted,
					       wanted) :
			       cascade_resolve(here, NULL, is_wanted, wanted);
}

GPtrArray *rules_run(struct analysis *a, const char *only, bool require_closed, GError **error)
{
	char **wanted = only ? g_strsplit(only, ",", -1) : NULL;
	GPtrArray *kept = g_ptr_array_new();

	if (!check_wanted(wanted, error))
		return NULL;
	GPtrArray *all = resolve(a, require_closed, wanted);

	for (guint i = 0; i < all->len; i++) {
		struct finding *f = g_ptr_array_index(all, i);

		if (is_wanted(wanted, f->rule))
			g_ptr_array_add(kept, f);
	}
	findings_sort(kept);
	g_ptr_array_free(all, TRUE);
	g_strfreev(wanted);
	return kept;
}
