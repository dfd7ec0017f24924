/* SPDX-License-Identifier: MIT
 *
 * Which lock a call takes, and which mask it sets, depends on an argument.
 *
 * args: --model 751-by-argument.ini
 */
struct gate { int closed; };
struct house { struct gate inner, outer; };
void gates_take(struct house *h, unsigned how);
void gates_give(struct house *h, unsigned how);
void quiet_begin(int irqs);
void quiet_end(int irqs);
void nap(void);

static struct house house;

void inner_then_outer(void)
{
	gates_take(&house, 3);
	gates_take(&house, 2);
	gates_give(&house, 2);
	gates_give(&house, 1);
}

void outer_then_inner(void)
{
	gates_take(&house, 1);
	gates_take(&house, 0);
	gates_give(&house, 0);
	gates_give(&house, 1);
}

/* Both ends agree, whatever it is. */
void either(int irqs)
{
	quiet_begin(irqs);
	quiet_end(irqs);
}

void both(void)
{
	quiet_begin(1);
	quiet_begin(0);
	quiet_end(0);
	quiet_end(1);
	nap();
}
