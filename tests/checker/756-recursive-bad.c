/* SPDX-License-Identifier: MIT
 *
 * A recursive lock may be taken again by its holder, and is released as often.
 *
 * args: --model 756-recursive.ini
 * expect: lock-imbalance: `total` returns with recursive gate `tree.gate` held
 * expect: block-in-atomic: `nap` may block while recursive latch `latch` is held
 * expect: lock-order: locks are taken in a cycle
 * count: 3
 */
struct gate { int depth; };
struct latch { int depth; };
void gate_take(struct gate *g);
void gate_give(struct gate *g);
void latch_take(struct latch *l);
void latch_give(struct latch *l);
void nap(void);

struct tree { struct gate gate; struct tree *left; int size; };
static struct latch latch;
static struct gate a, b;

static int size(struct tree *t)
{
	gate_take(&t->gate);
	int n = t->size;
	gate_give(&t->gate);
	return n;
}

int total(struct tree *t)
{
	gate_take(&t->gate);
	int n = size(t) + size(t);

	return n;
}

/* However deep. */
int deep(int n)
{
	gate_take(&a);
	int m = n > 0 ? deep(n - 1) : 0;
	gate_give(&a);
	return m;
}

void masked(void)
{
	latch_take(&latch);
	latch_take(&latch);
	latch_give(&latch);
	nap();
	latch_give(&latch);

}

/* What is held already is not waited for. */
void a_then_b(void)
{
	gate_take(&a);
	gate_take(&b);

	gate_give(&b);
	gate_give(&a);
}

void b_alone(void)
{
	gate_take(&b);
	gate_take(&a);
	gate_give(&a);
	gate_give(&b);
}
