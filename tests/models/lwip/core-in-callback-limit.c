/* SPDX-License-Identifier: MIT
 *
 * A callback has the core already, and locking it again never ends.  A model can't say with which
 * lock a callback is called: nothing is found.
 */
#include "lwip.h"

static void ping(void *ctx)
{
	LOCK_TCPIP_CORE();
	tcp_write(ctx, "x", 1, 0);
	UNLOCK_TCPIP_CORE();
}

void ping_later(void *ctx)
{
	tcpip_callback(ping, ctx);
}
