/* SPDX-License-Identifier: MIT
 *
 * What looks first in which state it is; a result that is an argument's bit; a thread's own object, which is the same
 * in each function that asks for it; and a trusted function, whose body stores what it says all about.
 *
 * args: --model 766-who-asks.ini
 * expect: block-in-atomic: `release_all` may block while raw spinlock `table` is held
 * expect: block-in-atomic: `wait_for` may block while raw spinlock `thread.latch` is held
 * expect: block-in-atomic: `wait_for` may block while raw spinlock `list` is held
 * expect: block-in-atomic: `wait_for` may block while in state in_irq
 * expect: lock-imbalance: `leave_early` returns with raw spinlock `thread.latch` held
 * count: 5
 */
struct latch { int taken; };
struct thread { struct latch latch; int state; };
struct source { void (*handler)(void); };

void latch_take(struct latch *l);
void latch_give(struct latch *l);
struct thread *thread_me(void);
int may_wait(unsigned how);
void wait_for(int what);
void release_all(void);
int busy(void);

static struct latch table, list;
static struct source source;

void attach(void (*fn)(void)) { source.handler = fn; }
void attach_thread(void (*fn)(void)) { source.handler = fn; }

/* Not in an interrupt handler. */
void clear(void)
{
	latch_take(&table);
	release_all();
	latch_give(&table);
}

static void report(unsigned how)
{
	if (may_wait(how))
		wait_for(1);
}

void log_line(void)
{
	latch_take(&list);
	report(0x420);
	latch_give(&list);
}

static void drop(void) { latch_give(&thread_me()->latch); }

void leave(void)
{
	latch_take(&thread_me()->latch);
	if (!busy())
		wait_for(2);
	drop();
}

int leave_early(int what)
{
	latch_take(&thread_me()->latch);
	if (what)
		return -22;
	drop();
	return 0;
}

static void on_irq(void) { wait_for(3); }
void begin(void) { attach(on_irq); }
