/* SPDX-License-Identifier: MIT
 *
 * A callback has the core already: to lock it again never ends.
 */
#include "lwip.h"

static void ping(void *ctx)
{
	LOCK_TCPIP_CORE(); // expect: lock-recursion
	tcp_write(ctx, "x", 1, 0);
	UNLOCK_TCPIP_CORE();
}

void ping_later(void *ctx)
{
	tcpip_callback(ping, ctx);
}
