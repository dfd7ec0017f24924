/* SPDX-License-Identifier: MIT
 *
 * What the tcpip thread calls uses the raw API: it has the core.
 */
#include "lwip.h"

static void ping(void *ctx)
{
	tcp_write(ctx, "x", 1, 0);
}

void ping_later(void *ctx)
{
	tcpip_callback(ping, ctx);
}
