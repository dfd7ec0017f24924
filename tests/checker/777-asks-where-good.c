/* SPDX-License-Identifier: MIT
 *
 * The same, and each does what is allowed where it finds itself; also a callee's answer is good for its caller.
 *
 * args: --model 777-asks-where.ini
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
	if (!in_handler())
		wait_for(1);
}

static void put(void)
{
	if (!in_handler() && !IN_BOTTOM())
		wait_for(2);
}

static void put_all(void)
{
	latch_take(&table);
	latch_give(&table);
	put();
	bottom_off();
	put();
	bottom_on();
}

static void flush(void)
{
	if (IN_ANY())
		return;
	wait_for(3);
}

static int ring_lock(void)
{
	int in_bottom = IN_BOTTOM();

	if (in_bottom) {
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
	if (!in_bottom)
		bottom_on();
}

static void ring_use(void) { ring_unlock(ring_lock()); }

void use_all(void)
{
	ring_use();
	put_all();
	drop();
}
static void on_irq(void) { drop(); put(); }
static void in_bottom(void) { ring_use(); flush(); put(); }
void begin(void) { attach(on_irq); defer(in_bottom); }
