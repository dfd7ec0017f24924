/* SPDX-License-Identifier: MIT
 *
 * Every macro of holdfast.h in every place where it may stand.  Correct code: each
 * compiler, as C11 and C++17, and each other reader must accept it silently.
 */
#include <holdfast.h>

typedef struct HF_LOCK_TYPE(spin) spinlock { int word; } spinlock_t;
typedef struct HF_LOCK_TYPE(mutex) mutex { int word; } mutex_t;

void spin_lock(spinlock_t *l) HF_ACQUIRES(l);
int spin_trylock(spinlock_t *l) HF_TRY_ACQUIRES(1, l);
void spin_unlock(spinlock_t *l) HF_RELEASES(l);
void mutex_lock(mutex_t *m) HF_ACQUIRES(m);
void mutex_unlock(mutex_t *m) HF_RELEASES(m);
void preempt_disable(void) HF_ENTERS(no_preempt);
void preempt_enable(void) HF_LEAVES(no_preempt);
void wait(void) HF_MAY_BLOCK;

struct inode {
	int size HF_GUARDED_BY(lock);           /* named before its declaration */
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	HF_LOCK_FIELD(mutex_t, io, preemptible);
	void (*done)(void *arg) HF_CALLED_IN(in_irq);
};

extern unsigned declared_lock, declared_io;
unsigned declared_lock = HF_DECLARED(inode, lock);
unsigned declared_io = HF_DECLARED(inode, io);

static spinlock_t table_lock HF_HELD_IN(no_preempt) HF_LOCK_CLASS(table)
	HF_ACQUIRED_AFTER(inode.lock, console_lock) HF_NESTS("by address");

int inode_size(struct inode *ip) HF_REQUIRES(&ip->lock);
int inode_size(struct inode *ip) { return ip->size; }

void inode_grow(struct inode *ip) HF_EXCLUDES(ip->lock) HF_REQUIRES_STATE(preemptible);
void inode_grow(struct inode *ip)
{
	spin_lock(&ip->lock);
	ip->size += inode_size(ip);
	spin_unlock(&ip->lock);
	mutex_lock(&ip->io);
	wait();
	mutex_unlock(&ip->io);
}

typedef void (*handler_fn)(void *arg) HF_CALLED_IN(in_irq);
void irq_register(int irq, void (*handler)(void *arg) HF_CALLED_IN(in_irq), handler_fn other);

HF_CALLED_IN(in_irq) static void on_irq(void *arg) { (void)arg; }

HF_TRUST("shows a reason") static void trusted(void) { }

void start(void);
void start(void)
{
	irq_register(1, on_irq, on_irq);
	preempt_disable();
	if (spin_trylock(&table_lock) == 1)
		spin_unlock(&table_lock);
	preempt_enable();
	trusted();
}
