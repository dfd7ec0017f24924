/* SPDX-License-Identifier: MIT
 *
 * Waits for the mailbox.
 */
#include "lwip.h"

static sys_mbox_t box;

void *next(void)
{
	void *msg;

	sys_arch_mbox_fetch(&box, &msg, 0);

	return msg;
}
