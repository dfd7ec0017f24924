/* SPDX-License-Identifier: MIT
 *
 * Posts a message, and waits for room, in a section that protects with interrupts off.
 */
#include "lwip.h"

static sys_mbox_t box;
static int used;
int lost;

void put(void *msg)
{
	SYS_ARCH_DECL_PROTECT(lev);

	SYS_ARCH_PROTECT(lev);
	used++;

	sys_mbox_post(&box, msg); // expect: block-in-atomic

	SYS_ARCH_UNPROTECT(lev);
}
