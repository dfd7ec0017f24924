/* SPDX-License-Identifier: MIT
 *
 * Asks for a semaphore again and again.
 */
#include "rtthread.h"

static struct rt_semaphore done;

void transfer_wait(void)
{

	while (rt_sem_trytake(&done) != RT_EOK) // expect: poll-loop
		;

}
