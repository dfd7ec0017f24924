/* SPDX-License-Identifier: MIT
 *
 * faults.c: what is done on purpose, by name.
 */
#include <kernel/errno.h>
#include <kernel/string.h>
#include "faults.h"

static const struct fault {
	const char *name;
	void (*run)(void) HF_MAY_BLOCK;
} faults[] = {
#define FAULT(name) { #name, fault_##name },
#include "faults.def"
#undef FAULT
};

int fault_run(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(faults); i++)
		if (!strcmp(faults[i].name, name)) {
			faults[i].run();
			return 0;
		}
	return -EINVAL;
}
