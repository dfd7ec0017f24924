/* SPDX-License-Identifier: MIT
 *
 * holdfast.h: write down, beside each lock, in which context it is held.
 *
 * Every macro here is a statement about the program that a tool can check.
 * Four tools read them; where none of them looks, they compile to nothing:
 *
 *   holdfast (the checker)   defines __HOLDFAST__: `annotate` attributes that
 *                            carry the argument as a string
 *   clang -Wthread-safety    its capability attributes, where they can say it
 *   sparse                   defines __CHECKER__: context attributes
 *   lockdep                  HF_DECLARED, the declared state as a constant
 *
 * Plain C11, and C++17.  Arguments named `lock` are expressions that are valid
 * at a call: a global, a parameter, `p->field`.  Arguments named `state` are
 * the `masked` or `entered` names of contexts.def (no_preempt, no_softirq,
 * no_irq; in_thread, in_softirq, in_irq), or `preemptible`: nothing masked.
 *
 * Function contracts go on the declaration: behind it, or in front of it.  In
 * front is the only place where a function *definition* may carry them.
 */
#ifndef HOLDFAST_H
#define HOLDFAST_H

/* ---- the tables, as constants ------------------------------------------ */

/* One bit per interrupting actor. */
#define HF_BIT(id) (1u << HF_CTX_##id)

#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) HF_CTX_##id,
enum hf_context {
#include "contexts.def"
	HF_CTX_COUNT
};
#undef HF_CONTEXT

/* HF_STATE_<state>: the set of actors that cannot interrupt in that state. */
#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor) \
	HF_STATE_##masked = (closes),
enum hf_state {
	HF_STATE_preemptible = 0,
#include "contexts.def"
};
#undef HF_CONTEXT

#define HF_LOCK_KIND(id, waits, masks, text) HF_KIND_##id,
enum hf_lock_kind {
#include "lock_kinds.def"
	HF_KIND_COUNT
};
#undef HF_LOCK_KIND

/* ---- how each reader is told ------------------------------------------- */

#if defined(__HOLDFAST__) && defined(__clang__)
#define HF_ANNOTATE(what, text) __attribute__((annotate(what, text)))
#else
#define HF_ANNOTATE(what, text)
#endif

#if defined(__clang__) && !defined(__HOLDFAST__) && !defined(__CHECKER__)
#define HF_CLANG(...) __attribute__((__VA_ARGS__))
#else
#define HF_CLANG(...)
#endif

#if defined(__CHECKER__)
#define HF_SPARSE_CONTEXT(lock, in, out) __attribute__((context(lock, in, out)))
#else
#define HF_SPARSE_CONTEXT(lock, in, out)
#endif

/* A program's own rows reach the checker from here: whoever builds with
 * HF_USER_CONTEXTS and the like has told it, too. */
#if defined(__HOLDFAST__) && defined(__clang__)
#ifdef HF_USER_CONTEXTS
#define HF_CONTEXT(id, masked, entered, closes, waits, rule, actor)            \
	extern const char hf_context_##id HF_ANNOTATE("hf.context",            \
		#id "\n" #masked "\n" #entered "\n" #closes "\n" #waits "\n" rule "\n" actor);
#include HF_USER_CONTEXTS
#undef HF_CONTEXT
#endif
#ifdef HF_USER_LOCK_KINDS
#define HF_LOCK_KIND(id, waits, masks, text)                                   \
	extern const char hf_kind_##id HF_ANNOTATE("hf.kind",                  \
		#id "\n" #waits "\n" #masks "\n" text);
#include HF_USER_LOCK_KINDS
#undef HF_LOCK_KIND
#endif
#ifdef HF_USER_EFFECTS
#define HF_EFFECT_ROW(id, closed, under, rule, text)                           \
	extern const char hf_effect_##id HF_ANNOTATE("hf.effect_row",          \
		#id "\n" #closed "\n" #under "\n" rule "\n" text);
#include HF_USER_EFFECTS
#undef HF_EFFECT_ROW
#endif
#endif

/* ---- locks ------------------------------------------------------------- */

/* On the definition of a lock's type: `struct HF_LOCK_TYPE(spin) spinlock {`.
 * `kind` is a row of lock_kinds.def. */
