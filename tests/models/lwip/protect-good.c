/* SPDX-License-Identifier: MIT
 *
 * Posts what there is room for.
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

	if (sys_mbox_trypost(&box, msg) != ERR_OK)
		lost++;

	SYS_ARCH_UNPROTECT(lev);
}
