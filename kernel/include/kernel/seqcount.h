/* SPDX-License-Identifier: MIT
 *
 * seqcount.h: a sequence counter: readers copy data without a lock, and copy again if a writer
 * was at it.
 *
 *     do {
 *             n = seq_read_begin(&seq);
 *             copy = READ_ONCE(data);
 *     } while (seq_read_again(&seq, n));
 *
 * Writers exclude each other by a lock of their own.  A reader waits for a writer that is
 * at it, and that is a spin: so the writer must not be interrupted by a reader, and the counter
 * declares the state in which writers are, like a lock: never `preemptible`.
 */
#ifndef KERNEL_SEQCOUNT_H
#define KERNEL_SEQCOUNT_H

#include <kernel/base.h>
#include <lockdep/lockdep.h>

typedef struct HF_LOCK_TYPE(seq) seqcount {
	uint32_t count;                 /* atomic; odd: a writer is at it */
	struct lockdep_map dep;
} seqcount_t;

void seq_write_begin(seqcount_t *s) HF_ACQUIRES(s);
void seq_write_end(seqcount_t *s) HF_RELEASES(s);

/* Any context in which no writer is interrupted. */
uint32_t seq_read_begin(seqcount_t *s);
/* Was there a writer since then? */
bool seq_read_again(const seqcount_t *s, uint32_t begin);

#define DEFINE_SEQCOUNT(name, state)                                          \
	seqcount_t name HF_HELD_IN(state) = {                                 \
		.dep.cls = &(struct lockdep_class)LOCKDEP_CLASS_INIT(         \
			#name, HF_KIND_seq, HF_STATE_##state) }

#endif
