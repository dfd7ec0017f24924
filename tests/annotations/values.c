/* SPDX-License-Identifier: MIT
 *
 * The constants that lockdep reads are those that the tables say, a user's own rows
 * included.  Every line is checked by the compiler.
 */
#include <holdfast.h>

typedef struct spinlock { int word; } spinlock_t;
struct record {
	int before;
	HF_LOCK_FIELD(spinlock_t, open_lock, preemptible);
	HF_LOCK_FIELD(spinlock_t, preempt_lock, no_preempt);
	HF_LOCK_FIELD(spinlock_t, irq_lock, no_irq);
	int after;
};
struct plain { int before; spinlock_t open_lock, preempt_lock, irq_lock; int after; };

_Static_assert(HF_STATE_preemptible == 0, "nothing masked");
_Static_assert(HF_STATE_no_preempt == HF_BIT(preempt), "masks threads only");
_Static_assert((HF_STATE_no_irq & HF_STATE_no_softirq) == HF_STATE_no_softirq, "irqs off: no softirq");
_Static_assert((HF_STATE_no_softirq & HF_STATE_no_preempt) == HF_STATE_no_preempt, "no softirq: no switch");
_Static_assert(HF_STATE_no_irq != HF_STATE_no_softirq, "but interrupts");
_Static_assert(HF_DECLARED(record, open_lock) == HF_STATE_preemptible, "as declared");
_Static_assert(HF_DECLARED(record, preempt_lock) == HF_STATE_no_preempt, "as declared");
_Static_assert(HF_DECLARED(record, irq_lock) == HF_STATE_no_irq, "as declared");
_Static_assert(HF_KIND_raw_spin != HF_KIND_spin && HF_KIND_mutex < HF_KIND_COUNT, "kinds are distinct");
#ifdef HF_USER_CONTEXTS
_Static_assert(HF_STATE_no_smi == (HF_BIT(preempt) | HF_BIT(smi)), "a user's own row");
_Static_assert(HF_CTX_COUNT == 4, "one row more");
#else
_Static_assert(HF_CTX_COUNT == 3, "the table's rows");
#endif
#ifdef HF_USER_LOCK_KINDS
_Static_assert(HF_KIND_doorbell == HF_KIND_COUNT - 1, "a user's own kind");
#endif
