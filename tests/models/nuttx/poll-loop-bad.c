/* SPDX-License-Identifier: MIT
 *
 * Asks for a semaphore again and again.
 */
#include "nuttx.h"

static sem_t done;

void transfer_wait(void)
{

	while (nxsem_trywait(&done) < 0) // expect: poll-loop
		;

}
