/* SPDX-License-Identifier: MIT
 *
 * sys_usage.c: what processes have used, as programs are told.
 */
#include "sys_usage.h"

#include "user_copy.h"

#include <abi/process.h>

int rusage_to_user(user_addr_t to, uint64_t run_ns)
{
	const struct abi_rusage usage = {
		.user = { run_ns / NSEC_PER_SEC, run_ns % NSEC_PER_SEC / NSEC_PER_USEC },
	};

	return copy_to_user(to, &usage, sizeof(usage));
}
