/* SPDX-License-Identifier: MIT
 *
 * context.c: contexts.def and lock_kinds.def, expanded.
 */
#include "context.h"

#define HF_CONTEXT(id, masked_, entered_, closes_, waits_, rule_, actor_) \
	[HF_CTX_##id] = { .masked = #masked_, .entered = #entered_,       \
			  .closes = (closes_), .waits = (waits_),         \
			  .rule = (rule_), .actor = (actor_) },
const struct lockdep_context lockdep_contexts[HF_CTX_COUNT] = {
#include <contexts.def>
};
#undef HF_CONTEXT

_Static_assert(HF_CTX_COUNT <= 15, "LOCKDEP_PINNED is the sixteenth bit");

/* What a kind masks is a state's name, or `none`. */
enum { MASKS_none };
#define HF_CONTEXT(id, masked_, entered_, closes_, waits_, rule_, actor_) \
	MASKS_##masked_ = HF_STATE_##masked_,
enum {
#include <contexts.def>
};
#undef HF_CONTEXT

enum { HF_LOCK_SLEEPS, HF_LOCK_SPINS };
#define HF_LOCK_KIND(id, waits_, masks_, text_) \
	[HF_KIND_##id] = { .text = (text_), .masks = MASKS_##masks_, .spins = (waits_) },
const struct lockdep_kind lockdep_kinds[HF_KIND_COUNT] = {
#include <lock_kinds.def>
};
#undef HF_LOCK_KIND

/* Words for the rows that everybody has; a user's row is worded from its own
 * columns. */
static const struct {
	const char *open, *spun;
} words[HF_CTX_COUNT] = {
	[HF_CTX_preempt] = { "preemptibly", "with preemption disabled" },
	[HF_CTX_softirq] = { "with deferred work enabled", "in deferred work" },
	[HF_CTX_irq] = { "with interrupts enabled", "in an interrupt handler" },
};

uint16_t lockdep_context_spinners(uint16_t closed, uint16_t entered)
{
	uint16_t actors = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		uint16_t in = lockdep_contexts[row].waits == HF_WAITS_MASKED ? closed : entered;

		actors |= in & (1u << row);
	}
	return actors;
}

bool lockdep_context_may_block(uint16_t closed, uint16_t entered)
{
	return !lockdep_context_spinners(closed, entered);
}

uint16_t lockdep_context_masked_rows(void)
{
	uint16_t rows = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (lockdep_contexts[row].waits == HF_WAITS_MASKED)
			rows |= (uint16_t)(1u << row);
	return rows;
}

const char *lockdep_context_state(uint16_t closed)
{
	const char *name = "preemptible";
	uint16_t best = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++) {
		uint16_t closes = lockdep_contexts[row].closes;

		if ((closed & closes) == closes && (best & closes) == best) {
			best = closes;
			name = lockdep_contexts[row].masked;
		}
	}
	return name;
}

void lockdep_context_put(struct lockdep_text *t, uint16_t closed, uint16_t entered)
{
	lockdep_text_put(t, "%s", lockdep_context_state(closed));
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (entered & (1u << row))
			lockdep_text_put(t, " %s", lockdep_contexts[row].entered);
}

void lockdep_context_put_open(struct lockdep_text *t, unsigned row)
{
	if (words[row].open)
		lockdep_text_put(t, "%s", words[row].open);
	else
		lockdep_text_put(t, "open to %s", lockdep_contexts[row].actor);
}

void lockdep_context_put_spun(struct lockdep_text *t, unsigned row)
{
	if (words[row].spun)
		lockdep_text_put(t, "%s", words[row].spun);
	else if (lockdep_contexts[row].waits == HF_WAITS_MASKED)
		lockdep_text_put(t, "in %s", lockdep_contexts[row].masked);
	else
		lockdep_text_put(t, "by %s", lockdep_contexts[row].actor);
}
