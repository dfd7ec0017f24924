/* SPDX-License-Identifier: MIT
 *
 * spinlocks.h: spinlocks over raw spinlocks, reader-writer spinlocks, sequence locks, bit locks.
 */
#ifndef SPINLOCKS_H
#define SPINLOCKS_H

#include "contexts.h"

typedef struct raw_spinlock { int raw_lock; } raw_spinlock_t;
typedef struct spinlock { union { struct raw_spinlock rlock; }; } spinlock_t;
#define DEFINE_SPINLOCK(name) spinlock_t name = { 0 }
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = { 0 }

void _raw_spin_lock(raw_spinlock_t *lock);
void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);

#define raw_spin_lock(lock) _raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass) _raw_spin_lock_nested(lock, subclass)
#define raw_spin_lock_bh(lock) _raw_spin_lock_bh(lock)
#define raw_spin_lock_irq(lock) _raw_spin_lock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags)                                           \
	do { typecheck(unsigned long, flags); flags = _raw_spin_lock_irqsave(lock); } while (0)
#define raw_spin_trylock(lock) _raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock) _raw_spin_trylock_bh(lock)
#define raw_spin_trylock_irqsave(lock, flags)                                        \
	({                                                                           \
		local_irq_save(flags);                                               \
		raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; });     \
	})
#define raw_spin_unlock(lock) _raw_spin_unlock(lock)
#define raw_spin_unlock_bh(lock) _raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irq(lock) _raw_spin_unlock_irq(lock)
#define raw_spin_unlock_irqrestore(lock, flags)                                      \
	do { typecheck(unsigned long, flags); _raw_spin_unlock_irqrestore(lock, flags); } while (0)

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock) { return &lock->rlock; }
static __always_inline void spin_lock(spinlock_t *lock) { raw_spin_lock(&lock->rlock); }
static __always_inline void spin_lock_bh(spinlock_t *lock) { raw_spin_lock_bh(&lock->rlock); }
static __always_inline void spin_lock_irq(spinlock_t *lock) { raw_spin_lock_irq(&lock->rlock); }
static __always_inline int spin_trylock(spinlock_t *lock) { return raw_spin_trylock(&lock->rlock); }
static __always_inline int spin_trylock_bh(spinlock_t *lock) { return raw_spin_trylock_bh(&lock->rlock); }
static __always_inline void spin_unlock(spinlock_t *lock) { raw_spin_unlock(&lock->rlock); }
static __always_inline void spin_unlock_bh(spinlock_t *lock) { raw_spin_unlock_bh(&lock->rlock); }
static __always_inline void spin_unlock_irq(spinlock_t *lock) { raw_spin_unlock_irq(&lock->rlock); }
static __always_inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&lock->rlock, flags);
}
#define spin_lock_nested(lock, subclass) raw_spin_lock_nested(spinlock_check(lock), subclass)
#define spin_lock_irqsave(lock, flags) raw_spin_lock_irqsave(spinlock_check(lock), flags)
#define spin_trylock_irqsave(lock, flags) raw_spin_trylock_irqsave(spinlock_check(lock), flags)

int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock);
#define atomic_dec_and_lock(atomic, lock) _atomic_dec_and_lock(atomic, lock)
bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);
int __cond_resched_lock(spinlock_t *lock);
void __might_resched(const char *file, int line, unsigned int offsets);
#define cond_resched_lock(lock) ({ __might_resched(__FILE__, __LINE__, 1); __cond_resched_lock(lock); })

/* ---- readers and writers ---------------------------------------------------- */

typedef struct { int raw_lock; } rwlock_t;
#define DEFINE_RWLOCK(name) rwlock_t name = { 0 }
void _raw_read_lock(rwlock_t *lock);
void _raw_write_lock(rwlock_t *lock);
unsigned long _raw_write_lock_irqsave(rwlock_t *lock);
void _raw_write_lock_bh(rwlock_t *lock);
void _raw_read_lock_bh(rwlock_t *lock);
void _raw_read_unlock(rwlock_t *lock);
void _raw_write_unlock(rwlock_t *lock);
void _raw_write_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
void _raw_write_unlock_bh(rwlock_t *lock);
void _raw_read_unlock_bh(rwlock_t *lock);
#define read_lock(lock) _raw_read_lock(lock)
#define read_lock_bh(lock) _raw_read_lock_bh(lock)
#define read_unlock(lock) _raw_read_unlock(lock)
#define read_unlock_bh(lock) _raw_read_unlock_bh(lock)
#define write_lock(lock) _raw_write_lock(lock)
#define write_lock_bh(lock) _raw_write_lock_bh(lock)
#define write_lock_irqsave(lock, flags) do { flags = _raw_write_lock_irqsave(lock); } while (0)
#define write_unlock(lock) _raw_write_unlock(lock)
#define write_unlock_bh(lock) _raw_write_unlock_bh(lock)
#define write_unlock_irqrestore(lock, flags) _raw_write_unlock_irqrestore(lock, flags)

typedef struct { unsigned int sequence; spinlock_t lock; } seqlock_t;
static inline void write_seqlock(seqlock_t *sl) { spin_lock(&sl->lock); sl->sequence++; }
static inline void write_sequnlock(seqlock_t *sl) { sl->sequence++; spin_unlock(&sl->lock); }
static inline unsigned long __write_seqlock_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	spin_lock_irqsave(&sl->lock, flags);
	sl->sequence++;
	return flags;
}
#define write_seqlock_irqsave(sl, flags) do { flags = __write_seqlock_irqsave(sl); } while (0)
static inline void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags)
{
	sl->sequence++;
	spin_unlock_irqrestore(&sl->lock, flags);
}
static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	unsigned int start;

	while ((start = READ_ONCE(sl->sequence)) & 1)
		barrier();
	return start;
}
static inline unsigned int read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return READ_ONCE(sl->sequence) != start;
}

/* ---- a bit of a word --------------------------------------------------------- */

static inline void bit_spin_lock(int bit, unsigned long *addr)
{
	preempt_disable();
	while (test_and_set_bit_lock(bit, addr))
		barrier();
}
static inline void bit_spin_unlock(int bit, unsigned long *addr)
{
	clear_bit_unlock(bit, addr);
	preempt_enable();
}

/* ---- what must be held ------------------------------------------------------- */

#define lockdep_is_held(lock) ((void)(lock), 1)
#define lockdep_assert_held(lock) ((void)lockdep_is_held(lock))
int rtnl_is_locked(void);
#define WARN_ON_ONCE(condition) (unlikely(condition) ? printk("%s\n", __FILE__) : 0)
#define assert_spin_locked(lock) ((void)WARN_ON_ONCE(!(lock)->rlock.raw_lock))
#define ASSERT_RTNL() ((void)WARN_ON_ONCE(!rtnl_is_locked()))

#endif
