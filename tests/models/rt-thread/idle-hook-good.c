/* SPDX-License-Identifier: MIT
 *
 * The idle thread's hook looks, and goes on.
 */
#include "rtthread.h"

static struct rt_semaphore garbage;

static void tidy(void)
{

	rt_sem_take(&garbage, RT_WAITING_NO);

}

void tidy_start(void)
{
	rt_thread_idle_sethook(tidy);
}
