/* SPDX-License-Identifier: MIT
 *
 * A mutex of one's own is not the core's.
 */
#include "lwip.h"

static sys_mutex_t own;

static void sender(void *arg)
{
	sys_mutex_lock(&own);
	tcp_write(arg, "x", 1, 0); // expect: requires
	sys_mutex_unlock(&own);
}

void start(struct tcp_pcb *pcb)
{
	sys_thread_new("sender", sender, pcb, 1024, 3);
}
