/* SPDX-License-Identifier: MIT
 *
 * The slow way of a lock that sleeps goes round a loop and takes other locks in it, each of which masks interrupts: it is
 * followed whole, and in one order.
 *
 * args: --require-closed --whole-program
 */
#include "case.h"

struct list { struct list *next; };
typedef struct HF_LOCK_TYPE(mutex) gate { int owner; struct list *line; } gate_t;
static irq_spinlock_t line_lock HF_HELD_IN(no_irq);
static irq_spinlock_t run_lock HF_HELD_IN(no_irq);
static irq_spinlock_t dead_lock HF_HELD_IN(no_irq);
static int ready, dead;

void cpu_give(void) HF_TRUST("test: the switch");
bool exchange(gate_t *g, int to) HF_TRUST("test: an atomic exchange");

static void reap(void)
{
	irq_spin_lock(&dead_lock);
	dead++;
	irq_spin_unlock(&dead_lock);
}

static bool choose(void)
{
	bool some;

	irq_spin_lock(&run_lock);
	some = ready != 0;
	ready--;
	irq_spin_unlock(&run_lock);
	if (dead)
		reap();
	return some;
}

static void block(void) HF_MAY_BLOCK;
static void block(void)
{
	unsigned long flags = irq_save();

	if (choose())
		cpu_give();
	irq_restore(flags);
}

static void wake(void)
{
	irq_spin_lock(&run_lock);
	ready++;
	irq_spin_unlock(&run_lock);
}

static bool take_turn(gate_t *g)
{
	bool mine;

	irq_spin_lock(&line_lock);
	mine = g->owner == 0 && g->line;
	if (mine)
		g->owner = 1;
	if (g->line)
		wake();
	irq_spin_unlock(&line_lock);
	return mine;
}

static void lock_slowly(gate_t *g) HF_MAY_BLOCK;
static void lock_slowly(gate_t *g)
{
	do
		block();
	while (!take_turn(g));
}

void gate_lock(gate_t *g) HF_ACQUIRES(g);
void gate_lock(gate_t *g)
{
	if (!exchange(g, 1))
		lock_slowly(g);
}

void gate_unlock(gate_t *g) HF_RELEASES(g);
void gate_unlock(gate_t *g)
{
	if (exchange(g, 0))
		wake();
}

static gate_t door HF_HELD_IN(preemptible);
static gate_t window HF_HELD_IN(preemptible);

static void pass(void)
{
	gate_lock(&door);
	gate_lock(&window);
	gate_unlock(&window);
	gate_unlock(&door);
}

static void worker(void *arg)
{
	(void)arg;
	pass();
}

void boot(void)
{
	thread_start(worker, 0);
}
