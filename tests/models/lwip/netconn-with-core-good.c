/* SPDX-License-Identifier: MIT
 *
 * Asks the tcpip thread without the core.
 */
#include "lwip.h"

err_t say(struct netconn *conn, struct netbuf *buf)
{
	return netconn_send(conn, buf);
}
