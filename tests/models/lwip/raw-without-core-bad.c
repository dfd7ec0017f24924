/* SPDX-License-Identifier: MIT
 *
 * A thread of the application uses the raw API while the tcpip thread does.
 */
#include "lwip.h"

static void sender(void *arg)
{
	struct tcp_pcb *pcb = arg;

	tcp_write(pcb, "x", 1, 0); // expect: requires
	tcp_output(pcb); // expect: requires

}

void start(struct tcp_pcb *pcb)
{
	sys_thread_new("sender", sender, pcb, 1024, 3);
}
