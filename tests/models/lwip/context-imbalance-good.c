/* SPDX-License-Identifier: MIT
 *
 * Each way out leaves the protected section.
 */
#include "lwip.h"

static int credit;

err_t take_credit(void)
{
	SYS_ARCH_DECL_PROTECT(lev);

	SYS_ARCH_PROTECT(lev);

	if (!credit) {
		SYS_ARCH_UNPROTECT(lev);
		return ERR_ABRT;
	}

	credit--;
	SYS_ARCH_UNPROTECT(lev);
	return ERR_OK;
}
