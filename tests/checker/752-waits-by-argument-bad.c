/* SPDX-License-Identifier: MIT
 *
 * Whether a lock may fail, and whether it is waited for, depends on an argument.
 *
 * args: --model 752-waits-by-argument.ini
 * expect: lock-imbalance: `always` releases mutex `a`
 * expect: lock-imbalance: `handed_on` releases mutex `a`
 * expect: block-in-atomic: `gate_take` may block while in state no_preempt
 * count: 3
 */
#define FOREVER (-1)
struct gate { int closed; };
int gate_take(struct gate *g, int wait);
void gate_give(struct gate *g);
void quiet_begin(void);
void quiet_end(void);

static struct gate a;
static int n;

int always(void)
{
	gate_take(&a, 10);
	n++;
	gate_give(&a);
	return 0;
}

/* The failure that there isn't needs nothing given back. */
int checked(void)
{
	if (gate_take(&a, FOREVER) != 0) {
		gate_give(&a);
		return -1;
	}
	gate_give(&a);
	return 0;
}

int tried(void)
{
	int got;

	quiet_begin();
	got = gate_take(&a, FOREVER);
	quiet_end();
	if (got == 0)
		gate_give(&a);
	return got;
}

int handed_on(int wait)
{
	if (gate_take(&a, wait) != 0)
		n = 0;
	gate_give(&a);
	return 0;
}
