/* SPDX-License-Identifier: MIT
 *
 * Asks a mailbox again and again.
 */
#include "lwip.h"

static sys_mbox_t box;

void *next(void)
{
	void *msg;

	while (sys_arch_mbox_tryfetch(&box, &msg) == SYS_ARCH_TIMEOUT) // expect: poll-loop
		;

	return msg;
}
