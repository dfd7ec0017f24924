/* SPDX-License-Identifier: MIT
 *
 * One way out leaves the protected section open.
 */
#include "lwip.h"

static int credit;

err_t take_credit(void)
{
	SYS_ARCH_DECL_PROTECT(lev);

	SYS_ARCH_PROTECT(lev);

	if (!credit)
		return ERR_ABRT; // expect: context-imbalance

	credit--;
	SYS_ARCH_UNPROTECT(lev);
	return ERR_OK;
}
