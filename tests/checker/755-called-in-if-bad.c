/* SPDX-License-Identifier: MIT
 *
 * A callback's context depends on another argument of the call; where that isn't known, it may be any.
 *
 * args: --model 755-called-in-if.ini
 * expect: block-in-atomic: `nap` may block while in state in_irq
 * expect: block-in-atomic: `nap` may block while in state in_softirq
 * count: 3
 */
#define HANDLE_IN_THREAD 0x1
void nap(void);
void handle(int number, void (*fn)(void), unsigned flags);

static int ticks;
static void quick(void) { ticks++; }
static void slow(void) { nap(); }
static void slower(void) { nap(); }
static void soft(void) { nap(); }

static void in_a_thread(void (*fn)(void))
{
	handle(3, fn, 1);
}

void start(unsigned flags)
{
	handle(1, slow, flags);
	handle(2, quick, flags);
	handle(2, soft, 2);
	in_a_thread(slower);
}
