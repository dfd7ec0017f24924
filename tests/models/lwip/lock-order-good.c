/* SPDX-License-Identifier: MIT
 *
 * The mutex is always taken under the core.
 */
#include "lwip.h"

static sys_mutex_t table;
static int peers;

void clear(void)
{
	LOCK_TCPIP_CORE();
	sys_mutex_lock(&table);
	peers = 0;
	sys_mutex_unlock(&table);
	UNLOCK_TCPIP_CORE();
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
