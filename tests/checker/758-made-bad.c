/* SPDX-License-Identifier: MIT
 *
 * A handle's lock is the variable that it is stored in, and its kind is that of what made it.
 *
 * args: --model 758-made.ini
 * expect: lock-recursion: gate `device.gate` is waited for by its own holder
 * expect: lock-order: locks are taken in a cycle: table -> numbered -> table
 * count: 2
 */
typedef void *gate_id;
typedef int number_id;
enum { GATE_ONCE = 1 };
gate_id gate_new(int kind);
void gate_take(gate_id g);
void gate_give(gate_id g);
int number_new(number_id *id);
void number_take(number_id n);
void number_give(number_id n);

struct device { gate_id gate, ready; int users; };
static gate_id table, tree;
static number_id numbered;

int init(struct device *d)
{
	d->gate = gate_new(GATE_ONCE);
	d->ready = gate_new(0);
	table = (gate_id)gate_new(1);
	tree = gate_new(2);
	return number_new(&numbered);
}

static void with(gate_id g, int *n)
{
	gate_take(g);
	++*n;
	gate_give(g);
}

void f(struct device *d)
{
	gate_id local = d->gate;

	gate_take(d->ready);
	gate_take(local);
	with(d->gate, &d->users);
	gate_give(d->gate);
	gate_take(tree);
	with(tree, &d->users);
	gate_give(tree);
	with(table, &d->users);
}

void order(struct device *d)
{
	number_take(numbered);
	gate_take(table);
	number_give(numbered);
	gate_give(table);
}

void other(void)
{
	gate_take(table);
	number_take(numbered);
	number_give(numbered);
	gate_give(table);
}
