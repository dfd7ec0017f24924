/* SPDX-License-Identifier: MIT
 *
 * Macros mask, wait, have effects, ask for a state and have their argument called.
 *
 * args: --model 753-macros.ini
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
	said = "tick";
}
AT_INTERRUPT(4, tick);

void f(void)
{
	QUIET();
	NAP(NOT_AT_ALL);
	IN_QUIET();
	LOUD();
	REST();
	TELL("done");
	REST();
}

void g(void)
{
	QUIET();
	said = 0;
	LOUD();
}
