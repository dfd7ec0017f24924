/* SPDX-License-Identifier: MIT
 *
 * The core is locked under a mutex in one place, and the mutex under the core in another.
 */
#include "lwip.h"

static sys_mutex_t table;
static int peers;

void clear(void)
{
	sys_mutex_lock(&table);
	LOCK_TCPIP_CORE(); // expect: lock-order
	peers = 0;
	UNLOCK_TCPIP_CORE();
	sys_mutex_unlock(&table);
}

void add(struct tcp_pcb *pcb)
{
	LOCK_TCPIP_CORE();
	sys_mutex_lock(&table);
	tcp_output(pcb);
	peers++;
	sys_mutex_unlock(&table);
	UNLOCK_TCPIP_CORE();
}
