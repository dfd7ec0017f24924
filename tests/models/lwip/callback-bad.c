/* SPDX-License-Identifier: MIT
 *
 * What the tcpip thread calls waits for the tcpip thread.
 */
#include "lwip.h"

static void ping(void *ctx)
{
	lwip_send(1, "x", 1, 0); // expect: effect-in-context
}

void ping_later(void *ctx)
{
	tcpip_callback(ping, ctx);
}
