/* SPDX-License-Identifier: MIT
 *
 * Whether a call in a loop waits is for its argument to say.
 *
 * args: --model 761-poll.ini
 * expect: poll-loop: `ready`
 * expect: poll-loop: `gate_take`
 * count: 2
 */
struct gate { int closed; };
int ready(void);
void receive(int wait);
int gate_take(struct gate *g, int wait);
void gate_give(struct gate *g);

static struct gate gate;

void serve(void)
{
	while (!ready())
		receive(0);
}

void insist(void)
{
	while (gate_take(&gate, 0) != 0)
		;
	gate_give(&gate);
}
