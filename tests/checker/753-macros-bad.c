/* SPDX-License-Identifier: MIT
 *
 * Macros mask, wait, have effects, ask for a state and have their argument called.
 *
 * args: --model 753-macros.ini
 * expect: block-in-atomic: `NAP` may block while in state no_irq
 * expect: block-in-atomic: `REST` may block while in state in_irq
 * expect: requires: `IN_QUIET`
 * expect: slow-in-atomic: `TELL`
 * count: 4
 */
#define QUIET() do { } while (0)
#define LOUD() do { } while (0)
#define NOT_AT_ALL 0
#define NAP(ms) ((void)(ms))
#define REST() ((void)0)
#define TELL(text) do { said = text; } while (0)
#define IN_QUIET() ((void)0)
#define AT_INTERRUPT(number, handler) static void *const vector_##number = (void *)handler

static const char *said;

static void tick(void)
{
	REST();
}
AT_INTERRUPT(4, tick);

void f(void)
{
	QUIET();
	NAP(10);
	IN_QUIET();
	LOUD();
	REST();
	TELL("done");
	IN_QUIET();
}

void g(void)
{
	QUIET();
	TELL("now");
	LOUD();
}
