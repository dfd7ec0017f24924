/* SPDX-License-Identifier: MIT
 *
 * A variable or a field has a kind of its own.
 *
 * args: --model 757-own-kind.ini
 * expect: block-in-atomic: `nap` may block while spinning gate `hot` is held
 * expect: block-in-atomic: `nap` may block while spinning gate `device.gate` is held
 * count: 2
 */
struct gate { int closed; };
void gate_take(struct gate *g);
void gate_give(struct gate *g);
void nap(void);
struct device { struct gate gate; };
struct file { struct gate gate; };

extern struct gate hot;
static struct gate cold;

static void with(struct gate *g)
{
	gate_take(g);
	nap();
	gate_give(g);
}

void f(struct device *d, struct file *file)
{
	with(&cold);
	with(&file->gate);
	with(&hot);
	with(&d->gate);
}
