/* SPDX-License-Identifier: MIT
 *
 * Conditions on arguments compare with macros, enumerators and constants, and look into records of one
 * number.
 *
 * args: --model 750-conditions.ini
 */
struct gate { int closed; };
void gate_close(struct gate *g);
void gate_open(struct gate *g);

typedef struct { long long ticks; } timeout;
#define TICKS(t) ((timeout) { .ticks = (t) })
#define NO_WAIT TICKS(0)
#define FOREVER TICKS((long long)-1)
#define BIT(n) (1u << (n))
#define PAGE_MAY_WAIT (BIT(4) | 0x100UL)
enum how { PAGE_SLOW = 0x20, PAGE_SYNC = 0x40 };
#define HOW_MASK 0x3
#define HOW_WAITING (HOW_MASK & ~1)
static const unsigned NO_TIME = 7;

void wait_for(int event, timeout t);
void *take_page(int size, unsigned how);
void put_page(void *page, unsigned how);
void order(unsigned how);
void delay(unsigned ms);

static struct gate gate;
static const timeout never = { 0 };
static const timeout always = { -1 };

void f(int event)
{
	timeout t = { 0 };
	unsigned ms = 7;

	gate_close(&gate);
	wait_for(event, NO_WAIT);
	wait_for(event, t);
	wait_for(event, never);
	put_page(take_page(4, 0x20), 1);
	order(1 | 4);
	delay(ms);
	gate_open(&gate);
}
