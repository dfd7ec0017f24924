/* SPDX-License-Identifier: MIT
 *
 * Code that asks where it runs, and draws the wrong conclusion: it waits in the handler of all places, asks for one context
 * where it is another that matters, and masks where that is so anyway.
 *
 * args: --model 777-asks-where.ini
 * expect: block-in-atomic: `wait_for` may block while in state in_irq
 * expect: block-in-atomic: `wait_for` may block while raw spinlock `table` is held
 * expect: block-in-atomic: `wait_for` may block while in state in_softirq
 * expect: irq-inversion: raw spinlock `ring` is held while deferred work can interrupt the holder
 * count: 4
 */
struct latch { int taken; };
void latch_take(struct latch *l);
void latch_give(struct latch *l);
void bottom_off(void);
void bottom_on(void);
void wait_for(int what);
int in_handler(void);
int count_of_masks(void);
#define IN_BOTTOM() (count_of_masks() & 0xff00)
#define IN_ANY() (count_of_masks() & 0xffff00)
void attach(void (*fn)(void));
void defer(void (*fn)(void));

static struct latch table, ring;

static void drop(void)
{
	if (in_handler())
		wait_for(1);
}

/* A latch is no handler. */
static void put(void)
{
	if (!in_handler())
		wait_for(2);
}

static void put_all(void)
{
	latch_take(&table);
	put();
	latch_give(&table);
}

/* Nor is deferred work. */
static void flush(void)
{
	int is_handler = in_handler();

	if (is_handler)
		return;
	wait_for(3);
}

static int ring_lock(void)
{
	int in_bottom = IN_BOTTOM();

	if (!in_bottom) {
		latch_take(&ring);
	} else {
		bottom_off();
		latch_take(&ring);
	}
	return in_bottom;
}

static void ring_unlock(int in_bottom)
{
	latch_give(&ring);
	if (in_bottom)
		bottom_on();
}

static void ring_use(void) { ring_unlock(ring_lock()); }

void use_all(void)
{
	ring_use();
	put_all();
}
static void on_irq(void) { drop(); }
static void in_bottom(void) { ring_use(); flush(); }
void begin(void) { attach(on_irq); defer(in_bottom); }
