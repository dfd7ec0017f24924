/* SPDX-License-Identifier: MIT
 *
 * In the handler it doesn't wait; without the bit neither; the latch is released by its other name; a thread's function is stored
 * where a handler's would be, by a function that says who calls it.
 *
 * args: --model 766-who-asks.ini
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

static void clear(void)
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
	report(0x20);
	latch_give(&list);
	report(0x400);
}

static void drop(void) { latch_give(&thread_me()->latch); }

void leave(void)
{
	latch_take(&thread_me()->latch);
	if (!busy()) {
		drop();
		wait_for(2);
		return;
	}
	drop();
}

int leave_early(int what)
{
	latch_take(&thread_me()->latch);
	if (what) {
		latch_give(&thread_me()->latch);
		return -22;
	}
	drop();
	return 0;
}

static void on_irq(void)
{
	clear();
	if (source.handler)
		source.handler();
}
static void in_thread(void) { wait_for(3); }
void begin(void) { attach(on_irq); attach_thread(in_thread); }
