/* SPDX-License-Identifier: MIT
 *
 * Waits for it.
 */
#include "rtthread.h"

static struct rt_semaphore done;

void transfer_wait(void)
{

	rt_sem_take(&done, RT_WAITING_FOREVER);

}