#define HF_LOCK_TYPE(kind) \
	HF_ANNOTATE("hf.lock_type", #kind) HF_CLANG(capability(#kind))

/* On a lock variable: the state in which every holder holds it.
 *     static spinlock_t run_lock HF_HELD_IN(no_preempt);                  */
#define HF_HELD_IN(state) HF_ANNOTATE("hf.held_in", #state)

/* A lock as a field of a struct.  Declares `type name;` and keeps the declared
 * state where HF_DECLARED finds it; costs no storage.
 *     struct inode { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); ... };  */
#define HF_LOCK_FIELD(type, name, state)                       \
	union {                                                \
		type name HF_HELD_IN(state);                   \
		char (*name##_hf_declared)[HF_STATE_##state + 1]; \
	}

/* The declared state of `struct record`'s lock `field`, as an actor mask: a
 * constant, for a lock's run-time initialisation. */
#define HF_DECLARED(record, field) \
	((unsigned)sizeof(*((struct record *)0)->field##_hf_declared) - 1u)

/* Names the lock class of a variable or field.  Without it a global's class is
 * its name and a field's is `record.field`.  Two locks with one class name are
 * one class. */
#define HF_LOCK_CLASS(name) HF_ANNOTATE("hf.lock_class", #name)

/* On a lock: waited for while those classes (as reports name them: `table_lock`,
 * `inode.lock`) may be held, never the other way round.
 *     static spinlock_t page_lock HF_HELD_IN(no_preempt) HF_ACQUIRED_AFTER(vm.lock, heap_lock); */
#define HF_ACQUIRED_AFTER(...) HF_ANNOTATE("hf.acquired_after", #__VA_ARGS__)

/* On a lock: several of the class are held at once, in an order that `order` tells to people:
 * "by address", "along the list".  The checker takes it as given, and prints it. */
#define HF_NESTS(order) HF_ANNOTATE("hf.nests", order)

/* ---- what a function does to locks ------------------------------------- */

/* Returns with `lock` held; waits for it.  What the lock's kind masks is masked
 * before the wait. */
#define HF_ACQUIRES(lock)                                     \
	HF_ANNOTATE("hf.acquires", #lock)                     \
	HF_CLANG(acquire_capability(lock))                    \
	HF_SPARSE_CONTEXT(lock, 0, 1)

/* Never waits; returns `success` (a constant; `true` means any non-zero
 * value) with `lock` held, anything else without; where success is 0, failure is
 * taken as negative.  sparse has no attribute for this. */
#define HF_TRY_ACQUIRES(success, lock)                        \
	HF_ANNOTATE("hf.try_acquires", #success "," #lock)    \
	HF_CLANG(try_acquire_capability(success, lock))

/* Is called with `lock` held and returns without it. */
#define HF_RELEASES(lock)                                     \
	HF_ANNOTATE("hf.releases", #lock)                     \
	HF_CLANG(release_capability(lock))                    \
	HF_SPARSE_CONTEXT(lock, 1, 0)

/* Is called with `lock` held and keeps it. */
#define HF_REQUIRES(lock)                                     \
	HF_ANNOTATE("hf.requires", #lock)                     \
	HF_CLANG(requires_capability(lock))                   \
	HF_SPARSE_CONTEXT(lock, 1, 1)

/* Must be called without `lock`. */
#define HF_EXCLUDES(lock) HF_ANNOTATE("hf.excludes", #lock)

/* On data: touched only with `lock` held.  Several: any of them to read, all of
 * them to write.  A field's lock is named from its record; it may be declared later.
 * Not passed on to clang, whose guarded_by rejects a later declaration. */
#define HF_GUARDED_BY(lock) HF_ANNOTATE("hf.guarded_by", #lock)

/* On data: touched only in `state` or a stricter one: what belongs to one CPU, or
 * has one owner and must not be re-entered. */
#define HF_GUARDED_BY_STATE(state) HF_ANNOTATE("hf.guarded_by_state", #state)

/* ---- contexts ---------------------------------------------------------- */

/* Masks `state`'s actor, one level deeper, until the matching HF_LEAVES. */
#define HF_ENTERS(state) HF_ANNOTATE("hf.enters", #state)
#define HF_LEAVES(state) HF_ANNOTATE("hf.leaves", #state)

/* May only be called in `state` or a stricter one. */
#define HF_REQUIRES_STATE(state) HF_ANNOTATE("hf.requires_state", #state)

/* An entry point: something outside the checked code calls this function, in
 * `state`.  On a parameter, a field or a typedef of function-pointer type, it is
 * the state in which whatever is stored there will be called.  A row of phases.def
 * is a state too: `init`, in which nobody else runs until a function with
 * HF_LEAVES(init) is called. */
#define HF_CALLED_IN(state) HF_ANNOTATE("hf.called_in", #state)

/* Sleeps, yields or waits: must not be called where the CPU can't be given
 * back. */
#define HF_MAY_BLOCK HF_ANNOTATE("hf.may_block", "")

/* Sleeps like HF_MAY_BLOCK, and comes back after a time, whatever happens. */
#define HF_DELAYS HF_ANNOTATE("hf.delays", "")

/* Returns at once, and returns `nothing` (0, false, NULL, true, or a negative constant for
 * all that are negative) when there was nothing to do yet.  Whoever asks again needs a wait,
 * a yield or a bound. */
#define HF_POLLS(nothing) HF_ANNOTATE("hf.polls", #nothing)

/* Does something that some contexts forbid: a row of effects.def. */
#define HF_EFFECT(effect) HF_ANNOTATE("hf.effect", #effect)

/* ---- trust ------------------------------------------------------------- */

/* The checker takes this function's contract as given.  In its body it only looks
 * which locks it waits for: they come after those that the caller holds.  The reason is
 * printed in every report. */
#define HF_TRUST(reason)                                      \
	HF_ANNOTATE("hf.trust", reason)                       \
	HF_CLANG(no_thread_safety_analysis)

#endif
