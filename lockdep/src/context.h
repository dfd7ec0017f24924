/* SPDX-License-Identifier: MIT
 *
 * context.h: contexts.def and lock_kinds.def as lockdep's tables.  Everything
 * that lockdep knows about contexts and kinds comes from here; no rule names a
 * row.
 *
 * A set of actors is a mask with one bit per row.  `closed` is the set that
 * cannot interrupt at a moment, `entered` the set that is running.
 */
#ifndef LOCKDEP_CONTEXT_H
#define LOCKDEP_CONTEXT_H

#include <holdfast.h>
#include <lockdep/lockdep.h>
#include "text.h"

#define LOCKDEP_ALL_ACTORS ((uint16_t)((1u << HF_CTX_COUNT) - 1))

/* The parts of lockdep_port_context(). */
static inline uint16_t lockdep_context_closed(uint32_t context)
{
	return (uint16_t)context;
}

static inline uint16_t lockdep_context_entered(uint32_t context)
{
	return (uint16_t)(context >> 16 & 0x7fff);
}

enum lockdep_waits { HF_WAITS_MASKED, HF_WAITS_ENTERED };

struct lockdep_context {
	const char *masked;             /* "no_preempt" */
	const char *entered;            /* "in_thread" */
	const char *actor;              /* "another thread" */
	const char *rule;               /* "preempt-inversion" */
	uint16_t closes;
	enum lockdep_waits waits;
};
extern const struct lockdep_context lockdep_contexts[HF_CTX_COUNT];

struct lockdep_kind {
	const char *text;               /* "raw spinlock" */
	uint16_t masks;                 /* actors that the acquire itself closes */
	bool spins;
};
extern const struct lockdep_kind lockdep_kinds[HF_KIND_COUNT];

/* The actors that a spin in this context belongs to: each of them keeps the CPU
 * from whomever it interrupted. */
uint16_t lockdep_context_spinners(uint16_t closed, uint16_t entered);

/* Can whoever runs in this context give the CPU to another thread? */
bool lockdep_context_may_block(uint16_t closed, uint16_t entered);

/* The rows whose actor spins wherever it is masked, that is, threads. */
uint16_t lockdep_context_masked_rows(void);

/* Does a spin that belongs to the row keep the CPU from a holder that could go on on
 * another one? */
static inline bool lockdep_context_may_migrate(unsigned row)
{
	return lockdep_contexts[row].waits == HF_WAITS_MASKED;
}

/* The strictest state whose actors are all in `closed`: "no_irq", or
 * "preemptible". */
const char *lockdep_context_state(uint16_t closed);

/* "preemptible", "no_preempt", "no_irq in_irq". */
void lockdep_context_put(struct lockdep_text *t, uint16_t closed, uint16_t entered);

/* How a report words the two sides of an inversion: "preemptibly", "with
 * preemption disabled". */
void lockdep_context_put_open(struct lockdep_text *t, unsigned row);
void lockdep_context_put_spun(struct lockdep_text *t, unsigned row);

#endif
