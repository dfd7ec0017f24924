/* SPDX-License-Identifier: MIT
 *
 * The idle thread's hook waits, and then nobody is left to run.
 */
#include "rtthread.h"

static struct rt_semaphore garbage;

static void tidy(void)
{

	rt_sem_take(&garbage, 10); // expect: block-in-atomic

}

void tidy_start(void)
{
	rt_thread_idle_sethook(tidy);
}
