/* SPDX-License-Identifier: MIT
 *
 * Waits for it.
 */
#include "nuttx.h"

static sem_t done;

void transfer_wait(void)
{

	while (nxsem_wait(&done) < 0)
		;

}
