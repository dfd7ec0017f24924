/* SPDX-License-Identifier: MIT
 *
 * Waits for the tcpip thread with the core locked, which that thread needs.
 */
#include "lwip.h"

err_t say(struct netconn *conn, struct netbuf *buf)
{
	err_t err;

	LOCK_TCPIP_CORE();
	err = netconn_send(conn, buf); // expect: effect-in-context: `netconn_send`
	UNLOCK_TCPIP_CORE();
	return err;
}
