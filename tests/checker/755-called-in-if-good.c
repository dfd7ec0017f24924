/* SPDX-License-Identifier: MIT
 *
 * A callback's context depends on another argument of the call; where that isn't known, it may be any.
 *
 * args: --model 755-called-in-if.ini
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
	handle(3, fn, HANDLE_IN_THREAD);
}

void start(unsigned flags)
{
	handle(1, slow, 5);
	handle(2, quick, flags);
	handle(2, quick, 2);
	in_a_thread(slower);
}

void (*const unused)(void) = soft;
