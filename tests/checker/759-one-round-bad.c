/* SPDX-License-Identifier: MIT
 *
 * A loop that runs once is a block with a lock: fields of its own local records say so.
 *
 * args: --model 759-one-round.ini
 * expect: lock-imbalance: `f` returns with spinlock `latch` held
 * count: 1
 */
struct latch { int taken; };
struct key { int flags; };
struct key latch_take(struct latch *l);
void latch_give(struct latch *l, struct key k);
void nap(void);

struct turn { int is_over, rounds; };
#define WITH(l)                                                                          \
	for (struct turn turn = { 0 }, *none = 0; !none && !turn.is_over; turn.is_over = 1) \
		for (struct key key = latch_take(l), over = { 0 }; !over.flags;             \
		     latch_give(l, key), over.flags = 1)

static struct latch latch;
static int n;

int f(int most)
{
	WITH(&latch) {
		if (n == most)
			return -1;
		n++;
	}
	nap();
	return 0;
}

/* A record that others write is not known. */
void fill(struct turn *turn);
void g(void)
{
	struct turn turn = { 0 };

	while (!turn.is_over)
		fill(&turn);
	latch_give(&latch, latch_take(&latch));
}
