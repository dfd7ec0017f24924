/* SPDX-License-Identifier: MIT
 *
 * A lock that fails where something is wrong: held where nobody looks, and by its result where somebody does.
 *
 * args: --model 760-checked.ini
 */
struct gate { int closed; };
int gate_take(struct gate *g);
int gate_try(struct gate *g);
void gate_give(struct gate *g);
void panic(void) __attribute__((noreturn));
void log_error(int error);

static struct gate gate;
static int n;

static int enter(void)
{
	int error = gate_take(&gate);

	log_error(error);
	return error;
}

int looks(void)
{
	if (enter() < 0)
		return -1;
	n++;
	gate_give(&gate);
	return 0;
}

void enters(void)
{
	enter();
	n++;
	gate_give(&gate);
}

void trusts(void)
{
	(void)gate_take(&gate);
	n++;
	gate_give(&gate);
}

void insists(void)
{
	if (gate_take(&gate))
		panic();
	n++;
	gate_give(&gate);
}

int tries(void)
{
	int got = gate_try(&gate);

	if (got == 1) {
		n++;
		gate_give(&gate);
		return 0;
	}
	return got;
}
